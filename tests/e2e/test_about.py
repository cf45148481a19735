"""Hello, help, status and feedback; and what Discord is told of the commands."""

from __future__ import annotations

import pytest
from tests.e2e.town import Town, fields

from chatterbot.app import App
from chatterbot.standin import Actor, CommandType, Json, StandIn

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("app")
async def test_hi_greets_in_the_language_of_the_person(town: Town, ann: Actor, discord: StandIn) -> None:
    hello = await ann.slash("hi")
    assert not hello.ephemeral
    (help_id,) = [c["id"] for c in discord.commands if c["name"] == "help"]
    assert hello.content == (
        f"👋 Hello, Ann! Ask me anything: mention me, reply to me or write to me directly. </help:{help_id}> shows what else I can do."
    )
    vera = discord.user("Vera", town.general, locale="ru")
    assert ((await vera.slash("hi")).content or "").startswith("👋 Здравствуйте, Vera!")


SOUND = frozenset({"say", "join", "leave", "listen", "Read aloud", "Transcribe"})
"""Commands that need speech recognition or a voice, which this bot does not have."""
MODEL = frozenset({"forget", "persona"})
"""Commands that need a language model, which it does not have either."""


def shown(command: Json) -> str:
    """Return how /help shows a command."""
    is_slash = command["type"] == CommandType.CHAT_INPUT
    return f"</{command['name']}:{command['id']}>" if is_slash else f"**{command['name']}**"


@pytest.mark.usefixtures("app")
async def test_help_lists_every_command_a_manager_can_use_here(boss: Actor, discord: StandIn) -> None:
    listed = await boss.slash("help")
    assert listed.ephemeral
    text = "\n".join(fields(listed).values())
    for command in discord.commands:
        assert (shown(command) in text) == (command["name"] not in SOUND | MODEL), command["name"]
    assert "✏️" not in text  # everybody may teach here
    assert listed.embeds[0]["footer"]["text"] == "🔧 for people with Manage Server"
    assert "`!settings teachers: managers`" in text


async def test_help_leaves_out_what_the_person_cannot_use(
    app: App, town: Town, ann: Actor, boss: Actor, discord: StandIn
) -> None:
    managers = {"train", "jobs", "test", "select_dataset", "archive", "export", "getfile", "settings"}
    listed = await ann.slash("help")
    text = "\n".join(fields(listed).values())
    for command in discord.commands:
        assert (shown(command) in text) == (command["name"] not in SOUND | MODEL | managers), command["name"]
    assert "🔧" not in text
    assert "footer" not in listed.embeds[0]
    assert "Correct this reply" in listed.embeds[0]["description"]
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    strict = await ann.slash("help")
    assert "correct" not in "\n".join(fields(strict).values()).casefold()
    assert "Correct this reply" not in strict.embeds[0]["description"]
    manages = "\n".join(fields(await boss.slash("help")).values())
    assert "correct" in next(line for line in manages.split("\n") if "✏️" in line)


@pytest.mark.usefixtures("app")
async def test_help_is_in_the_persons_language(town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    russian = await vera.slash("help")
    assert russian.embeds[0]["title"] == "Что я умею"
    assert "**Исправить этот ответ**" in "\n".join(fields(russian).values())
    assert "Поздороваться" in fields(russian)["Разговор"]


@pytest.mark.usefixtures("app")
async def test_status_is_measured(town: Town, ann: Actor) -> None:
    fresh = await (await ann.slash("status")).finished()
    assert fields(fresh)["Replies"] == "none since I started"
    await town.teach(ann, "when is the game?", "On Friday.")
    await town.ask(ann, "when is the game?")
    status = await (await ann.slash("status")).finished()
    shown = fields(status)
    assert status.embeds[0]["description"] == "Everything works."
    assert shown["I know"] == "1 example (default)"
    assert shown["Replies"].startswith(("1, within ", "2: median "))  # the second is counted once it is recorded
    assert "hikari 2.6" in shown["Versions"]


async def test_feedback_is_kept(app: App, town: Town, ann: Actor) -> None:
    thanks = await ann.slash("feedback", text="You are great", rating=5)
    assert thanks.ephemeral
    assert thanks.content == "💌 Thank you, your feedback is saved."
    (kept,) = await app.services.store.turns.feedback(int(town.guild["id"]), 10)
    assert (kept.text, kept.rating, kept.author_id) == ("You are great", 5, int(ann.data["id"]))


@pytest.mark.usefixtures("app")
async def test_commands_are_told_to_discord_in_every_language(discord: StandIn) -> None:
    for command in discord.commands:
        assert command["name_localizations"]["ru"]
        if command["type"] == CommandType.CHAT_INPUT:
            assert command["description_localizations"]["ru"]
            for option in command.get("options", ()):
                assert option["name_localizations"]["ru"]
                assert option["description_localizations"]["ru"]
        assert sorted(command["contexts"]) == [0, 1]


async def test_commands_are_told_once(town: Town, discord: StandIn) -> None:
    def puts() -> int:
        return sum(1 for call in discord.exchanges if call.method == "PUT" and call.route.endswith("/commands"))

    for _ in range(2):
        async with town.running():
            assert puts() == 1


async def test_commands_stay_in_the_dev_guilds(town: Town, discord: StandIn) -> None:
    guild = int(town.guild["id"])
    async with town.running(discord={"dev_guilds": [guild]}):
        assert discord.commands == []
        assert "hi" in {command["name"] for command in discord.guild_commands(town.guild)}
        assert (await town.ann.slash("hi")).content
    async with town.running(mode="production", discord={"dev_guilds": [guild]}):
        assert "hi" in {command["name"] for command in discord.commands}
        assert discord.guild_commands(town.guild) == []
