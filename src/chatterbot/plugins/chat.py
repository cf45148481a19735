"""Ordinary messages: which ones are for the bot, and what it answers."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import logging
import re
import time
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.conversation import Conversation
from chatterbot.plugins import components, loading, problems, replies
from chatterbot.plugins.background import background
from chatterbot.plugins.front_door import FrontDoor
from chatterbot.plugins.lanes import Lanes
from chatterbot.plugins.prefix import TextDoor
from chatterbot.plugins.timing import ReplyTimes
from chatterbot.plugins.words import Languages
from chatterbot.preferences import AnswerMode, GuildPreferences, Preferences

__all__ = ("Addressing", "Incoming", "understand")

_log = logging.getLogger(__name__)

loader = loading.Loader()

TYPING_AFTER_S: Final = 0.3
"""Seconds after which the bot shows that it is typing. Most answers are there sooner, and a typing mark that comes late stays on."""
CONTEXT_AGE: Final = dt.timedelta(minutes=10)
"""How long the bot's latest reply to a person counts as what they speak about."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})


@dataclasses.dataclass(frozen=True, slots=True)
class Addressing:
    """Whom a message is for."""

    direct: bool
    """To the bot: in a direct message, mentioning it, or replying to it."""
    others: bool
    """To somebody else: mentioning or replying to another person."""


@dataclasses.dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the bot reads it."""

    text: str
    """Without the mention of the bot at its beginning or end; inside, the bot's name stands for it."""
    addressing: Addressing
    mention_only: bool
    """Nothing but a mention of the bot."""
    heard: bool
    """Nothing but a voice message or an audio file."""


def understand(message: hikari.Message, me: hikari.OwnUser) -> Incoming:
    """Read a message."""
    content = message.content or ""
    mention = rf"<@!?{int(me.id)}>"
    text = re.sub(rf"^(?:\s*{mention}[\s,:;]*)+|(?:[\s,]*{mention})+(?=[\s?!.]*$)", "", content).strip()
    text = re.sub(mention, me.username, text)
    replied = message.referenced_message.author if message.referenced_message else None
    replied_id = getattr(replied, "id", None)
    mentioned = set(message.user_mentions_ids or ())
    mentions_me = me.id in mentioned or bool(re.search(mention, content))
    return Incoming(
        text=text,
        addressing=Addressing(
            direct=message.guild_id is None or mentions_me or replied_id == me.id,
            others=bool(mentioned - {me.id}) or (replied_id is not None and replied_id != me.id),
        ),
        mention_only=not text and not message.attachments and bool(re.search(mention, content)),
        heard=not text
        and any((attachment.media_type or "").startswith("audio/") for attachment in message.attachments),
    )


def is_for_us(addressing: Addressing, preferences: GuildPreferences, channel_id: int, parent_id: int | None) -> bool:
    """Whether a guild wants this message answered. `parent_id`: the channel a thread belongs to."""
    if addressing.direct:
        return True
    if addressing.others:
        return False
    match preferences.answers_in:
        case AnswerMode.ADDRESSED:
            return False
        case AnswerMode.CHANNELS:
            return channel_id in preferences.channels or parent_id in preferences.channels
        case AnswerMode.EVERYWHERE:
            return True


@loader.listener(hikari.MessageCreateEvent)
async def on_message(
    event: hikari.MessageCreateEvent,
    *,
    bot: hikari.GatewayBot,
    conversation: Conversation,
    preferences: Preferences,
    languages: Languages,
    text_door: TextDoor,
    front_door: FrontDoor,
    lanes: Lanes,
    times: ReplyTimes,
) -> None:
    """Answer what is for the bot; leave everything else alone."""
    arrived = time.perf_counter()
    message, me = event.message, bot.get_me()
    if me is None or not event.is_human or message.type not in _ORDINARY:
        return
    incoming = understand(message, me)
    scope_id = int(message.guild_id or message.author.id)
    if lanes.full(scope_id):
        _log.warning("too many messages at once in %d: one was left unanswered", scope_id)
        return

    async def prepare() -> None:
        chosen = await preferences.get(scope_id)
        if incoming.text and is_for_us(incoming.addressing, chosen, int(message.channel_id), _parent(bot, message)):
            with contextlib.suppress(errors.ServiceError):  # the answer will run into it again, and say so
                await conversation.prepare(scope_id, incoming.text)

    async with front_door.visit() as welcome, lanes.enter(scope_id, int(message.channel_id), prepare):
        if not welcome or await text_door.handle(message, incoming.text, direct=incoming.addressing.direct):
            return
        chosen = await preferences.get(scope_id)
        if not is_for_us(incoming.addressing, chosen, int(message.channel_id), _parent(bot, message)):
            return
        exchange = _Exchange(message, incoming, scope_id, bot=bot, conversation=conversation, languages=languages)
        try:
            # Where nobody asked the bot, it does not say that it knows nothing.
            sent = await exchange.answer(
                quiet=not incoming.addressing.direct and chosen.answers_in is AnswerMode.EVERYWHERE
            )
        except (hikari.ForbiddenError, hikari.NotFoundError) as error:
            _log.info("message %d cannot be answered: %s", message.id, error)
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            await exchange.apologise(error)
        else:
            if sent:
                times.add(time.perf_counter() - arrived)


