"""What a message says to the bot: whom it addresses, its text, and what else it holds."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Collection, Sequence
from typing import Final, TypeVar

import hikari

__all__ = ("Addressing", "Incoming", "Replied", "Wordless", "own_roles", "titled", "understand", "without_mention")

T = TypeVar("T")

TEXT_ENDINGS: Final = (".txt", ".md", ".log")
"""Endings of files that are read as a question. Discord's clients turn a long paste into ``message.txt``."""

_ROLE: Final = re.compile(r"<@&([0-9]{1,20})>")
"""A mention of a role; the group is its id."""


@dataclasses.dataclass(frozen=True, slots=True)
class Addressing:
    """Whom a message addresses."""

    direct: bool
    """The bot: in a direct message, with a mention of the bot or of its own role, or as a reply to it."""
    others: bool
    """Other people: with a mention of a person, of a role or of everyone, or as a reply to them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Replied:
    """The message that another one is a reply to."""

    content: str
    mine: bool
    """Whether the bot wrote it."""


class Wordless(enum.StrEnum):
    """What a message without a text of its own holds."""

    MENTION = "mention"
    """Nothing but a mention of the bot."""
    HIDDEN = "hidden"
    """Words that Discord keeps from the bot: a reply to it without a ping, where it may not read every message."""
    HIDDEN_ROLE = "hidden-role"
    """The same, after a mention of the bot's role in place of the bot."""
    RECORDING = "recording"
    """A voice message or an audio file."""
    TEXT_FILE = "text-file"
    """A text file, and no other."""
    FORWARD = "forward"
    """A forwarded message."""
    STICKER = "sticker"
    FILE = "file"
    """A picture or another file."""
    OTHER = "other"
    """A poll, or what Discord adds to messages some day."""


@dataclasses.dataclass(frozen=True, slots=True)
class Incoming:
    """A message, as far as the bot needs it."""

    id: int
    author_id: int
    channel_id: int
    guild_id: int | None
    """`None`: a direct message."""
    content: str
    """The text as it was written."""
    text: str
    """The text without mentions of the bot at its beginning and end; inside, the bot's name stands in their place."""
    addressing: Addressing
    wordless: Wordless | None
    """`None`: the message has a text."""
    attachments: Sequence[hikari.Attachment]
    forwarded: str
    """The text of a forwarded message; empty if there is none."""
    replied: Replied | None
    place: tuple[int, ...] = ()
    """Ids of the channel and of what it belongs to (`channel_access.place_of`); empty where settings of channels do not matter."""
    title: str = ""
    """The title of the forum post that the message begins; `text` then starts with it."""
    message: hikari.PartialMessage | None = dataclasses.field(default=None, repr=False, compare=False)
    """The message as Discord sent it."""

    @property
    def scope_id(self) -> int:
        """The guild's id; in a direct message the person's."""
        return self.author_id if self.guild_id is None else self.guild_id


def titled(incoming: Incoming, title: str) -> Incoming:
    """Return the message that begins a forum post, with the post's title as the first line of its text."""
    whole = "\n".join(part for part in (title.strip(), incoming.text) if part)
    return dataclasses.replace(incoming, title=title.strip(), text=whole, wordless=None if whole else incoming.wordless)


def own_roles(bot: hikari.GatewayBot, guild_id: int | None) -> frozenset[int]:
    """Return the ids of the roles that Discord made for the bot itself in a guild.

    The list that a Discord client offers after ``@`` holds such a role beside the bot, under the same name, so people take it for the bot.
    """
    me = bot.get_me()
    if guild_id is None or me is None:
        return frozenset()
    roles = bot.cache.get_roles_view_for_guild(guild_id).values()
    return frozenset(int(role.id) for role in roles if role.bot_id == me.id)


