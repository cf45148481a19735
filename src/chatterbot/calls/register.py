"""The record of the calls the bot is in, by which it finds back after a restart."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Final

from chatterbot import errors
from chatterbot.aio import Signal, background
from chatterbot.erasures import Erasures
from chatterbot.store import CallRecord, CallStore

if TYPE_CHECKING:
    from chatterbot.calls.call import VoiceCall

__all__ = ("CallRegister",)

_log = logging.getLogger(__name__)

SEEN_EVERY_S: Final = 60.0
"""Seconds between two notes that the bot is still in a call: a process that is killed cannot write down when."""
STEADY_S: Final = 600.0
"""Seconds after which a call has gone well, so that earlier restarts do not count any more."""
WRITTEN_S: Final = 3.0
"""Seconds that whoever called the bot waits for the record, so that it returns even if the process is killed right after its answer."""
AGAIN_S: Final = 30.0
"""Seconds until a record is deleted that could not be."""


class CallRegister:
    """Writes down which calls the bot is in.

    Parameters
    ----------
    store
        Where the records are.
    erasures
        So that nobody is named after their data was erased.
    """

    def __init__(self, store: CallStore, erasures: Erasures) -> None:
        self._store = store
        self._erasures = erasures
        self._undone: set[int] = set()
        """Guilds whose call is over, but could not be deleted yet."""
        self._written: set[VoiceCall] = set()
        """Calls that are written down."""
        self._changed = Signal()
        self.now: Final = store.now

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Delete during the block what could not be deleted before."""
        async with background(self._delete_later(), "calls: delete records"):
            yield

    @contextlib.asynccontextmanager
    async def keeping(self, call: VoiceCall, stopping: Callable[[], bool]) -> AsyncGenerator[None]:
        """Keep the record of a call during the block, from the moment at which the bot is in the channel.

        At the end of the block the record is deleted, unless the whole program is `stopping()`.
        """
        moment = self._erasures.moment()
        try:
            async with background(self._keep(call, moment), f"call {call.guild_id}: record"):
                yield
        finally:
            self._written.discard(call)
            if call.entered and not stopping():
                await self.end(call.guild_id)

    async def written(self, call: VoiceCall) -> None:
        """Wait until a call that the bot has joined is written down, for some seconds at most."""
        await call.until(lambda: call in self._written, WRITTEN_S)

    async def left_open(self) -> list[CallRecord]:
        """Return the calls the bot was in when the process ended.

        Raises
        ------
        errors.StoreError
            If the database cannot be read.
        """
        return await self._store.all()

    async def get(self, guild_id: int) -> CallRecord | None:
        """Return the record of a guild's call, `None` if there is none.

        Raises
        ------
        errors.StoreError
            If the database cannot be read.
        """
        return None if guild_id in self._undone else await self._store.get(guild_id)

    async def returning(self, guild_id: int, *, told: bool) -> None:
        """Note that the bot is about to return to a call, and whether it will say so.

        Raises
        ------
        errors.StoreError
            If that cannot be written: then the bot must not return, since nothing would bound how often it does.
        """
        await self._store.returned(guild_id, told=told)

    async def end(self, guild_id: int) -> None:
        """Delete the record of a guild's call; later, if the database does not allow it now."""
        try:
            await self._store.end(guild_id)
        except errors.StoreError as error:
            _log.warning("guild %d: that the call is over cannot be written yet: %s", guild_id, error)
            self._undone.add(guild_id)
            self._changed.tell()
        else:
            self._undone.discard(guild_id)

    async def _delete_later(self) -> None:
        while True:
            await self._changed.until(lambda: bool(self._undone))
            await asyncio.sleep(AGAIN_S)
            for guild_id in [*self._undone]:
                await self.end(guild_id)

    async def _keep(self, call: VoiceCall, moment: int) -> None:
        await call.until(lambda: call.entered)
        loop = asyncio.get_running_loop()
        began, written = loop.time(), False
        while True:
            channel_id = call.channel_id
            try:
                if written:
                    steady = loop.time() - began >= STEADY_S
                    await self._store.seen(call.guild_id, channel_id, steady=steady)
                else:
                    await self._write(call, channel_id, moment)
                    written = True
                    self._written.add(call)
                    call.notice()
            except errors.StoreError as error:
                _log.warning("guild %d: the call cannot be written down, trying again: %s", call.guild_id, error)
            await call.until(lambda: call.channel_id != channel_id, SEEN_EVERY_S)  # noqa: B023 - awaited here

    async def _write(self, call: VoiceCall, channel_id: int, moment: int) -> None:
        """Write the record of a call that begins; that of one the bot has returned to stands already, and says when it did."""
        self._undone.discard(call.guild_id)
        origin, now = call.origin, self._store.now()
        if origin.since is not None and await self._store.get(call.guild_id) is not None:
            await self._store.seen(call.guild_id, channel_id, steady=False)
            return
        record = CallRecord(
            scope_id=call.guild_id,
            channel_id=channel_id,
            text_channel_id=origin.text_channel_id,
            author_id=origin.author_id,
            by_itself=origin.by_itself,
            created_at=origin.since or now,
            seen_at=now,
        )
        author_id = origin.author_id or 0
        try:
            async with self._erasures.writing(moment, call.guild_id, author_id):
                await self._store.put(record)
        except errors.RefusedError:  # their data was erased a moment ago
            call.forget_caller(author_id)
            await self._write(call, channel_id, moment)
