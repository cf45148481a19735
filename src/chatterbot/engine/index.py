"""The index of one dataset: columns of features, a coarse scan over all of them and an exact comparison of the best few hundred.

A `Rows` is an immutable view. Adding writes behind its end into spare capacity and returns a longer view, so that readers of the
old one are never disturbed and take no lock; only one writer may extend a view, once (`ReplyEngine` sees to it).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from chatterbot.engine import codes, distinction, examples, features, lexical, text

__all__ = ("Matches", "Ragged", "Rows")

REFINED = 512
"""Rows compared exactly after the coarse scan; measured recall of the ten nearest: see `benchmarks/engine_speed.py`."""

GROWTH = 1.25
"""Factor of reserved capacity: a quarter of spare memory against copying everything at every addition."""

COMPACT_SHARE = 0.1
"""Share of removed rows at which the columns are copied without them."""

LEXICAL_INPUTS = 768
"""Dimensions of the words' projection that the head learns from; with 384 it is .3 points worse on held-out sets."""

LEXICAL_SHARE = 0.3
"""Share of the words in the head's input beside the meaning: .2 to .35 raise the accuracy on 25 held-out sets by .7 points."""

MEANING_ALONE = np.float32(1.3)
"""Length of a query's meaning in the head's input where words cannot help: shares are then as sure as those of meaning and words together
(taught in English and asked in Russian, or the other way round; at 1 five questions of 100 fewer are answered)."""

_INPUT_ROWS = 2_048
"""Rows whose words are projected at a time: 13 MB of float64."""

FOREIGN_SCRIPT_FACTOR = 0.9
"""Texts in different scripts share no letters, which says nothing: there the semantic cosine counts alone, times this."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of uint16 of different lengths: list i is `flat[starts[i] : starts[i] + counts[i]]`."""

    flat: npt.NDArray[np.uint16]
    starts: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int32]

    def gather(self, rows: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.intp]]:
        """Return the lists of `rows` end to end, and where each begins."""
        counts = self.counts[rows].astype(np.intp)
        begins = np.cumsum(counts) - counts
        starts = self.starts[rows]
        if len(rows) and (np.diff(starts) == counts[:-1]).all():  # they lie end to end
            return self.flat[starts[0] : starts[0] + counts.sum()], begins
        places = np.arange(counts.sum())
        places += np.repeat(starts - begins, counts)
        return self.flat.take(places), begins


@dataclasses.dataclass(frozen=True, slots=True)
class Matches:
    """Rows that may be near a query and their hybrid similarities, nearest (of equals the latest) first."""

    rows: npt.NDArray[np.intp]
    similarity: npt.NDArray[np.float32]


_COLUMNS = ("code", "key", "scale", "norm", "script", "signs", "semantic", "ids", "answers", "bonus", "prompts")
"""Columns of `Rows` with one entry a row."""


