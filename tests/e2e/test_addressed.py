"""How people address the bot in other ways than by a plain mention: its role, a reply without ping, an edit, a file in place of words."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.e2e.town import Town, buttons

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Json, StandIn

pytestmark = pytest.mark.e2e

GAME, PLACE = "On Friday at eight.", "At the old mill."


@pytest.fixture
async def readers(town: Town) -> AsyncGenerator[App]:
    """A bot that may read every message, and answers in the town's general channel."""
    async with town.running(discord={"message_content": True}) as app:
        await app.services.preferences.change(
            int(town.guild["id"]), answers_in="channels", channels=[int(town.general["id"])]
        )
        await learn(app, town)
        yield app


async def learn(app: App, town: Town) -> None:
    lessons = [models.NewExample("when is the game?", GAME), models.NewExample("where do we meet?", PLACE)]
    await app.services.teaching.teach(int(town.guild["id"]), 1, lessons, source="text")


def said(town: Town, asked: Json) -> list[str]:
    """What the bot wrote in reply to a message."""
    return [
        message["content"]
        for message in town.discord.messages(town.general)
        if (message.get("message_reference") or {}).get("message_id") == asked["id"]
    ]


def own_role(town: Town) -> str:
    (role,) = (
        role["id"] for role in town.guild["roles"] if (role.get("tags") or {}).get("bot_id") == town.discord.bot["id"]
    )
    return f"<@&{role}>"


@pytest.mark.usefixtures("readers")
async def test_a_mention_of_the_bots_own_role_is_answered(town: Town, ann: Actor) -> None:
    for text in (f"{own_role(town)} when is the game?", f"when is the game, {own_role(town)}?"):
        assert (await town.discord.wait_reply(await ann.say(text)))["content"] == GAME
    reply = await town.discord.wait_reply(await ann.say(own_role(town)))
    assert reply["content"].startswith("I'm here!")


@pytest.mark.usefixtures("app")
async def test_a_mention_of_its_role_gets_a_hint_where_the_bot_may_not_read_everything(town: Town, ann: Actor) -> None:
    reply = await town.discord.wait_reply(await ann.say(f"{own_role(town)} when is the game?"))
    assert reply["content"].startswith("You mentioned my role, so Discord does not show me your words.")


async def test_a_mention_of_another_role_is_left_alone(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town)
    asked = await ann.say("<@&1> when is the game?")
    await town.ask(ann, "when is the game?")
    assert said(town, asked) == []


@pytest.mark.usefixtures("readers")
async def test_a_mention_of_another_role_is_for_its_people_in_a_chosen_channel_too(town: Town, ann: Actor) -> None:
    for_others = [await ann.say(f"<@&1> {question}") for question in ("who is on duty?", "when is the game?")]
    for_both = await ann.say(f"<@&1> {own_role(town)} when is the game?")
    assert (await town.discord.wait_reply(for_both))["content"].endswith(GAME)
    assert [said(town, message) for message in for_others] == [[], []]


async def test_a_reply_without_a_ping_gets_one_hint(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town)
    answer = await town.ask(ann, "when is the game?")
    asked = await ann.say("where do we meet?", reply_to=answer, ping=False)
    hint = await town.discord.wait_reply(asked)
    assert hint["content"].startswith("I see that you replied to me, but Discord does not show me your words.")
    again = await ann.say("hello?", reply_to=answer, ping=False)
    await town.ask(ann, "when is the game?")
    assert said(town, again) == []


@pytest.mark.usefixtures("readers")
async def test_a_reply_without_a_ping_is_answered_where_the_bot_reads_everything(town: Town, ann: Actor) -> None:
    answer = await town.ask(ann, "when is the game?")
    asked = await ann.say("where do we meet?", reply_to=answer, ping=False)
    assert (await town.discord.wait_reply(asked))["content"] == PLACE


async def test_a_message_edited_so_that_it_asks_is_answered_once(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town)
    asked = await ann.say("when is teh game?")
    await ann.edit(asked, f"{town.me} when is the game?")
    assert (await town.discord.wait_reply(asked))["content"] == GAME
    await ann.edit(asked, f"{town.me}, when is the game?")
    await town.ask(ann, "where do we meet?")
    assert said(town, asked) == [GAME]