def _parent(bot: hikari.GatewayBot, message: hikari.Message) -> int | None:
    thread = bot.cache.get_thread(message.channel_id)
    return None if thread is None else int(thread.parent_id)


class _Exchange:
    """One message and its answer."""

    def __init__(
        self,
        message: hikari.Message,
        incoming: Incoming,
        scope_id: int,
        *,
        bot: hikari.GatewayBot,
        conversation: Conversation,
        languages: Languages,
    ) -> None:
        self._rest = bot.rest
        self._conversation = conversation
        self._languages = languages
        self._message = message
        self._incoming = incoming
        self._scope_id = scope_id
        self._me = bot.get_me()

    async def answer(self, *, quiet: bool) -> bool:
        """Answer; `quiet`: only if the answer is known. Returns whether something was said."""
        if not self._incoming.text:
            return await self._answer_wordless()
        prompt = await self._prompt()
        async with background(self._type(), "typing"):
            reply = await self._conversation.reply(prompt)
        if reply.source is models.ReplySource.UNKNOWN:
            if quiet:
                return False
            words = await self._languages.of_message(self._scope_id, self._message.content)
            sent = await self._send(words("chat-unknown"), replies.teach_button(words))
        else:
            sent = await self._send(reply.text, replies.votes())
        try:
            await self._conversation.delivered(prompt, reply, int(sent.id))
        except errors.ServiceError as error:
            _log.warning("reply %d stands, but cannot be corrected: %s", sent.id, error)
        return True

    async def apologise(self, error: BaseException) -> None:
        """Say that something went wrong, if Discord lets us."""
        text = problems.explain(error, await self._languages.of_message(self._scope_id, self._message.content))
        try:
            await self._send(text, [])
        except hikari.HikariError as failure:
            _log.warning("the person could not be told about it: %s", failure)

    async def _answer_wordless(self) -> bool:
        """What to say to a message without words: only if it plainly wants something."""
        if not self._incoming.addressing.direct:
            return False
        words = await self._languages.of_message(self._scope_id, self._message.content)
        if self._incoming.heard:
            await self._send(words("chat-cannot-hear"), [])
        elif self._incoming.mention_only:
            await self._send(words("chat-mention-only"), [])
        return False

    async def _send(self, text: str, buttons: list[components.Button]) -> hikari.Message:
        message = self._message
        return await replies.send(
            self._rest,
            int(message.channel_id),
            text,
            buttons=buttons,
            reply_to=None if message.guild_id is None else int(message.id),
            nonce=f"{message.id}",  # also when the gateway repeats the message, it is answered once
        )

    async def _type(self) -> None:
        await asyncio.sleep(TYPING_AFTER_S)
        try:
            await self._rest.trigger_typing(self._message.channel_id)
        except hikari.HikariError as error:
            _log.debug("typing could not be shown: %s", error)

    async def _prompt(self) -> models.Prompt:
        message = self._message
        return models.Prompt(
            text=self._incoming.text,
            author_id=int(message.author.id),
            scope_id=self._scope_id,
            channel_id=int(message.channel_id),
            message_id=int(message.id),
            previous=await self._previous(),
        )

    async def _previous(self) -> str | None:
        """What the bot said last to this person: the message replied to, else its latest reply to them here."""
        replied = self._message.referenced_message
        if replied is not None:
            author = getattr(replied, "author", None)
            mine = self._me is not None and getattr(author, "id", None) == self._me.id
            return (replied.content or None) if mine else None
        oldest = dt.datetime.now(dt.UTC) - CONTEXT_AGE
        for turn in await self._conversation.recent_turns(self._scope_id, int(self._message.channel_id), 10):
            if turn.author_id == self._message.author.id:
                known = turn.reply.source is models.ReplySource.TAUGHT and turn.created_at >= oldest
                return turn.reply.text if known else None
        return None
