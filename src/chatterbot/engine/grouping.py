"""Grouping of texts by meaning: average-link clustering of feature records, at most 10,000 of them in a few seconds.

Two groups are as similar as their members are on average, by their meaning and their words (`MEANING_WEIGHT`); the most
similar ones are joined until none is more similar than the cut. Single-link would chain a whole support channel into one group: A is like
B, B is like C, and so on. With average links, joining two groups that are each other's nearest can be done in any order and gives the same
tree (Bruynooghe 1977; Murtagh 1983, "reducibility"), so that all such pairs are joined at once, in about twenty rounds. The average
over all pairs is the dot product of the groups' means: no matrix of all pairs is kept, only a block of its rows.

Texts of different scripts share no letters. They are grouped within each script first; then groups of different scripts are joined by
their meaning alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import codes, features, text

__all__ = ("CUT", "FOREIGN_CUT", "MOST_TEXTS", "group", "group_records", "vectors")

MEANING_WEIGHT: Final = 0.8
"""Weight of the meaning in the similarity of two texts; the rest is that of their words. More than in the search for answers
(`features.SEMANTIC_WEIGHT`): wordings of one question often share no word. This and the cuts were chosen with `benchmarks/unanswered.py`."""
CUT: Final = 0.45
"""Average similarity from which groups of one script are joined. Up to .05 less gives the same agreement with labels, with more wrong pairs."""
CUT_WITHOUT_ENCODER: Final = 0.35
"""The same where there are only words to go by."""
FOREIGN_CUT: Final = 0.4
"""Average cosine of the meaning from which groups of two scripts are joined."""

MOST_TEXTS: Final = 10_000
"""Most texts that are grouped at a time: the time grows with their square."""

_BLOCK: Final = 512
"""Rows that are compared with all others at a time: 20 MB at 10,000 texts."""
_WORDS: Final = 256
"""Dimensions that the words are projected to beside a meaning vector: cosines of words are then right to about .06, and that counts a fifth."""
_WORDS_ALONE: Final = 384
"""The same without an encoder."""

_Matrix = npt.NDArray[np.float32]
_Places = npt.NDArray[np.intp]


def group(
    batch: features.FeatureBatch,
    *,
    cut: float | None = None,
    foreign_cut: float = FOREIGN_CUT,
    pause: Callable[[], None] = lambda: None,
) -> _Places:
    """Return the number of each text's group, (n,): numbered from 0 in the order in which the groups first appear.

    The same texts in the same order always get the same groups. Texts with the same normal form are in one group and count once.

    Parameters
    ----------
    batch
        Feature records of at most `MOST_TEXTS` texts.
    cut
        Average similarity from which groups of one script are joined; `None`: the one that was chosen for this kind of encoder.
    foreign_cut
        Average cosine of the meaning from which groups of different scripts are joined.
    pause
        Called every few milliseconds; it may raise to stop the work.

    Raises
    ------
    ValueError
        There are too many texts.
    """
    if len(batch) > MOST_TEXTS:
        raise ValueError(f"{len(batch)} texts are more than can be grouped at a time ({MOST_TEXTS})")
    dimensions = batch.semantic.shape[1]
    if cut is None:
        cut = CUT if dimensions else CUT_WITHOUT_ENCODER
    first, same = _distinct(batch.key)
    whole = vectors(batch)[first]
    scripts = batch.script[first]
    groups = np.arange(len(first))
    for script in np.unique(scripts):
        rows = np.flatnonzero(scripts == script)
        groups[rows] = rows[_joined(whole[rows], np.ones(len(rows), np.float32), cut, pause)]
    if dimensions:
        groups = _across(
            groups, whole[:, :dimensions] / np.float32(np.sqrt(MEANING_WEIGHT)), scripts, foreign_cut, pause
        )
    return _numbered(groups[same])


def group_records(records: Sequence[bytes], dimensions: int, pause: Callable[[], None]) -> list[int]:
    """Return what `group` returns, from records as they are stored, made with an encoder of `dimensions` dimensions."""
    return group(features.from_records(records, dimensions), pause=pause).tolist()


def _distinct(keys: npt.NDArray[np.uint64]) -> tuple[_Places, _Places]:
    """Return where each distinct key stands first, in order, and for each text its place among them; texts without a key equal none."""
    unique = keys.copy()
    empty = np.flatnonzero(keys == text.EMPTY_KEY)
    unique[empty] = np.arange(len(empty), dtype=np.uint64)  # a hash of 64 bits is hardly ever that small
    _, first, same = np.unique(unique, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return first[order], place[same]


def vectors(batch: features.FeatureBatch) -> _Matrix:
    """Return vectors (n, d) whose dot products are the similarities of the texts, but for the rounding of `_WORDS`."""
    dimensions = batch.semantic.shape[1]
    words = codes.project(batch.features, batch.counts, batch.norm, _WORDS if dimensions else _WORDS_ALONE)
    if not dimensions:
        return words
    meaning = batch.semantic.astype(np.float32) * (batch.scale * np.float32(np.sqrt(MEANING_WEIGHT)))[:, None]
    return np.hstack([meaning, words * np.float32(np.sqrt(1 - MEANING_WEIGHT))])


def _joined(
    means: _Matrix, sizes: _Matrix, cut: float, pause: Callable[[], None], barred: _Matrix | None = None
) -> _Places:
    """Join groups until no two are as similar as the cut; return for each the place of the first group that it was joined with.

    Parameters
    ----------
    means
        The mean of each group's vectors, (n, d); changed.
    sizes
        How many texts each group has, (n,); changed.
    barred
        For each group (n, s) which scripts it has, as 0 and 1: groups that share one are not joined; changed.
    """
    count = len(means)
    owner = np.arange(count)
    open_ = owner.copy()  # the groups that may still be joined
    best, nearest = np.full(count, -np.inf, np.float32), np.zeros(count, np.intp)
    stale = open_
    while len(open_) > 1:
        best[stale], nearest[stale] = _nearest(means, barred, stale, open_, pause)
        open_ = open_[best[open_] >= cut]  # averages never rise above the best pair: the others stay as they are
        if not len(open_):
            break
        pairs = open_[(nearest[nearest[open_]] == open_) & (open_ < nearest[open_])]
        if not len(pairs):  # equal similarities, rounded differently: the best one is still right
            pairs = open_[[np.argmax(best[open_])]]
        kept, gone = np.minimum(pairs, nearest[pairs]), np.maximum(pairs, nearest[pairs])
        total = sizes[kept] + sizes[gone]
        means[kept] = (means[kept] * sizes[kept, None] + means[gone] * sizes[gone, None]) / total[:, None]
        sizes[kept] = total
        if barred is not None:
            barred[kept] = np.maximum(barred[kept], barred[gone])
        owner[gone] = kept
        open_ = np.setdiff1d(open_, gone, assume_unique=True)
        stale = open_[np.isin(open_, kept) | np.isin(nearest[open_], np.concatenate((kept, gone)))]
    while not np.array_equal(owner, owner[owner]):
        owner = owner[owner]
    return owner


def _nearest(
    means: _Matrix, barred: _Matrix | None, rows: _Places, columns: _Places, pause: Callable[[], None]
) -> tuple[_Matrix, _Places]:
    """Return for each of `rows` its greatest similarity to another of `columns`, and to which (of equals the first)."""
    others = np.ascontiguousarray(means[columns].T)
    best, nearest = np.empty(len(rows), np.float32), np.empty(len(rows), np.intp)
    for start in range(0, len(rows), _BLOCK):
        pause()
        part = rows[start : start + _BLOCK]
        similar = means[part] @ others
        similar[part[:, None] == columns[None, :]] = -np.inf
        if barred is not None:
            similar[barred[part] @ barred[columns].T > 0] = -np.inf
        place = similar.argmax(1)
        best[start : start + len(part)] = similar[np.arange(len(part)), place]
        nearest[start : start + len(part)] = columns[place]
    return best, nearest


def _across(
    groups: _Places, meaning: _Matrix, scripts: npt.NDArray[np.uint8], cut: float, pause: Callable[[], None]
) -> _Places:
    """Join groups of different scripts, at most one of each, by their meaning."""
    known = np.unique(scripts[scripts > 0])
    if len(known) < 2:
        return groups
    heads, place, counts = np.unique(groups, return_inverse=True, return_counts=True)
    means = np.zeros((len(heads), meaning.shape[1]), np.float32)
    np.add.at(means, place, meaning)
    means /= counts[:, None].astype(np.float32)
    has = (scripts[heads][:, None] == known[None, :]).astype(np.float32)
    has[scripts[heads] == 0] = 1  # numbers and signs have no script: nothing is joined with them
    joined = _joined(means, counts.astype(np.float32), cut, pause, barred=has)
    return heads[joined][place]


def _numbered(groups: _Places) -> _Places:
    """Number groups from 0 in the order in which they first appear."""
    _, first, place = np.unique(groups, return_index=True, return_inverse=True)
    number = np.empty(len(first), np.intp)
    number[np.argsort(first)] = np.arange(len(first))
    return number[place]
