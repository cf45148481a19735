"""Who goes next where places are scarce: those who ask for different datasets take turns, and none of them takes all places from the others.

Round robin over datasets, the oldest of each first. One that asks alone may have every place; while others ask as well, it leaves one free, so
that a server that floods the bot costs the next question of another server no waiting in this queue.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Hashable
from typing import Final

from chatterbot import spans

__all__ = ("FairTurns",)

SHARED_S: Final = 1.0
"""Seconds for which a question of another dataset counts as company."""


class FairTurns:
    """Hands out places; used from one event loop.

    Parameters
    ----------
    places
        How many may be inside at the same time.
    clock
        Returns the present moment in seconds.
    """

    def __init__(self, places: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._places = places
        self._clock = clock
        self._inside: collections.Counter[Hashable] = collections.Counter()
        self._waiting: collections.OrderedDict[Hashable, collections.deque[asyncio.Future[None]]] = (
            collections.OrderedDict()
        )
        self._latest: tuple[Hashable, float] = (None, -SHARED_S)
        self._before: tuple[Hashable, float] = (None, -SHARED_S)
        """The latest two different askers, and when they asked."""

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    @contextlib.asynccontextmanager
    async def turn(self, key: Hashable) -> AsyncGenerator[None]:
        """Wait for a place, and have it inside the block."""
        self._note(key)
        if self._waiting.get(key) or not self._may_enter(key):
            with spans.span("encoder_queue"):
                await self._wait(key)
        else:
            self._inside[key] += 1
        try:
            yield
        finally:
            self._leave(key)

    async def _wait(self, key: Hashable) -> None:
        """Wait until a place was given, which is counted then."""
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue = self._waiting.setdefault(key, collections.deque())
        queue.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                self._leave(key)  # it was given at the same moment
            elif place in queue:
                queue.remove(place)
                if not queue:
                    del self._waiting[key]
            raise

    def _leave(self, key: Hashable) -> None:
        self._inside[key] -= 1
        if not self._inside[key]:
            del self._inside[key]
        while (found := next(((key,) for key in self._waiting if self._may_enter(key)), None)) is not None:
            (following,) = found  # any value may be a key, `None` as well
            queue = self._waiting.pop(following)
            place = queue.popleft()
            if queue:
                self._waiting[following] = queue  # behind all others
            if not place.cancelled():
                self._inside[following] += 1
                place.set_result(None)

    def _may_enter(self, key: Hashable) -> bool:
        free = self._places - self._inside.total()
        if free <= 0:
            return False
        return free > 1 or not self._inside[key] or not self._has_company(key)

    def _note(self, key: Hashable) -> None:
        if key != self._latest[0]:
            self._before = self._latest
        self._latest = key, self._clock()

    def _has_company(self, key: Hashable) -> bool:
        """Tell whether somebody else asked lately, or waits."""
        if any(other != key for other in self._waiting):
            return True
        other, asked = self._before if key == self._latest[0] else self._latest
        return other != key and self._clock() - asked < SHARED_S
