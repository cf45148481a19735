"""The rows nearest to each of many rows: what `Rows.search` finds, in about a third of the time.

Instead of going through the words of all rows for each query, a table is made once that says which rows have a word; and the meanings
of several queries are compared in one matrix product. Both pay up to a few thousand rows, where all are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from chatterbot.engine import features, index, lexical

__all__ = ("nearest_each",)

MOST_ROWS = 4_096
"""Rows up to which all are compared: their meanings are 6 MB. Beyond, the coarse scan of `Rows.search` is as fast."""

_AT_ONCE = 32
"""Queries whose meanings are compared in one matrix product: with 4,096 rows about 3 ms."""


def nearest_each(
    queries: index.Rows, chosen: npt.NDArray[np.intp], rows: index.Rows, *, same: bool = False
) -> Iterator[index.Matches]:
    """Find the living rows nearest to each of the `chosen` rows of `queries`, of these without that row itself if they are the `same`."""
    if rows.living > MOST_ROWS:
        for row in chosen.tolist():
            yield rows.search(queries.query(row), but=row if same else None)
        return
    alive = rows.alive()
    words = _Postings(rows, alive)
    meanings, ids, scripts = rows.vectors(alive), rows.ids[alive], rows.script[alive]
    for start in range(0, len(chosen), _AT_ONCE):
        part = chosen[start : start + _AT_ONCE]
        meaning = queries.vectors(part) @ meanings.T
        for place, row in enumerate(part.tolist()):
            similarity = words.overlap(*queries.words(row))
            if rows.dimensions:
                mixed = features.SEMANTIC_WEIGHT * meaning[place] + (1 - features.SEMANTIC_WEIGHT) * similarity
                script = queries.script[row]
                foreign = (scripts != script) & (scripts != 0) & (script != 0)
                similarity = np.where(foreign, index.FOREIGN_SCRIPT_FACTOR * meaning[place], mixed)
            similarity = similarity.astype(np.float32)
            kept = np.flatnonzero(alive != row) if same else np.arange(len(alive))
            if len(kept) > index.REFINED:
                kept = kept[np.argpartition(-similarity[kept], index.REFINED)[: index.REFINED]]
            order = kept[np.lexsort((-ids[kept], -similarity[kept]))]
            yield index.Matches(alive[order], similarity[order])


class _Postings:
    """For each feature of the words, the rows that have it (an inverted index)."""

    def __init__(self, rows: index.Rows, chosen: npt.NDArray[np.intp]) -> None:
        flat, _ = rows.text.gather(chosen)
        owners = np.repeat(np.arange(len(chosen)), rows.text.counts[chosen])
        order = np.argsort(flat, kind="stable")
        self._owners = owners[order]
        self._starts = np.zeros(lexical.DIMENSIONS + 1, np.intp)
        np.cumsum(np.bincount(flat, minlength=lexical.DIMENSIONS), out=self._starts[1:])
        self._norms = rows.norm[chosen]

    def overlap(self, wanted: npt.NDArray[np.uint16], norm: float) -> npt.NDArray[np.float32]:
        """Return the cosine of a feature set of length `norm` with those of all rows, as `index.overlap` does."""
        begins = self._starts[wanted]
        counts = self._starts[wanted.astype(np.intp) + 1] - begins
        places = np.repeat(begins - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        weights = np.repeat(lexical.SQUARED_WEIGHTS[wanted], counts)
        sums = np.bincount(self._owners[places], weights, len(self._norms))
        return (sums / np.maximum(self._norms * np.float32(norm), np.float32(1e-9))).astype(np.float32)
