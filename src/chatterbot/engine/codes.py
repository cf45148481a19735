"""Binary codes for the coarse search: the signs of a randomly rotated vector.

Two vectors at angle a differ in a share a / pi of such signs (Goemans & Williamson 1995; Charikar 2002, "SimHash"), so that the
number of differing bits ranks like the cosine, at 128 bytes a text and one exclusive-or and popcount per 64 dimensions. The
rotation is a Walsh-Hadamard transform after random sign flips (Ailon & Chazelle 2009): n log n, no stored matrix.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from chatterbot.engine import lexical

__all__ = ("BITS", "WORDS", "encode", "nearest", "project")

BITS = 1024
"""Dimensions that are rotated, and bits of a code: room for a semantic vector of up to 768 and 256 or more lexical dimensions."""

WORDS = BITS // 64
"""uint64 words of a code."""

_LEAST_LEXICAL = 256
_FIRST_PASS = 8
"""The first pass leaves this many times the wanted codes."""

_CHUNK = 16_384
"""Codes compared at a time: 16,384 x 8 bytes stay in the second-level cache while the words are added up."""


_FARTHEST = BITS
"""Stands for the distance of what is left out: twice what half of the bits can differ in, and counted like any other."""


def _tables() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    random = np.random.default_rng(20_240_501)  # any fixed seed: part of the record's layout
    places = random.integers(0, 1 << 31, lexical.DIMENSIONS, dtype=np.uint32)
    signs = random.choice(np.array([-1, 1], np.float32), lexical.DIMENSIONS) * np.sqrt(lexical.SQUARED_WEIGHTS)
    flips = random.choice(np.array([-1, 1], np.float32), BITS)
    for table in (places, signs, flips):
        table.flags.writeable = False
    return places, signs, flips


_PLACES, _SIGNS, _FLIPS = _tables()


def encode(
    vectors: npt.NDArray[np.float32],
    found: lexical.LexicalBatch,
    norms: npt.NDArray[np.float32],
    semantic_weight: float,
) -> npt.NDArray[np.uint64]:
    """Return the codes (n, WORDS) of texts from their unit vectors (n, d) and lexical features of lengths `norms` (n,)."""
    count, dimensions = vectors.shape
    kept = min(dimensions, BITS - _LEAST_LEXICAL)
    hybrid = np.zeros((count, BITS), np.float32)
    hybrid[:, :kept] = vectors[:, :kept] * np.sqrt(semantic_weight)
    share = np.sqrt(1 - semantic_weight) if dimensions else 1.0
    hybrid[:, kept:] = project(found.features, found.counts, norms, BITS - kept) * share
    return np.packbits(_rotate(hybrid * _FLIPS) > 0, axis=1, bitorder="little").view(np.uint64)


def project(
    flat: npt.NDArray[np.uint16],
    counts: npt.NDArray[np.int32],
    norms: npt.NDArray[np.float32],
    size: int,
) -> npt.NDArray[np.float32]:
    """Return unit vectors (n, size) whose dot products are those of the lexical feature sets, but for collisions (signed hashing)."""
    cells = np.repeat(np.arange(len(counts)) * size, counts) + _PLACES[flat] % size
    sums = np.bincount(cells, _SIGNS[flat], len(counts) * size).reshape(len(counts), size)
    return (sums / np.maximum(norms, 1e-9)[:, None]).astype(np.float32)


def _rotate(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Walsh-Hadamard transform of every row, not normalised: only signs are looked at."""
    count, half = len(values), 1
    while half < BITS:
        pairs = values.reshape(count, BITS // (2 * half), 2, half)
        values = np.empty_like(pairs)
        np.add(pairs[:, :, 0], pairs[:, :, 1], out=values[:, :, 0])
        np.subtract(pairs[:, :, 0], pairs[:, :, 1], out=values[:, :, 1])
        half *= 2
    return values.reshape(count, BITS)


def nearest(
    columns: npt.NDArray[np.uint64],
    code: npt.NDArray[np.uint64],
    size: int,
    wanted: int,
    left_out: npt.NDArray[np.intp],
) -> npt.NDArray[np.intp]:
    """Find about `wanted` of the first `size` codes that differ least from `code`, without those at the positions `left_out`.

    In two passes: the first half of the bits of all codes leaves eight times the wanted ones, all bits of those decide.

    Parameters
    ----------
    columns
        Codes by word, (WORDS, >= size): a pass reads contiguous memory.
    code
        (WORDS,).
    left_out
        At most `size` less `wanted` of them.

    Returns
    -------
        Positions, in no order; at least `wanted` of them, some more where distances are equal.
    """
    half = WORDS // 2
    differing = _distances(columns, code, size, half)
    differing[left_out] = _FARTHEST
    rows = _least(differing, _FIRST_PASS * wanted)
    rest = np.bitwise_count(columns[half:, rows] ^ code[half:, None]).sum(0, dtype=np.uint16)
    return rows[_least(differing[rows] + rest, wanted)]


def _distances(
    columns: npt.NDArray[np.uint64], code: npt.NDArray[np.uint64], size: int, words: int
) -> npt.NDArray[np.uint16]:
    """Count the differing bits of the first words of `code` and of the first `size` codes."""
    result = np.empty(size, np.uint16)
    mixed, counted = np.empty(_CHUNK, np.uint64), np.empty(_CHUNK, np.uint8)
    for start in range(0, size, _CHUNK):
        part = result[start : start + _CHUNK]
        part[:] = 0
        bits, ones = mixed[: len(part)], counted[: len(part)]
        for word in range(words):
            np.bitwise_xor(columns[word, start : start + len(part)], code[word], out=bits)
            np.bitwise_count(bits, out=ones)
            np.add(part, ones, out=part)
    return result


def _least(values: npt.NDArray[np.uint16], wanted: int) -> npt.NDArray[np.intp]:
    """Return the positions of the least `wanted` values and of those equal to the greatest of them: three times as fast as a partition."""
    reached = np.searchsorted(np.cumsum(np.bincount(values, minlength=BITS)), wanted)
    return np.flatnonzero(values <= reached)
