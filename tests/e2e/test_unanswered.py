"""Stories of /unanswered: what was not answered comes together by meaning, and is taught, attached to an answer, or dismissed."""

from __future__ import annotations

import re

import pytest
from tests.e2e.people import recorded, use
from tests.e2e.town import Town, buttons, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Permission, StandIn

pytestmark = pytest.mark.e2e

NONE = "🎉 Nothing is waiting for an answer here."


def listed(answer: Interaction) -> str:
    """The description of the list, without the times."""
    (embed,) = answer.embeds
    return re.sub(r" · <t:\d+:R>", "", embed["description"])


def said(answer: Interaction) -> str:
    assert answer.content is not None
    return answer.content


async def turned(who: Actor, answer: Interaction, which: str, *values: str) -> Interaction:
    """Click a button or choose from a menu, and wait until the message shows something else."""
    assert answer.message is not None
    before = answer.message["edited_timestamp"]
    used = await (who.choose(answer.message, which, *values) if values else who.click(answer.message, which))
    return await used.wait(lambda i: i.message is not None and i.message["edited_timestamp"] != before)


async def open_first(who: Actor, answer: Interaction) -> Interaction:
    """Choose the first group of a list."""
    assert answer.message is not None
    menu = answer.message["components"][0]["components"][0]
    return await turned(who, answer, menu["custom_id"], menu["options"][0]["value"])


async def ask_all(app: App, town: Town, *asked: tuple[Actor, str]) -> None:
    for number, (who, question) in enumerate(asked, 1):
        await town.ask(who, question)
        await recorded(app, town, number)


async def test_questions_are_grouped_taught_with_one_answer_and_leave_the_list(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    bob = town.discord.user("Bob", town.general)
    await ask_all(
        app,
        town,
        (ann, "where can I find the server map?"),
        (bob, "where can I find the server map please"),
        (ann, "how do I get a refund?"),
        (bob, "hello"),
        (ann, "hi"),
        (boss, "hello"),
    )
    shown = await use(boss, "unanswered")
    assert shown.ephemeral
    lines = listed(shown).split("\n")
    assert lines[0] == "**1.** “where can I find the server map please”"
    assert lines[1] == "asked 2 times by 2 people · en"
    assert lines[2] == "**2.** “how do I get a refund?”"
    assert lines[4] == "**3.** “hello”"  # more people said it, but it asks nothing

    opened = await open_first(boss, shown)
    assert opened.message is not None
    assert "“where can I find the server map?”" in opened.embeds[0]["description"]
    assert fields(opened)["Asked"] == "asked 2 times by 2 people"
    assert "Who asked" not in fields(opened)
    form = await boss.click(opened.message, "Teach")
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"].split("\n") == [
        "where can I find the server map please",
        "where can I find the server map?",
    ]
    receipt = await (await form.submit(answer="In #maps.")).finished()
    assert said(receipt).startswith("✅ Learned 2 wordings. They work from the next message on.\n")
    assert (await town.ask(bob, "where can I find the server map?"))["content"] == "In #maps."
    assert "map" not in listed(await use(boss, "unanswered"))

    assert receipt.message is not None
    await (await boss.click(receipt.message, "Undo")).finished()
    assert "map" in listed(await use(boss, "unanswered"))


