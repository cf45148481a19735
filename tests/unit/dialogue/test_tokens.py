"""The words of a transcript as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import tokens

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("Uh-huh, I’m IN!", ("uh", "huh", "i'm", "in")),
        ("Ёлка — всё-таки", ("елка", "все", "таки")),
        ("नमस्ते दुनिया", ("नमस्ते", "दुनिया")),
        ("'quoted'", ("quoted",)),
        ("42 %", ("42",)),
        ("はい。", ("はい",)),
    ],
)
def test_words_are_folded(text: str, found: tokens.Phrase) -> None:
    assert tokens.folded(text) == found


@given(st.text(max_size=200))
def test_words_know_their_place_in_the_text(text: str) -> None:
    end = 0
    for word in tokens.words(text):
        assert end <= word.start < word.end <= len(text)
        assert tokens.folded(text[word.start : word.end]) in ((word.text,), tokens.folded(word.text))
        end = word.end


def test_the_longest_phrase_counts() -> None:
    known = tokens.phrases("i see, i, see you", "see")
    assert known == {("i", "see"), ("i",), ("see", "you"), ("see",)}
    assert tokens.longest(("well", "i", "see"), 1, known) == 2
    assert tokens.longest(("well", "i", "see"), 0, known) == 0


def test_a_very_long_text_is_cut() -> None:
    assert len(tokens.folded("a " * 1_000_000)) == tokens.MAX_LETTERS // 2
