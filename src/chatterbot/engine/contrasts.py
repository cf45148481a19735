"""Finds words that exclude each other in texts: those of opposite meaning, and things of one kind (`deciding_words`)."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chatterbot.engine import deciding_words

__all__ = ("CHOICES", "OPPOSITES", "WordGroups")

_START: Final = 3
"""Letters by which beginnings are found; none is shorter."""


@dataclasses.dataclass(frozen=True, slots=True)
class WordGroups:
    """Groups of words with sides that exclude each other."""

    whole: Mapping[str, Sequence[tuple[int, int]]]
    """Word: groups and sides."""
    beginnings: Mapping[str, Mapping[str, Sequence[tuple[int, int]]]]
    """First letters: beginning, longest first: groups and sides."""

    @classmethod
    def of(cls, groups: Sequence[deciding_words.Sides]) -> WordGroups:
        """Make a table of groups."""
        tables: tuple[dict[str, list[tuple[int, int]]], ...] = ({}, {})
        for group, sides in enumerate(groups):
            for side, words in enumerate(sides):
                for word in words:
                    tables[word.endswith("*")].setdefault(word.removesuffix("*"), []).append((group, side))
        whole, beginnings = tables
        by_start: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for word in sorted(beginnings, key=len, reverse=True):
            by_start.setdefault(word[:_START], {})[word] = beginnings[word]
        return cls(whole, by_start)

    def sides(self, words: Iterable[str]) -> frozenset[tuple[int, int]]:
        """Return the groups and sides that words belong to; of beginnings the longest counts."""
        found: set[tuple[int, int]] = set()
        for word in words:
            found.update(self.whole.get(word, ()))
            for beginning, sides in self.beginnings.get(word[:_START], {}).items():
                if word.startswith(beginning):
                    found.update(sides)
                    break
        return frozenset(found)


OPPOSITES: Final = WordGroups.of(deciding_words.WORDS.opposites)
CHOICES: Final = WordGroups.of(deciding_words.WORDS.choices)
