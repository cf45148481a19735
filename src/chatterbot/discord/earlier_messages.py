"""Messages that were written before a question, read from Discord: hikari keeps none, and nothing that is read here is kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, TypeVar

import hikari
from hikari.messages import MessageReferenceType

from chatterbot.discord import channel_access
from chatterbot.discord.addressing import Incoming
from chatterbot.preferences import Preferences

__all__ = ("EarlierMessages", "reference")

_log = logging.getLogger(__name__)

T = TypeVar("T")

CHAIN: Final = 10
"""Most messages that are followed from reply to reply."""
WINDOW: Final = 50
"""Latest messages of a thread or channel that are read: one request."""
READING_S: Final = 2.0
"""Seconds that reading from Discord may take, the messages that are replied to and the latest ones each: the person is waiting."""
_READS: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY


def reference(message: hikari.PartialMessage) -> int | None:
    """Return the id of the message that another one is a reply to; `None` for what was forwarded or comes from elsewhere."""
    found = message.message_reference or None
    if found is None or found.id is None or found.channel_id != message.channel_id:
        return None
    return int(found.id) if found.type is MessageReferenceType.DEFAULT else None


class EarlierMessages:
    """Reads messages; what Discord does not hand out in time is left out."""

    def __init__(self, bot: hikari.GatewayBot, preferences: Preferences) -> None:
        self._bot = bot
        self._preferences = preferences

    def may_read(self, incoming: Incoming) -> bool:
        """Tell whether the person, and the bot, may read what was said in the channel before they came."""
        guild_id, message = incoming.guild_id, incoming.message
        if guild_id is None:
            return True
        cache = self._bot.cache
        thread, guild = cache.get_thread(incoming.channel_id), cache.get_guild(guild_id)
        place = cache.get_guild_channel(incoming.channel_id if thread is None else thread.parent_id)
        member = (message.member if message is not None else None) or cache.get_member(guild_id, incoming.author_id)
        if guild is None or member is None or not isinstance(place, hikari.PermissibleGuildChannel):
            return False
        if channel_access.missing(self._bot, guild_id, int(place.id), _READS):
            return False
        roles = cache.get_roles_view_for_guild(guild_id).values()
        return channel_access.allowed(guild, roles, member, place) & _READS == _READS

    async def reads_latest(self, incoming: Incoming) -> bool:
        """Tell whether the latest messages are read: in threads, and in the channels of guilds that want it."""
        if incoming.guild_id is None:
            return False
        if self._bot.cache.get_thread(incoming.channel_id) is not None:
            return True
        return (await self._preferences.get(incoming.scope_id)).model_reads_channel

    async def latest(self, incoming: Incoming) -> Sequence[hikari.Message]:
        """Return the latest messages of the channel before a question, newest first."""

        async def read() -> list[hikari.Message]:
            found: list[hikari.Message] = []
            async for message in self._bot.rest.fetch_messages(incoming.channel_id, before=incoming.id).limit(WINDOW):
                found.append(message)
                # A thread's first message: to look for earlier ones would be another request.
                if message.id == message.channel_id or message.type is hikari.MessageType.THREAD_STARTER_MESSAGE:
                    break
            return found

        return await _in_time(read, incoming) or ()

    async def first_of_thread(
        self, incoming: Incoming, known: Mapping[int, hikari.PartialMessage]
    ) -> hikari.PartialMessage | None:
        """Return the message that a thread was made under, or that begins a post of a forum; both have the thread's id."""
        thread = self._bot.cache.get_thread(incoming.channel_id)
        if thread is None or incoming.id == incoming.channel_id or isinstance(thread, hikari.GuildPrivateThread):
            return None
        if found := known.get(int(thread.id)):
            return found
        starters = (m for m in known.values() if m.type is hikari.MessageType.THREAD_STARTER_MESSAGE)
        if (starter := next(starters, None)) is not None:
            return starter.referenced_message or None
        parent = self._bot.cache.get_guild_channel(thread.parent_id)
        forum = isinstance(parent, hikari.GuildForumChannel | hikari.GuildMediaChannel)
        channel_id = thread.id if forum else thread.parent_id
        return await _in_time(lambda: self._bot.rest.fetch_message(channel_id, thread.id), incoming)

    async def chain(
        self, incoming: Incoming, known: Mapping[int, hikari.PartialMessage], *, may_read: bool
    ) -> Sequence[hikari.PartialMessage]:
        """Return the message that a question is a reply to, the one that this is a reply to, and so on.

        Parameters
        ----------
        known
            The channel's latest messages, if they were read; else they are, since that is one request instead of one a message.
        """
        found: list[hikari.PartialMessage] = []
        latest = dict(known)

        async def look_up(message_id: int) -> hikari.PartialMessage:
            if not latest:
                latest.update({int(message.id): message for message in await self.latest(incoming)})
            return latest.get(message_id) or await self._bot.rest.fetch_message(incoming.channel_id, message_id)

        async def follow() -> None:
            message = incoming.message
            while message is not None and len(found) < CHAIN:
                above = reference(message)
                if above is None or any(above == each.id for each in found):
                    return
                shown = message.referenced_message or None
                if shown is None and may_read:
                    shown = await look_up(above)
                if shown is not None:
                    found.append(shown)
                message = shown if may_read else None

        await _in_time(follow, incoming)
        return found


async def _in_time(read: Callable[[], Awaitable[T]], incoming: Incoming) -> T | None:
    """Return what is read from Discord; `None` if it does not hand it out, or not in time."""
    try:
        async with asyncio.timeout(READING_S):
            return await read()
    except (hikari.HikariError, TimeoutError) as error:
        _log.info(
            "guild or person %d: earlier messages of channel %d cannot be read, so the model is not given them: %s",
            incoming.scope_id,
            incoming.channel_id,
            type(error).__name__,
        )
    return None
