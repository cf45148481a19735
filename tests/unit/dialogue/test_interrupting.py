"""A person speaks while the bot does, or is about to: in every order, and by several people at once."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncGenerator

import pytest
from tests.unit.dialogue.world import GAME, LIBRARY, MEET, Call, Partner
from tests.virtual_time import passes

from chatterbot.audio import AudioFrame
from chatterbot.dialogue.commands import Act
from chatterbot.dialogue.earcons import Earcon, tone
from chatterbot.dialogue.session import DialogueState
from chatterbot.dialogue.speech_handle import SpeechHandle

pytestmark = pytest.mark.unit

ANN, BOB, EVE = 1, 2, 3
STORY = "Once upon a time there was a very little chess board that lived here"


@pytest.fixture
def partner() -> Partner:
    return Partner({MEET: LIBRARY, GAME: STORY})


async def test_the_bot_stops_for_a_person_who_speaks_on_while_another_coughs(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {GAME}")
    await passes(1)
    cough = asyncio.create_task(call.say(ANN, "#0.15"))
    await passes(0.05)
    await call.say(BOB, "well I have been there and it was rather nice you know so there")
    await cough
    await passes(6)
    assert "resumed" not in call.happened, "somebody was speaking all the time"
    assert "stopped" in call.happened


async def test_an_answer_waits_for_a_person_who_began_before_it_was_heard(call: Call) -> None:
    call.partner.present = 2
    call.partner.sound_takes_s = 0.6
    await call.say(ANN, f"chatterbot {GAME}", closing=False)
    await passes(0.5)
    ended = await call.say(BOB, "and then he said that this is fine with me")
    await passes(8)
    assert call.at(f"bot: {STORY}") >= ended
    assert call.happened[-1] == "said", "it is said all the same, and to its end"


async def test_the_bot_goes_on_when_the_words_of_a_silent_person_stay_unknown(call: Call) -> None:
    await call.say(ANN, GAME)
    await passes(1)
    call.recogniser.takes_s = 10.0
    began = asyncio.get_running_loop().time()
    await call.say(ANN, "#0.3")
    await passes(call.settings.decide_s + 0.2)
    assert call.happened == [f"bot: {STORY}", "paused", "resumed"]
    assert call.at("resumed") - began == pytest.approx(call.settings.decide_s, abs=0.3)


async def test_the_state_follows_the_dialogue(call: Call) -> None:
    assert call.session is not None
    call.recogniser.takes_s = 1.0
    await call.say(ANN, GAME)
    await passes(0.7)
    assert call.session.state is DialogueState.THINKING
    await passes(1.5)
    assert call.session.state is DialogueState.SPEAKING
    await passes(9)
    assert call.session.state is DialogueState.LISTENING


async def test_a_correction_is_about_what_is_being_said(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(5)
    await call.say(ANN, GAME)
    await passes(1)
    await call.say(ANN, "no the answer is poker")
    await passes(5)
    [(_, command, about)] = call.partner.obeyed
    assert (command.act, about) == (Act.CORRECT, GAME)


async def test_another_person_corrects_the_answer_that_is_being_said(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {GAME}")
    await passes(1)
    await call.say(BOB, "no the right answer is not this but it is poker")
    await passes(5)
    [(who, command, about)] = call.partner.obeyed
    assert (who, command.act, about) == (BOB, Act.CORRECT, GAME)


async def test_a_short_question_during_the_answer_is_a_follow_up(call: Call) -> None:
    call.partner.present, call.partner.only_called = 2, True
    await call.say(ANN, f"chatterbot {GAME}")
    await passes(1.5)
    await call.say(ANN, MEET, word_s=0.15)
    await passes(6)
    assert call.happened[-2:] == [f"bot: {LIBRARY}", "said"]
    assert call.partner.previous[-1]
    assert STORY.startswith(call.partner.previous[-1]), "what had been heard so far is what it is about"


async def test_an_echo_after_the_end_of_an_answer_is_no_question(call: Call) -> None:
    await call.say(ANN, MEET)
    while call.happened[-1:] != [f"bot: {LIBRARY}"]:
        await passes(0.02)
    await passes(1.85)
    await call.say(ANN, "at six of course", word_s=0.2)
    await passes(6)
    assert [what for what in call.happened if what.startswith("bot: ")] == [f"bot: {LIBRARY}"]


@pytest.mark.parametrize(("sound", "last"), [("#0.25", "said"), ("no no tell me something else please now", "stopped")])
async def test_a_written_text_is_interrupted_like_an_answer(call: Call, sound: str, last: str) -> None:
    call.floor.say(SpeechHandle(BOB, functools.partial(_silence, 4.0)))
    await passes(1)
    await call.say(ANN, sound)
    await passes(0.5)
    assert call.happened[:2] == ["bot: tone", "paused"]
    await passes(6)
    assert last in call.happened


async def _silence(seconds: float) -> AsyncGenerator[AudioFrame]:
    yield AudioFrame.silence(seconds, 16_000, 1)


async def test_a_sign_can_be_interrupted(call: Call) -> None:
    call.floor.say(SpeechHandle(ANN, functools.partial(tone, Earcon.THINKING), is_answer=False))
    speaking = asyncio.create_task(call.say(ANN, "#0.3"))
    await speaking
    await passes(4)
    assert call.happened[-1] == "said"
    assert call.floor.saying is None
