"""What was said before a question, as far as a language model is given it.

That is: the messages that the question is a reply to, one after the other; in a thread, its first message and the latest ones; elsewhere
what this person and the bot said to each other lately, or, where the guild wants it, the channel's latest messages. Nothing of it comes
from another channel than the question, and nothing that the person who asks may not read there. What was said before the person started
afresh is left out, and so are words of people who object, or had their data erased since, messages of bots, and what is gone from Discord.
"""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import hikari

from chatterbot.discord import author_names
from chatterbot.discord.addressing import Incoming, without_mention
from chatterbot.discord.earlier_messages import EarlierMessages
from chatterbot.generation import Remark, answer_words, estimated_tokens
from chatterbot.models import Turn, spoken
from chatterbot.store import LONGEST_MEMORY, Store

__all__ = ("ConversationMemory", "MemoryOptions", "WithheldMessages")

OWN_EXCHANGES: Final = 10
"""Latest exchanges of a channel among which those of the person are looked for: as many as are in memory."""
LONGEST_REMARK: Final = 1500
"""Characters of a message that go along; the rest is cut off."""
MOST_GONE: Final = 10_000
"""Ids of deleted messages that are remembered, about 1 MB."""
TOKENS_APART: Final = 16
"""Tokens that a message costs beside its text: its author's name, what marks it."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})
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
        return TOKENS_APART + estimated_tokens(self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class Remembered:
    """What was said before a question."""

    remarks: tuple[Remark, ...]
    """Oldest first."""
    asker: str
    """How the person who asks is called in it."""


class ConversationMemory:
    """Finds what was said before a question."""

    def __init__(
        self,
        bot: hikari.GatewayBot,
        store: Store,
        earlier: EarlierMessages,
        options: MemoryOptions,
    ) -> None:
        self._bot = bot
        self._store = store
        self._earlier = earlier
        self._options = options
        self._gone: collections.OrderedDict[int, bool] = collections.OrderedDict()

    def forget_message(self, message_id: int, *, changed: bool = False) -> None:
        """Leave out a message from now on, since it was deleted; one that was `changed` counts with its new words where they are read."""
        self._gone[message_id] = not changed or self._gone.get(message_id, False)
        self._gone.move_to_end(message_id)
        if len(self._gone) > MOST_GONE:
            self._gone.popitem(last=False)

    def is_gone(self, message_id: int) -> bool:
        """Tell whether a message was deleted lately."""
        return self._gone.get(message_id, False)

    async def withheld(self, incoming: Incoming, authors: Iterable[int]) -> WithheldMessages:
        """Return which messages of these people must not go along with a question, however it points at them.

        Raises
        ------
        errors.StoreError
            If the database fails.
        """
        started = await self._store.memory_limits.started(incoming.scope_id, incoming.channel_id, incoming.author_id)
        oldest = _written_at(incoming.id) - LONGEST_MEMORY
        people = await self._store.memory_limits.withheld(incoming.scope_id, {*authors})
        return WithheldMessages(oldest if started is None else max(oldest, started), people)

    async def before(self, incoming: Incoming) -> Remembered:
        """Return what was said before a question; what Discord does not hand out in time is left out.

        Raises
        ------
        errors.StoreError
            If the database fails.
        """
        me = self._bot.get_me()
        if not self._options.minutes or not self._options.tokens or me is None:
            return self._named(incoming, (), {})
        known: dict[int, hikari.PartialMessage] = {}
        pointed: set[int] = set()
        may_read = self._earlier.may_read(incoming)
        if may_read and await self._earlier.reads_latest(incoming):
            for message in await self._earlier.latest(incoming):
                known[int(message.id)] = message
            if first := await self._earlier.first_of_thread(incoming, known):
                known[int(first.id)] = first
                pointed.add(int(first.id))
        for message in await self._earlier.chain(incoming, known, may_read=may_read):
            known[int(message.id)] = message
            pointed.add(int(message.id))
        known.pop(incoming.id, None)
        mine = {key for key, message in known.items() if message.author and message.author.id == me.id}
        said = [*await self._answered(incoming, mine, pointed), *self._written(known, mine, pointed)]
        kept = _bounded(await self._allowed(incoming, said), self._options.tokens)
        return self._named(incoming, kept, known)

    # -- where it comes from ----------------------------------------------------------------------------------------

    async def _answered(self, incoming: Incoming, mine: set[int], pointed: set[int]) -> list[_Said]:
        """Return what the bot answered, in the words that it would use now, with the person's own questions.

        Parameters
        ----------
        mine
            The ids of messages of the bot, answers and others.
        pointed
            The ids of the messages that the question points at.
        """
        scope_id, turns = incoming.scope_id, self._store.turns
        found = list((await turns.by_messages(scope_id, mine)).values())
        first = {turn.reply_message_id for turn in found}
        aimed: set[int | None] = {*(pointed & first)}
        for key in (mine & pointed) - first:  # a later message of an answer that fills several
            turn = await turns.by_message(scope_id, key)
            if turn is not None:
                found.append(turn)
                aimed.add(turn.reply_message_id)
        own = [
            turn
            for turn in await turns.recent(scope_id, incoming.channel_id, OWN_EXCHANGES)
            if turn.author_id == incoming.author_id
            and (turn.prompt_message_id or 0) < incoming.id
            and turn.prompt_message_id not in self._gone
        ]
        by_id = {turn.id: turn for turn in (*own, *found)}
        now = await self._store.examples.put_right_all(scope_id, by_id)
        said = [_asked(turn) for turn in own]
        for turn in by_id.values():
            at = turn.created_at if turn.reply_message_id is None else _written_at(turn.reply_message_id)
            text = spoken(now[turn.id]) if turn.id in now else answer_words(turn.reply)
            said.append(
                _Said(turn.reply_message_id, turn.author_id, True, _shortened(text), at, turn.reply_message_id in aimed)
            )
        return said

    def _written(self, known: Mapping[int, hikari.PartialMessage], mine: set[int], pointed: set[int]) -> list[_Said]:
        """Return what people wrote."""
        said: list[_Said] = []
        for key, message in known.items():
            if key not in mine and (writer := _writer(message)) is not None:
                text = _shortened(_readable(message, self._bot.get_me()))
                said.append(_Said(key, int(writer.id), False, text, _written_at(key), key in pointed))
        return said

    # -- what goes along --------------------------------------------------------------------------------------------

    async def _allowed(self, incoming: Incoming, said: Sequence[_Said]) -> list[_Said]:
        # A question may be known from its message and from the exchange: the message has its present words.
        said = list({(each.message_id, each.mine) if each.message_id else id(each): each for each in said}.values())
        withheld = await self.withheld(incoming, (each.author_id for each in said))
        lately = _written_at(incoming.id) - dt.timedelta(minutes=self._options.minutes)
        return [
            each
            for each in said
            if each.text
            and (each.pointed or each.at > lately)
            and withheld.allow(each.author_id, each.at)
            and not self._gone.get(each.message_id or 0, False)
        ]

    def _named(
        self,
        incoming: Incoming,
        said: Sequence[_Said],
        known: Mapping[int, hikari.PartialMessage],
    ) -> Remembered:
        me = self._bot.get_me()
        my_id, my_name = (0, "") if me is None else (int(me.id), author_names.cleaned(me.username))
        writers = {int(message.author.id): message.author for message in known.values() if message.author}
        if incoming.message is not None and incoming.message.author:
            writers[incoming.author_id] = incoming.message.author
        people = {each.author_id for each in said if not each.mine}
        names = {person: self._name_of(incoming.guild_id, person, writers.get(person)) for person in people}
        called = author_names.labels({**names, incoming.author_id: self._asker(incoming)}, my_name)
        remarks = tuple(
            Remark(
                text=each.text,
                author_id=my_id if each.mine else each.author_id,
                author=my_name if each.mine else called[each.author_id],
                mine=each.mine,
                at=each.at,
                message_id=each.message_id,
                pointed=each.pointed,
            )
            for each in said
        )
        return Remembered(remarks, called[incoming.author_id])

    def _asker(self, incoming: Incoming) -> str:
        """Return the name under which people see the person who asks."""
        message = incoming.message
        if message is not None and message.member:
            return message.member.display_name
        return self._name_of(incoming.guild_id, incoming.author_id, message.author or None if message else None)

    def _name_of(self, guild_id: int | None, user_id: int, user: hikari.User | None) -> str:
        """Return the name under which people see somebody; empty if it is not known."""
        member = None if guild_id is None else self._bot.cache.get_member(guild_id, user_id)
        if member is not None:
            return member.display_name
        return "" if user is None else user.display_name or user.username


def _bounded(said: Sequence[_Said], tokens: int) -> list[_Said]:
    """Return the newest of what was said that are not too much together, oldest first; before them what the question points at."""
    kept: list[_Said] = []
    for each in sorted(said, key=lambda each: (each.pointed, each.at, each.message_id or 0, each.mine), reverse=True):
        if each.tokens > tokens:
            break
        tokens -= each.tokens
        kept.append(each)
    return sorted(kept, key=lambda each: (each.at, each.message_id or 0, each.mine))


def _asked(turn: Turn) -> _Said:
    at = turn.created_at if turn.prompt_message_id is None else _written_at(turn.prompt_message_id)
    return _Said(turn.prompt_message_id, turn.author_id, False, _shortened(turn.prompt), at)


def _written_at(message_id: int) -> dt.datetime:
    return hikari.Snowflake(message_id).created_at


def _writer(message: hikari.PartialMessage) -> hikari.User | None:
    """Return the person who wrote a message; `None`: no person did, or it is not an ordinary message."""
    author = message.author or None
    return None if author is None or author.is_bot or message.webhook_id or message.type not in _ORDINARY else author


def _readable(message: hikari.PartialMessage, me: hikari.OwnUser | None) -> str:
    """Return a message's text with names in the place of mentions of people, and without invisible characters."""
    names = {int(user.id): user.display_name or user.username for user in (message.user_mentions or {}).values()}
    content = message.content or ""
    if me is not None:
        content = without_mention(content, int(me.id), me.username)

    def named(match: re.Match[str]) -> str:
        if match["role"]:
            return "@role"
        return f"@{author_names.cleaned(names.get(int(match['id']), ''))}"

    return author_names.visible(_MENTION.sub(named, content)).strip()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_REMARK else f"{text[: LONGEST_REMARK - 1].rstrip()}…"