async def test_an_edited_question_gets_its_answer_changed(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town)
    asked = await ann.say(f"{town.me} when is the game?")
    reply = await town.discord.wait_reply(asked)
    await ann.edit(asked, f"{town.me} where do we meet?")
    await town.discord.wait_until(lambda: town.now(reply)["content"] == PLACE)
    assert said(town, asked) == [PLACE]
    turn = await app.services.conversation.turn(int(town.guild["id"]), int(reply["id"]))
    assert (turn.prompt, turn.reply.text) == ("where do we meet?", PLACE)


async def test_an_answer_with_a_vote_stays_when_the_question_is_edited(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town)
    asked = await ann.say(f"{town.me} when is the game?")
    reply = await town.discord.wait_reply(asked)
    await ann.click(reply, "vote-up")
    await ann.edit(asked, f"{town.me} where do we meet?")
    await town.discord.wait_until(lambda: said(town, asked) == [GAME, PLACE])


async def test_an_edited_command_is_not_run(app: App, town: Town, ann: Actor) -> None:
    asked = await ann.say(f"{town.me} hello")
    await town.discord.wait_reply(asked)
    await ann.edit(asked, f"{town.me} !train is it open? => Yes.")
    await town.ask(ann, "is it open?")
    assert not app.services.engine.size(1)
    assert len(said(town, asked)) == 1


@pytest.mark.parametrize(
    ("file", "answer"),
    [
        (("message.txt", b"when is the game?", "text/plain; charset=utf-8"), GAME),
        (("message.txt", "\ufeffwhen is the game?\r\n".encode(), "text/plain"), GAME),
        (("message.txt", b"  \n ", "text/plain"), "There is no text in this file."),
        (("message.txt", b"long " * 4_000, "text/plain"), "This text is too long for a question"),
        (("shot.png", b"\x89PNG", "image/png"), "I can't look at pictures and other files here."),
    ],
)
async def test_a_mention_with_only_a_file_gets_an_answer_or_a_sentence(
    app: App, town: Town, ann: Actor, file: tuple[str, bytes, str], answer: str
) -> None:
    await learn(app, town)
    asked = await ann.say(town.me, files=[file])
    assert (await town.discord.wait_reply(asked))["content"].startswith(answer)


@pytest.mark.usefixtures("app")
async def test_only_people_who_can_train_are_told_to_train_from_a_file(town: Town, ann: Actor, boss: Actor) -> None:
    picture = ("shot.png", b"\x89PNG", "image/png")
    told = [(await town.discord.wait_reply(await who.say(town.me, files=[picture])))["content"] for who in (ann, boss)]
    assert ["/train" in sentence for sentence in told] == [False, True]


@pytest.mark.usefixtures("app")
async def test_a_direct_message_with_only_a_picture_gets_a_sentence(discord: StandIn, ann: Actor) -> None:
    asked = await ann.dm().say(files=[("shot.png", b"\x89PNG", "image/png")])
    reply = await discord.wait_message(discord.dm(ann), after=asked)
    assert reply["content"].startswith("I can't look at pictures")


@pytest.mark.usefixtures("readers")
async def test_chatter_in_a_chosen_channel_gets_no_word(town: Town, ann: Actor, boss: Actor) -> None:
    chatter = [await who.say(text) for who, text in [(ann, "lol nice"), (boss, "!play some song"), (ann, "m!rank?")]]
    known = await ann.say("when is the game")
    assert (await town.discord.wait_reply(known))["content"] == GAME
    assert [said(town, message) for message in chatter] == [[], [], []]


@pytest.mark.usefixtures("readers")
async def test_chatter_that_only_resembles_something_taught_gets_no_answer(town: Town, ann: Actor) -> None:
    chatter = [await ann.say(text) for text in ("good game is good", "when i was young")]
    asked = await ann.say("good game is good?")
    assert (await town.discord.wait_reply(asked))["content"] == GAME
    assert (await town.ask(ann, "good game is good"))["content"] == GAME
    assert [said(town, message) for message in chatter] == [[], []]


