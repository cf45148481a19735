"""A language model's answer as it is said in a call: sentence by sentence, ended at once, and marked where it is not whole."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests.stepped_model import SteppedModel
from tests.unit.services.world import BOB, HOME, World, prompt

from chatterbot import errors, models
from chatterbot.calls.composing import CallComposition, CallWords
from chatterbot.catalogue import Catalogue
from chatterbot.conversation import Conversation
from chatterbot.discord.localization import Translator
from chatterbot.generation import Composer, EvidenceGatherer, Scene
from chatterbot.models import ReplySource

pytestmark = pytest.mark.unit

MILL = "purple giraffes"
"""Nothing is near to it."""
CUT = "That is all I got, my answer broke off."
GENERAL = "That is general knowledge, nobody here taught me that."
NEAR = "do you open on Sunday?"
"""Near to what is taught, but not sure."""
STORY = "Once upon a time there was a mill by the river. " * 30
LONG = "There is more, but that is too long to say."


class Caller:
    """Asks aloud, in a world with a model that writes what the test wants."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.model = SteppedModel()
        self.catalogue = Catalogue.load()
        gatherer = EvidenceGatherer(world.engine, world.store, world.preferences)
        self.conversation = Conversation(
            world.engine,
            world.store,
            world.teaching.indexes,
            world.preferences,
            composer=Composer(self.model, gatherer, world.preferences, self.catalogue),
        )
        self.told: list[str] = []
        self.told_before = False

    def _is_news(self, remark: str) -> bool:
        self.told.append(remark)
        return not self.told_before

    async def ask(self, question: str = MILL, *, language: str = "en", readable: bool = True) -> CallComposition:
        asked = prompt(question)
        before = await self.conversation.reply(asked)
        assert await self.conversation.asks_model(asked, before)
        words = CallWords(Translator(self.catalogue, language), self._is_news, readable=readable)
        return CallComposition(self.conversation, asked, before, Scene(voice=True, language=language), words)

    async def hear(self, composition: CallComposition, *written: str | errors.ModelFault) -> list[str]:
        """What is said of something written at once; a fault at its end breaks it off."""
        taking = asyncio.ensure_future(_all(composition))
        chat = await self.model.asked()
        for part in written:
            if isinstance(part, str):
                chat.write(part)
            else:
                chat.fail(part)
        chat.end()
        return await taking


async def _all(composition: CallComposition) -> list[str]:
    return [sentence async for sentence in composition.sentences()]


@pytest_asyncio.fixture
async def caller(world: World) -> AsyncGenerator[Caller]:
    await world.preferences.change(HOME, model="open")
    await world.teach(
        ("when do you open in the morning?", "We open at nine."),
        ("when do you close in the evening?", STORY),
        author_id=BOB,
    )
    yield Caller(world)


async def test_each_sentence_is_said_as_soon_as_it_is_whole(caller: Caller) -> None:
    composition = await caller.ask()
    async with contextlib.aclosing(composition.sentences()) as sentences:
        first = asyncio.ensure_future(anext(sentences))
        chat = await caller.model.asked()
        chat.write("The mill, e.g. the **old** one, is by the river. ")
        await asyncio.sleep(0)
        assert not first.done()
        chat.write("It is ")
        assert await first == "The mill, e.g. the **old** one, is by the river."
        assert not chat.closed.is_set(), "the model still writes"
        chat.end("empty.")
        assert [sentence async for sentence in sentences] == ["It is empty.", GENERAL]
    assert chat.finished
    reply = composition.reply
    assert reply.source is ReplySource.GENERAL
    assert reply.text.endswith("It is empty.\n-# From the model's general knowledge, not from what was taught here.")
    assert reply.speech == "The mill, e.g. the **old** one, is by the river. It is empty."
    assert (composition.notice, caller.told) == ("", ["model-voice-general"])
    caller.told_before = True
    assert await caller.hear(await caller.ask(), "It is tall. ", "It is old.") == ["It is tall.", "It is old."]


async def test_what_it_is_based_on_is_posted_and_not_said(caller: Caller) -> None:
    composition = await caller.ask(NEAR)
    assert await caller.hear(composition, "Yes [1]. ", "At nine, I think [1].") == [
        "Yes.",
        "At nine, I think.",
    ]
    reply = composition.reply
    assert reply.source is ReplySource.COMPOSED
    assert reply.text == "Yes [1]. At nine, I think [1].\n-# 📚 [1] taught by <@8>"
    assert reply.speech == "Yes. At nine, I think."


async def test_a_chosen_answer_is_said_in_its_own_words(caller: Caller) -> None:
    composition = await caller.ask(NEAR)
    assert await caller.hear(composition, "USE 1") == ["We open at nine."]
    assert composition.reply.source is ReplySource.CHOSEN
    assert composition.reply.text == "We open at nine."


