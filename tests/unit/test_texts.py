"""The helpers for text that is shown to people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import texts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("", 5, ""),
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("two\n\n  lines\t", 20, "two lines"),
        ("abc def", 5, "abc…"),  # no space before the ellipsis
        ("ab", 1, "…"),
    ],
)
def test_a_clipped_text_is_one_line_within_the_limit(text: str, limit: int, clipped: str) -> None:
    assert texts.clip(text, limit) == clipped


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("some words", 10, "some words"),
        ("some words here", 10, "some …"),
        ("some words here", 12, "some words …"),
        ("unbreakable", 6, "unbr …"),
    ],
)
def test_a_text_clipped_between_words_keeps_them_whole(text: str, limit: int, clipped: str) -> None:
    assert texts.clip(text, limit, whole_words=True) == clipped


@given(text=st.text(max_size=40), limit=st.integers(2, 30), whole_words=st.booleans())
def test_no_clipped_text_is_longer_than_the_limit(text: str, limit: int, whole_words: bool) -> None:
    clipped = texts.clip(text, limit, whole_words=whole_words)
    assert len(clipped) <= limit
    assert clipped == texts.one_line(text) or clipped.endswith("…")


def test_one_line_leaves_single_spaces_between_words() -> None:
    assert texts.one_line(" a \n b\u00a0c\r\n") == "a b c"


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b", "\u2060\ufeff", "\u3164", "\u2800 \u00a0", "\0\x07", "\ufe0f"])
def test_a_text_of_which_nothing_can_be_seen_is_blank(text: str) -> None:
    assert texts.is_blank(text)


@pytest.mark.parametrize("text", ["a", ".", "🔵", "❤\ufe0f", "\u200bा", "一", "\ue000"])
def test_a_text_with_one_sign_is_not_blank(text: str) -> None:
    assert not texts.is_blank(text)
