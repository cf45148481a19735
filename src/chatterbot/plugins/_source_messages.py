"""Messages that something is taught from: their words, whom they are by, and the question that they answer."""

from __future__ import annotations

import contextlib
import dataclasses
from typing import Final

import hikari

from chatterbot import errors, models, texts
from chatterbot.container import Container
from chatterbot.discord import InteractionContext, formatting, is_question, own_roles, without_mention

__all__ = ("SourceMessage", "credited", "fetch", "first_post", "link", "question_of", "words")

THREADS: Final = frozenset(
    {
        hikari.ChannelType.GUILD_NEWS_THREAD,
        hikari.ChannelType.GUILD_PUBLIC_THREAD,
        hikari.ChannelType.GUILD_PRIVATE_THREAD,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceMessage:
    """A message that asks."""

    text: str
    """What it asks, on one line."""
    title: str = ""
    """The title of the thread that it begins, if that asks something, too."""
    author_id: int | None = None
    """Who wrote it; `None`: the bot, or nobody who is known."""

    @property
    def lines(self) -> str:
        """The question as it stands in a form: one wording a line."""
        return "\n".join(dict.fromkeys(each for each in (self.text, self.title) if each))


async def fetch(context: InteractionContext, services: Container, message_id: hikari.Snowflakeish) -> hikari.Message:
    """Return a message of the channel that the person is in.

    Raises
    ------
    errors.NotFoundError
        ``error-message-gone``: it was deleted, or there never was one.
    """
    try:
        return await services.bot.rest.fetch_message(context.channel_id, message_id)
    except (hikari.NotFoundError, hikari.ForbiddenError):
        raise errors.NotFoundError("error-message-gone") from None


def words(services: Container, message: hikari.PartialMessage) -> str:
    """Return what a message says, without mentions of the bot around it; empty if it has no words."""
    me, guild_id = services.bot.get_me(), message.guild_id or None
    content = message.content or ""
    if me is not None:
        roles = own_roles(services.bot, None if guild_id is None else int(guild_id))
        content = without_mention(content, int(me.id), me.username, roles)
    return "" if texts.is_blank(content) else content


async def question_of(context: InteractionContext, services: Container, message: hikari.Message) -> SourceMessage:
    """Return the question that a message answers: the message it is a reply to, else the first post of its thread; empty if there is none."""
    reference = message.message_reference
    if message.type is hikari.MessageType.REPLY and reference is not None and reference.id is not None:
        replied = message.referenced_message or None
        try:
            whole = replied if replied is not None and replied.content else await fetch(context, services, reference.id)
        except errors.NotFoundError:
            return SourceMessage("")
        return _asking(services, whole)
    found = await first_post(context, services)
    if found is None or (found[0] is not None and found[0].id == message.id):
        return SourceMessage("")
    return found[1]


def _asking(services: Container, message: hikari.PartialMessage, title: str = "") -> SourceMessage:
    author = message.author or None
    by_person = author is not None and not author.is_bot
    return SourceMessage(
        texts.one_line(words(services, message))[: models.LONGEST_PROMPT],
        title,
        int(author.id) if author is not None and by_person else None,
    )


async def first_post(
    context: InteractionContext, services: Container
) -> tuple[hikari.Message | None, SourceMessage] | None:
    """Return the message that the person's thread began with, and what it asks; `None` outside of threads.

    Where the message is gone, the title asks.
    """
    channel = context.interaction.channel
    if channel.type not in THREADS:
        return None
    thread_id, rest, title = context.channel_id, services.bot.rest, texts.one_line(channel.name or "")
    message: hikari.Message | None = None
    for place in (thread_id, channel.parent_id):
        if place is None:
            continue
        try:
            message = await rest.fetch_message(place, thread_id)
        except (hikari.NotFoundError, hikari.ForbiddenError, hikari.BadRequestError):
            continue
        break
    else:
        with contextlib.suppress(hikari.NotFoundError, hikari.ForbiddenError):
            written = [each async for each in rest.fetch_messages(thread_id, after=thread_id).limit(1)]
            message = written[0] if written else None
    if message is None or not words(services, message):
        return message, SourceMessage(title)
    return message, _asking(services, message, title if is_question(title) else "")


def link(context: InteractionContext, message: hikari.PartialMessage) -> str:
    """Return the link of a message in the person's channel."""
    return formatting.message_link(context.guild_id, context.channel_id, int(message.id))


def credited(message: hikari.Message) -> int | None:
    """Return whose words a message holds; `None` for a program's."""
    return None if message.author.is_bot or message.webhook_id is not None else int(message.author.id)
