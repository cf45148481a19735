"""What was said before a question, as far as a language model is given it.

That is: the messages that the question is a reply to, one after the other; in a thread, its first message and the latest ones; elsewhere
what this person and the bot said to each other lately, or, where the guild wants it, the channel's latest messages. Nothing of it comes
from another channel than the question, and nothing that the person who asks may not read there. What was said before the person started
afresh is left out, and so are words of people who object, or had their data erased since, messages of bots, and what is gone from Discord.

hikari keeps no messages, so they are read from Discord when they are needed; nothing that is read here is kept.
"""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

import hikari
from hikari.messages import MessageReferenceType

from chatterbot.conversation import Conversation
from chatterbot.discord import author_names, channel_access
from chatterbot.discord.addressing import Incoming
from chatterbot.generation import Remark
from chatterbot.models import Turn
from chatterbot.preferences import Preferences
from chatterbot.store import LONGEST_MEMORY, Store

__all__ = ("ConversationMemory", "MemoryOptions", "WithheldMessages")

_log = logging.getLogger(__name__)

T = TypeVar("T")

CHAIN: Final = 10
"""Most messages that are followed from reply to reply."""
WINDOW: Final = 50
"""Latest messages of a thread or channel that are read: one request."""
OWN_EXCHANGES: Final = 10
"""Latest exchanges of a channel among which those of the person are looked for: as many as are in memory."""
LONGEST_REMARK: Final = 1500
"""Characters of a message that go along; the rest is cut off."""
READING_S: Final = 2.0
"""Seconds that reading from Discord may take, the messages that are replied to and the latest ones each: the person is waiting."""
MOST_GONE: Final = 10_000
"""Ids of deleted messages that are remembered, about 1 MB."""
CHARACTERS_APART: Final = 8
"""Tokens that a message costs beside its text: its author's name, what marks it."""
BYTES_A_TOKEN: Final = 4
"""Of UTF-8, about: four letters of English, two of Russian."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})
_READS: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.READ_MESSAGE_HISTORY
_MENTION: Final = re.compile(r"<@(?P<role>&?)!?(?P<id>[0-9]{1,20})>")


@dataclasses.dataclass(frozen=True, slots=True)
class MemoryOptions:
    """How much is remembered."""

    minutes: int
    """Minutes for which messages belong to a conversation; 0: none does."""
    tokens: int
    """Most tokens of them, estimated."""


@dataclasses.dataclass(frozen=True, slots=True)
class WithheldMessages:
    """Which messages somebody's question must not go along with."""

    since: dt.datetime
    """Those from before are too old, or from before a fresh start."""
    people: Mapping[int, dt.datetime]
    """Up to when messages of people are withheld."""

    def allow(self, author_id: int, at: dt.datetime) -> bool:
        """Tell whether a message may go along."""
        until = self.people.get(author_id)
        return at > self.since and (until is None or at > until)


@dataclasses.dataclass(frozen=True, slots=True)
class _Said:
    message_id: int | None
    author_id: int
    """Who wrote it; of what the bot said, whom it answered."""
    mine: bool
    text: str
    at: dt.datetime
    pointed: bool = False
    """Whether the question points at it, as a reply or by being in its thread: then it may be older."""

    @property
    def tokens(self) -> int:
        return CHARACTERS_APART + len(self.text.encode()) // BYTES_A_TOKEN


