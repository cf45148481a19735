"""What happens while a language model writes: it is given up, or somebody whose words it was given has their data erased."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator

import pytest
from tests.stepped_model import SteppedChat, SteppedModel
from tests.unit.services.model_stage import Ledger
from tests.unit.services.test_composing import NEAR
from tests.unit.services.test_importing import CAMP, WORKSHOP, handbook, taken
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME, World, prompt

from chatterbot import errors
from chatterbot.catalogue import Catalogue
from chatterbot.conversation import Conversation
from chatterbot.errors import ModelFault
from chatterbot.generation import Composer, CompositionOutcome, EvidenceGatherer, Scene, estimated_tokens

pytestmark = pytest.mark.unit


class Writing:
    """A question that a model is answering."""

    def __init__(self, conversation: Conversation, model: SteppedModel, ledger: Ledger) -> None:
        self.conversation, self.model, self.ledger = conversation, model, ledger
        self.outcome: CompositionOutcome | None = None

    @contextlib.asynccontextmanager
    async def asked(self, question: str, *, whole: bool = True) -> AsyncGenerator[SteppedChat]:
        """Ask; at the end of the block the answer is read to its end, or given up."""
        reply = await self.conversation.reply(prompt(question))

        async def read() -> None:
            async with self.conversation.composing(prompt(question), reply, Scene()) as composition:
                async for _ in composition.texts():
                    pass
                self.outcome = composition.outcome

        reading = asyncio.create_task(read())
        try:
            yield await self.model.asked()
            if whole:
                await reading
        finally:
            reading.cancel()
            await asyncio.wait([reading])


@pytest.fixture
async def writing(world: World) -> Writing:
    await world.teach(
        ("when do you open in the morning?", "We open at nine."),
        ("when do you close in the evening?", "We close at six."),
        author_id=BOB,
    )
    await world.preferences.change(HOME, model="open")
    model, ledger = SteppedModel(), Ledger()
    gatherer = EvidenceGatherer(world.engine, world.store, world.preferences)
    composer = Composer(model, gatherer, world.preferences, Catalogue.load(), budget=ledger)
    conversation = Conversation(
        world.engine,
        world.store,
        world.teaching.indexes,
        world.preferences,
        world.teaching.erasures,
        composer=composer,
    )
    return Writing(conversation, model, ledger)


async def test_a_question_that_is_given_up_before_the_first_word_is_paid_for(writing: Writing) -> None:
    async with writing.asked(NEAR, whole=False) as chat:
        pass
    ((person, usage, failed),) = writing.ledger.spending
    assert (person, usage.completion, failed) == (ADA, 0, False)
    assert usage.prompt >= estimated_tokens(chat.request.messages[1].text)


@pytest.mark.parametrize(
    ("fault", "paid"), [(ModelFault.TIMEOUT, True), (ModelFault.UNREACHABLE, False), (ModelFault.RATE_LIMITED, False)]
)
async def test_a_question_that_was_not_taken_is_free(writing: Writing, fault: ModelFault, paid: bool) -> None:
    async with writing.asked(NEAR) as chat:
        chat.fail(fault)
    ((_, usage, failed),) = writing.ledger.spending
    assert (usage.prompt > 0, usage.completion, failed) == (paid, 0, True)


@pytest.mark.parametrize("keep_taught", [True, False])
@pytest.mark.parametrize("words", ["At nine, as ever [1].", "USE 1", "At nine, as ever [2]. And"])
async def test_words_of_a_teacher_who_is_erased_meanwhile_are_not_recorded(
    world: World, writing: Writing, words: str, keep_taught: bool
) -> None:
    async with writing.asked(NEAR) as chat:
        chat.write(words)
        await world.privacy.erase(BOB, HOME, keep_taught=keep_taught)
        chat.end()
    assert writing.outcome is not None
    reply = writing.outcome.reply
    assert (reply.is_answer, reply.people) == (True, (BOB,))
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        await writing.conversation.delivered(prompt(NEAR), reply, 1)
    assert await writing.conversation.recent_turns(HOME, CHANNEL) == []


async def test_words_of_a_document_of_somebody_who_is_erased_meanwhile_are_not_recorded(
    world: World, writing: Writing
) -> None:
    await taken(world, handbook(WORKSHOP, CAMP))
    async with writing.asked("is the workshop open on Thursdays?") as chat:
        (number, *_) = re.findall(r"(\[\d\]) Document", chat.request.messages[1].text)
        chat.write(f"It is open {number}.")
        await world.privacy.erase(ADA, HOME, keep_taught=True)
        chat.end()
    assert writing.outcome is not None
    assert ADA in writing.outcome.reply.people
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        await writing.conversation.delivered(prompt(NEAR, author_id=99), writing.outcome.reply, 1)


async def test_what_was_taught_by_others_is_recorded(world: World, writing: Writing) -> None:
    async with writing.asked(NEAR) as chat:
        await world.privacy.erase(99, HOME, keep_taught=False)
        chat.end("At nine, as ever [1].")
    assert writing.outcome is not None
    turn = await writing.conversation.delivered(prompt(NEAR), writing.outcome.reply, 1)
    assert turn.reply.text.startswith("At nine")


@pytest.mark.parametrize("words", ["USE 99", "USE [0].", "[1] [2]", "[1], [2]\n\nSources: [1]"])
async def test_the_form_of_an_answer_without_its_words_is_none(writing: Writing, words: str) -> None:
    async with writing.asked(NEAR) as chat:
        chat.end(words)
    assert writing.outcome is not None
    assert (writing.outcome.reply.is_answer, writing.outcome.notice) == (False, None)
