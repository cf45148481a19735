"""Which words of an answer that was cut off have been heard."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.speech_parts import ScriptedVoices

from chatterbot.speech.tts import circuit_breaker, fallback_chain, voices, word_timing
from chatterbot.speech.tts.voices import SynthesisError

pytestmark = pytest.mark.unit

PIECES = ("One two.", "Three four five six.", "Seven.")


def told(*seconds: float, pieces: tuple[str, ...] = PIECES, whole: bool = True) -> word_timing.WordTiming:
    """Return a timing of pieces with these lengths in seconds."""
    known = word_timing.WordTiming()
    known.begin(pieces)
    for number, length_s in enumerate(seconds):
        known.add(number, length_s / 2)
        known.add(number, length_s / 2)
        if whole or number < len(seconds) - 1:
            known.end(number)
    return known


def test_without_records_nothing_was_heard() -> None:
    known = word_timing.WordTiming()
    assert (known.text, known.seconds, known.whole, known.heard(5.0)) == ("", 0.0, False, "")
    known.begin(PIECES)
    assert (known.text, known.whole, known.heard(5.0)) == ("One two. Three four five six. Seven.", False, "")


@pytest.mark.parametrize(
    ("position_s", "heard"),
    [
        (-1.0, ""),
        (0.0, ""),
        (0.3, ""),
        (0.5, "One"),
        (0.9, "One"),
        (0.99, "One two."),  # the last packet is silence
        (1.0, "One two."),
        (1.4, "One two."),
        (1.5, "One two. Three"),
        (2.0, "One two. Three four"),
        (2.5, "One two. Three four five"),
        (3.0, "One two. Three four five six."),
        (9.0, "One two. Three four five six. Seven."),
    ],
)
def test_only_whole_words_count_as_heard(position_s: float, heard: str) -> None:
    known = told(1.0, 2.0, 0.5)
    assert known.whole
    assert known.seconds == pytest.approx(3.5)
    assert known.heard(position_s) == heard


def test_a_piece_without_sound_was_not_heard() -> None:
    known = told(1.0, 2.0)
    assert not known.whole
    assert known.heard(9.0) == "One two. Three four five six."


def test_the_length_of_an_unfinished_piece_is_estimated_from_the_others() -> None:
    known = told(1.0, 1.0, whole=False)  # eight letters a second
    assert known.heard(9.0) == "One two. Three"
    first = told(0.4, pieces=("What a piece of work is a man.",), whole=False)  # fifteen letters a second
    assert first.heard(9.0) == "What a"


def test_scripts_without_spaces_are_cut_between_letters() -> None:
    known = told(1.0, pieces=("今日はとても暑い。",))
    assert known.heard(0.5) == "今日はと"


def test_words_of_a_failed_attempt_count_as_heard() -> None:
    known = word_timing.WordTiming()
    known.begin(["one two three four."])
    known.add(0, 1.0, 0)
    known.add(0, 0.1, 1)
    assert known.heard(1.0) == known.heard(1.05) == "one two three"
    known.add(0, 1.2, 1)
    known.end(0)
    assert known.heard(1.1) == "one two three"
    assert known.heard(known.seconds) == "one two three four."


def test_beginning_again_clears_the_records() -> None:
    known = told(1.0, 2.0, 0.5)
    known.begin(["Again."])
    assert (known.text, known.seconds, known.heard(9.0)) == ("Again.", 0.0, "")


PIECE = st.text("abc яё,.", min_size=1, max_size=40).filter(str.strip)


@given(st.lists(st.tuples(PIECE, st.floats(0.05, 5)), min_size=1, max_size=5), st.floats(0, 20), st.floats(0, 20))
def test_more_sound_never_gives_fewer_words(pieces: list[tuple[str, float]], one: float, other: float) -> None:
    known = told(*(seconds for _, seconds in pieces), pieces=tuple(text for text, _ in pieces))
    early, late = sorted((one, other))
    assert known.heard(late).startswith(known.heard(early))
    assert known.heard(0.0) == ""
    assert known.heard(known.seconds) == known.text


async def test_speaking_fills_the_timing() -> None:
    """Also if a voice fails in the middle: its sound so far counts as heard."""
    first, second = ScriptedVoices("first"), ScriptedVoices("second")
    failing = asyncio.Event()
    first.script.extend([(0.5,), (0.4, failing, 0.2, SynthesisError("cut"))])
    known = word_timing.WordTiming()
    heard: list[str] = []
    position_s = 0.0
    async with circuit_breaker.CircuitBreakers.open(
        circuit_breaker.CircuitOptions(), {"first": None, "second": None}
    ) as health:
        candidates = voices.VoiceRegistry([first, second]).candidates("en")
        chain = fallback_chain.FallbackChain(
            health, lambda one, text: one.synthesizer.speak(text, one.voice, 1.0), lambda *_: False
        )
        async for frame in fallback_chain.speak(
            ["One.", "Two three four."], candidates, chain, live=True, timing=known
        ):
            position_s += frame.duration_s
            heard.append(known.heard(position_s))
            if len(heard) == 2:
                failing.set()
    assert heard[:2] == ["One.", "One. Two"]
    assert known.heard(position_s) == "One. Two three four."
    assert known.whole
    assert known.seconds == pytest.approx(position_s) == pytest.approx(1.4)
