"""An erasure of a person in which all processes take part, so that none of them writes what it had begun to write about the person.

The process that erases announces it, and waits until each of the others has refused that work, or has lost its lease and cannot write any
more. The announcement names the person, and is deleted with the rest.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

from chatterbot import errors
from chatterbot.cluster.following import ChangeFollower
from chatterbot.store import ChangeFeed, FeedEntry, LeaseStore

__all__ = ("ErasuresTogether",)

_log = logging.getLogger(__name__)

ERASING: Final = 3
"""What is done by one process at a time (`LeaseStore.alone`)."""
BEGIN: Final = "erasing"
END: Final = "erased"
"""Topics of the announcements."""
ASK_S: Final = 0.05
"""Seconds between two looks at whether the others take part."""
PATIENCE_S: Final = 30.0
"""Seconds that the others have for that."""

Person = Callable[[int, int | None], Awaitable[None]]
"""Called with a person, and the scope of an erasure; `None`: all scopes."""


class ErasuresTogether:
    """Takes part in the erasures of the other processes, and lets them take part in those of this one.

    Parameters
    ----------
    token
        The fencing token of this process.
    begin
        Refuses the work that is under way for a person; when it returns, nothing of that will be written.
    end
        Forgets what is in memory about the person, after the database has.
    """

    def __init__(
        self, leases: LeaseStore, feed: ChangeFeed, follower: ChangeFollower, token: int, *, begin: Person, end: Person
    ) -> None:
        self._leases = leases
        self._feed = feed
        self._token = token
        self._begin = begin
        self._end = end
        self._pending: dict[int, tuple[int, int | None]] = {}
        follower.on(BEGIN, self._on_begin)
        follower.on(END, self._on_end)

    @contextlib.asynccontextmanager
    async def erasing(self, user_id: int, scope_id: int | None) -> AsyncGenerator[None]:
        """Let every other process take part in the erasure that is done in the block.

        Raises
        ------
        errors.StoreError
            If the database fails, or another process does not take part in time; then nothing may be erased.
        """
        async with self._leases.alone(ERASING):
            number = await self._feed.announce(BEGIN, scope_id, user_id)
            try:
                await self._all_follow(number)
                yield
            finally:
                await self._feed.withdraw(number)
                await self._feed.announce(END, scope_id)

    async def _all_follow(self, number: int) -> None:
        until = asyncio.get_running_loop().time() + PATIENCE_S
        while True:
            behind = [lease for lease in await self._leases.live_others(self._token) if lease.followed < number]
            if not behind:
                return
            if asyncio.get_running_loop().time() > until:
                raise errors.StoreError(f"nothing was erased: {behind[0].holder} does not follow changes; try again")
            await asyncio.sleep(ASK_S)

    async def _on_begin(self, entry: FeedEntry) -> None:
        if entry.person_id is None:
            return
        self._pending[entry.number] = entry.person_id, entry.scope_id
        await self._begin(entry.person_id, entry.scope_id)
        await self._feed.followed(self._token, entry.number)

    async def _on_end(self, _entry: FeedEntry) -> None:
        pending, self._pending = self._pending, {}
        for user_id, scope_id in pending.values():
            await self._end(user_id, scope_id)
