"""What is stored of a passage, so that it is encoded once.

=========== ============ =====================================================================================
part        bytes        meaning
=========== ============ =====================================================================================
checksum    4            CRC-32 of everything that follows
windows     4            uint32: number of windows w
code        w x 128      sign bits of each window's rotated meaning vector (`engine.codes`)
scale       w x 4        float32: unit meaning vector = `semantic` * scale
semantic    w x d        int8; absent without an encoder
terms       t x 4        uint32: the words of heading and text (`terms`)
=========== ============ =====================================================================================
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot import errors
from chatterbot.engine import codes, lexical

__all__ = ("LAYOUT", "PassageBatch", "from_records", "is_whole", "pack", "vector_codes")

LAYOUT: Final = "p1"
"""Version of this layout, of `windows` and of `terms`."""

_STEPS: Final = 127
_HEAD: Final = 8
_CODE: Final = codes.WORDS * 8
_CHUNK: Final = 8_192
"""Codes computed at a time: 32 MB."""


@dataclasses.dataclass(frozen=True, slots=True)
class PassageBatch:
    """Records of passages as columns; `windows` and `counts` say how many windows and terms each passage has."""

    windows: npt.NDArray[np.int64]
    code: npt.NDArray[np.uint64]
    scale: npt.NDArray[np.float32]
    semantic: npt.NDArray[np.int8]
    terms: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.int64]


def vector_codes(vectors: npt.NDArray[np.float32]) -> npt.NDArray[np.uint64]:
    """Return the codes (n, WORDS) of unit meaning vectors (n, d)."""
    parts: list[npt.NDArray[np.uint64]] = [np.empty((0, codes.WORDS), np.uint64)]
    for start in range(0, len(vectors), _CHUNK):
        part = vectors[start : start + _CHUNK]
        nothing = lexical.LexicalBatch(np.empty(0, np.uint16), np.zeros(len(part), np.int32))
        parts.append(codes.encode(part, nothing, np.zeros(len(part), np.float32), 1.0))
    return np.concatenate(parts)


def pack(vectors: npt.NDArray[np.float32], terms: npt.NDArray[np.uint32]) -> bytes:
    """Return the record of a passage from the unit vectors of its windows (w, d) and its terms."""
    scale = (np.maximum(np.abs(vectors).max(1, initial=0), np.float32(1e-9)) / _STEPS).astype(np.float32)
    semantic = np.rint(vectors / scale[:, None]).astype(np.int8)
    body = b"".join(
        (
            np.uint32(len(vectors)).astype("<u4").tobytes(),
            vector_codes(vectors).astype("<u8").tobytes(),
            scale.astype("<f4").tobytes(),
            semantic.tobytes(),
            terms.astype("<u4").tobytes(),
        )
    )
    return zlib.crc32(body).to_bytes(4, "little") + body


def is_whole(record: bytes, dimensions: int) -> bool:
    """Tell whether a record is undamaged and can be the work of an encoder of `dimensions` dimensions."""
    if len(record) < _HEAD or zlib.crc32(record[4:]) != int.from_bytes(record[:4], "little"):
        return False
    rest = len(record) - _HEAD - int.from_bytes(record[4:8], "little") * (_CODE + 4 + dimensions)
    return rest >= 0 and rest % 4 == 0


def from_records(records: Sequence[bytes], dimensions: int) -> PassageBatch:
    """Unpack records.

    Raises
    ------
    EncoderError
        A record is damaged, or was made by another encoder.
    """
    code, scale, semantic, terms = bytearray(), bytearray(), bytearray(), bytearray()
    windows, counts = np.empty(len(records), np.int64), np.empty(len(records), np.int64)
    for place, record in enumerate(records):
        count = int.from_bytes(record[4:8], "little")
        first = _HEAD + count * _CODE
        second = first + count * 4
        third = second + count * dimensions
        if third > len(record) or (len(record) - third) % 4:
            raise errors.EncoderError("stored passages were not made by this encoder", retryable=False)
        code += record[_HEAD:first]
        scale += record[first:second]
        semantic += record[second:third]
        terms += record[third:]
        windows[place], counts[place] = count, (len(record) - third) // 4
    total = int(windows.sum())
    return PassageBatch(
        windows=windows,
        code=np.frombuffer(code, "<u8").reshape(total, codes.WORDS),
        scale=np.frombuffer(scale, "<f4"),
        semantic=np.frombuffer(semantic, np.int8).reshape(total, dimensions),
        terms=np.frombuffer(terms, "<u4"),
        counts=counts,
    )
