"""What may be the beginning of speech holds the bot's sound back for a moment, before it is a turn."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.virtual_time import passes

from chatterbot.audio import AudioFrame
from chatterbot.dialogue.interruption import HELD_AGAIN_S, HELD_S, Interruptions
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.speech_handle import SpeechHandle

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2


class Output:
    """Says one thing, and knows whether it is paused."""

    def __init__(self, *, begun: bool = True, sign: bool = False) -> None:
        self.paused = False
        self.saying: SpeechHandle | None = SpeechHandle(BOB, self._sound, is_sign=sign)
        if begun:
            self.saying.begin(0.0)

    async def _sound(self) -> AsyncGenerator[AudioFrame]:
        yield AudioFrame.silence(0.1, 16_000, 1)

    def say(self, saying: SpeechHandle) -> bool:
        return True

    def withdraw(self, saying: SpeechHandle) -> None:
        self.saying = None

    def pause(self) -> None:
        self.paused = True

    def resume(self) -> None:
        self.paused = False

    def give_up(self) -> None:
        self.saying = None

    def notice(self) -> None: ...


def interruptions(output: Output) -> Interruptions:
    return Interruptions(output, DialogueOptions(), lambda _: None)


async def test_one_window_holds_the_sound_back_and_silence_lets_it_go_on() -> None:
    output = Output()
    made = interruptions(output)
    made.onset(ANN, 0.25)
    assert not output.paused
    made.onset(ANN, 0.45)
    assert output.paused
    made.onset(ANN, 0.22)
    assert output.paused, "it may still become speech"
    made.onset(ANN, 0.1)
    assert not output.paused


async def test_a_turn_keeps_it_paused_until_it_is_over() -> None:
    output = Output()
    made = interruptions(output)
    made.onset(ANN, 0.9)
    assert made.begin(ANN)
    await passes(2 * HELD_S)
    assert output.paused
    made.go_on(ANN)
    assert not output.paused


async def test_sound_that_becomes_nothing_or_stops_coming_holds_it_back_shortly_and_seldom() -> None:
    output = Output()
    made = interruptions(output)
    made.onset(ANN, 0.5)
    await passes(HELD_S + 0.01)
    assert not output.paused
    made.onset(ANN, 0.5)
    assert not output.paused, "not again so soon"
    made.onset(BOB, 0.5)
    assert output.paused, "but for somebody else"
    await passes(HELD_AGAIN_S + HELD_S)
    made.onset(ANN, 0.5)
    assert output.paused


async def test_it_goes_on_only_when_nobody_may_be_speaking() -> None:
    output = Output()
    made = interruptions(output)
    made.onset(ANN, 0.5)
    made.onset(BOB, 0.5)
    made.onset(ANN, 0.0)
    assert output.paused
    made.onset(BOB, 0.0)
    assert not output.paused


@pytest.mark.parametrize("output", [{"begun": False}, {"sign": True}])
async def test_what_is_not_heard_yet_and_signs_are_not_held_back(output: dict[str, bool]) -> None:
    silent = Output(**output)
    interruptions(silent).onset(ANN, 0.9)
    assert not silent.paused


async def test_at_the_end_nothing_stays_paused() -> None:
    output = Output()
    made = interruptions(output)
    made.onset(ANN, 0.9)
    made.close()
    assert not output.paused
