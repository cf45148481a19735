"""The network and Discord at their worst: nothing is lost that could be kept, nothing is said twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import hikari.impl.shard
import pytest
from tests.e2e.town import Town, log_says

from chatterbot import app as app_module
from chatterbot import errors, models
from chatterbot.app import App
from chatterbot.discord import progress
from chatterbot.standin import Actor, Fault, Intent, Json, Permission, StandIn, StandInOptions
from chatterbot.teaching import TestReport

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hikari waits a second or two before it connects again; not here."""
    monkeypatch.setattr(hikari.impl.shard, "_BACKOFF_WINDOW", -1)


@pytest.fixture
async def lesson(app: App, town: Town) -> models.NewExample:
    """What the bot knows."""
    lesson = models.NewExample("when is the game?", "On Friday at eight.")
    await app.services.teaching.teach(int(town.guild["id"]), 1, [lesson], source="text")
    return lesson


def answers_to(discord: StandIn, town: Town, asked: Json) -> list[Json]:
    return [
        m for m in discord.messages(town.general) if (m.get("message_reference") or {}).get("message_id") == asked["id"]
    ]


@pytest.mark.usefixtures("lesson")
async def test_a_dropped_socket_is_resumed(town: Town, discord: StandIn, ann: Actor) -> None:
    discord.gateway.drop()
    asked = await ann.say(f"{town.me} when is the game?")  # nobody listens just now
    assert (await discord.wait_reply(asked))["content"] == "On Friday at eight."
    assert 6 in discord.gateway.opcodes()
    assert len(answers_to(discord, town, asked)) == 1


@pytest.mark.usefixtures("lesson")
async def test_a_new_session_answers_again(town: Town, discord: StandIn, ann: Actor) -> None:
    await discord.gateway.invalidate(resumable=False)
    await discord.wait_ready()
    await discord.wait_until(lambda: discord.gateway.opcodes().count(2) == 2)
    assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."


@pytest.mark.usefixtures("lesson")
async def test_what_is_asked_while_a_session_is_lost_is_answered_once(town: Town, discord: StandIn, ann: Actor) -> None:
    fault = discord.faults.add(Fault("GET", "/channels/*/messages", 500, times=5))  # longer than hikari tries again
    await discord.gateway.invalidate(resumable=False)
    asked = await ann.say(f"{town.me} when is the game?")  # Discord does not send it to the next session
    assert (await discord.wait_reply(asked, timeout_s=20))["content"] == "On Friday at eight."
    assert fault.hits == 5
    await town.ask(ann, "when is the game?")
    assert len(answers_to(discord, town, asked)) == 1


@pytest.mark.usefixtures("lesson")
async def test_rate_limits_are_waited_for(town: Town, discord: StandIn, ann: Actor) -> None:
    discord.faults.rate_limit("POST", "/channels/*/messages", 0.2)
    assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."


@pytest.mark.usefixtures("lesson")
async def test_an_answer_is_given_once_though_discord_said_it_failed(town: Town, discord: StandIn, ann: Actor) -> None:
    fault = discord.faults.add(Fault("POST", "/channels/*/messages", 500, after=True))
    asked = await ann.say(f"{town.me} when is the game?")
    await discord.wait_until(lambda: len(town.posts()) == 2)
    follow = await town.ask(ann, "when is the game?")
    assert fault.hits == 1
    (answer,) = answers_to(discord, town, asked)
    assert answer["content"] == follow["content"]
    assert (await ann.click(answer, "vote-up")).content == "👍 Thanks!"


@pytest.mark.usefixtures("lesson")
async def test_the_same_message_twice_is_answered_once(town: Town, discord: StandIn, ann: Actor) -> None:
    asked = await ann.say(f"{town.me} when is the game?")
    await discord.wait_reply(asked)
    discord.gateway.dispatch("MESSAGE_CREATE", _event(discord, asked), town.guild["id"])
    await discord.wait_until(lambda: len(town.posts()) == 2)
    await town.ask(ann, "when is the game?")
    assert len(answers_to(discord, town, asked)) == 1


