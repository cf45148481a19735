"""How alike words sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import phonetics, tokens

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("chatterbot", "чаттербот"),
        ("jarvis", "джарвис"),
        ("max", "макс"),
        ("sherlock", "шерлок"),
        ("phoenix", "фоеникс"),
        ("cindy", "синди"),
        ("clara", "клара"),
        ("robot", "робот"),
    ],
)
def test_a_word_sounds_the_same_in_two_scripts(latin: str, cyrillic: str) -> None:
    assert phonetics.spelled(latin) == phonetics.spelled(cyrillic)


@pytest.mark.parametrize(
    ("name", "nearer", "farther"),
    [
        ("chatterbot", "chatterbox", "chatter"),
        ("chatterbot", "четтербот", "чат"),
        ("marvin", "mervin", "martin"),
        ("jarvis", "джервис", "service"),
        ("алиса", "олиса", "лиса"),
        ("bender", "пендер", "тендер"),
    ],
)
def test_words_that_sound_alike_are_nearer(name: str, nearer: str, farther: str) -> None:
    mine = phonetics.spelled(name)
    near, far = (phonetics.distance(phonetics.spelled(other), mine, 9) for other in (nearer, farther))
    assert near < far


def test_the_first_sound_counts_most() -> None:
    assert phonetics.distance("kat", "mat", 9) > phonetics.distance("tak", "tam", 9)


def test_different_words_are_far_apart() -> None:
    assert phonetics.distance("a" * 500, "b" * 500, 1.0) > 1.0


WORDS = st.text("abcdefgtrchsXJ", max_size=8)


@given(WORDS, WORDS)
def test_the_distance_is_symmetric_and_zero_only_for_the_same(one: str, other: str) -> None:
    assert phonetics.distance(one, one, 99) == 0
    assert phonetics.distance(one, other, 99) == pytest.approx(phonetics.distance(other, one, 99))
    assert (phonetics.distance(one, other, 99) == 0) == (one == other)


@given(st.text(max_size=30))
def test_any_text_can_be_spelled(text: str) -> None:
    for word in tokens.folded(text):
        phonetics.spelled(word)
