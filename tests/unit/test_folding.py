"""Texts that people take for the same are folded to the same letters and words."""

from __future__ import annotations

import pytest

from chatterbot import folding

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ёлка", "елка"), ("ё", "е"), ("STRASSE", "straße"), ("\uff21\uff22", "ab"), ("Cafe\u0301", "café"), ("", "")],
)
def test_texts_that_differ_in_case_width_or_dots_fold_to_the_same(one: str, other: str) -> None:
    assert folding.fold(one) == folding.fold(other)


def test_a_fold_keeps_everything_else() -> None:
    assert folding.fold("Well, what's THAT?") == "well, what's that?"


def test_a_fold_of_a_fold_is_the_same() -> None:
    once = folding.fold("Ёж ẞ ﬁ \u0130")
    assert folding.fold(once) == once


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Всё, ясно!", ["все", "ясно"]),
        ("what's 2_b", ["what", "s", "2_b"]),
        ("  -- ", []),
    ],
)
def test_words_are_folded_and_without_punctuation(text: str, found: list[str]) -> None:
    assert folding.words(text) == found
