"""An answer that a language model is writing, and its question or its messages change: edited, deleted, the bot stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.e2e.model_steps import VOTES, answer_messages, asked, open_bot, says, sentences, whole
from tests.e2e.people import recorded
from tests.e2e.town import Town, buttons
from tests.stepped_model import SteppedModel

from chatterbot import errors, models
from chatterbot.app import App
from chatterbot.standin import Actor, Json, Permission

pytestmark = pytest.mark.e2e

CUT = "-# ✂️ This answer broke off here and is not whole."
GENERAL = "-# From the model's general knowledge, not from what was taught here."
LONG = sentences(1_990)
"""Nearly a message."""


@pytest.fixture
def model() -> SteppedModel:
    return SteppedModel()


@pytest.fixture
async def app(town: Town, model: SteppedModel) -> AsyncIterator[App]:
    async with open_bot(town, model) as running:
        yield running
        model.finish()


async def turns(app: App, town: Town) -> list[models.Turn]:
    return await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"]))


# -- the question is edited --------------------------------------------------------------------------------------------


async def test_an_edited_question_gets_its_answer_in_the_same_message(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    question, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    await ann.edit(question, f"{town.me} who built the old mill?")
    second = await model.asked()
    assert model.chats[0].closed.is_set()
    assert not model.chats[0].finished
    second.write("The miller did. ")
    assert "By the river" not in (await says(town, message, "The miller did."))["content"]
    second.end("Long ago.")
    (final,) = await whole(town)
    assert (final["id"], buttons(final)) == (message["id"], VOTES)
    assert final["content"].startswith("The miller did. Long ago.")
    await recorded(app, town, 1)
    (turn,) = await turns(app, town)
    assert (turn.prompt, turn.reply_message_id) == ("who built the old mill?", int(message["id"]))


async def test_a_taught_answer_takes_the_place_of_all_messages_of_the_unfinished_one(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    await app.services.teaching.teach(
        int(town.guild["id"]), 1, [models.NewExample("when is the game?", "On Friday.")], source="text"
    )
    question, message = await asked(town, ann, model, "tell me everything", LONG)
    model.chats[0].write(sentences(1_000))
    await town.discord.wait_until(lambda: len(answer_messages(town)) == 2)
    await ann.edit(question, f"{town.me} when is the game?")
    (final,) = await whole(town)
    assert (final["id"], final["content"], buttons(final)) == (message["id"], "On Friday.", VOTES)
    await recorded(app, town, 1)
    (turn,) = await turns(app, town)
    assert (turn.reply.source, turn.reply_message_id) == (models.ReplySource.TAUGHT, int(message["id"]))


async def test_a_whole_answer_is_replaced_too_and_its_further_messages_go(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    question, message = await asked(town, ann, model, "tell me everything", LONG)
    model.chats[0].end(sentences(1_000))
    await whole(town, 2)
    await recorded(app, town, 1)
    await ann.edit(question, f"{town.me} who built the old mill?")
    (await model.asked()).end("The miller did.")
    await town.discord.wait_until(lambda: len(answer_messages(town)) == 1)
    (final,) = answer_messages(town)
    assert (final["id"], buttons(final)) == (message["id"], VOTES)
    assert final["content"].startswith("The miller did.")
    form = await ann.context("Correct this reply", final)
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"] == "who built the old mill?"


async def test_an_answer_that_people_voted_on_stays(app: App, town: Town, ann: Actor, model: SteppedModel) -> None:
    question, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    model.chats[0].end("There.")
    await whole(town)
    await recorded(app, town, 1)
    await ann.click(town.now(message), "vote-up")
    await ann.edit(question, f"{town.me} who built the old mill?")
    (await model.asked()).end("The miller did.")
    _, second = await whole(town, 2)
    assert second["content"].startswith("The miller did.")
    assert town.now(message)["content"].startswith("By the river. There.")


@pytest.mark.usefixtures("app")
async def test_an_edit_that_changes_nothing_stops_nothing(town: Town, ann: Actor, model: SteppedModel) -> None:
    question, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    await ann.edit(question, f"{town.me}  where is the old mill?")
    await asked(town, ann, model, "and the new one?", "Behind the church. ")  # the edit was looked at before
    model.chats[0].end("There.")
    await says(town, message, "By the river. There.")
    assert len(model.chats) == 2


# -- something is deleted ----------------------------------------------------------------------------------------------


async def test_a_deleted_question_takes_its_answer_along(app: App, town: Town, ann: Actor, model: SteppedModel) -> None:
    question, _ = await asked(town, ann, model, "tell me everything", LONG)
    model.chats[0].write(sentences(1_000))
    await town.discord.wait_until(lambda: len(answer_messages(town)) == 2)
    await ann.delete(question)
    await town.discord.wait_until(lambda: answer_messages(town) == [])
    assert model.chats[0].closed.is_set()
    assert await turns(app, town) == []


@pytest.mark.usefixtures("app")
async def test_a_question_that_is_deleted_before_the_first_sentence_is_not_answered(
    town: Town, ann: Actor, model: SteppedModel
) -> None:
    question = await ann.say(f"{town.me} where is the old mill?")
    chat = await model.asked()
    await ann.delete(question)
    await chat.closed.wait()
    await asked(town, ann, model, "and the new one?", "Behind the church. ")
    assert len(answer_messages(town)) == 1


async def test_a_deleted_answer_is_not_written_any_further(
    app: App, town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    _, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    await boss.with_permissions(Permission.MANAGE_MESSAGES).delete(message)
    await model.chats[0].closed.wait()
    _, other = await asked(town, ann, model, "and the new one?", "Behind the church. ")
    assert [each["id"] for each in answer_messages(town)] == [other["id"]]
    assert await turns(app, town) == []


async def test_of_an_answer_that_lost_a_message_the_rest_says_that_it_is_not_whole(
    app: App, town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    _, first = await asked(town, ann, model, "tell me everything", LONG)
    model.chats[0].write(sentences(1_000))
    await town.discord.wait_until(lambda: len(answer_messages(town)) == 2)
    await boss.with_permissions(Permission.MANAGE_MESSAGES).delete(first)
    await model.chats[0].closed.wait()
    await town.discord.wait_until(lambda: answer_messages(town)[-1]["content"].endswith(CUT))
    (left,) = answer_messages(town)
    assert buttons(left) == []
    await recorded(app, town, 1)
    (turn,) = await turns(app, town)
    assert turn.reply_message_id == int(left["id"])
    assert turn.reply.composed is not None
    assert turn.reply.composed.cut


# -- the bot is stopped ------------------------------------------------------------------------------------------------


async def test_an_answer_that_the_bots_end_cuts_off_says_so(
    town: Town, ann: Actor, model: SteppedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chatterbot.discord.inflight.GRACE_S", 0.05)
    message: Json = {}
    async with open_bot(town, model):
        _, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    (final,) = answer_messages(town)
    assert final["id"] == message["id"]
    assert final["content"] == f"By the river.\n{CUT}"
    assert buttons(final) == []
    assert model.chats[0].closed.is_set()


async def test_an_answer_that_is_nearly_whole_when_the_bot_is_stopped_is_finished(
    town: Town, ann: Actor, model: SteppedModel
) -> None:
    async with open_bot(town, model):
        await asked(town, ann, model, "where is the old mill?", "By the river. ")
        model.chats[0].end("There.")
    (final,) = answer_messages(town)
    assert final["content"].startswith("By the river. There.")
    assert buttons(final) == VOTES


@pytest.mark.usefixtures("app")
async def test_a_model_that_breaks_off_leaves_no_second_answer(town: Town, ann: Actor, model: SteppedModel) -> None:
    _, message = await asked(town, ann, model, "where is the old mill?", "By the river. ")
    model.chats[0].fail(errors.ModelFault.UNREACHABLE)
    final = await says(town, message, CUT)
    assert final["content"] == f"By the river.\n{GENERAL}\n{CUT}"
    assert buttons(final) == []
    assert len(answer_messages(town)) == 1