class ConversationMemory:
    """Finds what was said before a question."""

    def __init__(
        self,
        bot: hikari.GatewayBot,
        store: Store,
        conversation: Conversation,
        preferences: Preferences,
        options: MemoryOptions,
    ) -> None:
        self._bot = bot
        self._store = store
        self._conversation = conversation
        self._preferences = preferences
        self._options = options
        self._gone: collections.OrderedDict[int, None] = collections.OrderedDict()

    def forget_message(self, message_id: int) -> None:
        """Leave out a message from now on: it was deleted, or changed so late that the bot does not know its new words."""
        self._gone[message_id] = None
        self._gone.move_to_end(message_id)
        if len(self._gone) > MOST_GONE:
            self._gone.popitem(last=False)

    async def withheld(self, incoming: Incoming, authors: Iterable[int]) -> WithheldMessages:
        """Return which messages of these people must not go along with a question, however it points at them.

        Raises
        ------
        errors.StoreError
            If the database fails.
        """
        started = await self._store.memory_limits.started(incoming.scope_id, incoming.channel_id, incoming.author_id)
        oldest = _written(incoming.id) - LONGEST_MEMORY
        people = await self._store.memory_limits.withheld(incoming.scope_id, {*authors})
        return WithheldMessages(oldest if started is None else max(oldest, started), people)

    async def remarks(self, incoming: Incoming) -> tuple[Remark, ...]:
        """Return what was said before a question, oldest first; what Discord does not hand out in time is left out.

        Raises
        ------
        errors.StoreError
            If the database fails.
        """
        me = self._bot.get_me()
        if not self._options.minutes or not self._options.tokens or me is None:
            return ()
        known: dict[int, hikari.PartialMessage] = {}
        pointed: set[int] = set()
        may_read = self._may_read(incoming)
        if may_read and await self._reads_latest(incoming):
            for message in await self._latest(incoming):
                known[int(message.id)] = message
            if first := await self._first_of_thread(incoming, known):
                known[int(first.id)] = first
                pointed.add(int(first.id))
        for message in await self._chain(incoming, known, may_read=may_read):
            known[int(message.id)] = message
            pointed.add(int(message.id))
        known.pop(incoming.id, None)
        said = await self._of_messages(incoming, known, pointed, int(me.id))
        said += [each for each in await self._own(incoming) if each.message_id not in known]
        kept = _bounded(await self._allowed(incoming, said), self._options.tokens, _replied_id(incoming))
        return self._named(incoming, kept, known, me)

    # -- where it comes from ----------------------------------------------------------------------------------------

    def _may_read(self, incoming: Incoming) -> bool:
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

    async def _reads_latest(self, incoming: Incoming) -> bool:
        """Tell whether the latest messages are read: in threads, and in the channels of guilds that want it."""
        if incoming.guild_id is None:
            return False
        if self._bot.cache.get_thread(incoming.channel_id) is not None:
            return True
        return (await self._preferences.get(incoming.scope_id)).model_reads_channel

    async def _latest(self, incoming: Incoming) -> Sequence[hikari.Message]:
        async def read() -> list[hikari.Message]:
            found = self._bot.rest.fetch_messages(incoming.channel_id, before=incoming.id).limit(WINDOW)
            return [message async for message in found]

        return await _in_time(read, incoming) or ()

    async def _first_of_thread(
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

    async def _chain(
        self, incoming: Incoming, known: Mapping[int, hikari.PartialMessage], *, may_read: bool
    ) -> Sequence[hikari.PartialMessage]:
        """Return the message that a question is a reply to, the one that this is a reply to, and so on."""
        found: list[hikari.PartialMessage] = []

        async def follow() -> None:
            message = incoming.message
            while message is not None and len(found) < CHAIN:
                above = _reference(message)
                if above is None or any(above == each.id for each in found):
                    return
                shown = message.referenced_message or None
                if shown is None and may_read:
                    shown = known.get(above) or await self._bot.rest.fetch_message(incoming.channel_id, above)
                if shown is not None:
                    found.append(shown)
                message = shown if may_read else None

        await _in_time(follow, incoming)
        return found

    async def _own(self, incoming: Incoming) -> list[_Said]:
        """Return what the person and the bot said to each other lately, as it was recorded."""
        turns = await self._store.turns.recent(incoming.scope_id, incoming.channel_id, OWN_EXCHANGES)
        said: list[_Said] = []
        for turn in turns:
            before = (turn.prompt_message_id or 0) < incoming.id and turn.created_at < dt.datetime.now(dt.UTC)
            if turn.author_id != incoming.author_id or not before or not turn.reply.text:
                continue
            asked_at = turn.created_at if turn.prompt_message_id is None else _written(turn.prompt_message_id)
            said.append(_Said(turn.prompt_message_id, turn.author_id, False, _shortened(turn.prompt), asked_at))
            said.append(await self._answer(turn))
        return said

    async def _answer(self, turn: Turn, *, pointed: bool = False) -> _Said:
        """Return what the bot answered, in the words that it would use now."""
        at = turn.created_at if turn.reply_message_id is None else _written(turn.reply_message_id)
        text = _shortened(await self._conversation.present(turn))
        return _Said(turn.reply_message_id, turn.author_id, True, text, at, pointed)

    async def _of_messages(
        self, incoming: Incoming, known: Mapping[int, hikari.PartialMessage], pointed: set[int], my_id: int
    ) -> list[_Said]:
        """Return what messages say: of the bot's own only those that are answers."""
        mine = {key for key, message in known.items() if message.author and message.author.id == my_id}
        turns = await self._store.turns.by_messages(incoming.scope_id, mine)
        said = [await self._answer(turn, pointed=key in pointed) for key, turn in turns.items()]
        for key, message in known.items():
            if key not in mine and (writer := _writer(message)) is not None:
                text = _shortened(_readable(message, self._bot.get_me()))
                said.append(_Said(key, int(writer.id), False, text, _written(key), key in pointed))
        return said

    # -- what goes along --------------------------------------------------------------------------------------------

    async def _allowed(self, incoming: Incoming, said: Sequence[_Said]) -> list[_Said]:
        withheld = await self.withheld(incoming, (each.author_id for each in said))
        lately = _written(incoming.id) - dt.timedelta(minutes=self._options.minutes)
        return [
            each
            for each in said
            if each.text
            and (each.pointed or each.at > lately)
            and withheld.allow(each.author_id, each.at)
            and each.message_id not in self._gone
        ]

    def _named(
        self,
        incoming: Incoming,
        said: Sequence[_Said],
        known: Mapping[int, hikari.PartialMessage],
        me: hikari.OwnUser,
    ) -> tuple[Remark, ...]:
        writers = {int(message.author.id): message.author for message in known.values() if message.author}
        if incoming.message is not None and incoming.message.author:
            writers[incoming.author_id] = incoming.message.author
        people = {each.author_id for each in said if not each.mine}
        names = {person: self.name_of(incoming.guild_id, person, writers.get(person)) for person in people}
        called = author_names.labels({**names, incoming.author_id: self.asker(incoming)}, me.username)
        my_name = author_names.cleaned(me.username)
        return tuple(
            Remark(
                text=each.text,
                author_id=int(me.id) if each.mine else each.author_id,
                author=my_name if each.mine else called[each.author_id],
                mine=each.mine,
                at=each.at,
                message_id=each.message_id,
            )
            for each in said
        )

    def asker(self, incoming: Incoming) -> str:
        """Return the name under which people see the person who asks."""
        message = incoming.message
        if message is not None and message.member:
            return message.member.display_name
        return self.name_of(incoming.guild_id, incoming.author_id, message.author or None if message else None)

    def name_of(self, guild_id: int | None, user_id: int, user: hikari.User | None) -> str:
        """Return the name under which people see somebody; empty if it is not known."""
        member = None if guild_id is None else self._bot.cache.get_member(guild_id, user_id)
        if member is not None:
            return member.display_name
        return "" if user is None else user.display_name or user.username


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


def _bounded(said: Sequence[_Said], tokens: int, replied_id: int | None) -> list[_Said]:
    """Return the newest of what was said that are not too much together, oldest first, and in any case what is replied to."""
    ordered = sorted(said, key=lambda each: (each.at, each.message_id or 0, each.mine), reverse=True)
    first = [each for each in ordered if each.message_id is not None and each.message_id == replied_id]
    kept: list[_Said] = []
    for each in [*first, *(each for each in ordered if each not in first)]:
        if each.tokens > tokens:
            break
        tokens -= each.tokens
        kept.append(each)
    return sorted(kept, key=lambda each: (each.at, each.message_id or 0, each.mine))


def _written(message_id: int) -> dt.datetime:
    return hikari.Snowflake(message_id).created_at


def _reference(message: hikari.PartialMessage) -> int | None:
    """Return the id of the message that another one is a reply to; `None` for what was forwarded or comes from elsewhere."""
    reference = message.message_reference or None
    if reference is None or reference.id is None or reference.channel_id != message.channel_id:
        return None
    return int(reference.id) if reference.type is MessageReferenceType.DEFAULT else None


def _replied_id(incoming: Incoming) -> int | None:
    return None if incoming.message is None else _reference(incoming.message)


def _writer(message: hikari.PartialMessage) -> hikari.User | None:
    """Return the person who wrote a message; `None`: no person did, or it is not an ordinary message."""
    author = message.author or None
    return None if author is None or author.is_bot or message.webhook_id or message.type not in _ORDINARY else author


def _readable(message: hikari.PartialMessage, me: hikari.OwnUser | None) -> str:
    """Return a message's text with names in the place of mentions of people, and without invisible characters."""
    names = {int(user.id): user.display_name or user.username for user in (message.user_mentions or {}).values()}
    if me is not None:
        names[int(me.id)] = me.username

    def named(match: re.Match[str]) -> str:
        if match["role"]:
            return "@role"
        return f"@{author_names.cleaned(names.get(int(match['id']), ''))}"

    return author_names.visible(_MENTION.sub(named, message.content or "")).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_REMARK else f"{text[: LONGEST_REMARK - 1].rstrip()}…"
