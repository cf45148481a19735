"""A language model answers in text: while it writes, in several messages, and when it cannot."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator

import pytest
from tests.e2e.model_steps import VOTES, answer_messages, asked, edits, open_bot, says, sentences, whole
from tests.e2e.people import recorded
from tests.e2e.town import Town, buttons
from tests.stepped_model import SteppedModel

from chatterbot import errors, models
from chatterbot.app import App
from chatterbot.discord.growing import MARK
from chatterbot.llm import ScriptedModel
from chatterbot.standin import Actor, Fault, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

UNKNOWN = "I don't know that yet. Will you teach me?"


@pytest.fixture
def model() -> SteppedModel:
    return SteppedModel()


@pytest.fixture
async def app(town: Town, model: SteppedModel) -> AsyncIterator[App]:
    async with open_bot(town, model) as running:
        yield running
        model.finish()


def typed(town: Town) -> int:
    """How often the bot showed that it was typing."""
    return sum(call.route.endswith("/typing") for call in town.discord.exchanges)


# -- while it writes ---------------------------------------------------------------------------------------------------


async def test_an_answer_appears_with_its_first_sentence_and_grows(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    question = await ann.say(f"{town.me} where is the old mill?")
    chat = await model.asked()
    await town.discord.wait_until(lambda: typed(town))
    assert answer_messages(town) == []
    chat.write("The mill is by the river. ")
    message = await town.discord.wait_reply(question)
    assert message["content"] == f"The mill is by the river.{MARK}"
    assert message["message_reference"]["message_id"] == question["id"]
    assert buttons(message) == []
    chat.write("It was built in 1820. ")
    assert (await says(town, message, "1820"))["content"].endswith(MARK)
    seen = typed(town)
    chat.end("Nobody lives there.")
    (final,) = await whole(town)
    assert final["content"].startswith("The mill is by the river. It was built in 1820. Nobody lives there.")
    assert buttons(final) == VOTES
    assert typed(town) == seen  # not since the first sentence
    await recorded(app, town, 1)
    (turn,) = await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"]))
    assert turn.reply.source is models.ReplySource.GENERAL
    assert (turn.reply_message_id, turn.reply.text) == (int(message["id"]), final["content"])
    assert turn.reply.composed is not None
    assert not turn.reply.composed.cut


async def test_the_whole_answer_is_posted_at_once_where_it_is_there_at_once(town: Town, ann: Actor) -> None:
    async with open_bot(town, ScriptedModel(lambda _: "The mill is by the river.")):
        reply = await town.ask(ann, "where is the old mill?")
        assert reply["content"].startswith("The mill is by the river.\n-# ")
        assert buttons(reply) == VOTES
    assert edits(town) == []


@pytest.mark.usefixtures("app")
async def test_a_slow_answer_holds_up_nobody_else_in_the_channel(
    town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    await asked(town, ann, model, "where is the old mill?", "By the river. ")
    second = await boss.say(f"{town.me} who built the bridge?")
    (await model.asked()).end("The miller built it.")
    assert (await town.discord.wait_reply(second))["content"].startswith("The miller built it.")
    model.chats[0].end("Still there.")
    await says(town, answer_messages(town)[0], "By the river. Still there.")


async def test_a_taught_answer_does_not_ask_the_model(app: App, town: Town, ann: Actor, model: SteppedModel) -> None:
    await app.services.teaching.teach(
        int(town.guild["id"]), 1, [models.NewExample("where is the old mill?", "Behind the church.")], source="text"
    )
    assert (await town.ask(ann, "where is the old mill?"))["content"] == "Behind the church."
    assert model.chats == []


async def test_what_people_say_to_each_other_is_not_sent_to_the_model(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    await app.services.preferences.change(int(town.guild["id"]), answers_in="everywhere")
    await ann.say("has anybody seen my bicycle?")
    await asked(town, ann, model, "where is the old mill?", "By the river. ")
    assert len(model.chats) == 1


@pytest.mark.usefixtures("app")
async def test_correcting_has_to_wait_for_the_end(town: Town, ann: Actor, model: SteppedModel) -> None:
    _, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    refused = await ann.context("Correct this reply", message)
    assert refused.content == "I'm still writing this answer. Please try again when it is whole."
    model.chats[0].end("There.")
    await whole(town)
    assert (await ann.context("Correct this reply", message)).kind == "modal"


# -- how often it is edited --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("app")
async def test_edits_keep_to_discords_limit_and_the_last_one_is_the_whole_answer(
    town: Town, discord: StandIn, ann: Actor, model: SteppedModel
) -> None:
    _, message = await asked(town, ann, model, "count, please", "Here we go. ")
    for number in range(30):
        model.chats[0].write(f"Number {number} is done. ")
        await asyncio.sleep(0.1)  # a model that writes evenly for three seconds
    model.chats[0].end("That was all.")
    (final,) = await whole(town)
    assert final["content"].startswith("Here we go. Number 0 is done.")
    assert "Number 29 is done. That was all." in final["content"]
    calls = [call for call in discord.exchanges if call.method == "PATCH" and message["id"] in call.path]
    assert 2 <= len(calls) <= 5
    assert all(later.at - earlier.at > 1.0 for earlier, later in itertools.pairwise(calls[:-1]))
    assert calls[-1].json["content"] == final["content"]


@pytest.mark.usefixtures("app")
async def test_the_answer_is_whole_though_edits_are_refused(
    town: Town, discord: StandIn, ann: Actor, model: SteppedModel
) -> None:
    discord.faults.rate_limit("PATCH", "/channels/*/messages/*", 0.3, times=2)
    discord.faults.add(Fault("PATCH", "/channels/*/messages/*", 400, body={"message": "No", "code": 0}))
    _, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    model.chats[0].write("It was built in 1820. ")
    await discord.wait_until(lambda: any(call.status == 400 for call in discord.exchanges))
    model.chats[0].end("Nobody lives there.")
    (final,) = await whole(town)
    assert final["id"] == message["id"]
    assert final["content"].startswith("By the river. It was built in 1820. Nobody lives there.")


# -- long answers ------------------------------------------------------------------------------------------------------


async def test_a_long_answer_goes_on_in_further_messages(app: App, town: Town, ann: Actor, model: SteppedModel) -> None:
    code = "```py\n" + "".join(f"print({number})\n" for number in range(90)) + "```"
    text = f"{sentences(1_470)}\n\nLook:\n{code}\n" + "".join(f"- point {number}\n" for number in range(150))
    _, first = await asked(town, ann, model, "tell me everything", text[:1_800])
    model.chats[0].write(text[1_800:3_500])
    await town.discord.wait_until(lambda: len(answer_messages(town)) == 2)
    before = town.now(first)["content"]
    model.chats[0].end(text[3_500:])
    messages = await whole(town, 3)
    assert messages[0]["content"] == before
    assert messages[1]["content"].startswith(code)
    assert [buttons(message) for message in messages] == [[], [], VOTES]
    assert all("message_reference" not in message for message in messages[1:])
    await recorded(app, town, 1)
    # Each of the messages stands for the answer.
    for message in messages:
        assert (await ann.context("Correct this reply", message)).kind == "modal"
    form = await ann.context("Correct this reply", messages[1])
    receipt = await (await form.submit(answer="It is a long story.")).finished()
    (left,) = answer_messages(town)
    assert (left["id"], left["content"], buttons(left)) == (first["id"], "It is a long story.", VOTES)
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    again = answer_messages(town)
    assert [message["content"] for message in again] == [message["content"] for message in messages]
    assert [buttons(message) for message in again] == [[], [], VOTES]
    assert (await ann.click(again[-1], "vote-down")).content == "Thanks for telling me. What about this reply?"


async def test_an_answer_without_end_ends_in_a_file(town: Town, ann: Actor, model: SteppedModel) -> None:
    async with open_bot(town, model, llm={"max_characters": 20_000}):
        await asked(town, ann, model, "tell me everything", "A sentence. ")
        model.chats[0].end(sentences(11_000))
        messages = await whole(town, 5)
    assert messages[-1]["content"].endswith("📎 It goes on in the file, which holds the whole answer.")
    assert [file["filename"] for file in messages[-1]["attachments"]] == ["answer.txt"]
    assert messages[-1]["attachments"][0]["size"] > 11_000


# -- when it cannot ----------------------------------------------------------------------------------------------------


async def test_without_an_answer_there_is_the_taught_sentence_and_a_calm_one(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    question = await ann.say(f"{town.me} where is the old mill?")
    (await model.asked()).fail(errors.ModelFault.UNREACHABLE)
    reply = await town.discord.wait_reply(question)
    assert reply["content"] == (
        f"{UNKNOWN}\n-# The language model isn't answering at the moment. Please try again later."
    )
    assert buttons(reply) == ["teach"]
    await recorded(app, town, 1)
    form = await ann.click(reply, "teach")
    await (await form.submit(answer="By the river.")).finished()
    assert town.now(reply)["content"] == "By the river."
    assert len(answer_messages(town)) == 1


async def test_in_russian(town: Town, discord: StandIn, model: SteppedModel, app: App) -> None:
    vera = discord.user("Вера", town.general, locale="ru")
    question = await vera.say(f"{town.me} где старая мельница?")
    (await model.asked()).fail(errors.ModelFault.UNREACHABLE)
    reply = await discord.wait_reply(question)
    assert reply["content"].endswith("\n-# Языковая модель сейчас не отвечает. Попробуйте, пожалуйста, позже.")
    assert len(answer_messages(town)) == 1
    _, message = await asked(town, vera, model, "где старая мельница, скажи?", "У реки. ")
    refused = await vera.context("Исправить этот ответ", message)
    assert refused.content == "Я ещё пишу этот ответ. Попробуйте снова, когда он будет готов."
    model.chats[1].end("Там никто не живёт.")
    assert (await says(town, message, "У реки. Там никто не живёт."))["content"]
    await recorded(app, town, 2)


@pytest.mark.usefixtures("app")
async def test_too_many_answers_at_once_for_one_person(town: Town, ann: Actor, model: SteppedModel) -> None:
    for number in range(3):
        await asked(town, ann, model, f"where is mill {number}?", f"Mill {number} is here. ")
    reply = await town.ask(ann, "where is the fourth mill?")
    assert reply["content"] == f"{UNKNOWN}\n-# A lot is going on here right now. Please ask again in a minute."
    assert len(model.chats) == 3
    for chat in model.chats:
        chat.end("Yes.")
    shown: list[Json] = answer_messages(town)[:3]
    await town.discord.wait_until(lambda: all("Yes." in town.now(message)["content"] for message in shown))


async def test_a_limit_says_when_it_ends(town: Town, ann: Actor, model: SteppedModel) -> None:
    async with open_bot(town, model, llm={"requests_person_minute": 1}):
        await asked(town, ann, model, "where is the old mill?", "By the river. ")
        model.chats[0].end("There.")
        await whole(town)
        reply = await town.ask(ann, "and the new one?")
    text, limit = reply["content"].split("\n")
    assert text == UNKNOWN
    assert limit.startswith("-# You have asked a lot. I can think about further questions again <t:")
    assert len(model.chats) == 1


async def test_messages_that_are_deleted_together_stop_their_answer(
    app: App, town: Town, discord: StandIn, ann: Actor, model: SteppedModel
) -> None:
    discord.permit_bot(town.guild, Permission.MANAGE_MESSAGES)
    other = await ann.say("nothing")
    question, _ = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    ids = [int(message["id"]) for message in (question, other)]
    await app.bot.rest.delete_messages(int(town.general["id"]), ids)
    await discord.wait_until(lambda: answer_messages(town) == [])
    assert model.chats[0].closed.is_set()
