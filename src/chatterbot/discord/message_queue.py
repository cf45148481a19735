"""Order and bounds for ordinary messages: one after the other in a channel, a few at once in a guild, and not too many waiting.

What takes longest, understanding a message, needs no order: it is done for those that wait while the ones before them are answered.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Final

__all__ = ("MessageQueues",)

AT_ONCE: Final = 4
"""Messages of one guild answered at the same time: a flood in one guild leaves the engine's worker free for the others."""
WAITING: Final = 64
"""Messages of one guild that may be under way or wait; more are not answered. At 10 ms each the last waits well under a second."""
AHEAD: Final = 2
"""Messages of one guild that are understood before their turn at the same time: enough that the next is ready when one is answered."""


@dataclasses.dataclass(slots=True)
class _Lane:
    gate: asyncio.Semaphore
    users: int = 0


class MessageQueues:
    """Lanes are made when the first message comes and go with the last."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._guilds: dict[int, _Lane] = {}
        self._ahead: dict[int, _Lane] = {}
        self._last: dict[int, asyncio.Future[None]] = {}
        """The end of the last message of each channel that has any."""
        self._under_way: collections.Counter[int] = collections.Counter()

    def full(self, scope_id: int) -> bool:
        """Whether another message of this guild has to be left unanswered."""
        return self._under_way[scope_id] >= self._waiting

    @contextlib.asynccontextmanager
    async def enter(
        self, scope_id: int, channel_id: int, prepare: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncGenerator[None]:
        """Wait for one's turn: first come, first served within a channel.

        Parameters
        ----------
        prepare
            What can be done before one's turn; called only where there is somebody to wait for.
        """
        with self._counted(scope_id), self._queued(channel_id) as before:
            if before is not None:
                if prepare is not None:
                    async with _pass(self._ahead, scope_id, AHEAD):
                        if not before.done():
                            await prepare()
                await asyncio.wait([before])
            async with _pass(self._guilds, scope_id, self._at_once):
                yield

    async def settled(self, channel_id: int, patience_s: float) -> None:
        """Wait until the messages of this channel that came before are answered and recorded, but not longer than that."""
        if (last := self._last.get(channel_id)) is not None:
            await asyncio.wait([last], timeout=patience_s)

    @contextlib.contextmanager
    def _queued(self, channel_id: int) -> Generator[asyncio.Future[None] | None]:
        """Queue up in a channel; gives the end of the message before, if there is one."""
        before, mine = self._last.get(channel_id), asyncio.get_running_loop().create_future()
        self._last[channel_id] = mine

        def end(_: object) -> None:
            mine.set_result(None)
            if self._last.get(channel_id) is mine:
                del self._last[channel_id]

        try:
            yield before
        finally:
            if before is None or before.done():
                end(None)
            else:  # cut off while it waited: who comes next waits for who was before
                before.add_done_callback(end)

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
