"""Threads in which people answer each other: there the bot keeps silent until it is addressed.

In a help thread somebody asks, and the bot may answer at once. As soon as somebody else writes, people are at work: a helper's "which
version?" is not for the bot, and neither is what the asker writes back. The bot comes back when the asker addresses it, or asks something
long after the last of them wrote.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
import logging
from typing import Final

import hikari

from chatterbot.discord.addressing import Incoming, own_roles, understand
from chatterbot.discord.chatter import is_question

__all__ = ("HelpThreads",)

_log = logging.getLogger(__name__)

RESUMES_AFTER: Final = dt.timedelta(hours=6)
"""How long people have to be silent before a question of the asker counts as a new one. Helpers often answer after hours, and what the asker
writes back is for them."""
MOST_THREADS: Final = 2_000
"""Threads that are remembered; beyond that, the one used longest ago is read again when it is needed."""
LATEST: Final = 16
"""Messages to the bot that are remembered of a thread: more than wait in a channel's queue."""
HISTORY: Final = 50
"""Latest messages that are read of a thread which the bot does not remember."""
FIRST_MESSAGES: Final = 10
"""Messages from the beginning of a longer thread among which the asker's is looked for."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})


@dataclasses.dataclass(slots=True)
class _Thread:
    """What is known of one thread; ids of messages grow with time."""

    asker_id: int | None = None
    people: int = 0
    """The latest message in which people talk with each other; 0: none."""
    addressed: collections.deque[int] = dataclasses.field(default_factory=lambda: collections.deque([0], LATEST))
    """The latest messages in which the asker addressed the bot: one that is answered late must not count for those before it."""
    waiting: list[Incoming] | None = dataclasses.field(default_factory=list[Incoming])
    """Messages that arrived while the thread is being read; `None`: it has been read."""
    reading: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)

    def hear(self, incoming: Incoming) -> None:
        """Take note of a person's message."""
        if self.asker_id is None:
            self.asker_id = incoming.author_id
        if incoming.author_id != self.asker_id or incoming.addressing.others:
            self.people = max(self.people, incoming.id)
        elif incoming.addressing.direct:
            self.addressed.append(incoming.id)

    def people_talk(self, message_id: int) -> bool:
        """Tell whether people have talked since the asker addressed the bot last before that message."""
        return self.people > max((each for each in self.addressed if each < message_id), default=0)


class HelpThreads:
    """Knows in which threads people are answering.

    What was said is not kept: only who asked, and when people last talked. After a restart the latest messages of a thread are read once.
    """

    def __init__(self, bot: hikari.GatewayBot) -> None:
        self._bot = bot
        self._threads: collections.OrderedDict[int, _Thread] = collections.OrderedDict()

    def note(self, incoming: Incoming) -> None:
        """Take note of a person's message, if it is in a thread that is remembered, or begins a post of a forum."""
        thread = self._threads.get(incoming.channel_id)
        if incoming.id == incoming.channel_id and thread is None:
            thread = self._remember(incoming.channel_id)
            thread.waiting = None
        if thread is None:
            return
        if thread.waiting is None:
            thread.hear(incoming)
        else:
            thread.waiting.append(incoming)

    async def is_left_to_people(self, incoming: Incoming) -> bool:
        """Tell whether a message that does not address the bot is part of people's talk in a thread."""
        if incoming.guild_id is None or self._bot.cache.get_thread(incoming.channel_id) is None:
            return False
        thread = self._remember(incoming.channel_id)
        async with thread.reading:
            if thread.waiting is not None:
                await self._read(thread, incoming)
        if not thread.people_talk(incoming.id):
            return False
        silent_for = hikari.Snowflake(incoming.id).created_at - hikari.Snowflake(thread.people).created_at
        asks_anew = incoming.author_id == thread.asker_id and is_question(incoming.text)
        return not (asks_anew and silent_for >= RESUMES_AFTER)

    async def forget(self, user_id: int, _scope_id: int | None) -> None:
        """Forget the threads of an asker who is erased; they are read again when they are needed."""
        for thread_id in [thread_id for thread_id, thread in self._threads.items() if thread.asker_id == user_id]:
            del self._threads[thread_id]

    def _remember(self, thread_id: int) -> _Thread:
        thread = self._threads.setdefault(thread_id, _Thread())
        self._threads.move_to_end(thread_id)
        if len(self._threads) > MOST_THREADS:
            self._threads.popitem(last=False)
        return thread

    async def _read(self, thread: _Thread, incoming: Incoming) -> None:
        """Read who asked and who wrote, up to that message; what cannot be read counts as not written."""
        rest, thread_id = self._bot.rest, incoming.channel_id
        latest: list[hikari.Message] = []
        try:
            thread.asker_id = await self._first_author(thread_id)
            found = rest.fetch_messages(thread_id, before=incoming.id + 1).limit(HISTORY)
            latest = sorted([message async for message in found], key=lambda message: message.id)
            if thread.asker_id is None and len(latest) == HISTORY:
                first = rest.fetch_messages(thread_id, after=thread_id).limit(FIRST_MESSAGES)
                written = [message async for message in first if _by_person(message)]
                thread.asker_id = int(written[0].author.id) if written else None
        except hikari.HikariError as error:
            _log.info("thread %d cannot be read, so what was said there before is not known: %s", thread_id, error)
        me = self._bot.get_me()
        for message in latest:
            if me is not None and _by_person(message):
                # What is fetched does not name its guild, and would be taken for a direct message.
                message.guild_id = None if incoming.guild_id is None else hikari.Snowflake(incoming.guild_id)
                heard = understand(message, me, roles=own_roles(self._bot, incoming.guild_id))
                if heard is not None:
                    thread.hear(heard)
        waiting, thread.waiting = thread.waiting or [], None
        for heard in waiting:
            thread.hear(heard)

    async def _first_author(self, thread_id: int) -> int | None:
        """Return the person whose message began a thread: a post of a forum, or a message that the thread was made under."""
        thread = self._bot.cache.get_thread(thread_id)
        for channel_id in [thread_id] if thread is None else [thread_id, thread.parent_id]:
            channel = self._bot.cache.get_guild_channel(channel_id)
            if isinstance(channel, hikari.GuildForumChannel | hikari.GuildMediaChannel):
                continue  # it has no messages of its own
            try:
                message = await self._bot.rest.fetch_message(channel_id, thread_id)
            except hikari.NotFoundError:
                continue
            if _by_person(message):
                return int(message.author.id)
        return None


def _by_person(message: hikari.Message) -> bool:
    return not message.author.is_bot and message.webhook_id is None and message.type in _ORDINARY