async def test_giving_up_ends_the_request_at_once_and_keeps_what_was_written(caller: Caller) -> None:
    composition = await caller.ask()
    sentences = composition.sentences()
    first = asyncio.ensure_future(anext(sentences))
    chat = await caller.model.asked()
    chat.write("The mill is by the river. It is empty. And ")
    assert await first == "The mill is by the river."
    await sentences.aclose()
    assert chat.closed.is_set()
    assert not chat.finished
    made = composition.reply.composed
    assert made is not None
    assert made.cut
    assert composition.reply.text.startswith("The mill is by the river.")
    assert composition.reply.speech == "The mill is by the river."


@pytest.mark.parametrize("wait", [False, True], ids=["before", "while"])
async def test_a_task_that_is_cancelled_ends_the_request(caller: Caller, wait: bool) -> None:
    composition, said = await caller.ask(), asyncio.Event()

    async def take() -> None:
        async for _ in composition.sentences():
            said.set()

    taking = asyncio.create_task(take())
    chat = await caller.model.asked()
    if wait:
        chat.write("The mill is by the river. It is ")
        await said.wait()
    taking.cancel()
    await asyncio.wait([taking])
    assert chat.closed.is_set()
    assert composition.reply.source is (ReplySource.GENERAL if wait else ReplySource.UNKNOWN)


@pytest.mark.parametrize(("language", "mark"), [("en", CUT), ("ru", "Это всё, что у меня есть: ответ оборвался.")])
async def test_an_answer_that_breaks_off_ends_with_a_mark(caller: Caller, language: str, mark: str) -> None:
    composition = await caller.ask(language=language)
    said = await caller.hear(composition, "The mill is by the river. It is ", errors.ModelFault.TIMEOUT)
    assert said[0] == "The mill is by the river."
    assert said[-1] == mark
    assert composition.reply.composed is not None
    assert composition.reply.composed.cut
    assert mark not in composition.reply.speech


@pytest.mark.parametrize(
    ("fault", "notice", "words"),
    [
        (errors.ModelFault.UNREACHABLE, "unavailable", "My language model can't be reached right now."),
        (errors.ModelFault.RATE_LIMITED, "busy", "My language model is busy right now."),
    ],
)
async def test_a_model_that_fails_is_told_once(
    caller: Caller, fault: errors.ModelFault, notice: str, words: str
) -> None:
    composition = await caller.ask()
    assert await caller.hear(composition, fault) == []
    assert (composition.notice, caller.told) == (words, [f"model-voice-{notice}"])
    assert composition.reply.source is ReplySource.UNKNOWN
    caller.told_before = True
    again = await caller.ask()
    assert await caller.hear(again, fault) == []
    assert again.notice == ""


async def test_a_model_that_declines_says_nothing_of_itself(caller: Caller) -> None:
    composition = await caller.ask()
    assert await caller.hear(composition, "NONE") == []
    assert (composition.notice, caller.told) == ("", [])
    assert composition.reply.source is ReplySource.UNKNOWN


async def test_a_long_answer_is_not_said_to_its_end_nor_written(caller: Caller) -> None:
    composition = await caller.ask()
    taking = asyncio.ensure_future(_all(composition))
    chat = await caller.model.asked()
    for number in range(40):
        chat.write(f"This is the sentence with number {number}. ")
        await asyncio.sleep(0)
    said = await taking
    assert chat.closed.is_set()
    assert not chat.finished
    assert said[-1] == LONG
    assert sum(map(len, said[:-1])) <= 600
    assert composition.reply.composed is not None
    assert composition.reply.composed.cut


async def test_a_long_taught_answer_stays_whole_in_the_chat(caller: Caller) -> None:
    composition = await caller.ask(NEAR)
    taking = asyncio.ensure_future(_all(composition))
    chat = await caller.model.asked()
    before, _, _ = chat.request.messages[-1].text.partition("Once upon")
    chat.end(f"USE {before.count('Taught answer')}")
    said = await taking
    assert said[-1] == LONG
    assert (composition.reply.source, composition.reply.text) == (ReplySource.CHOSEN, STORY.strip())
    assert composition.reply.composed is not None
    assert not composition.reply.composed.cut


@pytest.mark.parametrize("readable", [True, False])
async def test_an_answer_that_cannot_be_said_can_be_read(caller: Caller, readable: bool) -> None:
    composition = await caller.ask(readable=readable)
    said = await caller.hear(composition, "```py\nprint(1)\n```")
    assert said == (["My answer can only be read."] if readable else [])
    assert "print(1)" in composition.reply.text


async def test_a_database_that_fails_is_a_model_that_fails(caller: Caller) -> None:
    composition = await caller.ask()

    async def broken(*_: object) -> models.Dataset:
        raise errors.StoreError("locked")

    caller.conversation._scopes.ready = broken  # type: ignore[method-assign]
    assert await _all(composition) == []
    assert caller.told == ["model-voice-unavailable"]
    assert composition.reply.source is ReplySource.UNKNOWN
