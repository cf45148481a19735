"""The log at level DEBUG contains no words, names or secrets of people; and only the bot's user can read what is stored."""

from __future__ import annotations

import io
import logging
import os
import re
import sqlite3
import stat
from collections.abc import Iterator

import pytest
from tests.e2e import people, spoken
from tests.e2e.town import Town, log_says

from chatterbot import logs, settings
from chatterbot.engine import ReplyEngine
from chatterbot.standin import Permission

pytestmark = pytest.mark.e2e

SAID = (
    *("xylophone", "quagmire", "zephyrs", "jackdaw", "vortex", "mnemonic", "obelisk", "plankton", "rhubarb", "sphinx"),
    *("tapioca", "umlaut", "wombats", "yodeling"),
)
"""Every text that somebody writes contains one of these words, which occur nowhere in the program."""
NAMES = ("Xanthippe", "Zebedee", "Quiddity", "secretplans")
TOKENS = re.compile(r"/(?:interactions|webhooks)/\d+/([^/?]{20,})")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Yield the log at level DEBUG, set up as the command line does; pytest's own logging is restored at the end."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (logs.OURS, *logs.QUIET, *logs.SILENT)}
    stream = io.StringIO()
    logs.configure(settings.LogSettings(level=settings.LogLevel.DEBUG), stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, value in levels.items():
        logging.getLogger(name).setLevel(value)
    logging.captureWarnings(capture=False)


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Set a umask with which everybody can read new files, unless the program sets other permissions."""
    before = os.umask(0)
    yield
    os.umask(before)


class Story:
    """People, a server and a channel whose names occur nowhere else."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.guild = town.discord.guild("Quiddity")
        self.channel = town.discord.channel(self.guild, "secretplans")
        self.ann = town.discord.user("Xanthippe", self.channel)
        self.boss = town.discord.user("Zebedee", self.channel).with_permissions(Permission.MANAGE_GUILD)
        town.discord.permit_bot(self.guild, Permission.ADMINISTRATOR)

    def assert_silent(self, log: str) -> None:
        """Assert that the log contains no words, names or secrets of people."""
        assert "chatterbot" in log
        secrets = {self.town.discord.token}
        for exchange in self.town.discord.exchanges:
            secrets.update(TOKENS.findall(exchange.path))
        assert len(secrets) > 3
        links = {
            attachment["url"]
            for message in self.town.discord.messages(self.channel)
            for attachment in message["attachments"]
        }
        for words in (*SAID, *NAMES, *secrets, *links):
            found = [line for line in log.splitlines() if words.casefold() in line.casefold()]
            assert not found, (words, found[0])


async def live(story: Story) -> None:
    """Teach, correct, vote, ask, train, test, read files, write direct messages and give feedback."""
    town, ann, boss = story.town, story.ann, story.boss
    unknown = await town.ask(ann, "where is the xylophone?")
    form = await ann.click(unknown, "teach")
    await (await form.submit(answer="in the quagmire")).finished()
    known = await town.ask(ann, "where is the xylophone?")
    assert known["content"] == "in the quagmire"
    form = await boss.context("Correct this reply", known)
    await (await form.submit(answer="behind the zephyrs")).finished()
    await ann.click(known, "vote-up")
    await people.use(boss, "train", text="what is a jackdaw? => a vortex")
    await people.use(boss, "train", file=("mnemonic.jsonl", b'{"prompt": "an obelisk?", "reply": "no, plankton"}\n'))
    await people.use(boss, "train", file=("mnemonic.csv", b"rhubarb,\xff\xfe\n"))
    await people.use(boss, "train", directory="no/rhubarb")
    await people.use(boss, "test")
    await people.use(boss, "getfile", path="rhubarb.csv")
    await people.use(boss, "export")
    await ann.dm().say("a sphinx in private")
    await town.discord.wait_until(lambda: len(town.discord.messages(town.discord.dm(ann))) > 1)
    await ann.say(f"{town.me} !teach tapioca => umlaut")
    await people.use(ann, "feedback", text="wombats, please")


@pytest.mark.usefixtures("open_umask")
async def test_the_log_contains_no_words_of_people(
    town: Town, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    story = Story(town)
    async with town.running(mode="production") as app:
        await live(story)
        await spoken.exchange(app, town, story.channel, story.ann, "yodeling wombats?")
        if not database_url:  # the database refuses the next turn, as if it broke a constraint
            with sqlite3.connect(town.data / "chatterbot.sqlite3") as other:
                other.execute("CREATE TRIGGER refuse BEFORE INSERT ON turns BEGIN SELECT RAISE(ABORT, 'refused'); END")
            other.close()
            async with log_says("cannot be corrected"):
                await town.ask(story.ann, "where is the xylophone?")
            with sqlite3.connect(town.data / "chatterbot.sqlite3") as other:
                other.execute("DROP TRIGGER refuse")
            other.close()

        async def broken(*asked: object) -> None:
            raise KeyError(asked[2])

        with monkeypatch.context() as patch:
            patch.setattr(ReplyEngine, "match", broken)
            await town.ask(story.ann, "where is the jackdaw?")
        shown = await people.use(story.ann, "privacy")
        assert shown.message is not None
        asked = await people.done(await story.ann.click(shown.message, "Erase everything about me"))
        assert asked.message is not None
        await people.done(await story.ann.click(asked.message, "Yes, erase"))
    written = log.getvalue()
    assert "KeyError: '...'" in written
    story.assert_silent(written)
    kept = [town.data, *town.data.rglob("*")]
    assert len(kept) > 5
    if os.name != "nt":
        assert {stat.S_IMODE(path.lstat().st_mode) for path in kept if path.is_dir()} == {0o700}
        assert {stat.S_IMODE(path.lstat().st_mode) for path in kept if path.is_file()} == {0o600}
