"""After a restart: the bot returns to the calls it was in, where people still want it, and says so.

It does not return to a call it has left or was taken out of (then there is no record), nor where nobody is any more, nor after a long time.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Final

import hikari
from hikari import snowflakes

from chatterbot import errors
from chatterbot.aio import background
from chatterbot.calls import notices
from chatterbot.calls.abilities import Speaking
from chatterbot.calls.manager import CallManager
from chatterbot.calls.origins import CallArrival, CallOrigin
from chatterbot.calls.register import CallRegister
from chatterbot.discord import Languages, channel_access
from chatterbot.preferences import CallMode, Preferences, calls_at, override_at

if TYPE_CHECKING:
    from chatterbot.calls.call import VoiceCall
    from chatterbot.store import CallRecord

__all__ = ("CallReturns",)

_log = logging.getLogger(__name__)

LONGEST_ABSENCE: Final = dt.timedelta(hours=1)
"""How long after it was there last the bot still returns. Whoever is in the channel later talks of something else by now, and did not call
the bot for that."""
TELL_AGAIN: Final = dt.timedelta(minutes=15)
"""How long the bot does not repeat that it was restarted: a process that is restarted again and again must not fill the chat."""
MOST_RETURNS: Final = 10
"""Returns in a row, none of which lasted; then the bot waits until it is called, for the call itself may be what ends the process."""
PACE_S: Final = 2.5
"""Seconds between two returns of one shard; then joins at the same time, for people who call the bot, need not wait (`join_pace.py`)."""
ATTEMPTS: Final = 3
"""How often a return is tried if Discord or the database does not answer."""
PAUSE_S: Final = 15.0
"""Seconds before the next attempt."""
GUILD_S: Final = 120.0
"""Seconds for Discord to send a guild after the start; a guild that comes later is in an outage."""
INTRODUCED_S: Final = 10.0
"""Seconds for the announcement of whom the bot hears; where it listens, that says that it is back, too."""


class CallReturns:
    """Brings the bot back into the calls it was in when the process ended.

    Parameters
    ----------
    bot
        To know which guilds are there, and to write with.
    calls, register
        Where it returns to.
    preferences, languages
        Whether each server still wants it, and in which language it says that it is back.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        calls: CallManager,
        register: CallRegister,
        *,
        preferences: Preferences,
        languages: Languages,
    ) -> None:
        self._bot = bot
        self._calls = calls
        self._register = register
        self._preferences = preferences
        self._languages = languages

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Return to the calls during the block, without waiting for that."""
        async with self._register.running(), background(self.run(), "calls: return"):
            yield

    async def run(self) -> None:
        """Return to all calls to which the bot may, those it was in last first; every other record is deleted."""
        if not self._calls.available:
            return
        try:
            records = await self._register.left_open()
        except errors.StoreError as error:
            _log.warning("the calls of before the restart cannot be read, so the bot returns to none: %s", error)
            return
        shards: dict[int, list[CallRecord]] = collections.defaultdict(list)
        for record in records:
            shard_id = snowflakes.calculate_shard_id(self._bot, record.scope_id)
            if shard_id in self._bot.shards:  # others are those of another process
                shards[shard_id].append(record)
        async with asyncio.TaskGroup() as tasks:
            for shard_id, waiting in shards.items():
                tasks.create_task(self._return_in_turn(waiting, tasks), name=f"calls: return, shard {shard_id}")

    async def _return_in_turn(self, records: Sequence[CallRecord], tasks: asyncio.TaskGroup) -> None:
        waiting, until = list(records), asyncio.get_running_loop().time() + GUILD_S
        for attempt in range(1, ATTEMPTS + 1):
            failed: list[CallRecord] = []
            while (record := await self._next(waiting, until)) is not None:
                try:
                    call = await self._return(record, first=attempt == 1)
                except (errors.ServiceError, errors.VoiceError) as error:
                    _log.warning("guild %d: no return to its call yet: %s", record.scope_id, error)
                    failed.append(record)
                except (
                    errors.UserError
                ) as error:  # what was true a moment ago is not any more, or somebody sent it away
                    await self._give_up(record, str(error))
                    continue
                else:
                    if call is None:
                        continue  # nothing was sent
                    tasks.create_task(self._introduce(call), name=f"calls: introduce {record.scope_id}")
                await asyncio.sleep(PACE_S)
            for record in waiting:  # their guilds did not come
                await self._give_up(record, "the server is not there")
            if not failed:
                return
            waiting = failed
            if attempt < ATTEMPTS:
                await asyncio.sleep(PAUSE_S)
        for record in waiting:
            await self._give_up(record, "Discord or the database does not answer")

    async def _next(self, waiting: list[CallRecord], until: float) -> CallRecord | None:
        """Wait for the first record whose guild Discord has sent, and take it out of the list; `None` if there is none in time."""

        def ready() -> CallRecord | None:
            there = self._bot.cache.get_available_guild
            return next((record for record in waiting if there(record.scope_id) is not None), None)

        left_s = max(0.0, until - asyncio.get_running_loop().time())
        if not waiting or not await self._calls.guilds.until(lambda: ready() is not None, left_s):
            return None
        if (record := ready()) is not None:
            waiting.remove(record)
        return record

    async def _give_up(self, record: CallRecord, reason: str) -> None:
        if self._calls.get(record.scope_id) is None:
            _log.info("guild %d: no return to its call: %s", record.scope_id, reason)
            await self._register.end(record.scope_id)

    async def _return(self, record: CallRecord, *, first: bool) -> VoiceCall | None:
        """Return to a call; `None` if the bot does not.

        Raises
        ------
        errors.ServiceError, errors.VoiceError
            If it may return, but Discord or the database does not answer.
        errors.UserError
            If it may not any more, or was told to leave meanwhile.
        """
        guild_id, calls = record.scope_id, self._calls
        reason = self._too_late(record) or await self._unwelcome(record)
        if reason or await self._register.get(guild_id) is None:
            await self._give_up(record, reason or "it is over")
            return None
        told = record.told_at is None or self._register.now() - record.told_at >= TELL_AGAIN
        if first:
            await self._register.returning(guild_id, told=told)
        if calls.get(guild_id) is not None:
            return None  # somebody was quicker
        origin = CallOrigin(
            author_id=record.author_id,
            text_channel_id=record.text_channel_id,
            by_itself=record.by_itself,
            since=record.created_at,
            arrival=CallArrival.RETURNED if told else CallArrival.RETURNED_QUIETLY,
        )
        call = await calls.join(guild_id, record.channel_id, origin)
        _log.info("guild %d: returned to its call after a restart", guild_id)
        return call

    def _too_late(self, record: CallRecord) -> str:
        if self._register.now() - record.seen_at > LONGEST_ABSENCE:
            return "it was too long ago"
        return "too many restarts in a row" if record.returns >= MOST_RETURNS else ""

    async def _unwelcome(self, record: CallRecord) -> str:
        """Return why the bot may not or need not return to a call; empty: it may."""
        guild_id = record.scope_id
        if self._calls.get(guild_id) is not None:
            return "it was called again"
        try:
            self._calls.rooms.check(guild_id, record.channel_id)
        except errors.UserError as error:
            return str(error)
        chosen = await self._preferences.get(guild_id)
        place = channel_access.place_of(self._bot, record.channel_id)
        if override_at(chosen, place).voice is False:
            return "the server does not want it there any more"
        if record.by_itself and calls_at(chosen, place) is not CallMode.COME:
            return "the server does not want it to come by itself any more"
        return "it cannot speak any more" if self._calls.speaking(guild_id) is Speaking.OFF else ""

    async def _introduce(self, call: VoiceCall) -> None:
        """Say that the bot is back, unless the announcement of whom it hears does; where nothing is to be said, nothing is."""
        if await call.until(lambda: call.introduced, INTRODUCED_S):
            return
        call.introduced = True
        if call.origin.arrival is not CallArrival.RETURNED or self._calls.get(call.guild_id) is not call:
            return
        try:
            translate = await self._languages.of_message(call.guild_id, None)
        except errors.ServiceError as error:
            _log.warning("guild %d: that it is back is not said, its language cannot be read: %s", call.guild_id, error)
            return
        hearing, speaking = await self._calls.hearing(call.guild_id), self._calls.speaking(call.guild_id)
        text, buttons = notices.returned(translate, call.channel_id, hearing, speaking)
        channels = (call.channel_id, call.origin.text_channel_id)
        await notices.post(self._bot.rest, call.guild_id, channels, text, buttons)
