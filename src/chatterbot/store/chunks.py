"""Long lists in parts."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

__all__ = ("CHUNK", "chunks")

_T = TypeVar("_T")

CHUNK: Final = 500
"""Values in one IN (...): far below SQLite's limit of 32,766 parameters, large enough that the round trips do not count."""


def chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Cut into lists of at most `CHUNK`."""
    rest = iter(values)
    while part := list(itertools.islice(rest, CHUNK)):
        yield part