async def test_a_group_is_attached_to_something_taught(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await town.teach(ann, "how do I get my money back?", "Write to billing.")
    await town.ask(ann, "refund of a purchase, who helps")
    await recorded(app, town, 2)
    opened = await open_first(boss, await use(boss, "unanswered"))
    assert opened.message is not None
    menu = opened.message["components"][0]["components"][0]
    assert menu["options"][0]["label"] == "how do I get my money back?"
    assert menu["options"][0]["description"] == "Write to billing."
    done = await (await boss.choose(opened.message, menu["custom_id"], menu["options"][0]["value"])).finished()
    assert said(done).endswith("“refund of a purchase, who helps” → “Write to billing.”")
    assert (await town.ask(ann, "refund of a purchase, who helps"))["content"] == "Write to billing."
    assert said(await use(boss, "unanswered")).startswith(NONE)
    # The words are still the asker's: erasing Ann takes them away.
    scope = int(town.guild["id"])
    assert (await app.services.store.privacy.count(int(ann.data["id"]), scope))["examples"] == 2


async def test_dismissed_questions_stay_away_until_that_is_undone(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    await ask_all(app, town, (ann, "what is the airspeed of a swallow?"))
    opened = await open_first(boss, await use(boss, "unanswered"))
    assert opened.message is not None
    gone = await turned(boss, opened, "Dismiss")
    assert said(gone) == "🧹 “what is the airspeed of a swallow?” and its other wordings are off the list."
    assert said(await use(boss, "unanswered")).startswith(NONE)
    await town.ask(ann, "What is the airspeed of a swallow")  # the same again
    await recorded(app, town, 2)
    assert said(await use(boss, "unanswered")).startswith(NONE)
    assert gone.message is not None
    back = await (await boss.click(gone.message, "Undo")).finished()
    assert said(back) == "↩️ Back on the list."
    assert "airspeed" in listed(await use(boss, "unanswered"))


async def test_disliked_answers_are_listed_and_leave_with_a_better_one(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    await town.teach(ann, "when does the shop open?", "Never.")
    reply = await town.ask(ann, "when does the shop open?")
    await recorded(app, town, 2)
    assert said(await use(boss, "unanswered")).startswith(NONE)
    await ann.click(reply, "vote-down")
    assert "👎 1" in listed(await use(boss, "unanswered"))
    form = await boss.context("Correct this reply", reply)
    await (await form.submit(answer="At nine.")).finished()
    assert said(await use(boss, "unanswered")).startswith(NONE)


async def test_a_question_that_has_another_answer_is_asked_about(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await town.teach(ann, "when does the shop open?", "Never.")
    reply = await town.ask(ann, "when does the shop open?")
    await recorded(app, town, 2)
    await ann.click(reply, "vote-down")
    opened = await open_first(boss, await use(boss, "unanswered"))
    assert opened.message is not None
    form = await boss.click(opened.message, "Teach")
    asked = await (await form.submit(answer="At nine.")).finished()
    assert "Never." in said(asked)
    assert asked.message is not None
    await (await boss.click(asked.message, "Replace")).followed_up()
    assert (await town.ask(ann, "when does the shop open?"))["content"] == "At nine."
    assert said(await use(boss, "unanswered")).startswith(NONE)


async def test_questions_from_hidden_channels_are_shown_to_those_who_see_them(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    secret = town.discord.channel(town.guild, "staff")
    town.discord.overwrite(secret, town.guild, deny=Permission.VIEW_CHANNEL)
    town.discord.overwrite(secret, boss, allow=Permission.VIEW_CHANNEL)
    town.discord.overwrite(secret, town.discord.bot, allow=Permission.VIEW_CHANNEL)
    await town.ask(boss.at(secret), "who gets the bonus?")
    await recorded(app, town, 1, where=secret)
    assert said(await use(ann, "unanswered")).startswith(NONE)
    assert "who gets the bonus?" in listed(await use(boss, "unanswered"))


async def test_members_do_not_see_it_where_only_managers_teach(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await ask_all(app, town, (ann, "is anybody out there?"))
    shown = await use(boss, "unanswered")
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    assert said(await ann.slash("unanswered")) == "Only people with Manage Server can teach me here."
    await app.services.preferences.change(int(town.guild["id"]), show_askers=True)
    opened = await open_first(boss, shown)
    assert fields(opened)["Who asked"] == ann.mention


@pytest.mark.usefixtures("app")
async def test_what_people_wrote_is_for_managers(ann: Actor, boss: Actor) -> None:
    assert said(await use(boss, "unanswered", view="feedback")).startswith("Nobody has written anything")
    await ann.slash("feedback", text="**Nice** bot @everyone", rating=4)
    shown = await use(boss, "unanswered", view="feedback")
    assert listed(shown).startswith("“")
    assert "Nice" in listed(shown)
    assert "⭐⭐⭐⭐" in listed(shown)
    assert ann.mention not in listed(shown)
    assert said(await use(ann, "unanswered", view="feedback")) == "Only people with Manage Server can do that."


async def test_bad_input_changes_nothing(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await ask_all(app, town, (ann, "what is a quark?"))
    opened = await open_first(boss, await use(boss, "unanswered"))
    assert opened.message is not None
    form = await boss.click(opened.message, "Teach")
    refused = await (await form.submit(wordings="\n".join(map(str, range(30))), answer="x")).finished()
    assert said(refused) == "30 questions are too many at once; 25 is the limit. Nothing was taught."
    form, slow = await boss.click(opened.message, "Teach"), await boss.click(opened.message, "Teach")
    await (await form.submit(answer="A particle.")).finished()
    asked = await (
        await slow.submit(answer="A cheese.")
    ).finished()  # meanwhile somebody taught it: nothing typed is lost
    assert "A particle." in said(asked)
    assert "A cheese." in said(asked)
    late = await (await boss.click(opened.message, "Dismiss")).followed_up()
    assert late.followups[0]["content"].startswith("This question is not on the list any more")
    scope = int(town.guild["id"])
    assert await app.services.store.gaps.dismissed(scope) == frozenset()


async def test_the_story_in_russian(app: App, town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    await ask_all(app, town, (vera, "где скачать карту сервера?"))
    shown = await use(vera, "без_ответа")
    assert shown.embeds[0]["title"] == "Вопросы без хорошего ответа"
    assert listed(shown) == "**1.** «где скачать карту сервера?»\nспросили 1 раз, 1 человек · ru"
    opened = await open_first(vera, shown)
    assert opened.message is not None
    form = await vera.click(opened.message, "Научить")
    receipt = await (await form.submit(answer="В канале карт.")).finished()
    assert said(receipt).split("\n") == [
        "✅ Запомнил 1 вопрос. Действует со следующего сообщения.",
        "«где скачать карту сервера?» → «В канале карт.»",
    ]


async def test_pages_are_turned(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    scope, channel = int(town.guild["id"]), int(town.general["id"])
    words = ["apple", "bridge", "candle", "dragon", "engine", "forest", "guitar", "helmet", "island", "jungle"]
    for number, word in enumerate(words):
        prompt = models.Prompt(f"{word} {word} {word}?", int(ann.data["id"]), scope, channel)
        reply = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
        await app.services.conversation.delivered(prompt, reply, 1000 + number)
    shown = await use(boss, "unanswered")
    assert shown.message is not None
    assert len(listed(shown).split("**")) == 17
    assert "◀️" not in str(shown.message["components"])
    more = await turned(boss, shown, "gaps-page:8")
    assert listed(more).startswith("**9.** “bridge bridge bridge?”")
    assert more.message is not None
    assert buttons(more.message)[-1] == "gaps-page:0"
