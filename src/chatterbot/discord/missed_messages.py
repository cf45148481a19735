"""Messages that came while nobody listened: after another process stopped answering in these servers, and before this one was ready.

Discord does not send them again, but tells the newest message of each channel. Where that is newer than the last answer of the earlier
process, the messages since then are read, and handled as if they came now, unless they were answered. Direct messages are not found so:
Discord lists no channels of that kind.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from collections.abc import AsyncGenerator, Iterable
from typing import Final, Protocol

import hikari

from chatterbot import errors
from chatterbot.aio import background
from chatterbot.discord.inflight import PATIENCE_S

__all__ = ("AnsweredMessages", "MissedMessages")

_log = logging.getLogger(__name__)

LONGEST_GAP: Final = dt.timedelta(minutes=5)
"""How old a question may be that is answered late: whoever asked before that does not wait any more."""
CLOCKS_APART: Final = dt.timedelta(seconds=2)
"""How far the clocks of Discord and of the database may be apart."""
GUILDS_S: Final = 120.0
"""Seconds in which Discord sends the servers after the start."""
AT_ONCE: Final = 4
"""Servers that are looked through at the same time: most of the time is spent waiting for Discord."""
MOST_MESSAGES: Final = 100
"""Messages that are read of one channel: a page."""
MOST_EARLY: Final = 10_000
"""Messages that are remembered as received."""


class AnsweredMessages(Protocol):
    """Knows which messages were answered (`store.TurnStore` does)."""

    async def answered(self, scope_id: int, message_ids: Iterable[int]) -> set[int]:
        """Return those of the messages that were answered."""
        ...


class MissedMessages:
    """Finds and handles what was missed in the servers of this process.

    Parameters
    ----------
    bot
        Not started yet, so that no server is overlooked.
    since
        When the earlier process answered last.
    """

    def __init__(self, bot: hikari.GatewayBot, turns: AnsweredMessages, since: dt.datetime) -> None:
        self._bot = bot
        self._turns = turns
        self._since = max(since - CLOCKS_APART, dt.datetime.now(dt.UTC) - LONGEST_GAP)
        self._guilds: asyncio.Queue[hikari.GuildAvailableEvent] = asyncio.Queue()
        self._seen: set[hikari.Snowflake] = set()
        self._received: dict[int, tuple[float, int]] = {}
        bot.subscribe(hikari.GuildAvailableEvent, self._on_guild)
        bot.subscribe(hikari.GuildMessageCreateEvent, self._on_message)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Handle in the background what was missed; from the beginning of the block on, the bot answers what it receives."""
        async with background(self._run(asyncio.get_running_loop().time() - PATIENCE_S), "missed messages"):
            yield

    async def _on_guild(self, event: hikari.GuildAvailableEvent) -> None:
        if event.guild_id not in self._seen:  # it may become available again
            self._seen.add(event.guild_id)
            self._guilds.put_nowait(event)

    async def _on_message(self, event: hikari.GuildMessageCreateEvent) -> None:
        if len(self._received) < MOST_EARLY:
            self._received[int(event.message_id)] = asyncio.get_running_loop().time(), int(event.channel_id)

    async def _run(self, handled_since: float) -> None:
        """Look through each server once; what was received before a moment of the loop's clock was not handled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for _ in range(AT_ONCE):
                    tasks.create_task(self._look_through_servers(handled_since), name="missed messages of servers")
        finally:
            self._bot.unsubscribe(hikari.GuildAvailableEvent, self._on_guild)
            self._bot.unsubscribe(hikari.GuildMessageCreateEvent, self._on_message)
            self._received.clear()

    async def _look_through_servers(self, handled_since: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + GUILDS_S
        while True:
            left_s = until - loop.time()
            if self._guilds.empty() and left_s <= 0:
                return
            try:
                event = await asyncio.wait_for(self._guilds.get(), max(1.0, left_s))
            except TimeoutError:
                return
            for channel_id in self._channels(event, handled_since):
                await self._look_through(event, channel_id, handled_since)

    def _channels(self, event: hikari.GuildAvailableEvent, handled_since: float) -> list[int]:
        """Return the channels and threads of a server in which somebody wrote since then."""
        found: list[int] = []
        for channel in (*event.channels.values(), *event.threads.values()):
            last: hikari.Snowflake | None = getattr(channel, "last_message_id", None)
            if last is not None and last.created_at >= self._since:
                found.append(int(channel.id))
        early = {channel_id for at, channel_id in self._received.values() if at < handled_since}
        return [*dict.fromkeys([*found, *(each for each in early if each in event.channels or each in event.threads)])]

    async def _look_through(self, event: hikari.GuildAvailableEvent, channel_id: int, handled_since: float) -> None:
        guild_id = int(event.guild_id)
        try:
            messages = await self._bot.rest.fetch_messages(channel_id, after=self._since).limit(MOST_MESSAGES)
            messages = sorted(messages, key=lambda message: message.id)
            answered = await self._turns.answered(guild_id, [int(message.id) for message in messages])
        except (hikari.HikariError, errors.StoreError) as error:
            _log.info(
                "guild %d: what was written in channel %d meanwhile cannot be read: %s", guild_id, channel_id, error
            )
            return
        me = self._bot.get_me()
        for message in messages:
            about = message.message_reference
            if me is not None and message.author.id == me.id and about is not None and about.id is not None:
                answered.add(int(about.id))
        for message in messages:
            at, _ = self._received.get(int(message.id), (0.0, 0))
            if message.author.is_bot or int(message.id) in answered or at >= handled_since:
                continue
            await self._handle(event, message)

    async def _handle(self, event: hikari.GuildAvailableEvent, message: hikari.Message) -> None:
        """Handle a message as if it came now."""
        member = self._bot.cache.get_member(event.guild_id, message.author.id)
        if member is None:
            with contextlib.suppress(hikari.HikariError):  # they may have left
                member = await self._bot.rest.fetch_member(event.guild_id, message.author.id)
        # Discord leaves both out where messages are listed.
        message.guild_id, message.member = event.guild_id, member
        _log.info("guild %d: message %d came while nobody listened, and is handled now", event.guild_id, message.id)
        # Not awaited: the messages of a channel are answered in order, and those of other channels need not wait for that.
        self._bot.dispatch(hikari.GuildMessageCreateEvent(shard=event.shard, message=message))
