"""Order and bounds for ordinary messages: one after the other in a channel, a few at once in a guild, and not too many waiting."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Generator
from typing import Final

__all__ = ("Lanes",)

AT_ONCE: Final = 4
"""Messages of one guild answered at the same time: a flood in one guild leaves the engine's worker free for the others."""
WAITING: Final = 64
"""Messages of one guild that may be under way or wait; more are not answered. At 10 ms each the last waits well under a second."""


@dataclasses.dataclass(slots=True)
class _Lane:
    gate: asyncio.Semaphore
    users: int = 0


class Lanes:
    """Lanes are made when the first message comes and go with the last."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._guilds: dict[int, _Lane] = {}
        self._channels: dict[int, _Lane] = {}
        self._under_way: collections.Counter[int] = collections.Counter()

    def full(self, scope_id: int) -> bool:
        """Whether another message of this guild has to be left unanswered."""
        return self._under_way[scope_id] >= self._waiting

    @contextlib.asynccontextmanager
    async def enter(self, scope_id: int, channel_id: int) -> AsyncGenerator[None]:
        """Wait for one's turn: first come, first served within a channel."""
        with self._counted(scope_id):
            async with _pass(self._channels, channel_id, 1), _pass(self._guilds, scope_id, self._at_once):
                yield

    async def settled(self, channel_id: int, patience_s: float) -> None:
        """Wait until the messages of this channel that came before are answered and recorded, but not longer than that."""
        if channel_id in self._channels:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience_s), _pass(self._channels, channel_id, 1):
                    pass

    @contextlib.contextmanager
    def _counted(self, scope_id: int) -> Generator[None]:
        self._under_way[scope_id] += 1
        try:
            yield
        finally:
            self._under_way[scope_id] -= 1
            if not self._under_way[scope_id]:
                del self._under_way[scope_id]


@contextlib.asynccontextmanager
async def _pass(lanes: dict[int, _Lane], key: int, at_once: int) -> AsyncGenerator[None]:
    lane = lanes.setdefault(key, _Lane(asyncio.Semaphore(at_once)))
    lane.users += 1
    try:
        async with lane.gate:
            yield
    finally:
        lane.users -= 1
        if not lane.users:
            del lanes[key]
