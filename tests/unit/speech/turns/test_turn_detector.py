"""The beginning and the end of turns."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chatterbot.speech.turns import turn_detector

pytestmark = pytest.mark.unit

FRAME_S = 0.032
SPEECH, SILENCE = 0.95, 0.02


def heard(
    detector: turn_detector.TurnDetector, *stretches: tuple[float, float], frame_s: float = FRAME_S
) -> list[turn_detector.TurnEvent]:
    """Push stretches of (probability, seconds) frame by frame; return the events."""
    events: list[turn_detector.TurnEvent] = []
    for probability, seconds in stretches:
        pushed = [detector.push(probability, frame_s) for _ in range(round(seconds / frame_s))]
        events += [event for event in pushed if event is not None]
    return events


def kinds(events: list[turn_detector.TurnEvent]) -> list[str]:
    return [type(event).__name__ for event in events]


def test_a_sentence_is_a_turn() -> None:
    events = heard(turn_detector.TurnDetector(), (SILENCE, 0.96), (SPEECH, 1.6), (SILENCE, 1.6))
    assert kinds(events) == ["SpeechStarted", "Paused", "SpeechEnded"]
    started, paused, ended = events
    assert isinstance(started, turn_detector.SpeechStarted)
    assert started.at_s == pytest.approx(0.96)
    assert isinstance(paused, turn_detector.Paused)
    assert paused.at_s == pytest.approx(2.56)
    assert isinstance(ended, turn_detector.SpeechEnded)
    assert (ended.at_s, ended.speech_s) == pytest.approx((2.56, 1.6))
    assert 0.6 <= ended.silence_s < 0.6 + FRAME_S
    assert not ended.cut


def test_a_click_does_not_begin_a_turn() -> None:
    assert heard(turn_detector.TurnDetector(), *[(SPEECH, 2 * FRAME_S), (SILENCE, FRAME_S)] * 20) == []


def test_a_pause_in_a_sentence_does_not_end_it() -> None:
    events = heard(turn_detector.TurnDetector(), (SPEECH, 1.0), (SILENCE, 0.4), (SPEECH, 1.0), (SILENCE, 0.7))
    assert kinds(events) == ["SpeechStarted", "Paused", "Resumed", "Paused", "SpeechEnded"]


def test_a_short_gap_gives_no_event() -> None:
    assert kinds(heard(turn_detector.TurnDetector(), (SPEECH, 1.0), (SILENCE, 0.16), (SPEECH, 1.0))) == [
        "SpeechStarted"
    ]


def test_soft_speech_continues_a_turn_but_does_not_begin_one() -> None:
    assert heard(turn_detector.TurnDetector(), (0.4, 2.0)) == []
    assert kinds(heard(turn_detector.TurnDetector(), (SPEECH, 0.5), (0.4, 5.0))) == ["SpeechStarted"]


def test_soft_noise_does_not_delay_the_end() -> None:
    events = heard(turn_detector.TurnDetector(), (SPEECH, 0.5), (SILENCE, FRAME_S), (0.4, 5.0))
    assert kinds(events) == ["SpeechStarted", "Paused", "SpeechEnded"]


def test_interrupting_the_bot_takes_louder_and_longer_speech() -> None:
    detector = turn_detector.TurnDetector()
    detector.interrupting = True
    assert heard(detector, (0.55, 3.0), (SILENCE, 0.1), (SPEECH, 0.16), (SILENCE, 0.1)) == []
    assert kinds(heard(detector, (SPEECH, 0.2))) == ["SpeechStarted"]


def test_time_without_packets_counts_as_silence() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0))
    assert isinstance(detector.gap(0.25), turn_detector.Paused)
    assert detector.gap(0.25) is None
    assert isinstance(detector.gap(0.25), turn_detector.SpeechEnded)
    assert detector.gap(5.0) is None


def test_a_gap_interrupts_an_onset() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 2 * FRAME_S))
    detector.gap(1.0)
    assert heard(detector, (SPEECH, 2 * FRAME_S)) == []


def test_a_gap_may_end_a_turn_at_once() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0))
    ended = detector.gap(10.0)
    assert isinstance(ended, turn_detector.SpeechEnded)
    assert ended.silence_s == pytest.approx(10.0)


def test_evidence_of_an_end_shortens_the_wait() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0), (SILENCE, 0.256))
    assert detector.shorten(0.4) is None
    assert kinds(heard(detector, (SILENCE, 0.16))) == ["SpeechEnded"]
    assert kinds(heard(detector, (SPEECH, 1.0), (SILENCE, 0.448))) == ["SpeechStarted", "Paused"]  # for that pause only
    assert isinstance(detector.shorten(0.3), turn_detector.SpeechEnded)
    assert detector.shorten(0.1) is None


def test_evidence_against_an_end_lengthens_the_wait() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0), (SILENCE, 0.256))
    detector.extend(0.9)
    assert heard(detector, (SILENCE, 0.576)) == []
    assert kinds(heard(detector, (SILENCE, 0.1))) == ["SpeechEnded"]


def test_evidence_is_dropped_when_speech_resumes() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0), (SILENCE, 0.256))
    detector.shorten(0.3)
    assert kinds(heard(detector, (SPEECH, 0.5), (SILENCE, 0.448))) == ["Resumed", "Paused"]


def test_a_turn_that_is_too_long_is_cut() -> None:
    events = heard(turn_detector.TurnDetector(), (SPEECH, 65.0))
    assert kinds(events) == ["SpeechStarted", "SpeechEnded"] * 2 + ["SpeechStarted"]
    assert all(event.cut for event in events if isinstance(event, turn_detector.SpeechEnded))


def test_reset_drops_the_turn_of_a_person_who_left() -> None:
    detector = turn_detector.TurnDetector()
    heard(detector, (SPEECH, 1.0))
    detector.reset()
    assert not detector.speaking
    assert heard(detector, (SILENCE, 5.0)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"continues": 0.6},
        {"starts": 1.5},
        {"pause_s": 0.7},
        {"end_s": 40.0},
        {"onset_s": 0.5},
        {"interrupting_starts": 0.4},
    ],
)
def test_contradictory_options_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="<="):
        turn_detector.TurnOptions(**wrong)


PUSHES = st.tuples(st.just("push"), st.floats(0, 1), st.floats(0.005, 0.1))
GAPS = st.tuples(st.just("gap"), st.just(0.0), st.floats(0.01, 3.0))
HINTS = st.tuples(st.sampled_from(["shorten", "extend"]), st.just(0.0), st.floats(0.05, 2.0))
SETTINGS = turn_detector.TurnOptions(max_turn_s=4.0)


@given(st.lists(st.one_of(PUSHES, PUSHES, PUSHES, GAPS, HINTS), max_size=300), st.booleans())
def test_any_sequence_gives_complete_turns(steps: list[tuple[str, float, float]], interrupting: bool) -> None:
    detector = turn_detector.TurnDetector(SETTINGS)
    detector.interrupting = interrupting
    events: list[turn_detector.TurnEvent] = []
    total = 0.0
    for kind, probability, seconds in steps:
        match kind:
            case "push":
                event = detector.push(probability, seconds)
                total += seconds
            case "gap":
                event = detector.gap(seconds)
                total += seconds
            case "shorten":
                event = detector.shorten(seconds)
            case _:
                event = None
                detector.extend(seconds)
        if event is None:
            continue
        events.append(event)
        if isinstance(event, turn_detector.SpeechEnded):
            began = next(one for one in reversed(events) if isinstance(one, turn_detector.SpeechStarted))
            assert event.speech_s <= SETTINGS.max_turn_s + 0.1  # one frame
            assert event.at_s == pytest.approx(began.at_s + event.speech_s)
            assert event.at_s + event.silence_s == pytest.approx(total)
    assert detector.now_s == pytest.approx(total)
    bounds = [event for event in events if isinstance(event, turn_detector.SpeechStarted | turn_detector.SpeechEnded)]
    assert all(isinstance(event, turn_detector.SpeechStarted) == (index % 2 == 0) for index, event in enumerate(bounds))
    assert detector.speaking == (len(bounds) % 2 == 1)
    within = [event for event in events if not isinstance(event, turn_detector.SpeechEnded)]
    for one, other in itertools.pairwise(events):
        assert not isinstance(other, turn_detector.Resumed) or isinstance(one, turn_detector.Paused)
        assert not isinstance(other, turn_detector.Paused) or isinstance(
            one, turn_detector.SpeechStarted | turn_detector.Resumed
        )
    times = [event.at_s for event in within]
    assert times == sorted(times)


STRETCHES = st.lists(st.tuples(st.booleans(), st.integers(1, 40)), min_size=1, max_size=12)


@given(STRETCHES, st.sampled_from([1, 2, 4]))
def test_the_size_of_frames_hardly_matters(stretches: list[tuple[bool, int]], parts: int) -> None:
    """The same sound in frames of 64 ms and in smaller ones gives the same turns, with times that differ by one frame at most."""
    big = 0.064
    joined = [(SPEECH if voiced else SILENCE, count * big) for voiced, count in stretches]
    # Where a stretch is within a frame of a threshold, the two may differ rightly.
    runs = [
        (voiced, sum(count for _, count in group) * big)
        for voiced, group in itertools.groupby(stretches, lambda one: one[0])
    ]
    for voiced, seconds in runs:
        thresholds = [0.096] if voiced else [0.2, 0.6]
        assume(all(abs(seconds - threshold) > big for threshold in thresholds))
    coarse = heard(turn_detector.TurnDetector(), *joined, frame_s=big)
    fine = heard(turn_detector.TurnDetector(), *joined, frame_s=big / parts)
    assert kinds(coarse) == kinds(fine)
    for one, other in zip(coarse, fine, strict=True):
        assert one.at_s == pytest.approx(other.at_s, abs=big + 1e-6)