def _event(discord: StandIn, asked: Json) -> Json:
    return next(e.data for e in discord.gateway.sent if e.name == "MESSAGE_CREATE" and e.data["id"] == asked["id"])


@pytest.mark.usefixtures("app")
async def test_a_command_is_answered_once_though_discord_said_it_failed(discord: StandIn, ann: Actor) -> None:
    discord.faults.add(Fault("POST", "/interactions/*/*/callback", 500, after=True))
    async with log_says("was answered already"):
        hello = await ann.slash("hi")
    assert (hello.content or "").startswith("👋 Hello, Ann!")
    assert hello.followups == []


@pytest.mark.usefixtures("app")
async def test_an_answer_that_comes_too_late_is_only_logged(discord: StandIn, ann: Actor) -> None:
    discord.ack_deadline = 0.05
    discord.faults.add(Fault("POST", "/interactions/*/*/callback", delay=0.2))
    async with log_says("was answered too late"):
        await ann.slash("hi", wait=False)
    discord.ack_deadline = 3.0
    assert (await ann.slash("hi")).content


@pytest.mark.usefixtures("lesson")
async def test_events_out_of_order(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    discord.gateway.hold()
    first = await ann.say(f"{town.me} when is the game?")
    second = await boss.say(f"{town.me} when is the game?")
    await discord.gateway.release([1, 0])
    for asked in (first, second):
        assert (await discord.wait_reply(asked))["content"] == "On Friday at eight."


@pytest.mark.usefixtures("lesson")
async def test_a_channel_the_bot_may_not_write_in(town: Town, discord: StandIn, ann: Actor, app: App) -> None:
    muted = discord.channel(town.guild, "muted")
    everyone = next(role for role in town.guild["roles"] if role["id"] == town.guild["id"])
    discord.overwrite(muted, everyone, deny=Permission.SEND_MESSAGES)
    discord.overwrite(muted, town.ann, allow=Permission.SEND_MESSAGES)
    await ann.at(muted).say(f"{town.me} when is the game?")
    await discord.wait_until(lambda: any(call.status == 403 for call in town.posts()))
    assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."
    assert app.container.inflight.inside <= 1


@pytest.mark.usefixtures("lesson")
async def test_a_channel_whose_history_the_bot_may_not_read(town: Town, discord: StandIn, ann: Actor) -> None:
    discord.permit_everyone(town.guild, ann.permissions & ~Permission.READ_MESSAGE_HISTORY)
    discord.permit_bot(town.guild, Permission(0))
    asked = await ann.say(f"{town.me} when is the game?")
    reply = await discord.wait_message(town.general, after=asked)
    assert reply["content"] == "On Friday at eight."
    assert not reply.get("message_reference")


async def test_an_answer_after_15_minutes_goes_to_the_person(
    app: App, discord: StandIn, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    genuine = app.services.teaching.datasets

    async def slow(scope_id: int) -> list[models.Dataset]:
        discord.clock.advance(901)
        return await genuine(scope_id)

    monkeypatch.setattr(app.services.teaching, "datasets", slow)
    await ann.slash("status")
    reply = await discord.wait_message(discord.dm(ann))
    assert reply["embeds"][0]["title"] == "How I am doing"


async def test_progress_after_15_minutes_is_kept_from_the_person(
    app: App, discord: StandIn, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome goes to them directly, and nothing but the outcome."""
    monkeypatch.setattr(progress, "INTERVAL_S", 0.0)

    def edits() -> int:
        return sum(call.method == "PATCH" and "/webhooks/" in call.path for call in discord.exchanges)

    async def slow(_scope: int, _author: int, _cases: object, step: Callable[[int, int], None]) -> TestReport:
        discord.clock.advance(901)
        before = edits()
        step(1, 2)
        await discord.wait_until(lambda: edits() > before)
        step(2, 2)
        raise errors.InvalidInputError("error-test-nothing")

    monkeypatch.setattr(app.services.teaching, "evaluate", slow)
    await boss.slash("test", data='[{"input": "when is the game?", "expected": "On Friday at eight."}]')
    outcome = await discord.wait_message(discord.dm(boss))
    assert "Testing" not in outcome["content"]
    assert len(discord.messages(discord.dm(boss))) == 1


async def test_typing_shows_only_while_an_answer_takes_long(
    app: App, town: Town, discord: StandIn, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed() -> int:
        return sum(1 for call in discord.exchanges if call.route.endswith("/typing"))

    genuine = app.services.conversation.reply
    await town.ask(ann, "when is the game?")
    assert typed() == 0

    async def slow(prompt: models.Prompt) -> models.Reply:
        await discord.wait_until(typed)
        return await genuine(prompt)

    monkeypatch.setattr(app.services.conversation, "reply", slow)
    await town.ask(ann, "when is the game?")
    assert typed() == 1


async def test_a_dev_guild_without_the_bot_is_explained(town: Town) -> None:
    with pytest.raises(errors.SettingsError, match=r"discord\.dev_guilds: the bot is not in guild 123"):
        async with app_module.lifespan(town.settings(discord={"dev_guilds": [123]})):
            pass


async def test_a_bug_gets_an_apology_with_a_reference(
    app: App, town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the bug")

    monkeypatch.setattr(app.services.teaching, "feedback", broken)
    reply = await town.teach(ann, "when is the game?", "On Friday.")
    for used in (await ann.slash("feedback", text="x"), await ann.click(reply, "vote-up")):
        assert used.ephemeral
        record = town.logged.pop(0)
        apology = "Something broke on my side, sorry. The bot's owner can find it in the log as `"
        assert (used.content or "").startswith(apology)
        assert (used.content or "").split("`")[1] in record.getMessage()
    monkeypatch.setattr(app.services.conversation, "reply", broken)
    assert (await town.ask(ann, "when is the game?"))["content"].startswith(apology)
    assert "the bug" in town.logged.pop().getMessage()


async def test_a_failing_service_gets_a_calm_sentence(
    app: App, town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise errors.StoreError("the database is locked")

    monkeypatch.setattr(app.services.conversation, "reply", failing)
    answer = await town.ask(ann, "when is the game?")
    assert answer["content"] == "Something I need is not responding right now. Please try again in a moment."
    assert not town.logged
    monkeypatch.setattr(app.services.conversation, "recent_turns", failing)
    assert await ann.complete("correct", "message", "x") == []
    assert "autocomplete" in town.logged.pop().getMessage()


async def test_commands_that_come_before_the_bot_is_ready_wait(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running():  # registers the commands
        pass
    slow = discord.faults.add(Fault("GET", "/applications/*/commands", delay=0.5))
    early: asyncio.Task[object] | None = None
    async with asyncio.TaskGroup() as group:

        async def use() -> None:
            await discord.wait_until(lambda: discord.gateway.live and slow.hits)
            assert (await ann.slash("hi")).content

        early = group.create_task(use())
        async with town.running() as app:
            assert app.ready.is_set()
            await early


async def test_a_refused_intent_is_explained(town: Town) -> None:
    async with StandIn(StandInOptions(privileged_intents=Intent(0))) as strict:
        settings = town.settings(discord={"token": strict.token, "rest_url": strict.rest_url, "message_content": True})
        with pytest.raises(errors.SettingsError, match=r"discord\.message_content"):
            async with app_module.lifespan(settings):
                pass


async def test_a_wrong_token_is_explained(town: Town) -> None:
    for token in ("MTIz.abc.def", "a.b", None):
        with pytest.raises(errors.SettingsError, match=r"discord\.token"):
            async with app_module.lifespan(town.settings(discord={"token": token})):
                pass


@pytest.mark.parametrize("fault", [{"cut": True}, {"status": 404}], ids=["cut", "gone"])
async def test_a_file_that_discord_does_not_hand_out_is_told_calmly(
    town: Town, discord: StandIn, ann: Actor, app: App, fault: dict[str, Any]
) -> None:
    assert app
    discord.faults.add(Fault("GET", "*attachments/*", times=3, **fault))
    asked = await ann.say(town.me, files=[("message.txt", b"when is the game?")])
    assert not (await discord.wait_reply(asked))["content"].startswith("Something broke")
    assert not town.logged