def _grown(array: npt.NDArray[Any], used: int, needed: int) -> npt.NDArray[Any]:
    """Copy the used part of a column (its last axis for codes, else its first) to one with room for `needed`."""
    room = max(int(needed * GROWTH), 64)
    shape = (array.shape[0], room) if array.dtype == np.uint64 and array.ndim == 2 else (room, *array.shape[1:])
    result = np.empty(shape, array.dtype)
    if array.dtype == np.uint64 and array.ndim == 2:
        result[:, :used] = array[:, :used]
    else:
        result[:used] = array[:used]
    return result


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """Columns of `size` rows (arrays may be longer); `dead` are removed rows that are still in the columns."""

    size: int
    used_features: int
    code: npt.NDArray[np.uint64]  # (codes.WORDS, capacity): by word, as the scan wants it
    key: npt.NDArray[np.uint64]
    scale: npt.NDArray[np.float32]
    norm: npt.NDArray[np.float32]
    script: npt.NDArray[np.uint8]
    signs: npt.NDArray[np.uint32]
    semantic: npt.NDArray[np.int8]
    ids: npt.NDArray[np.int64]
    answers: npt.NDArray[np.int64]
    bonus: npt.NDArray[np.bool_]
    prompts: npt.NDArray[np.object_]  # str: the beginning of each text, for `distinction`
    text: Ragged
    dead: npt.NDArray[np.intp]

    @classmethod
    def empty(cls, dimensions: int) -> Rows:
        """Return an index without rows for an encoder of `dimensions` dimensions."""
        none = np.empty(0, np.int64)
        return cls(
            size=0,
            used_features=0,
            code=np.empty((codes.WORDS, 0), np.uint64),
            key=np.empty(0, np.uint64),
            scale=np.empty(0, np.float32),
            norm=np.empty(0, np.float32),
            script=np.empty(0, np.uint8),
            signs=np.empty(0, np.uint32),
            semantic=np.empty((0, dimensions), np.int8),
            ids=none,
            answers=none,
            bonus=np.empty(0, np.bool_),
            prompts=np.empty(0, np.object_),
            text=Ragged(np.empty(0, np.uint16), none, np.empty(0, np.int32)),
            dead=np.empty(0, np.intp),
        )

    @property
    def living(self) -> int:
        """Number of rows that are not removed."""
        return self.size - len(self.dead)

    @property
    def dimensions(self) -> int:
        """Dimensions of the semantic vectors; 0 without an encoder."""
        return self.semantic.shape[1]

    def alive(self) -> npt.NDArray[np.intp]:
        """Return the rows that are not removed."""
        rows = np.arange(self.size)
        return np.setdiff1d(rows, self.dead, assume_unique=True) if len(self.dead) else rows

    def vectors(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return the unit semantic vectors of rows, (n, dimensions) float32."""
        return self.semantic[rows].astype(np.float32) * self.scale[rows][:, None]

    def inputs(self, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return the head's inputs for rows, (n, d): unit vectors of their meaning, if there is an encoder, and their words."""
        found = np.empty((len(rows), self.dimensions + LEXICAL_INPUTS), np.float32)
        for start in range(0, len(rows), _INPUT_ROWS):
            part = rows[start : start + _INPUT_ROWS]
            flat, _ = self.text.gather(part)
            words = codes.project(flat, self.text.counts[part], self.norm[part], LEXICAL_INPUTS)
            found[start : start + len(part)] = _joined(self.vectors(part), words) if self.dimensions else words
        return found

    def words(self, row: int) -> tuple[npt.NDArray[np.uint16], float]:
        """Return the features of a row's words, and their length."""
        start = self.text.starts[row]
        return self.text.flat[start : start + self.text.counts[row]], float(self.norm[row])

    def query(self, row: int) -> features.Query:
        """Return a row as the query that its own text would make."""
        found, norm = self.words(row)
        return features.Query(
            code=np.ascontiguousarray(self.code[:, row]),
            key=int(self.key[row]),
            script=int(self.script[row]),
            signs=int(self.signs[row]),
            semantic=self.vectors(np.array([row]))[0],
            features=found,
            norm=norm,
            normal=text.normalise(self.prompts[row]),
        )

    def reserved(self, capacity: int) -> Rows:
        """Return this view with room for `capacity` rows (their features grow with them)."""
        if capacity <= len(self.key):
            return self
        columns = {name: _grown(getattr(self, name), self.size, capacity) for name in _COLUMNS}
        starts, counts = (_grown(column, self.size, capacity) for column in (self.text.starts, self.text.counts))
        return dataclasses.replace(self, text=Ragged(self.text.flat, starts, counts), **columns)

    def added(self, taught: Sequence[examples.IndexedExample], batch: features.FeatureBatch) -> Rows:
        """Return a view that also holds these examples; the columns are shared while there is room."""
        size, used = self.size + len(taught), self.used_features + len(batch.features)
        new: dict[str, npt.NDArray[Any]] = {
            "code": batch.code.T,
            "key": batch.key,
            "scale": batch.scale,
            "norm": batch.norm,
            "script": batch.script,
            "signs": batch.signs,
            "semantic": batch.semantic,
            "ids": np.fromiter((example.example_id for example in taught), np.int64, len(taught)),
            "answers": np.fromiter((examples.answer_key(example.answer) for example in taught), np.int64, len(taught)),
            "bonus": np.fromiter((example.correction for example in taught), np.bool_, len(taught)),
            "prompts": np.array([example.prompt[: distinction.PROMPT_CHARS] for example in taught], np.object_),
        }
        roomy = self.reserved(size)
        columns = {name: getattr(roomy, name) for name in _COLUMNS}
        flat, starts, counts = roomy.text.flat, roomy.text.starts, roomy.text.counts
        if used > len(flat):
            flat = _grown(flat, self.used_features, used)
        for name, values in new.items():
            if name == "code":
                columns[name][:, self.size : size] = values
            else:
                columns[name][self.size : size] = values
        flat[self.used_features : used] = batch.features
        counts[self.size : size] = batch.counts
        starts[self.size : size] = self.used_features + np.cumsum(batch.counts, dtype=np.int64) - batch.counts
        return dataclasses.replace(self, size=size, used_features=used, text=Ragged(flat, starts, counts), **columns)

    def without(self, example_ids: Collection[int]) -> Rows:
        """Return a view without these examples; ids that are not here are ignored."""
        if not example_ids:
            return self
        gone = np.flatnonzero(np.isin(self.ids[: self.size], np.fromiter(example_ids, np.int64, len(example_ids))))
        self.prompts[gone] = (
            ""  # what people said is forgotten at once; who still looks at the old view finds nothing to compare
        )
        view = dataclasses.replace(self, dead=np.union1d(self.dead, gone))
        return view.compacted() if len(view.dead) > COMPACT_SHARE * view.size else view

    def compacted(self) -> Rows:
        """Copy the living rows into columns of their own."""
        kept = self.alive()
        flat, _ = self.text.gather(kept)
        counts = self.text.counts[kept]
        return dataclasses.replace(
            self,
            size=len(kept),
            used_features=len(flat),
            code=np.ascontiguousarray(self.code[:, kept]),
            text=Ragged(flat, np.cumsum(counts, dtype=np.int64) - counts, counts),
            dead=np.empty(0, np.intp),
            **{name: getattr(self, name)[kept] for name in _COLUMNS if name != "code"},
        )

    def exact(self, key: int) -> npt.NDArray[np.intp]:
        """Return the living rows whose normal form has this exact key."""
        rows = np.flatnonzero(self.key[: self.size] == np.uint64(key))
        return np.setdiff1d(rows, self.dead, assume_unique=True) if len(rows) else rows

    def search(self, query: features.Query, *, but: int | None = None) -> Matches:
        """Find the living rows nearest to a query, without row `but` (for leave-one-out)."""
        if self.living > REFINED:
            rows = codes.nearest(self.code, query.code, self.size, REFINED, self.dead)
            if len(self.dead):  # some may be left, where too few living ones came through the first pass
                rows = rows[np.isin(rows, self.dead, assume_unique=True, invert=True)]
        else:
            rows = self.alive()
        if but is not None:
            rows = rows[rows != but]
        similarity = self.similarities(query, rows)
        order = np.lexsort((-self.ids[rows], -similarity))
        return Matches(rows[order], similarity[order])

    def similarities(self, query: features.Query, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
        """Return the hybrid similarity of a query to each of `rows`: about [-.6, 1]."""
        if not len(rows):
            return np.empty(0, np.float32)
        words = overlap(query.features, query.norm, self.text, self.norm, rows)
        if not self.dimensions:
            return words
        # einsum, not @: BLAS would start its threads here, and waiting for a busy core costs 8 ms.
        meaning = np.einsum("ij,j->i", self.semantic[rows].astype(np.float32), query.semantic) * self.scale[rows]
        mixed = features.SEMANTIC_WEIGHT * meaning + (1 - features.SEMANTIC_WEIGHT) * words
        return np.where(is_foreign(query, self, rows), FOREIGN_SCRIPT_FACTOR * meaning, mixed).astype(np.float32)


def head_input(query: features.Query, *, words: bool = True) -> npt.NDArray[np.float32]:
    """Return the head's input for a query, as `Rows.inputs` does for rows; zeros if it has neither meaning nor words.

    Without `words` its meaning counts alone: what was taught in another script shares no letters with it.
    """
    if len(query.semantic) and not words:
        return np.concatenate((query.semantic * MEANING_ALONE, np.zeros(LEXICAL_INPUTS, np.float32)))
    count, norm = np.array([len(query.features)], np.int32), np.array([query.norm], np.float32)
    projected = codes.project(query.features, count, norm, LEXICAL_INPUTS)
    return _joined(query.semantic[None], projected)[0] if len(query.semantic) else projected[0]


def is_foreign(query: features.Query, rows: Rows, at: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Tell which rows are in another script than a query; a text without letters is in none."""
    scripts = rows.script[at]
    return (scripts != query.script) & (scripts != 0) & (query.script != 0)


def _joined(meaning: npt.NDArray[np.float32], words: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    return np.hstack((meaning * np.float32((1 - LEXICAL_SHARE) ** 0.5), words * np.float32(LEXICAL_SHARE**0.5)))


def overlap(
    wanted: npt.NDArray[np.uint16],
    norm: float,
    lists: Ragged,
    norms: npt.NDArray[np.float32],
    rows: npt.NDArray[np.intp],
) -> npt.NDArray[np.float32]:
    """Return the cosine of a feature set of length `norm` with those of `rows`; 0 where one is empty."""
    if not len(rows):
        return np.empty(0, np.float32)
    weights = np.zeros(
        lexical.DIMENSIONS, np.uint8
    )  # whole numbers, and small: the table stays in the processor's cache
    weights[wanted] = lexical.SQUARED_WEIGHTS[wanted]
    found, begins = lists.gather(rows)
    common = weights.take(found)
    empty = lists.counts[rows] == 0  # reduceat gives an empty list its successor's first value
    if empty.any():
        common = np.append(common, np.uint8(0))
    sums = np.add.reduceat(common, begins, dtype=np.uint16).astype(np.float32)
    return np.where(empty, np.float32(0), sums / np.maximum(norms[rows] * np.float32(norm), np.float32(1e-9)))