@pytest.mark.usefixtures("readers")
async def test_unknown_questions_in_a_chosen_channel_are_declined_once_a_minute(town: Town, ann: Actor) -> None:
    first = await ann.say("who is the president of Mars?")
    assert buttons(await town.discord.wait_reply(first)) == ["teach"]
    second = await ann.say("what colour has a quark?")
    assert buttons(await town.ask(ann, "what colour has a quark?")) == [
        "teach"
    ]  # to who addresses it, it always answers
    assert said(town, second) == []


async def test_who_may_not_teach_is_not_asked_to(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    reply = await town.ask(ann, "who is the president of Mars?")
    assert (reply["content"], buttons(reply)) == ("I don't know that yet.", [])
    assert buttons(await town.ask(boss, "who is the president of Mars?")) == ["teach"]


async def test_a_near_question_is_asked_back_and_the_choice_is_the_answer(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    await learn(app, town)
    await app.services.preferences.change(int(town.guild["id"]), strictness=0.2)
    reply = await town.ask(ann, "where is it?")
    assert reply["content"] == "I'm not sure what you mean. Did you mean this?"
    shown = reply["components"][0]["components"]
    assert [button.get("label") for button in shown] == ["where do we meet?", "None of these", "Teach me"]
    refused = await boss.click(reply, shown[0]["custom_id"])
    assert (refused.content or "").startswith("Only the person who asked can choose here.")
    offered = await (await ann.click(reply, shown[0]["custom_id"])).finished()
    assert town.now(reply)["content"] == PLACE
    assert buttons(town.now(reply)) == ["vote-up", "vote-down"]
    assert offered.content == "✅ That is the answer now. From now on I know that “where is it?” asks the same."
    assert (await town.ask(ann, "where is it?"))["content"] == PLACE
    assert offered.message is not None
    assert ((await ann.click(offered.message, "Undo")).content or "").startswith("↩️ Undone.")
    assert (await town.ask(ann, "where is it?"))["content"] == "I'm not sure what you mean. Did you mean this?"


async def test_a_choice_that_was_corrected_meanwhile_is_not_remembered(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    await learn(app, town)
    await app.services.preferences.change(int(town.guild["id"]), strictness=0.2, choices="off")
    reply = await town.ask(ann, "where is it?")
    offered = await (await ann.click(reply, buttons(reply)[0])).finished()
    await (await boss.slash("correct", message=reply["id"], correction="At the new mill.")).finished()
    assert offered.message is not None
    refused = await ann.click(offered.message, "Remember")
    assert (refused.content or "").startswith("That answer is not available any more.")
    assert (await town.ask(ann, "where is it?"))["content"] == "At the new mill."


async def test_the_words_of_a_question_that_is_asked_back_are_only_quoted(app: App, town: Town, ann: Actor) -> None:
    written = models.NewExample("where do we \u202e meet?", "At the **old** mill")
    await app.services.teaching.teach(
        int(town.guild["id"]), 1, [written, models.NewExample("hello", "Hi!")], source="text"
    )
    await app.services.preferences.change(int(town.guild["id"]), strictness=0.2, choices="off")
    reply = await town.ask(ann, "where **is** it?")
    (button,) = [each for each in reply["components"][0]["components"] if each["custom_id"].startswith("meant:")]
    assert button["label"] == "where do we meet?"
    offered = await (await ann.click(reply, button["custom_id"])).finished()
    assert offered.content == r"✅ Shall I remember that “where \*\*is\*\* it?” asks the same?"
    assert offered.message is not None
    receipt = await ann.click(offered.message, "Remember")
    assert receipt.message is not None
    assert r"“At the \*\*old\*\* mill”" in receipt.message["content"]


async def test_each_edit_of_a_question_gets_its_answer_also_a_long_one(
    app: App, town: Town, discord: StandIn, ann: Actor
) -> None:
    answers = {
        name: f"The rules of {name}:\n" + "Be kind to each other.\n" * 100 for name in ("alpha", "beta", "gamma")
    }
    rules = [models.NewExample(f"rules of {name}?", answer) for name, answer in answers.items()]
    await app.services.teaching.teach(int(town.guild["id"]), 1, rules, source="text")
    asked = await ann.say(f"{town.me} rules of alpha?")
    await discord.wait_reply(asked)
    for name in ("beta", "gamma"):
        await ann.edit(asked, f"{town.me} rules of {name}?")
        await discord.wait_message(town.general, lambda message, name=name: f"rules of {name}:" in message["content"])
