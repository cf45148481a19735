"""Messages that came while nobody listened: before this process was ready, and while a connection was lost that Discord does not resume.

Discord does not send them again, but tells the newest message of each channel. Where that is newer than the last moment at which somebody
listened, the messages since then are read, and handled as if they came now, unless they were received or answered. Direct messages are
not found so: Discord lists no channels of that kind.
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
LOOK_BACK: Final = dt.timedelta(seconds=60)
"""How far before that moment is looked: what was under way then was accepted and not answered, a broken connection is noticed only when a
heartbeat is missed (41 s), and the clocks may be apart. What was answered is known, so looking further costs only requests."""
AGAIN_S: Final = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds between attempts to read a channel while Discord or the database fails: a restarted database is back in that time."""
AT_ONCE: Final = 4
"""Servers that are looked through at the same time: most of the time is spent waiting for Discord."""
MOST_MESSAGES: Final = 100
"""Messages that are read of one channel: a page."""
MOST_RECEIVED: Final = 10_000
"""Messages that are remembered as received, the latest ones."""


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
        When the earlier process answered last; `None`: there was none lately.
    """

    def __init__(self, bot: hikari.GatewayBot, turns: AnsweredMessages, since: dt.datetime | None) -> None:
        self._bot = bot
        self._turns = turns
        self._start = since
        self._lost: dict[int, dt.datetime] = {}
        """Since when nobody listened, of the shards that are not connected."""
        self._since: dict[int, dt.datetime | None] = {}
        """Since when the messages of a shard's servers are looked through, as soon as they are there; `None`: not at all."""
        self._seen: dict[hikari.Snowflake, dt.datetime] = {}
        self._guilds: asyncio.Queue[tuple[hikari.GuildAvailableEvent, dt.datetime]] = asyncio.Queue()
        self._received: dict[int, tuple[float, int]] = {}
        bot.subscribe(hikari.ShardDisconnectedEvent, self._on_lost)
        bot.subscribe(hikari.ShardResumedEvent, self._on_resumed)
        bot.subscribe(hikari.ShardReadyEvent, self._on_session)
        bot.subscribe(hikari.GuildAvailableEvent, self._on_guild)
        bot.subscribe(hikari.GuildMessageCreateEvent, self._on_message)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Handle in the background what was missed; from the beginning of the block on, the bot answers what it receives."""
        handled_since = asyncio.get_running_loop().time() - PATIENCE_S
        try:
            async with contextlib.AsyncExitStack() as stack:
                for _ in range(AT_ONCE):
                    work = self._look_through_servers(handled_since)
                    await stack.enter_async_context(background(work, "missed messages"))
                yield
        finally:
            self._bot.unsubscribe(hikari.ShardDisconnectedEvent, self._on_lost)
            self._bot.unsubscribe(hikari.ShardResumedEvent, self._on_resumed)
            self._bot.unsubscribe(hikari.ShardReadyEvent, self._on_session)
            self._bot.unsubscribe(hikari.GuildAvailableEvent, self._on_guild)
            self._bot.unsubscribe(hikari.GuildMessageCreateEvent, self._on_message)

    async def _on_lost(self, event: hikari.ShardDisconnectedEvent) -> None:
        self._lost.setdefault(event.shard.id, dt.datetime.now(dt.UTC))

    async def _on_resumed(self, event: hikari.ShardResumedEvent) -> None:
        self._lost.pop(event.shard.id, None)  # Discord sends again what was missed

    async def _on_session(self, event: hikari.ShardReadyEvent) -> None:
        self._since[event.shard.id] = self._lost.pop(event.shard.id, None)

    async def _on_guild(self, event: hikari.GuildAvailableEvent) -> None:
        since = self._since.get(event.shard.id) or self._start
        # It may become available again, for other reasons than a new session.
        if since is None or self._seen.get(event.guild_id) == since:
            return
        self._seen[event.guild_id] = since
        now = dt.datetime.now(dt.UTC)
        self._guilds.put_nowait((event, max(since - LOOK_BACK, now - LONGEST_GAP)))

    async def _on_message(self, event: hikari.GuildMessageCreateEvent) -> None:
        self._received[int(event.message_id)] = asyncio.get_running_loop().time(), int(event.channel_id)
        if len(self._received) > MOST_RECEIVED:
            del self._received[next(iter(self._received))]

    async def _look_through_servers(self, handled_since: float) -> None:
        """Look through one server after the other; what was received before a moment of the loop's clock was not handled."""
        while True:
            event, since = await self._guilds.get()
            for channel_id in self._channels(event, since, handled_since):
                await self._look_through(event, channel_id, since, handled_since)

    def _channels(self, event: hikari.GuildAvailableEvent, since: dt.datetime, handled_since: float) -> list[int]:
        """Return the channels and threads of a server in which somebody wrote since then."""
        found: list[int] = []
        for channel in (*event.channels.values(), *event.threads.values()):
            last: hikari.Snowflake | None = getattr(channel, "last_message_id", None)
            if last is not None and last.created_at >= since:
                found.append(int(channel.id))
        early = {channel_id for at, channel_id in self._received.values() if at < handled_since}
        return [*dict.fromkeys([*found, *(each for each in early if each in event.channels or each in event.threads)])]

    async def _look_through(
        self, event: hikari.GuildAvailableEvent, channel_id: int, since: dt.datetime, handled_since: float
    ) -> None:
        for pause_s in (*AGAIN_S, None):
            try:
                messages = await self._bot.rest.fetch_messages(channel_id, after=since).limit(MOST_MESSAGES)
                messages = sorted(messages, key=lambda message: message.id)
                answered = await self._turns.answered(int(event.guild_id), [int(message.id) for message in messages])
                break
            except (hikari.HikariError, errors.StoreError) as error:
                refused = isinstance(error, hikari.ClientHTTPResponseError)
                _log.info(
                    "guild %d: what was written in channel %d meanwhile cannot be read%s: %s",
                    event.guild_id,
                    channel_id,
                    "" if refused or pause_s is None else " yet",
                    error,
                )
                if refused or pause_s is None:
                    return
                await asyncio.sleep(pause_s)
        else:
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
