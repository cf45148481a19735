"""Text commands: the same acts, written as messages."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.e2e.town import Town

from chatterbot import errors, models
from chatterbot.app import App
from chatterbot.plugins import chat
from chatterbot.standin import Actor, Json, StandIn
from chatterbot.teaching import TestReport

pytestmark = pytest.mark.e2e


async def told(town: Town, who: Actor, text: str, **options: Any) -> Json:
    return await town.discord.wait_reply(await who.say(text, **options))


@pytest.mark.usefixtures("app")
async def test_works_after_a_mention_and_in_direct_messages(town: Town, discord: StandIn, ann: Actor) -> None:
    assert (await told(town, ann, f"{town.me} !hi"))["content"].startswith("👋 Hello, Ann!")
    assert (await told(town, ann, f"{town.me} !ПРИВЕТ"))["content"].startswith("👋 Здравствуйте, Ann!")
    asked = await ann.dm().say("!help")
    listed = await discord.wait_message(discord.dm(ann), after=asked)
    assert listed["embeds"][0]["title"] == "What I can do"
    status = await told(town, ann, f"{town.me} !status")
    assert status["embeds"][0]["title"] == "How I am doing"


@pytest.mark.usefixtures("app")
async def test_help_in_direct_messages_asks_for_no_permission_of_a_server(discord: StandIn, ann: Actor) -> None:
    listed = await discord.wait_message(discord.dm(ann), after=await ann.dm().say("!help"))
    (embed,) = listed["embeds"]
    assert "footer" not in embed
    assert "🔧" not in str(embed["fields"])
    assert "`!settings strictness: strict`" in embed["fields"][-1]["value"]


@pytest.mark.usefixtures("app")
async def test_former_names_still_work(town: Town, ann: Actor, boss: Actor) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    for former, name in (("скажи", "озвучка"), ("выйди", "выход"), ("слушай", "согласие")):
        old, new = await told(town, ann, f"{town.me} !{former}"), await told(town, ann, f"{town.me} !{name}")
        assert old["content"] == new["content"]
        assert not new["content"].startswith("Команды ")
    for former in ("обучить", "проверить", "выгрузить", "выбрать_набор", "зайди"):
        reply = await told(town, boss, f"{town.me} !{former}")
        assert not reply["content"].startswith("Команды ")


async def test_works_anywhere_with_message_content(town: Town, ann: Actor) -> None:
    async with town.running(discord={"message_content": True, "prefix": "?"}):
        assert (await told(town, ann, "?hi"))["content"].startswith("👋 Hello, Ann!")
        other_bots = await ann.say("?play something")
        assert (await town.ask(ann, "what?"))["message_reference"]["message_id"] != other_bots["id"]
        said = [m for m in town.discord.messages(town.general) if m.get("message_reference")]
        assert other_bots["id"] not in {m["message_reference"]["message_id"] for m in said}


async def test_a_long_command_keeps_nobody_else_waiting(
    app: App, town: Town, ann: Actor, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "COMMAND_TURN_S", 0.0)
    under_way, done = asyncio.Event(), asyncio.Event()

    async def long(*_: object) -> TestReport:
        under_way.set()
        await done.wait()
        raise errors.InvalidInputError("error-test-nothing")

    monkeypatch.setattr(app.services.teaching, "evaluate", long)
    command = await boss.say(f"{town.me} !test")
    await under_way.wait()
    assert (await town.ask(ann, "what is love?"))["content"].startswith("I don't know that yet.")
    done.set()
    reply = await town.discord.wait_reply(command)
    await town.discord.wait_until(lambda: "⏳" not in town.now(reply)["content"])


async def test_correcting_by_text(app: App, town: Town, ann: Actor) -> None:
    lesson = models.NewExample("what is love?", "A river.")
    await app.services.teaching.teach(int(town.guild["id"]), 1, [lesson], source="text")
    reply = await town.ask(ann, "what is love?")
    receipt = await told(town, ann, f"{town.me} !correct Baby, don't hurt me.", reply_to=reply)
    assert receipt["content"].startswith("✅ Learned.")
    assert town.now(reply)["content"] == "Baby, don't hurt me."
    receipt = await told(town, ann, f"{town.me} !исправить {reply['id']} A feeling.")
    assert receipt["content"].startswith("✅ Запомнил.")
    assert (await town.ask(ann, "what is love?"))["content"] == "A feeling."
    usage = await told(town, ann, f"{town.me} !correct something")
    assert usage["content"].startswith("Reply to my message with the better answer")


async def test_permissions_are_checked_again(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    reply = await town.teach(ann, "what is love?", "A river.")
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    refused = await told(town, ann, f"{town.me} !correct x", reply_to=reply)
    assert refused["content"] == "Only people with Manage Server can teach me here."
    allowed = await told(town, boss, f"{town.me} !correct A feeling.", reply_to=reply)
    assert allowed["content"].startswith("✅ Learned.")


async def test_settings_are_changed_by_text(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    town.discord.rest.limits.hurry(10)  # so many messages take ten seconds with Discord's own limits
    guild_id = int(town.guild["id"])
    for text, teachers in (
        ("!settings teachers managers", "managers"),
        ("!Settings teachers: everyone", "everyone"),
        ("!settings\nteachers = managers", "managers"),
        ("!настройки учителя все", "everyone"),
        ("! settings учителя: модераторы", "managers"),
    ):
        reply = await told(town, boss, f"{town.me} {text}")
        assert "✅" in reply["content"], text
        assert (await app.services.preferences.get(guild_id)).teachers == teachers, text
    channel = town.general["id"]
    await told(town, boss, f"{town.me} !settings channel <#{channel}> strictness: very strict, language ru")
    changed = await app.services.preferences.get(guild_id)
    assert (changed.channels, changed.language) == ({int(channel)}, "ru")
    assert changed.strictness == 0.2
    await told(town, boss, f"{town.me} !settings язык: default")
    assert (await app.services.preferences.get(guild_id)).language is None
    for named, code in (
        ("Russian", "ru"),
        ("английский", "en"),
        ("auto", None),
        ("Русский", "ru"),
        ('"по умолчанию"', None),
    ):
        await told(town, boss, f"{town.me} !settings language: {named}")
        assert (await app.services.preferences.get(guild_id)).language == code, named
    for text, answer in (
        (
            "!settings teachers nobody",
            "`teachers` cannot be `nobody`. Possible: `auto`, `everyone`, `teachers`, `managers`.",
        ),
        ("!settings managers", "I do not understand `managers` after `!settings`."),
        ("!settings channel #nowhere", "I see no channel “#nowhere” here"),
        ("!settings voice: Nobody", "I can't speak here"),
    ):
        assert (await told(town, boss, f"{town.me} {text}"))["content"].startswith(answer), text
    refused = await told(town, ann, f"{town.me} !settings teachers everyone")
    assert refused["content"].startswith("Only people with Manage Server")
    assert (await told(town, boss, f"{town.me} !settings"))["content"].startswith("**Settings**")


async def test_options_of_other_commands_are_given_by_text(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await told(town, ann, f"{town.me} !feedback rating: 4 fine")
    (kept,) = await app.services.store.turns.feedback(int(town.guild["id"]), 10)
    assert (kept.rating, kept.text) == (4, "fine")
    trained = await told(town, boss, f"{town.me} !train skip_bad: yes\nno arrow here\nwho? => Ann.")
    await town.discord.wait_until(lambda: "Taught 1 example" in town.now(trained)["content"])
    block = '```json\n[{"input": "who?", "expected": "Ann."}]\n```'
    tested = await told(town, boss, f"{town.me} !test {block}")
    assert tested["content"] == "⏳ Testing…"  # what cannot be read as cases is refused before


@pytest.mark.usefixtures("app")
async def test_differing_answers_are_chosen_in_the_words_of_the_language(town: Town, boss: Actor) -> None:
    await told(town, boss, f"{town.me} !train when? => At 9")
    refused = await told(town, boss, f"{town.me} !обучение разные_ответы: чушь when? => At 10")
    assert refused["content"] == "`разные_ответы` не может быть `чушь`. Возможно: `помнить`, `заменить`, `оставить`."
    for written, answer in (("оставить", "At 9"), ("заменить", "At 10"), ("прежние", "At 10")):
        trained = await told(town, boss, f"{town.me} !обучение разные_ответы: {written} when? => At 10")
        await town.discord.wait_until(lambda trained=trained: "⏳" not in town.now(trained)["content"])
        assert (await town.ask(boss, "when?"))["content"] == answer


async def test_feedback_by_text(app: App, town: Town, ann: Actor) -> None:
    assert (await told(town, ann, f"{town.me} !feedback nice\nwork"))[
        "content"
    ] == "💌 Thank you, your feedback is saved."
    (kept,) = await app.services.store.turns.feedback(int(town.guild["id"]), 10)
    assert kept.text == "nice\nwork"
    assert (await told(town, ann, f"{town.me} !feedback"))["content"] == "Write a few words, or give a rating."


@pytest.mark.usefixtures("app")
async def test_unknown_commands_and_exclamations(town: Town, ann: Actor) -> None:
    unknown = await told(town, ann, f"{town.me} !dance please")
    assert unknown["content"] == "I don't know `!dance`. `/help` shows what I can do."
    private = await town.ask(ann, "!insights 30")
    assert (
        private["content"]
        == "`!insights` does not work as a message. Type `/insights`, and choose it from the list that appears."
    )
    wow = await told(town, ann, f"{town.me} !!! wow")
    assert wow["content"] == "I don't know that yet. Will you teach me?"


async def test_can_be_switched_off(town: Town, ann: Actor) -> None:
    async with town.running(discord={"prefix": ""}):
        assert (await told(town, ann, f"{town.me} !hi"))["content"] == "I don't know that yet. Will you teach me?"
