"""An exchange is written down once, when its answer is heard or cannot be; a question that was continued is not."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
from tests.unit.dialogue.world import Partner
from tests.virtual_time import passes

from chatterbot import models
from chatterbot.audio import AudioFrame
from chatterbot.dialogue import exchange_writer
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.dialogue.exchange_writer import ExchangeWriter
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.dialogue.participant import SpokenTurn, Understood
from chatterbot.dialogue.pending_turn import PendingTurn, TurnState
from chatterbot.dialogue.speech_handle import SpeechHandle

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2


async def _sound() -> AsyncGenerator[AudioFrame]:
    yield AudioFrame.silence(0.1, 16_000, 1)


def exchange(asked: str, user_id: int = ANN) -> SpokenExchange:
    reply = models.Reply("yes", models.ReplySource.TAUGHT, 0.9, 0.5)
    return SpokenExchange(user_id, asked, "en", reply, "yes", AddressReason.ALONE)


class Scene:
    """A writer, and a turn whose answer is to be said."""

    def __init__(self) -> None:
        self.partner = Partner({})
        self.writer = ExchangeWriter("guild 5", self.partner)
        nothing: asyncio.Future[Understood] = asyncio.get_running_loop().create_future()
        self.pending = PendingTurn(SpokenTurn(ANN, 0.0, 0.7, 1.0, nothing))  # type: ignore[arg-type]  # nobody waits for it
        self.exchange = exchange("asked")
        self.speech = self.answer()

    def answer(self) -> SpeechHandle:
        return SpeechHandle(ANN, _sound, observer=self.writer.observer(self.pending, self.exchange))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        task = asyncio.create_task(self.writer.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            assert task.cancelled()

    async def written(self) -> list[str]:
        async with self.running():
            await passes(0.1)
        return [one.asked for one in self.partner.exchanges]


@pytest.fixture
async def scene() -> Scene:
    return Scene()


async def test_an_answer_is_written_down_when_it_begins_to_be_heard(scene: Scene) -> None:
    assert not scene.pending.recorded
    scene.pending.answer(scene.exchange)
    assert scene.pending.exchange is scene.exchange
    assert await scene.written() == []
    scene.speech.begin(0.0)
    assert scene.pending.recorded
    assert await scene.written() == ["asked"]


async def test_an_answer_is_written_down_once(scene: Scene) -> None:
    scene.pending.answer(scene.exchange)
    scene.speech.begin(0.0)
    scene.speech.end(1.0)
    scene.answer().end()
    assert await scene.written() == ["asked"]


async def test_an_answer_that_cannot_be_said_is_written_down(scene: Scene) -> None:
    scene.pending.answer(scene.exchange)
    scene.speech.end()
    assert await scene.written() == ["asked"]


async def test_a_question_that_was_continued_before_its_answer_was_heard_is_not_written_down(scene: Scene) -> None:
    scene.pending.answer(scene.exchange)
    scene.pending.change(TurnState.MERGED)
    scene.speech.end()
    assert await scene.written() == []
    again = scene.answer()
    again.begin(0.0)
    assert await scene.written() == ["asked"], "somebody heard some of it all the same"


async def test_nothing_is_written_down_of_a_person_who_left(scene: Scene) -> None:
    scene.pending.answer(scene.exchange)
    scene.pending.abandon()
    scene.speech.begin(0.0)
    scene.speech.end(1.0)
    assert await scene.written() == []


async def test_what_waits_of_one_person_is_forgotten_and_of_others_written_down(scene: Scene) -> None:
    for asked, user_id in (("one", ANN), ("two", BOB), ("three", ANN)):
        scene.writer.add(exchange(asked, user_id))
    scene.writer.forget(ANN)
    assert await scene.written() == ["two"]


async def test_a_writer_waits_for_more(scene: Scene) -> None:
    async with scene.running():
        for asked in ("one", "two"):
            await passes(1)
            scene.writer.add(exchange(asked))
        await passes(1)
        assert [one.asked for one in scene.partner.exchanges] == ["one", "two"]


async def test_too_many_exchanges_leave_out_the_oldest(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    for number in range(exchange_writer.MOST_WAITING):
        scene.writer.add(exchange(str(number)))
    assert not caplog.records
    scene.writer.add(exchange("last"))
    assert "guild 5: too much to write down at once" in caplog.text
    written = await scene.written()
    assert (len(written), written[0], written[-1]) == (exchange_writer.MOST_WAITING, "1", "last")


async def test_an_exchange_that_cannot_be_written_down_costs_no_other(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    plainly = scene.partner.exchanged

    async def exchanged(one: SpokenExchange) -> None:
        if one.asked == "secret":
            raise RuntimeError("a bug")
        await plainly(one)

    scene.partner.exchanged = exchanged  # type: ignore[method-assign]
    for asked in ("secret", "two"):
        scene.writer.add(exchange(asked))
    assert await scene.written() == ["two"]
    assert "guild 5: an exchange is not written down" in caplog.text
    assert "secret" not in caplog.text


async def test_it_is_written_down_where_it_was_asked_also_if_the_bot_is_moved(scene: Scene) -> None:
    asked_in = scene.partner.place
    scene.partner.place = asked_in + 1
    scene.speech.begin(0.0)
    assert await scene.written() == ["asked"]
    assert [one.place for one in scene.partner.exchanges] == [asked_in]
