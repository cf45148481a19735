"""A speech notes how far it came and what was heard of it, tells its observer once, and refuses what cannot happen."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from chatterbot.audio import AudioFrame
from chatterbot.dialogue.speech_handle import SpeechHandle, SpeechState
from chatterbot.speech.tts.word_timing import WordTiming

pytestmark = pytest.mark.unit

ANN = 1


async def _sound() -> AsyncGenerator[AudioFrame]:
    yield AudioFrame.silence(0.1, 16_000, 1)


class Observer:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, SpeechState]] = []

    def speech_began(self, speech: SpeechHandle) -> None:
        self.told.append(("began", speech.state))

    def speech_ended(self, speech: SpeechHandle) -> None:
        self.told.append(("ended", speech.state))


def speech(observer: Observer | None = None) -> SpeechHandle:
    timing = WordTiming()
    timing.begin(["one two three four"])
    timing.add(0, 4.0)
    timing.end(0)
    return SpeechHandle(ANN, _sound, timing=timing, observer=observer)


def test_a_new_speech_waits_and_nothing_of_it_was_heard() -> None:
    made = speech()
    assert (made.state, made.begun, made.is_over, made.interrupted) == (SpeechState.WAITING, False, False, False)
    assert (made.heard, made.position_s, made.begun_at, made.may_restart) == ("", 0.0, None, True)


def test_a_speech_says_to_whom_what_and_until_when_it_is_said() -> None:
    made = SpeechHandle(ANN, _sound)
    assert (made.user_id, made.sound, made.is_answer, made.good_until, made.lead_s) == (ANN, _sound, True, None, 0.0)
    made = SpeechHandle(ANN, _sound, is_answer=False, good_until=5.0)
    assert (made.is_answer, made.good_until) == (False, 5.0)


def test_a_speech_without_timing_knows_no_words() -> None:
    made = SpeechHandle(ANN, _sound)
    made.begin(1.0)
    made.end(4.0)
    assert (made.heard, made.position_s) == ("", 4.0)


def test_the_first_frame_begins_it_once() -> None:
    observer = Observer()
    made = speech(observer)
    made.begin(5.0)
    made.begin(6.0)
    assert (made.state, made.begun, made.begun_at) == (SpeechState.PLAYING, True, 5.0)
    assert observer.told == [("began", SpeechState.PLAYING)]


def test_its_position_is_asked_for_while_it_is_said() -> None:
    made = speech()
    sent = [1.0]
    made.follow(lambda: sent[0])
    made.begin(0.0)
    assert (made.position_s, made.heard) == (1.0, "one")
    sent[0] = 2.0
    assert (made.position_s, made.heard) == (2.0, "one two")
    made.end(3.0, interrupted=True)
    sent[0] = 4.0
    assert (made.position_s, made.heard) == (3.0, "one two three")


def test_signs_before_the_words_do_not_count_as_words() -> None:
    made = speech()
    made.lead_s = 1.0
    made.begin(0.0)
    made.end(2.0, interrupted=True)
    assert made.heard == "one"


@pytest.mark.parametrize(("interrupted", "state"), [(False, SpeechState.FINISHED), (True, SpeechState.INTERRUPTED)])
def test_a_begun_speech_ends_finished_or_interrupted(interrupted: bool, state: SpeechState) -> None:
    observer = Observer()
    made = speech(observer)
    made.begin(0.0)
    made.end(4.0, interrupted=interrupted)
    made.end(1.0, interrupted=not interrupted)
    assert (made.state, made.is_over, made.interrupted, made.position_s) == (state, True, interrupted, 4.0)
    assert observer.told == [("began", SpeechState.PLAYING), ("ended", state)]


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_speech_that_never_began_is_dropped(interrupted: bool) -> None:
    observer = Observer()
    made = speech(observer)
    made.end(0.0, interrupted=interrupted)
    assert (made.state, made.is_over, made.interrupted) == (SpeechState.DROPPED, True, False)
    assert observer.told == [("ended", SpeechState.DROPPED)]


def test_a_withdrawn_speech_keeps_the_position_that_is_known() -> None:
    made = speech()
    made.follow(lambda: 2.0)
    made.begin(0.0)
    made.end()
    assert (made.state, made.position_s) == (SpeechState.FINISHED, 2.0)


def test_after_a_lost_connection_it_is_said_once_more_and_the_longer_try_counts() -> None:
    observer = Observer()
    made = speech(observer)
    made.follow(lambda: 3.0)
    made.begin(5.0)
    made.cut_off(3.0)
    assert (made.state, made.is_over, made.interrupted, made.may_restart) == (SpeechState.CUT_OFF, False, True, False)
    assert (made.position_s, made.heard) == (3.0, "one two three")
    made.follow(lambda: 1.0)
    made.begin(9.0)
    assert (made.state, made.begun_at, made.heard) == (SpeechState.PLAYING, 5.0, "one two three")
    made.end(1.0, interrupted=True)
    assert made.heard == "one two three"
    assert observer.told == [("began", SpeechState.PLAYING), ("ended", SpeechState.INTERRUPTED)]


def test_a_speech_that_was_cut_off_and_is_not_said_again_was_interrupted() -> None:
    made = speech()
    made.begin(0.0)
    made.cut_off(2.0)
    made.end()
    assert (made.state, made.position_s, made.heard) == (SpeechState.INTERRUPTED, 2.0, "one two")


def test_a_speech_that_was_cut_off_before_its_first_frame_is_dropped() -> None:
    made = speech()
    made.cut_off(0.0)
    assert not made.begun
    made.end()
    assert made.state is SpeechState.DROPPED


def test_the_second_lost_connection_is_refused() -> None:
    made = speech()
    made.begin(0.0)
    made.cut_off(1.0)
    made.begin(1.0)
    with pytest.raises(RuntimeError, match="only once"):
        made.cut_off(2.0)


def test_a_speech_that_was_given_up_is_not_said_again() -> None:
    made = speech()
    made.begin(0.0)
    made.forbid_restart()
    assert not made.may_restart
    with pytest.raises(RuntimeError, match="only once"):
        made.cut_off(2.0)
    assert made.state is SpeechState.PLAYING


def test_a_speech_cannot_begin_or_be_cut_off_after_its_end() -> None:
    made = speech()
    made.end()
    with pytest.raises(RuntimeError, match="dropped cannot become playing"):
        made.begin(1.0)
    with pytest.raises(RuntimeError, match="dropped cannot become cut off"):
        made.cut_off(1.0)
    assert (made.begun, made.may_restart) == (False, True)
