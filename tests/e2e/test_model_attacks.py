"""Members who attack the language model's purse and other people's words: by floods of edits, and in the moment of an erasure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.e2e.model_steps import answer_messages, asked, open_bot, says
from tests.e2e.town import Town
from tests.stepped_model import SteppedModel

from chatterbot import models
from chatterbot.app import App
from chatterbot.generation import estimated_tokens
from chatterbot.standin import Actor

pytestmark = pytest.mark.e2e


@pytest.fixture
def model() -> SteppedModel:
    return SteppedModel()


@pytest.fixture
async def app(town: Town, model: SteppedModel) -> AsyncIterator[App]:
    async with open_bot(town, model, llm={"requests_person_minute": 4}) as running:
        yield running
        model.finish()


async def test_a_flood_of_edits_is_paid_for_and_ends(app: App, town: Town, ann: Actor, model: SteppedModel) -> None:
    """The model's server reads each version, and wants to be paid for it, also where it never came to write a word."""
    filler = "please " * 100
    question = await ann.say(f"{town.me} where is the mill? {filler}")
    chats = [await model.asked()]
    for number in range(3):
        await ann.edit(question, f"{town.me} where is mill number {number}? {filler}")
        chats.append(await model.asked())
        await chats[-2].closed.wait()
    await ann.edit(question, f"{town.me} and where is the bridge?")
    await chats[-1].closed.wait()
    reply = await town.discord.wait_reply(question)
    await says(town, reply, "I don't know that yet", "-# You have asked a lot.")
    assert (len(answer_messages(town)), len(model.chats)) == (1, 4)
    terms = app.services.model_terms
    assert terms is not None
    used = (await terms.budgets.state(int(town.guild["id"]))).today
    assert (used.requests, used.completion_tokens) == (4, 0)
    assert used.prompt_tokens > 4 * estimated_tokens(filler)


async def test_who_has_their_data_erased_while_they_are_answered_is_not_written_down(
    app: App, town: Town, ann: Actor, model: SteppedModel
) -> None:
    _, reply = await asked(town, ann, model, "where is the walrus mill?", "By the badger river. And")
    await app.services.privacy.erase(int(ann.id), int(town.guild["id"]), keep_taught=False)
    model.chats[-1].end(" so on.")
    await says(town, reply, "And so on.", "-# ")
    assert await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"])) == []
    files = [path.read_bytes() for path in town.data.rglob("*") if path.is_file()]
    assert not [word for word in (b"walrus", b"badger") if any(word in data for data in files)]


async def test_a_question_that_is_deleted_before_its_turn_is_not_asked(
    app: App, town: Town, ann: Actor, model: SteppedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who posts many questions and deletes them at once would have all of them answered, and paid for."""
    conversation, memory = app.services.conversation, app.container.scenes.memory
    wanted, gone = conversation.asks_model, asyncio.Event()

    async def asks_model(prompt: models.Prompt, reply: models.Reply) -> bool:
        if "mill" in prompt.text:
            await gone.wait()
        return await wanted(prompt, reply)

    monkeypatch.setattr(conversation, "asks_model", asks_model)
    question = await ann.say(f"{town.me} where is the mill?")
    await ann.delete(question)
    async with asyncio.timeout(5):
        while not memory.is_gone(int(question["id"])):  # noqa: ASYNC110 - forgetting tells nobody
            await asyncio.sleep(0)
    gone.set()
    await asked(town, ann, model, "where is the bridge?", "Over the river. And")
    assert len(model.chats) == 1
    assert [message["content"] for message in answer_messages(town)] == ["Over the river. …"]
