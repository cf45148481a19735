"""The detection of text that was not spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.speech.stt import hallucinations

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "no_speech", "avg_logprob", "said"),
    [
        ("What time is it?", 0.04, -0.3, True),
        ("Да.", 0.2, -0.98, True),
        ("you", 0.52, -0.9, False),
        ("ВЗРЫВ", 0.62, -0.96, False),
        ("СПОКОЙНАЯ МУЗЫКА", 0.35, -0.9, False),
        ("I", 0.1, -1.7, False),
        ("...", 0.0, -0.1, False),
        ("", 0.0, 0.0, False),
        ("♪♪", 0.0, -0.1, False),
        ("Субтитры сделал DimaTorzok", 0.05, -0.2, False),
        ("Редактор субтитров А.Синецкая", 0.05, -0.2, False),
        ("Продолжение следует...", 0.05, -0.2, False),
        ("Продолжение следует смотреть завтра", 0.05, -0.2, True),
        ("Hello", 0.1, None, True),
        ("Hello", 0.9, None, False),
        # People, through Opus: what was said, and what the limit on `no_speech` alone threw away.
        ("Jarvis", 0.52, -0.41, True),
        ("Jarvis", 0.47, -0.36, True),
        ("computer", 0.47, -0.82, True),
        ("At that high level, the air is pure.", 0.50, -0.08, True),
        ("Правая квадратная скобка", 0.52, -0.32, True),
        ("5 5 5", 0.31, -0.71, True),
        # Noises, the same way.
        ("ДИНАМИЧНАЯ МУЗЫКА", 0.51, -0.74, False),
        ("ТРЕВОЖНАЯ МУЗЫКА", 0.34, -0.87, False),
        ("СПОКОЙНАЯ МУЗЫКА", 0.28, -0.73, False),
        ("Поехали!", 0.49, -1.40, False),
        ("Chatterbot,", 0.53, -1.38, False),
        ("Oh my god.", 0.53, -1.52, False),
        ("I don't know.", 0.31, -1.61, False),
        ("Thanks for watching!", 0.1, -0.2, False),
        ("Спасибо за просмотр!", 0.1, -0.2, False),
        ("Thanks for watching the children", 0.1, -0.2, True),
        ("NBS.", 0.04, -0.39, True),
        ("STOP!", 0.04, -0.1, True),
        ("Hey NASA, what is an FAQ?", 0.04, -0.39, True),
    ],
)
def test_text_counts_as_speech_by_its_probabilities(
    text: str, no_speech: float, avg_logprob: float | None, said: bool
) -> None:
    assert hallucinations.is_speech(text, no_speech=no_speech, avg_logprob=avg_logprob) is said


@pytest.mark.parametrize(
    ("text", "no_speech", "avg_logprob", "belief"),
    [
        ("Brumoca with some brown sugar.", 0.05, -1.3, hallucinations.Belief.UNCLEAR),
        ("computer", 0.47, -0.96, hallucinations.Belief.UNCLEAR),
        ("you", 0.64, -1.45, hallucinations.Belief.NOISE),
        ("СТУК В ДВЕРЬ", 0.1, -0.7, hallucinations.Belief.NOISE),
        ("...", 0.0, -0.1, hallucinations.Belief.NOISE),
        ("Hello", 0.55, None, hallucinations.Belief.UNCLEAR),
    ],
)
def test_words_that_are_not_believed_are_told_from_noise(
    text: str, no_speech: float, avg_logprob: float | None, belief: hallucinations.Belief
) -> None:
    assert hallucinations.judge(text, no_speech=no_speech, avg_logprob=avg_logprob) is belief


@given(st.floats(-50, 5), st.floats(-50, 5))
def test_confidence_rises_with_the_log_probability(one: float, other: float) -> None:
    assert 0 <= hallucinations.confidence(one) <= 1
    assert (hallucinations.confidence(one) <= hallucinations.confidence(other)) or one > other


@pytest.mark.parametrize(
    ("text", "loops"),
    [
        ("Who are you? Who are you? Who are you? Who are", True),
        ("What time is it? What time is it?", True),
        ("да да да да", True),
        ("ля " * 60, True),
        ("No.", False),
        ("no no no", False),
        ("I think we should move the meeting to Thursday.", False),
        ("One two three one two four", False),
        ("", False),
    ],
)
def test_repetitive_text_is_recognised_as_a_loop(text: str, loops: bool) -> None:
    assert hallucinations.is_repetitive(text) is loops


def test_a_glossary_read_back_is_recognised() -> None:
    glossary = ("Anna Karenina", "GitHub", "Hikari")
    assert hallucinations.repeats_glossary("Anna Karenina, GitHub, Hikari.", glossary)
    assert not hallucinations.repeats_glossary("Anna Karenina", glossary)
    assert not hallucinations.repeats_glossary("Ask Anna Karenina about GitHub", glossary)
    assert not hallucinations.repeats_glossary("anything at all", ())
    assert hallucinations.repeats_glossary("Chatterbot, Lumi.", ["Chatterbot", "Lumi", "mocha"]), "two names, as given"
    assert not hallucinations.repeats_glossary("Lumi, mocha Chatterbot?", ["Chatterbot", "tea", "Lumi"])
    assert not hallucinations.repeats_glossary("Chatterbot, mocha?", ["Chatterbot", "Lumi", "mocha"])
    assert hallucinations.repeats_glossary("Hikari.", glossary, 2.3), "two seconds are longer than a name"
    assert not hallucinations.repeats_glossary("Hikari.", glossary, 1.2)
    assert not hallucinations.repeats_glossary("Anna Karenina", glossary, 1.8)
    assert not hallucinations.repeats_glossary("Hikari works", glossary, 2.6)
    assert not hallucinations.repeats_glossary("", glossary, 2.6)


def test_the_limit_on_tokens_grows_with_time_and_is_whispers_own() -> None:
    assert hallucinations.max_tokens(0.5) == 23
    assert hallucinations.max_tokens(30) == hallucinations.MAX_TOKENS


@pytest.mark.parametrize(
    ("text", "once"),
    [
        ("Where do we meet? Where do we meet?", "Where do we meet?"),
        ("Сколько стоит? Сколько стоит? Сколько стоит? Сколько", "Сколько стоит?"),
        ("билет билет билет бил", "билет"),
        ("No, no, no.", "No,"),
        ("Okay. Okay.", "Okay. Okay."),
        ("no no wait", "no no wait"),
        ("No, no, no, no, wait.", "No, no, no, no, wait."),
        ("Where do we meet? Where do you live?", "Where do we meet? Where do you live?"),
        ("Where do we meet tonight? Where do", "Where do we meet tonight? Where do"),
        ("bye", "bye"),
        ("", ""),
    ],
)
def test_a_repeated_phrase_is_collapsed_to_one(text: str, once: str) -> None:
    assert hallucinations.collapse_repeats(text) == once
