"""What other processes change, followed by this one: what it keeps in memory of that is dropped, and read again at its next use.

So a process knows exactly what it would know after a restart. It is woken by a notification, but reads by position: a notification that was
lost with its connection delays a change by some seconds at most.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final

from chatterbot import errors
from chatterbot.aio import background
from chatterbot.store import ChangeFeed, FeedEntry

__all__ = ("ChangeFollower", "FollowedTopic")

_log = logging.getLogger(__name__)

LOOK_AGAIN_S: Final = 2.0
"""Seconds after which changes are looked for without a notification."""
PAUSE_S: Final = 0.5
"""Seconds before changes are looked for again after the database has failed."""
PURGE_S: Final = 60.0
"""Seconds between two removals of what every process has followed."""

FollowedTopic = Callable[[FeedEntry], Awaitable[None]]
"""Called with what another process changed."""


class ChangeFollower:
    """Reads what the other processes change, and tells it to those who keep something of that in memory. Use `open`.

    Parameters
    ----------
    position
        From where on it reads: nothing may have been kept in memory before.
    """

    def __init__(self, feed: ChangeFeed, position: int) -> None:
        self._feed = feed
        self._position = position
        self._seen: dict[int, int] = {}
        """The transactions of what was read from the position on, by number: it may be read again."""
        self._topics: dict[str, list[FollowedTopic]] = collections.defaultdict(list)
        self._wake = asyncio.Event()

    @classmethod
    async def open(cls, feed: ChangeFeed) -> ChangeFollower:
        """Return one that reads from now on."""
        return cls(feed, await feed.position())

    def on(self, topic: str, told: FollowedTopic) -> None:
        """Call `told` with every change of a topic; an error of the database that it raises is tried again."""
        self._topics[topic].append(told)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Follow during the block."""
        async with background(self._follow(), "cluster: follow"), background(self._purge(), "cluster: purge"):
            yield

    async def catch_up(self) -> None:
        """Read what is new, and tell it.

        Raises
        ------
        errors.StoreError
            If the database cannot be read; the same is read again by the next call.
        """
        entries, position = await self._feed.read(self._position)
        new = [entry for entry in entries if entry.number not in self._seen]
        await self._tell(new)
        self._seen.update({entry.number: entry.transaction for entry in entries})
        self._seen = {number: began for number, began in self._seen.items() if began >= position}
        self._position = position

    async def _tell(self, entries: Sequence[FeedEntry]) -> None:
        """Tell each change once; many changes of one scope are one."""
        latest = {(entry.topic, entry.scope_id, entry.person_id): entry for entry in entries}
        for entry in latest.values():
            for told in self._topics[entry.topic]:
                await told(entry)

    async def _follow(self) -> None:
        while True:
            try:
                gone = asyncio.Event()
                async with self._feed.listening(self._wake.set, lambda: (gone.set(), self._wake.set())):  # noqa: B023 - ends with the block
                    while not gone.is_set():
                        self._wake.clear()
                        await self.catch_up()
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(self._wake.wait(), LOOK_AGAIN_S)
            except errors.ChatterbotError as error:
                _log.warning("what other processes changed cannot be read, trying again: %s", error)
                await asyncio.sleep(PAUSE_S)

    async def _purge(self) -> None:
        while True:
            try:
                await self._feed.purge()
            except errors.StoreError as error:
                _log.warning("what every process has followed is deleted later: %s", error)
            await asyncio.sleep(PURGE_S)
