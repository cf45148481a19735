"""Of a person who leaves or does not want to be heard any more, nothing is answered, said, written down or kept."""

from __future__ import annotations

import asyncio
import gc

import numpy as np
import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot import errors, models
from chatterbot.dialogue.interfaces import SpokenExchange
from chatterbot.speech.types import Utterance

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2


def forget(call: Call, user_id: int) -> None:
    assert call.session is not None
    call.session.forget(user_id)
    assert user_id not in call.session.people


async def test_a_person_forgotten_during_their_answer_leaves_nothing(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    forget(call, ANN)
    await passes(4)
    assert call.happened == [f"bot: {LIBRARY}", "stopped"]
    assert call.session is not None
    assert call.session.people == set(), "not remembered by how the answer ended, either"
    await call.say(ANN, "forget that")
    await passes(4)
    assert call.happened[-2:] == ["bot: nothing-said", "said"]


async def test_the_bot_goes_on_when_the_person_who_interrupted_is_forgotten(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {MEET}")
    await passes(1)
    await call.say(BOB, "well", closing=False)
    assert call.happened[-1] == "paused"
    forget(call, BOB)
    await passes(6)
    assert call.happened[-2:] == ["resumed", "said"]


async def test_a_person_who_is_back_at_once_gets_no_answer_to_what_they_said_before(call: Call) -> None:
    call.partner.takes_s = 1.5
    await call.say(ANN, f"{MEET} ...1.0")
    forget(call, ANN)
    await call.say(ANN, GAME)
    await passes(9)
    assert [exchange.asked for exchange in call.partner.exchanges] == [GAME]
    assert f"bot: {LIBRARY}" not in call.happened


async def test_an_answer_that_waits_is_not_said_to_a_forgotten_person(call: Call) -> None:
    call.partner.present = 2
    await asyncio.gather(call.say(BOB, f"chatterbot {MEET}"), call.say(ANN, f"chatterbot {GAME} ...0.1"))
    await passes(1.2)
    assert call.happened == [f"bot: {LIBRARY}"]
    forget(call, ANN)
    await passes(9)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]


async def test_an_exchange_that_waits_is_not_written_down_for_a_forgotten_person(call: Call) -> None:
    call.partner.present = 2
    writing = asyncio.Event()

    async def exchanged(exchange: SpokenExchange) -> None:
        call.partner.exchanges.append(exchange)
        await writing.wait()

    call.partner.exchanged = exchanged
    await call.say(BOB, f"chatterbot {MEET}")
    await passes(6)
    await call.say(ANN, f"chatterbot {GAME}")
    await passes(6)
    assert f"bot: {CHESS}" in call.happened
    forget(call, ANN)
    writing.set()
    await passes(1)
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]


async def test_forgetting_everybody_leaves_nothing(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {GAME}")
    await passes(4)
    await call.say(BOB, "did you see that")
    assert call.session is not None
    assert call.session.people == {ANN, BOB}
    for user_id in call.session.people:
        call.session.forget(user_id)
    assert call.session.people == set()
    await passes(4)
    assert call.partner.exchanges == [call.partner.exchanges[0]]


async def test_people_who_come_and_go_leave_nothing(call: Call) -> None:
    for user_id in range(100, 140):
        await call.say(user_id, "who is that")
        await passes(3)
        forget(call, user_id)
    assert call.session is not None
    assert call.session.people == set()


@pytest.mark.parametrize("broken", [False, True])
async def test_no_sound_is_kept_after_a_turn(call: Call, broken: bool) -> None:
    before = _long_sounds()
    call.recogniser.broken = broken
    await call.say(ANN, f"{MEET} ...0.3 {GAME}")
    await passes(9)
    assert _long_sounds() <= before


def _long_sounds() -> int:
    gc.collect()
    arrays = [one for one in _objects() if type(one) is np.ndarray]
    return sum(one.dtype == np.float32 and one.size > 8000 for one in arrays)


def _objects() -> list[object]:
    """What all objects that the collector knows hold: it does not know arrays themselves."""
    gc.unfreeze()  # what is frozen may hold new objects
    held = gc.get_referents(*gc.get_objects())
    gc.freeze()
    return held


@pytest.mark.parametrize("error", [errors.StoreError("locked"), RuntimeError("locked")])
async def test_no_log_shows_what_was_said(call: Call, error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    asyncio.get_running_loop().set_debug(True)
    caplog.set_level(0)

    async def reply(user_id: int, text: str, previous: str | None) -> models.Reply:  # noqa: ARG001 - named as it is asked
        raise error

    call.partner.reply = reply
    await call.say(ANN, "my secret word")
    await passes(3)
    assert "locked" in caplog.text
    assert "secret" not in caplog.text


async def test_no_task_shows_what_was_said(call: Call) -> None:
    shown: list[str] = []

    async def transcribe(utterance: Utterance) -> object:
        asyncio.current_task().add_done_callback(lambda task: shown.append(repr(task)))  # type: ignore[union-attr]
        return await plainly(utterance)

    plainly = call.recogniser.transcribe
    call.recogniser.transcribe = transcribe  # type: ignore[assignment,method-assign]
    await call.say(ANN, MEET)
    await passes(5)
    assert shown
    assert not any("meet" in one for one in shown)
    assert "meet" not in repr(call.partner.exchanges)
