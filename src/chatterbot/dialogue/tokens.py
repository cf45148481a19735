"""The words of a transcript as they are compared: punctuation, capitals, hyphens and the dots of ё mean nothing."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

from chatterbot import folding

__all__ = ("MAX_LETTERS", "Phrase", "Token", "folded", "longest", "phrases", "words")

MAX_LETTERS: Final = 2_000
"""Characters of a transcript that are read at most: thirty seconds of the fastest speech have 700."""
_LONGEST: Final = 10
"""Words of the longest phrase in any table."""
_APOSTROPHES: Final = "'’ʼ`´"

Phrase: TypeAlias = tuple[str, ...]
"""Folded words, one after the other."""


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """A word, folded, and where it stands in the text."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Token]:
    """Return the words of a text; parts joined by a hyphen are several words, parts joined by an apostrophe one."""
    return list(_words(text[:MAX_LETTERS]))


def folded(text: str) -> Phrase:
    """Return the folded words of a text, without their places."""
    return tuple(word.text for word in words(text))


def phrases(*lists: str) -> frozenset[Phrase]:
    """Return the phrases of lists in which commas stand between them, as in the tables."""
    return frozenset(filter(None, (folded(phrase) for one in lists for phrase in one.split(","))))


def longest(found: Sequence[str], start: int, known: AbstractSet[Phrase]) -> int:
    """Return how many words the longest known phrase has that begins at the word `start`; 0 if none does."""
    most = min(_LONGEST, len(found) - start)
    return next((length for length in range(most, 0, -1) if tuple(found[start : start + length]) in known), 0)


def _words(text: str) -> Iterator[Token]:
    begin: int | None = None
    for index, letter in enumerate(text):
        if (
            unicodedata.category(letter)[0] in "LNM"
        ):  # marks, too: for Unicode, the vowels of Hindi or Thai are no letters
            begin = index if begin is None else begin
            continue
        if begin is None:
            continue
        if letter in _APOSTROPHES and text[index + 1 : index + 2].isalpha():
            continue
        yield Token(_fold(text[begin:index]), begin, index)
        begin = None
    if begin is not None:
        yield Token(_fold(text[begin:]), begin, len(text))


def _fold(word: str) -> str:
    word = folding.fold(word)
    for apostrophe in _APOSTROPHES[1:]:
        word = word.replace(apostrophe, "'")
    return word