def understand(
    message: hikari.PartialMessage, me: hikari.OwnUser, *, roles: Collection[int] = (), reads_all: bool = True
) -> Incoming | None:
    """Return what the bot needs of a message; `None` if Discord left out who wrote it.

    Parameters
    ----------
    me
        The bot's own user.
    roles
        The bot's own roles (`own_roles`).
    reads_all
        Whether the bot may read messages that do not address it (the message content intent).
    """
    author = _given(message.author, None)
    if author is None:
        return None
    content = message.content or ""
    attachments = _given(message.attachments, ())
    snapshots = message.message_snapshots or ()
    text = without_mention(content, int(me.id), me.username, roles)
    replied = message.referenced_message or None
    replied_author = getattr(replied, "author", None)
    replied_id = getattr(replied_author, "id", None)
    mentioned = set(_given(message.user_mentions_ids, ()))
    named = me.id in mentioned or bool(re.search(_mention(int(me.id), ()), content))
    # Discord does not list a role that the author may not ping.
    named_roles = {*map(int, _given(message.role_mention_ids, ())), *map(int, _ROLE.findall(content))}
    role_named = not named_roles.isdisjoint(roles)
    incoming = Incoming(
        id=int(message.id),
        author_id=int(author.id),
        channel_id=int(message.channel_id),
        guild_id=None if message.guild_id is None else int(message.guild_id),
        content=content,
        text=text,
        addressing=Addressing(
            direct=message.guild_id is None or named or role_named or replied_id == me.id,
            others=bool(
                mentioned - {me.id} or named_roles.difference(roles) or _given(message.mentions_everyone, False)
            )
            or (replied_id is not None and replied_id != me.id),
        ),
        wordless=None,
        attachments=attachments,
        forwarded=next((each.content for each in snapshots if each.content), ""),
        replied=None if replied is None else Replied(replied.content or "", replied_id == me.id),
        message=message,
    )
    if text:
        return incoming
    if message.guild_id is None or named or reads_all:
        hidden = None
    else:
        hidden = Wordless.HIDDEN_ROLE if role_named else Wordless.HIDDEN
    return dataclasses.replace(incoming, wordless=_wordless(message, incoming, hidden))


def _wordless(message: hikari.PartialMessage, incoming: Incoming, hidden: Wordless | None) -> Wordless:
    files = incoming.attachments
    if _given(message.stickers, ()):
        return Wordless.STICKER
    if message.message_snapshots:
        return Wordless.FORWARD
    if any((file.media_type or "").startswith("audio/") for file in files):
        return Wordless.RECORDING
    if len(files) == 1 and _is_text(files[0]):
        return Wordless.TEXT_FILE
    if files:
        return Wordless.FILE
    return hidden or (Wordless.MENTION if incoming.content else Wordless.OTHER)


def _is_text(file: hikari.Attachment) -> bool:
    named = file.filename.lower().endswith(TEXT_ENDINGS)
    return named and (file.media_type or "text/plain").startswith("text/")


def without_mention(content: str, my_id: int, my_name: str, roles: Collection[int] = ()) -> str:
    """Remove mentions of the bot from a text's beginning and end; inside, put the bot's name in their place."""
    mention = _mention(my_id, roles)
    # The match may only begin where a gap begins: tried at each of 4,000 blanks, it would take 8 million steps.
    at_the_end = rf"(?<![\s,])(?:[\s,]*{mention})+(?=[\s?!.]*$)"
    text = re.sub(rf"^(?:\s*{mention}[\s,:;]*)+|{at_the_end}", "", content).strip()
    return re.sub(mention, lambda _: my_name, text)  # a name may hold a backslash


def _mention(user_id: int, roles: Collection[int]) -> str:
    names = [rf"<@!?{user_id}>", *(f"<@&{role}>" for role in sorted(roles))]
    return f"(?:{'|'.join(names)})"


def _given(value: hikari.UndefinedNoneOr[T], default: T) -> T:
    return default if value is None or value is hikari.UNDEFINED else value
