"""Which indexes stay in memory: those used lately, as many as there is room for. The others are in the database."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final

from chatterbot.teaching.loaded import LoadedScope

__all__ = ("EvictionCounts", "IndexBounds", "unneeded")

GRACE_S: Final = 10.0
"""Seconds after its last use in which an index stays: a question that was just let in is about to be compared with it."""


@dataclasses.dataclass(frozen=True, slots=True)
class IndexBounds:
    """How much is kept in memory, and for how long."""

    memory: int = 512 << 20
    """Bytes of all indexes together. One that is larger than all that stays while it is the one used last."""
    unused_s: float = 2 * 3600.0
    """Seconds after which an index that nobody uses is dropped: loading one of 100 examples takes about as long as answering ten questions."""
    grace_s: float = GRACE_S


@dataclasses.dataclass(slots=True)
class EvictionCounts:
    """What happened to indexes since the program started."""

    loaded: int = 0
    for_room: int = 0
    """Dropped because others needed the room."""
    unused: int = 0
    """Dropped because nobody used them."""


def unneeded(scopes: Mapping[int, LoadedScope], bounds: IndexBounds, now: float) -> Iterator[tuple[int, bool]]:
    """Yield the scopes to drop, and whether that is for room, those used longest ago first.

    Parameters
    ----------
    scopes
        In the order of their last use, the latest at the end.
    now
        The clock by which `LoadedScope.used_at` was set, in seconds.
    """
    held = sum(scope.memory for scope in scopes.values())
    last = next(reversed(scopes), None)
    for scope_id, scope in scopes.items():
        since = now - scope.used_at
        full = held > bounds.memory
        if not full and since < bounds.unused_s:
            return  # all behind it were used later
        if scope.is_busy or since < bounds.grace_s or (full and scope_id == last):
            continue
        held -= scope.memory
        yield scope_id, full
