"""What people say and who they are stands in no line of the log, at its most talkative; and what is kept is for the bot alone."""

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
"""Words of which one at least is in each text that somebody writes; in the program they are nowhere."""
NAMES = ("Xanthippe", "Zebedee", "Quiddity", "secretplans")
TOKENS = re.compile(r"/(?:interactions|webhooks)/\d+/([^/?]{20,})")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log at its most talkative, as the command line sets it up; logging is put back as pytest has it."""
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
    """Whatever is made is for everybody, unless it is said otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


class Story:
    """People with names of their own, in a server and a channel with names of their own."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.guild = town.discord.guild("Quiddity")
        self.channel = town.discord.channel(self.guild, "secretplans")
        self.ann = town.discord.user("Xanthippe", self.channel)
        self.boss = town.discord.user("Zebedee", self.channel).with_permissions(Permission.MANAGE_GUILD)
        town.discord.permit_bot(self.guild, Permission.ADMINISTRATOR)

    def assert_silent(self, log: str) -> None:
        """Nothing that was said, nobody's name, and no secret stands in the log."""
        assert "chatterbot" in log
        secrets = {self.town.discord.token}
        for call in self.town.discord.calls:
            secrets.update(TOKENS.findall(call.path))
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
    """Teach, correct, vote, ask, train, test, look at files, talk in direct messages and aloud, and have it all erased."""
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
async def test_no_line_of_the_log_holds_what_people_say(
    town: Town, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    story = Story(town)
    async with town.running(mode="production") as app:
        await live(story)
        await spoken.exchange(app, town, story.channel, story.ann, "yodeling wombats?")
        if not database_url:  # a database that refuses, as one does whose rules were broken
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
