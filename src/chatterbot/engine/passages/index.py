"""The passages of one dataset: columns of windows, and for each term the passages that hold it; immutable, replaced whole.

A search looks in two ways for candidates, by words (the passages that hold most of the question's rare terms) and by meaning (the windows
whose codes differ least), and compares all windows of the candidates exactly.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import codes
from chatterbot.engine.passages import confidence, records

__all__ = ("IndexedPassage", "PassageHit", "PassageIndex")

BY_WORDS: Final = 64
"""Passages compared exactly because of their words."""
BY_MEANING: Final = 256
"""Windows compared exactly because of their codes."""
COVERAGE_WEIGHT: Final = 0.5
"""Weight of the share of words beside the cosine of meaning (.3 to .7 are within a point)."""


@dataclasses.dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the engine is given it."""

    passage_id: int
    heading: str
    """Its own heading, or the document's title."""
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that may answer a question."""

    passage_id: int
    window: int
    """Its best window (`windows`)."""
    confidence: float
    """In [0, 1]."""
    meaning: float
    """Cosine of the best window; 0 without an encoder."""
    coverage: float
    """Share of the question's words, weighed by rarity, that the passage holds."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageIndex:
    """Passages and their windows; passage i has the windows `first[i]` to `first[i + 1]`, term j the passages `rows[starts[j]:starts[j + 1]]`."""

    ids: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    code: npt.NDArray[np.uint64]  # (codes.WORDS, windows)
    scale: npt.NDArray[np.float32]
    semantic: npt.NDArray[np.int8]
    owner: npt.NDArray[np.int32]
    terms: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int32]

    @classmethod
    def empty(cls, dimensions: int) -> PassageIndex:
        """Return an index without passages for an encoder of `dimensions` dimensions."""
        return cls(
            ids=np.empty(0, np.int64),
            first=np.zeros(1, np.int64),
            code=np.empty((codes.WORDS, 0), np.uint64),
            scale=np.empty(0, np.float32),
            semantic=np.empty((0, dimensions), np.int8),
            owner=np.empty(0, np.int32),
            terms=np.empty(0, np.uint32),
            starts=np.zeros(1, np.int64),
            rows=np.empty(0, np.int32),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimensions(self) -> int:
        """Dimensions of the meaning vectors; 0 without an encoder."""
        return self.semantic.shape[1]

    def changed(
        self, passage_ids: Sequence[int], features: Sequence[bytes], remove: Collection[int] = ()
    ) -> PassageIndex:
        """Return an index without the passages `remove` and with those whose ids and records are given.

        Raises
        ------
        EncoderError
            A record is damaged, or was made by another encoder.
        """
        batch = records.from_records(features, self.dimensions)
        gone = np.fromiter({*remove, *passage_ids}, np.int64)
        kept = ~np.isin(self.ids, gone)
        sizes = np.diff(self.first)
        windows = kept[self.owner]
        place = np.cumsum(kept) - 1
        living = kept[self.rows]
        terms = np.repeat(self.terms, np.diff(self.starts))[living]
        rows = place[self.rows[living]].astype(np.int32)
        left = int(kept.sum())
        added = np.repeat(np.arange(left, left + len(passage_ids), dtype=np.int32), batch.counts)
        count = np.concatenate([sizes[kept], batch.windows])
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(count, dtype=np.int64)])
        unique, starts, ordered = _inverted(np.concatenate([terms, batch.terms]), np.concatenate([rows, added]))
        return PassageIndex(
            ids=np.concatenate([self.ids[kept], np.array(passage_ids, np.int64)]),
            first=first,
            code=np.concatenate([self.code[:, windows], batch.code.T], axis=1),
            scale=np.concatenate([self.scale[windows], batch.scale]),
            semantic=np.concatenate([self.semantic[windows], batch.semantic]),
            owner=np.repeat(np.arange(len(count), dtype=np.int32), count),
            terms=unique,
            starts=starts,
            rows=ordered,
        )

    def search(
        self, vector: npt.NDArray[np.float32], terms: npt.NDArray[np.uint32], background: float, wanted: int
    ) -> list[PassageHit]:
        """Return the best passages for a question, best first.

        Parameters
        ----------
        vector
            The question's centred unit vector (d,).
        terms
            Its words.
        background
            Its mean similarity to the nearest background texts.
        """
        if not len(self) or not len(terms):
            return []
        coverage = self._coverage(terms)
        rows = self._candidates(vector, coverage)
        if self.dimensions:
            meaning, best = self._meaning(vector, rows)
            sure = confidence.confidence(meaning, coverage[rows], background)
        else:
            meaning, best = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.intp)
            sure = confidence.word_confidence(coverage[rows])
        score = meaning + np.float32(COVERAGE_WEIGHT) * coverage[rows]
        order = np.lexsort((self.ids[rows], -score))[:wanted]
        return [
            PassageHit(
                int(self.ids[rows[each]]),
                int(best[each]),
                float(sure[each]),
                float(meaning[each]),
                float(coverage[rows[each]]),
            )
            for each in order
        ]

    def _coverage(self, terms: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """Return for each passage the share of the terms that it holds, weighed by their rarity."""
        count = len(self)
        places = np.searchsorted(self.terms, terms)
        known = (places < len(self.terms)) & (self.terms[np.minimum(places, len(self.terms) - 1)] == terms)
        held = np.zeros(len(terms))
        held[known] = self.starts[places[known] + 1] - self.starts[places[known]]
        weights = np.log1p((count - held + 0.5) / (held + 0.5))
        sums = np.zeros(count, np.float32)
        for place, weight in zip(places[known].tolist(), weights[known].tolist(), strict=True):
            # A passage holds a term once, so no row is met twice.
            sums[self.rows[self.starts[place] : self.starts[place + 1]]] += np.float32(weight)
        return sums / np.float32(max(weights.sum(), 1e-9))

    def _candidates(self, vector: npt.NDArray[np.float32], coverage: npt.NDArray[np.float32]) -> npt.NDArray[np.intp]:
        if len(self) <= BY_WORDS:
            return np.arange(len(self))
        by_words = np.argpartition(-coverage, BY_WORDS)[:BY_WORDS]
        by_words = by_words[coverage[by_words] > 0]
        if not self.dimensions or not vector.any():
            return by_words
        size = len(self.owner)
        if size <= BY_MEANING:
            return np.arange(len(self))
        code = records.vector_codes(vector[None, :])[0]
        near = codes.nearest(self.code, code, size, BY_MEANING, np.empty(0, np.intp))
        return np.union1d(by_words, self.owner[near]).astype(np.intp)

    def _meaning(
        self, vector: npt.NDArray[np.float32], rows: npt.NDArray[np.intp]
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.intp]]:
        """Return the cosine of the best window of each passage, and which window that is."""
        if not len(rows):
            return np.empty(0, np.float32), np.empty(0, np.intp)
        counts = self.first[rows + 1] - self.first[rows]
        begins = np.cumsum(counts) - counts
        windows = np.repeat(self.first[rows] - begins, counts) + np.arange(counts.sum())
        # einsum, not @: BLAS would start its threads here, and waiting for a busy core costs 8 ms.
        cosines = np.einsum("ij,j->i", self.semantic[windows].astype(np.float32), vector) * self.scale[windows]
        best = np.maximum.reduceat(cosines, begins)
        is_best = np.flatnonzero(cosines == np.repeat(best, counts))
        owners = np.repeat(np.arange(len(rows)), counts)[is_best]
        _, leading = np.unique(owners, return_index=True)
        return best.astype(np.float32), is_best[leading] - begins


def _inverted(
    terms: npt.NDArray[np.uint32], rows: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    """Return the distinct terms, where the rows of each begin, and the rows by term."""
    # Two stable passes of 16 bits, for which numpy has a radix sort: four times as fast as one of 32.
    order = np.argsort(terms.astype(np.uint16), kind="stable").astype(np.int32)
    order = order[np.argsort((terms >> np.uint32(16)).astype(np.uint16)[order], kind="stable")]
    ordered = terms[order]
    begins = np.flatnonzero(np.concatenate([np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]]))
    return ordered[begins], np.append(begins, len(ordered)).astype(np.int64), rows[order]
