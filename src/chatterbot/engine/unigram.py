"""Cuts texts into the most likely pieces of a vocabulary (Kudo 2018, "Subword Regularization": the unigram model of SentencePiece).

A piece can begin with the mark of a word's beginning and never has it inside, so that no piece is longer than a word. The vocabulary is
kept as sorted hashes: 3 MB instead of the 30 MB of a dictionary. Two texts have one hash once in 10^13 lookups, and which ones they are
nobody can know: Python's hashes differ in every process.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ("Unigram",)

_MARK: Final = "\u2581"
"""Stands for the blank before a word."""
_BLANKS: Final = re.compile(" {2,}")
_UNITS: Final = "utf-32-le"
"""What is hashed: Python hashes "te" and "整" alike, which are the same bytes in its memory."""
_WIDTH: Final = 4
_UNKNOWN_PENALTY: Final = 10.0
"""How much less likely than the rarest piece a character is that is no piece."""


class Unigram:
    """Turns texts into the numbers of their pieces.

    Parameters
    ----------
    pieces
        The vocabulary; a piece's place is its number.
    scores
        How likely each piece is: logarithms.
    unknown
        The number of what is no piece.
    characters
        What stands for a character, by its code, before the text is cut.
    """

    def __init__(
        self, pieces: Iterable[str], scores: npt.NDArray[np.float32], unknown: int, characters: Mapping[int, str]
    ) -> None:
        hashes = np.empty(len(scores), np.int64)
        self._longest = 1
        for number, piece in enumerate(pieces):
            hashes[number] = hash(piece.encode(_UNITS, "surrogatepass"))
            self._longest = max(self._longest, len(piece))
        order = np.argsort(hashes)
        kept = order[order != unknown]
        self._hashes, self._numbers = hashes[kept], kept.astype(np.int32)
        self._scores = scores[kept].astype(np.float64)
        self._unknown, self._unknown_score = unknown, float(scores.min()) - _UNKNOWN_PENALTY
        self._characters = characters

    def cut(self, text: str) -> list[int]:
        """Return the numbers of the pieces of a text."""
        marked = self._marked(text)
        size = len(marked)
        spans = self._spans(marked)
        units = marked.encode(_UNITS, "surrogatepass")
        parts = (hash(units[start * _WIDTH : end * _WIDTH]) for start, end in spans)
        hashes = np.fromiter(parts, np.int64, len(spans))
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = np.flatnonzero(self._hashes[places] == hashes)
        numbers, scores = self._numbers[places[known]].tolist(), self._scores[places[known]].tolist()
        best = [0.0, *[-math.inf] * size]
        ways: list[tuple[int, int]] = [(0, self._unknown)] * (size + 1)
        done = 0
        for which, number, score in zip(known.tolist(), numbers, scores, strict=True):
            start, end = spans[which]
            while done < start:  # every piece that begins before is in: now its characters may be unknown ones
                self._unknown_step(best, ways, done)
                done += 1
            if best[start] + score > best[end]:
                best[end] = best[start] + score
                ways[end] = start, number
        for start in range(done, size):
            self._unknown_step(best, ways, start)
        return _backwards(ways, size)

    def _marked(self, text: str) -> str:
        blank = _BLANKS.sub(" ", text.translate(self._characters))
        return (blank if blank.startswith(" ") else f" {blank}").replace(" ", _MARK)

    def _spans(self, marked: str) -> list[tuple[int, int]]:
        """Return where the parts of a text are that can be pieces: by their beginnings."""
        borders = [place for place, char in enumerate(marked) if char == _MARK]
        words = itertools.pairwise([*borders, len(marked)])
        return [
            (start, end)
            for begin, last in words
            for start in range(begin, last)
            for end in range(start + 1, min(start + self._longest, last) + 1)
        ]

    def _unknown_step(self, best: list[float], ways: list[tuple[int, int]], start: int) -> None:
        if best[start] + self._unknown_score > best[start + 1]:
            best[start + 1] = best[start] + self._unknown_score
            ways[start + 1] = start, self._unknown


def _backwards(ways: Sequence[tuple[int, int]], end: int) -> list[int]:
    result: list[int] = []
    while end:
        end, number = ways[end]
        result.append(number)
    return result[::-1]
