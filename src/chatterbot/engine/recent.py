"""The meaning of texts that were encoded recently.

Encoding is nearly all of what a reply takes, and the same texts come again: "hi" and "thanks" from everybody, a question that was just
answered when its answer is corrected, the question after the correction.
"""

from __future__ import annotations

import collections
import hashlib
import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ("RecentVectors",)

MOST = 1_024
"""Texts remembered: 1.6 MB of vectors with 384 dimensions; about what a lively guild says in an hour."""

_Row = npt.NDArray[np.float32]


class RecentVectors:
    """Vectors by text, the least recently used let go first; used from several threads.

    Texts are kept as their hashes: what people write is not to lie about in memory longer than it takes to answer.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rows: collections.OrderedDict[bytes, _Row] = collections.OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> _Row | None:
        """Return a text's vector (dimensions,), if it is remembered."""
        key = _key(text)
        with self._lock:
            row = self._rows.get(key)
            if row is not None:
                self._rows.move_to_end(key)
            return row

    def put(self, texts: Sequence[str], rows: npt.NDArray[np.float32]) -> None:
        """Remember the vectors (n, dimensions) of texts."""
        with self._lock:
            for text, row in zip(texts, rows, strict=True):
                self._rows[_key(text)] = row.copy()
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def forget(self) -> None:
        """Forget all vectors."""
        with self._lock:
            self._rows.clear()


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
