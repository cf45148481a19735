"""Order and limits for ordinary messages: one after the other in a channel, a few at once in a guild, and not too many waiting.

Encoding a message takes longest and needs no order: it is done for messages that wait, while those before them are answered.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Final, TypeVar

__all__ = ("MessageQueues",)

K = TypeVar("K")

AT_ONCE: Final = 2
"""Messages of one guild answered at the same time: with two, a flood in one guild adds a third to the waiting times of the others, with four as
much again (`benchmarks/fairness.py`), and where Discord takes 0.1 s for a request a guild still gets some 20 answers a second."""
WAITING: Final = 64
"""Messages of one guild that may be under way or wait; more are not answered. At 10 ms each the last waits well under a second."""
SHARE: Final = 16
"""Messages of one person among them: who floods a guild takes a quarter of its places, and not the others' answers."""
AHEAD: Final = 2
"""Messages of one guild that are encoded before their turn at the same time: enough that the next is ready when one is answered."""


@dataclasses.dataclass(slots=True)
class _Gate:
    """Lets a few in at a time."""

    semaphore: asyncio.Semaphore
    users: int = 0


class MessageQueues:
    """The messages that are answered or wait, by channel and guild; a place without any takes no memory."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, share: int = SHARE) -> None:
        self._at_once = at_once
        self._waiting = waiting
        self._share = share
        self._guilds: dict[int, _Gate] = {}
        self._ahead: dict[int, _Gate] = {}
        self._last: dict[int, asyncio.Future[None]] = {}
        """Done when the last message of a channel is answered."""
        self._under_way: collections.Counter[int] = collections.Counter()
        self._by_person: collections.Counter[tuple[int, int]] = collections.Counter()

    @property
    def under_way(self) -> int:
        """How many messages are answered or wait."""
        return sum(self._under_way.values())

    def full(self, scope_id: int, person_id: int) -> bool:
        """Tell whether another message of this person in this guild has to be left unanswered.

        When the guild's places are taken, a person who has none under way still gets one, until there are twice as many.
        """
        taken, own = self._under_way[scope_id], self._by_person[scope_id, person_id]
        return own >= self._share or taken >= (self._waiting if own else 2 * self._waiting)

    @contextlib.asynccontextmanager
    async def enter(
        self, scope_id: int, channel_id: int, person_id: int, prepare: Callable[[], Awaitable[None]] | None = None
    ) -> AsyncGenerator[None]:
        """Wait for the turn of a message, and keep it for the block: first come, first served within a channel.

        Parameters
        ----------
        prepare
            Work that can be done before the turn; called only if there is a message to wait for.
        """
        with self._counted(scope_id, person_id), self._queued(channel_id) as before:
            if before is not None:
                if prepare is not None:
                    async with _pass(self._ahead, scope_id, AHEAD):
                        if not before.done():
                            await prepare()
                await asyncio.wait([before])
            async with _pass(self._guilds, scope_id, self._at_once):
                yield

    async def settled(self, channel_id: int, patience_s: float) -> None:
        """Wait until the messages that came before in this channel are answered and recorded, for at most `patience_s` seconds."""
        if (last := self._last.get(channel_id)) is not None:
            await asyncio.wait([last], timeout=patience_s)

    @contextlib.contextmanager
    def _queued(self, channel_id: int) -> Generator[asyncio.Future[None] | None]:
        """Queue up in a channel; give what is done when the message before is answered, `None` if there is none."""
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
            else:  # cancelled while it waited: the next message waits for the one before
                before.add_done_callback(end)

    @contextlib.contextmanager
    def _counted(self, scope_id: int, person_id: int) -> Generator[None]:
        with _one_more(self._under_way, scope_id), _one_more(self._by_person, (scope_id, person_id)):
            yield


@contextlib.contextmanager
def _one_more(counter: collections.Counter[K], key: K) -> Generator[None]:
    """Count `key` once more during the block; a count of 0 takes no memory."""
    counter[key] += 1
    try:
        yield
    finally:
        counter[key] -= 1
        if not counter[key]:
            del counter[key]


@contextlib.asynccontextmanager
async def _pass(gates: dict[int, _Gate], key: int, at_once: int) -> AsyncGenerator[None]:
    gate = gates.setdefault(key, _Gate(asyncio.Semaphore(at_once)))
    gate.users += 1
    try:
        async with gate.semaphore:
            yield
    finally:
        gate.users -= 1
        if not gate.users:
            del gates[key]
