"""/getfile and /instruction: who gets what, and that no path leads out of the guild's folder."""

from __future__ import annotations

import pathlib

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, StandIn

pytestmark = pytest.mark.e2e

ATTACKS = [
    "../../chatterbot.sqlite3",
    "datasets/../../../chatterbot.sqlite3",
    "/etc/passwd",
    "..\\..\\chatterbot.sqlite3",
    "C:\\Windows\\win.ini",
    "datasets/link",
    "datasets\0.jsonl",
    "//server/share",
    "shared/../guilds",
    "x" * 5000,
]


@pytest.fixture
def config(tmp_path: pathlib.Path) -> pathlib.Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder


# -- /getfile


@pytest.mark.usefixtures("app")
async def test_a_file_is_handed_out(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/faq.jsonl", '{"prompt": "hi", "reply": "hello"}\n')
    got = await people.use(boss, "getfile", path="datasets/faq.jsonl")
    assert got.ephemeral
    assert got.content == "`datasets/faq.jsonl` · 35 bytes"
    assert got.files == {"faq.jsonl": b'{"prompt": "hi", "reply": "hello"}\n'}


@pytest.mark.usefixtures("app")
async def test_files_are_completed(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/faq.jsonl", "x")
    people.file(town, "uploads/other.txt", "x")
    people.file(town, f"datasets/{'n' * 120}.jsonl", "too long for a choice: left out, not cut")
    found = await boss.complete("getfile", "path", "data")
    assert found == [{"name": "datasets/faq.jsonl", "value": "datasets/faq.jsonl"}]


@pytest.mark.usefixtures("app")
async def test_a_file_too_large_to_send_is_refused_with_both_sizes(town: Town, boss: Actor) -> None:
    limit = 10 * 1024 * 1024
    with people.file(town, "datasets/big.jsonl", b"").open("wb") as file:
        file.truncate(limit + 1)
    got = await people.use(boss, "getfile", path="datasets/big.jsonl")
    assert got.content is not None
    assert "`datasets/big.jsonl`" in got.content
    assert got.content.count("10 MiB") == 2
    assert not got.files


@pytest.mark.parametrize("path", ATTACKS, ids=lambda path: path[:30])
@pytest.mark.usefixtures("app")
async def test_no_path_leads_out(town: Town, boss: Actor, path: str) -> None:
    people.file(town, "datasets/faq.jsonl", "x")
    (people.folder(town) / "datasets/link").symlink_to("/etc")
    for command, option in (
        ("getfile", "path"),
        ("archive", "directory"),
        ("select_dataset", "path"),
        ("train", "directory"),
    ):
        refused = await people.use(boss, command, **{option: path})
        assert refused.ephemeral
        assert refused.content
        assert not refused.files
        assert "✅" not in refused.content
        assert "📦" not in refused.content
        assert "passwd" not in refused.content or "/etc/passwd" in refused.content, "at most its own words repeated"
        assert str(town.data) not in refused.content
    assert not list(people.folder(town).rglob("*.zip"))


@pytest.mark.usefixtures("app")
async def test_what_is_missing_is_said_with_what_is_near(town: Town, boss: Actor) -> None:
    people.file(town, "datasets/faq.jsonl", "x")
    got = await people.use(boss, "getfile", path="datasets/fag.jsonl")
    assert got.content is not None
    assert "datasets/fag.jsonl" in got.content


@pytest.mark.usefixtures("app")
async def test_guilds_never_see_each_others_files(town: Town, discord: StandIn, boss: Actor) -> None:
    other = discord.guild("Other")
    people.file(town, "datasets/secret.jsonl", "x", other)
    assert await boss.complete("getfile", "path", "") == []
    number = other["id"]
    for path in (
        "datasets/secret.jsonl",
        f"../{number}/datasets/secret.jsonl",
        f"guilds/{number}/datasets/secret.jsonl",
    ):
        got = await people.use(boss, "getfile", path=path)
        assert not got.files


@pytest.mark.usefixtures("app")
async def test_a_shared_file_is_for_everybody(town: Town, boss: Actor) -> None:
    shared = town.data / "shared" / "english"
    shared.mkdir(parents=True)
    (shared / "greetings.txt").write_text("hi => hello")
    assert [c["value"] for c in await boss.complete("getfile", "path", "greet")] == ["shared/english/greetings.txt"]
    assert (await people.use(boss, "getfile", path="shared/english/greetings.txt")).files == {
        "greetings.txt": b"hi => hello"
    }


@pytest.mark.usefixtures("app")
async def test_as_a_message_it_is_refused_in_a_channel(town: Town, discord: StandIn, boss: Actor) -> None:
    people.file(town, "datasets/faq.jsonl", "x")
    reply = await discord.wait_reply(await boss.say(f"{town.me} !getfile datasets/faq.jsonl"))
    assert "for you only" in reply["content"]
    assert f"</getfile:{people.command(town, 'getfile')['id']}>" in reply["content"]
    assert not reply["attachments"]


# -- /instruction


async def test_the_instruction_in_the_persons_language(
    town: Town, discord: StandIn, config: pathlib.Path, ann: Actor
) -> None:
    (config / "bot_instruction.md").write_text("# Rules\nBe kind.", encoding="utf-8")
    (config / "bot_instruction.ru.md").write_text("# Правила\nБудьте добры.", encoding="utf-8")
    async with town.running(files={"config": config}):
        shown = await ann.slash("instruction")
        assert shown.ephemeral
        assert shown.content == "# Rules\nBe kind."
        olga = discord.user("Olga", town.general, locale="ru")
        assert (await olga.slash("инструкция")).content == "# Правила\nБудьте добры."
        pierre = discord.user("Pierre", town.general, locale="fr")
        assert (await pierre.slash("instruction")).content == "# Rules\nBe kind."
        reply = await discord.wait_reply(await ann.say(f"{town.me} !instruction"))
        assert reply["content"] == "# Rules\nBe kind."


async def test_a_long_instruction_has_pages_that_survive_a_restart(
    town: Town, config: pathlib.Path, ann: Actor
) -> None:
    text = "\n\n".join(f"## Chapter {n}\n" + "All work and no play. " * 30 for n in range(1, 8))
    (config / "bot_instruction.md").write_text(text, encoding="utf-8")
    async with town.running(files={"config": config}):
        first = await ann.slash("instruction")
        assert first.message is not None
        assert first.content is not None
        assert first.content.startswith("## Chapter 1")
        assert "1 of 4" in str(first.message["components"])
        second = await ann.click(first.message, "▶️")
        assert second.changes_its_message
        assert "2 of 4" in str(second.message)
    async with town.running(files={"config": config}):
        assert second.message is not None
        third = await ann.click(second.message, "▶️")
        assert third.content is not None
        assert third.content.startswith("## Chapter")
        back = await ann.click(second.message, "◀️")
        assert "2 of 4" in str(back.message)


async def test_without_an_own_instruction_the_shipped_one_is_shown(
    town: Town, config: pathlib.Path, discord: StandIn, ann: Actor
) -> None:
    async with town.running(files={"config": config}):
        shown = await ann.slash("instruction")
        assert shown.ephemeral
        assert str(shown.content).startswith("# How to talk to me")
        olga = discord.user("Olga", town.general, locale="ru")
        assert str((await olga.slash("instruction")).content).startswith("# Как со мной говорить")


async def test_the_instruction_shows_each_person_what_they_may_do(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    shown = str((await ann.slash("instruction")).content)
    assert "## Correct" in shown
    assert "## Teach" not in shown
    assert "/join" not in shown  # this bot neither hears nor speaks
    assert "## Teach" in str((await boss.slash("instruction")).content)
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    assert "## Correct" not in str((await ann.slash("instruction")).content)


@pytest.mark.parametrize("reads_all", [False, True])
async def test_the_instruction_asks_for_a_mention_only_where_commands_need_one(
    town: Town, ann: Actor, reads_all: bool
) -> None:
    sentence = "In a channel, mention me first."
    async with town.running(discord={"message_content": reads_all}):
        assert (sentence in str((await ann.slash("instruction")).content)) is not reads_all
        assert sentence not in str((await ann.dm().slash("instruction")).content)
