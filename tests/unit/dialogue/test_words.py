"""The words of a transcript as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import words

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
def test_words_are_folded(text: str, found: words.Phrase) -> None:
    assert words.folded(text) == found


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    end = 0
    for word in words.words(text):
        assert end <= word.start < word.end <= len(text)
        assert words.folded(text[word.start : word.end]) in ((word.text,), words.folded(word.text))
        end = word.end


def test_the_longest_phrase_counts() -> None:
    known = words.phrases("i see, i, see you", "see")
    assert known == {("i", "see"), ("i",), ("see", "you"), ("see",)}
    assert words.longest(("well", "i", "see"), 1, known) == 2
    assert words.longest(("well", "i", "see"), 0, known) == 0


def test_a_flood_of_letters_is_cut() -> None:
    assert len(words.folded("a " * 1_000_000)) == words.MAX_LETTERS // 2
