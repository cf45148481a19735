"""The lease of a process: the shards that it runs, for as long as it renews it; without it nothing is written any more."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import os
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final, Self

from chatterbot import errors
from chatterbot.aio import Signal, background
from chatterbot.cluster.ranges import ShardPlan, ShardRange
from chatterbot.store import LeaseRecord, LeaseStore, NewLease

__all__ = ("ShardLease",)

_log = logging.getLogger(__name__)

RENEWALS: Final = 5
"""How often a lease is renewed while it would hold: one renewal that fails, or comes late, is no loss."""
SOON_S: Final = 0.05
"""Seconds after the end of a lease at which a process that waits looks whether it was renewed."""
LOOK_AGAIN_S: Final = 2.0
"""Seconds after which a process that waits looks again whether shards are free, if nobody tells it earlier."""


class ShardLease:
    """The shards of this process. Use `open`, which waits for them.

    Other processes may take the shards when the lease has expired by the database's clock. This process counts by its own clock, from
    before it asked for the renewal, so that it notices earlier than they do.
    """

    def __init__(
        self, leases: LeaseStore, token: int, shards: ShardRange, answered_until: dt.datetime | None, seconds: float
    ) -> None:
        self.token: Final = token
        """The fencing token: no earlier holder of these shards has a higher one."""
        self.shards: Final = shards
        self.answered_until: Final = answered_until
        """When an earlier holder answered last; `None`: that is long ago, or never was."""
        self._leases = leases
        self._seconds = seconds
        self._lost = ""
        self._signal = Signal()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        leases: LeaseStore,
        plan: ShardPlan,
        *,
        instance: str,
        seconds: float,
        recommended: Callable[[], Awaitable[int]],
    ) -> AsyncGenerator[Self]:
        """Wait until shards are free, take them, and renew the lease during the block; at its end others may take them at once.

        Parameters
        ----------
        instance
            As `LeaseStore.claim`.
        seconds
            How long the lease holds without being renewed.
        recommended
            Returns the number of shards that Discord recommends.

        Raises
        ------
        errors.SettingsError
            If the other processes run another number of shards.
        errors.StoreError
            If the database cannot be reached.
        """
        number = await recommended() if plan.wanted is None else plan.wanted.count
        began = asyncio.get_running_loop().time()
        token, shards, answered_until = await _claimed(leases, plan, instance, seconds, number)
        lease = cls(leases, token, shards, answered_until, seconds)
        leases.fence(token, f"shards {shards}")
        _log.info("this process runs shards %s (fencing token %d)", shards, token)
        try:
            async with background(lease._renew(began), "cluster: renew the lease"):
                yield lease
        finally:
            if not lease._lost:
                try:
                    await leases.release(token)
                except errors.StoreError as error:
                    _log.warning("shards %s are free only in %.0f s: %s", shards, seconds, error)

    @property
    def is_lost(self) -> bool:
        """Whether other processes may run the shards by now."""
        return bool(self._lost)

    async def lost(self) -> errors.ServiceError:
        """Wait until the lease is lost, and return the error that says why."""
        await self._signal.until(lambda: bool(self._lost))
        return errors.ServiceError(self._lost)

    async def stop_answering(self) -> None:
        """Note that this process takes no questions any more; the next one answers those that come from now on."""
        try:
            await self._leases.stopped(self.token)
        except errors.StoreError as error:
            _log.warning("that this process takes no questions any more cannot be written: %s", error)

    async def _renew(self, renewed: float) -> None:
        """Renew the lease in time; `renewed` is when it was asked for last, by the loop's clock."""
        loop = asyncio.get_running_loop()
        while not self._lost:
            await asyncio.sleep(self._seconds / RENEWALS)
            asked, problem = loop.time(), ""
            try:
                async with asyncio.timeout(max(0.1, renewed + self._seconds - asked)):
                    if not await self._leases.renew(self.token, self._seconds):
                        self._lose("another process took them, because this one had not renewed its lease in time")
                        return
            except TimeoutError:
                problem = "no answer"
            except errors.StoreError as error:
                problem = str(error)
            if not problem:
                renewed = asked
            elif loop.time() - renewed >= self._seconds:
                self._lose(f"the database was out of reach for {self._seconds:g} s: {problem}")
            else:
                _log.warning("shards %s: the lease could not be renewed yet: %s", self.shards, problem)

    def _lose(self, reason: str) -> None:
        self._lost = (
            f"the lease of shards {self.shards} (fencing token {self.token}) is lost: {reason}. This process writes nothing more and "
            "ends; start it again"
        )
        _log.error("%s", self._lost)
        self._signal.tell()


async def _claimed(
    leases: LeaseStore, plan: ShardPlan, instance: str, seconds: float, recommended: int
) -> tuple[int, ShardRange, dt.datetime | None]:
    """Wait for one of the ranges that the plan allows; return the fencing token, the range, and when it was answered last."""
    chosen: list[ShardRange] = []

    def choose(held: Sequence[LeaseRecord]) -> NewLease | None:
        chosen.clear()
        count = held[0].shard_count if held else recommended
        for candidate in plan.candidates(count):
            if held and candidate.count != count:
                raise errors.SettingsError(
                    f"discord.shards: {candidate} is of {candidate.count} shards, but {held[0].holder} runs shards of {count}; all "
                    "processes need the same number. Use that number, or stop the others first"
                )
            if all(one.last_shard < candidate.first or candidate.last < one.first_shard for one in held):
                chosen.append(candidate)
                return NewLease(
                    writer=leases.writer,
                    instance=instance,
                    holder=f"{socket.gethostname()}, process {os.getpid()}",
                    first_shard=candidate.first,
                    last_shard=candidate.last,
                    shard_count=candidate.count,
                )
        return None

    free, waiting = asyncio.Event(), False
    while True:
        try:
            async with leases.listening(free.set):
                while True:
                    free.clear()
                    found = await leases.claim(choose, instance, seconds)
                    if isinstance(found, tuple):
                        return found[0], chosen[0], found[1]
                    if not waiting:
                        waiting = True
                        _log.info("all shards are run by other processes; this one waits until some are free")
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(free.wait(), min(LOOK_AGAIN_S, found + SOON_S))
        except errors.StoreError as error:
            if not waiting:
                raise
            _log.warning("whether shards are free cannot be read, trying again: %s", error)
            await asyncio.sleep(LOOK_AGAIN_S)
