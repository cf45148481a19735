"""Ordinary messages: which of them are for the bot, and how they are answered."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import logging
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors, models
from chatterbot.aio import background
from chatterbot.calls import SpokenAnswer, TranscribedMessage
from chatterbot.container import Container
from chatterbot.discord import (
    Loader,
    TextContext,
    Translator,
    components,
    error_messages,
    formatting,
    replies,
    written_in,
)
from chatterbot.preferences import AnswerMode, GuildPreferences

__all__ = ("Addressing", "Incoming", "understand", "without_mention")

_log = logging.getLogger(__name__)

loader = Loader[Container]()

TYPING_AFTER_S: Final = 0.3
"""Seconds after which the bot shows that it is typing. Most answers come sooner, and a typing sign that arrives late would stay."""
TYPING_LASTS_S: Final = 8.0
"""Seconds after which it is shown again: Discord removes it after ten."""
COMMAND_TURN_S: Final = 2.0
"""Seconds for which later messages of the channel wait for a text command: so a person who teaches a line and asks in the next message gets
the new answer, and others do not have to wait until a whole file is taught."""
CONTEXT_AGE: Final = dt.timedelta(minutes=10)
"""How long the bot's latest reply to a person counts as the context of their next question."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})


@dataclasses.dataclass(frozen=True, slots=True)
class Addressing:
    """Whom a message addresses."""

    direct: bool
    """The bot: in a direct message, with a mention, or as a reply to it."""
    others: bool
    """Another person: with a mention, or as a reply to them."""


@dataclasses.dataclass(frozen=True, slots=True)
class Incoming:
    """A message, as far as the bot needs it."""

    text: str
    """The text without mentions of the bot at its beginning and end; inside, the bot's name stands in their place."""
    addressing: Addressing
    mention_only: bool
    """Nothing but a mention of the bot."""
    heard: bool
    """Nothing but a voice message or an audio file."""


def understand(message: hikari.Message, me: hikari.OwnUser) -> Incoming:
    """Return what the bot needs of a message. `me` is the bot's own user."""
    content = message.content or ""
    mention = _mention(int(me.id))
    text = without_mention(content, int(me.id), me.username)
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


def without_mention(content: str, my_id: int, my_name: str) -> str:
    """Remove mentions of the bot from a text's beginning and end; inside, put the bot's name in their place."""
    mention = _mention(my_id)
    # The match may only begin where a gap begins: tried at each of 4,000 blanks, it would take 8 million steps.
    at_the_end = rf"(?<![\s,])(?:[\s,]*{mention})+(?=[\s?!.]*$)"
    text = re.sub(rf"^(?:\s*{mention}[\s,:;]*)+|{at_the_end}", "", content).strip()
    return re.sub(mention, lambda _: my_name, text)  # a name may hold a backslash


def _mention(user_id: int) -> str:
    return rf"<@!?{user_id}>"


def is_for_us(addressing: Addressing, preferences: GuildPreferences, channel_id: int, parent_id: int | None) -> bool:
    """Tell whether the settings want this message answered. `parent_id` is the channel of a thread."""
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
async def on_message(event: hikari.MessageCreateEvent, services: Container) -> None:
    """Answer a message if it is for the bot."""
    arrived = time.perf_counter()
    bot, queues, hearing = services.bot, services.queues, services.hearing
    message, me = event.message, bot.get_me()
    if me is None or not event.is_human or message.type not in _ORDINARY:
        return
    incoming = understand(message, me)
    scope_id = int(message.guild_id or message.author.id)
    if queues.full(scope_id):
        _log.warning(
            "guild %d: a message of person %d was not answered: too many wait already", scope_id, message.author.id
        )
        return

    async def prepare() -> None:
        chosen = await services.preferences.get(scope_id)
        if incoming.text and is_for_us(incoming.addressing, chosen, int(message.channel_id), _parent(bot, message)):
            with contextlib.suppress(errors.ServiceError):  # answering will meet the same error, and tell the person
                await services.conversation.prepare(scope_id, incoming.text)

    channel_id = int(message.channel_id)
    async with services.inflight.visit() as welcome:
        async with contextlib.AsyncExitStack() as turn:
            await turn.enter_async_context(queues.enter(scope_id, channel_id, prepare))
            if not welcome:
                return
            if services.prefix_commands.may_hold(incoming.text):
                async with background(_later(COMMAND_TURN_S, turn.aclose), "turn"):
                    if await services.prefix_commands.handle(message, incoming.text, direct=incoming.addressing.direct):
                        return
            chosen = await services.preferences.get(scope_id)
            if not is_for_us(incoming.addressing, chosen, channel_id, _parent(bot, message)):
                return
            exchange = _Exchange(services, message, incoming, chosen)
            sounds = hearing.sounds(message, direct=incoming.addressing.direct) if hearing.transcriber else []
            if not sounds:
                if await exchange.run(exchange.answer):
                    services.reply_times.add(time.perf_counter() - arrived)
                return
        # Outside of the channel's queue: later messages do not have to wait until a long recording is transcribed.
        if hearing.first(int(message.id)) and await exchange.run(lambda: exchange.listen(sounds)):
            async with queues.enter(scope_id, channel_id):
                await exchange.run(exchange.answer)


async def _later(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await act()


def _parent(bot: hikari.GatewayBot, message: hikari.Message) -> int | None:
    thread = bot.cache.get_thread(message.channel_id)
    return None if thread is None else int(thread.parent_id)


class _Exchange:
    """One message and its answer."""

    def __init__(
        self, services: Container, message: hikari.Message, incoming: Incoming, chosen: GuildPreferences
    ) -> None:
        self._services = services
        self._rest = services.bot.rest
        self._message = message
        self._incoming = incoming
        self._scope_id = int(message.guild_id or message.author.id)
        self._chosen = chosen
        # A message that does not address the bot gets no "I don't know that yet".
        self._quiet = not incoming.addressing.direct and chosen.answers_in is AnswerMode.EVERYWHERE
        self._said = incoming.text
        """The text that is answered: the written one and that of the recordings."""
        self._heard: TranscribedMessage | None = None
        self._request: TextContext | None = None
        """The message with the recordings' text, which shows the progress before."""

    async def run(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do a part of the work and tell the person about errors; return what `work` returns, False after an error."""
        try:
            return await work()
        except (hikari.ForbiddenError, hikari.NotFoundError) as error:
            _log.info(
                "message %d in channel %d cannot be answered: %s", self._message.id, self._message.channel_id, error
            )
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            await self.apologise(error)
        return False

    async def listen(self, sounds: Sequence[hikari.Attachment]) -> bool:
        """Transcribe the recordings and post their text. Return whether there is something to answer."""
        translate, hearing = await self._words(), self._services.hearing
        self._request = context = TextContext(self._rest, self._message, translate, "", is_manager=False)

        def progress(share: float) -> None:
            if not self._quiet:
                steps.show(translate("heard-progress", percent=round(100 * share)))

        likely = (self._chosen.language, written_in(self._said))
        async with background(self._type(), "typing"), context.progress() as steps:
            if hearing.loading and not self._quiet:
                steps.show(translate("heard-loading"))
            terms = (await self._services.vocabulary.of(self._scope_id)).terms
            self._heard = await hearing.hear(sounds, likely=likely, glossary=terms, on_progress=progress)
        heard = self._heard.text
        self._said = "\n".join(part for part in (self._incoming.text, heard) if part)[: models.LONGEST_PROMPT]
        if not self._quiet:
            await self._quote()
        return bool(heard or self._incoming.text)

    async def _quote(self) -> None:
        """Post the recordings' text in a message of its own: so the answer's message holds only the answer, to be corrected and read aloud."""
        if self._heard is not None and self._request is not None:
            text, files = self._heard.told(await self._words())
            await self._request.revise(text, files=files)

    async def answer(self) -> bool:
        """Answer; a message that does not address the bot only if the answer is known. Return whether there was an answer."""
        if not self._said:
            return await self._answer_wordless()
        prompt = await self._prompt()
        async with background(self._type(), "typing"):
            reply = await self._services.conversation.reply(prompt)
            if reply.source is models.ReplySource.UNKNOWN and self._heard and self._incoming.text:
                # The written text may only announce the recording.
                heard = dataclasses.replace(prompt, text=self._heard.text[: models.LONGEST_PROMPT])
                if (other := await self._services.conversation.reply(heard)).source is models.ReplySource.TAUGHT:
                    prompt, reply = heard, other
        if reply.source is models.ReplySource.UNKNOWN and self._quiet:
            return False
        if self._quiet:
            await self._quote()
        if reply.source is models.ReplySource.UNKNOWN:
            translate = await self._words()
            text = translate("chat-unknown")
            sent = await self._send(text, replies.teach_button(translate))
        else:
            text = reply.text
            sent = await self._send(text, replies.votes())
        try:
            await self._services.conversation.delivered(prompt, reply, int(sent.id))
        except (errors.ServiceError, errors.RefusedError) as error:
            _log.warning("reply %d was sent but not recorded, so it cannot be corrected: %s", sent.id, error)
        self._speak(text, int(sent.id))
        return True

    def _speak(self, text: str, message_id: int) -> None:
        message, chosen = self._message, self._chosen
        self._services.speaking.later(
            SpokenAnswer(
                text,
                int(message.channel_id),
                message_id,
                chosen,
                guild_id=None if message.guild_id is None else int(message.guild_id),
                author_id=int(message.author.id),
                as_message=chosen.speak or (chosen.voice_answers and bool(self._heard and self._heard.text)),
            )
        )

    async def apologise(self, error: BaseException) -> None:
        """Tell the person that something went wrong."""
        text = error_messages.explain(error, await self._words())
        if self._quiet and isinstance(error, (errors.UserError, errors.ServiceError)):
            return  # the message did not address the bot
        try:
            if self._request is not None and self._request.failed_in_progress and self._request.answered:
                await self._request.revise(text)
            else:
                await self._send(text, [])
        except hikari.HikariError as failure:
            _log.warning("person %d could not be told that something went wrong: %s", self._message.author.id, failure)

    async def _answer_wordless(self) -> bool:
        """Answer a message without text, if it addresses the bot."""
        if not self._incoming.addressing.direct:
            return False
        translate = await self._words()
        if self._incoming.heard:
            await self._send(translate("error-hearing-off"), [])
        elif self._incoming.mention_only:
            await self._send(translate("chat-mention-only"), [])
        return False

    async def _send(self, text: str, buttons: list[components.Button]) -> hikari.Message:
        message = self._message
        return await replies.send(
            self._rest,
            int(message.channel_id),
            text,
            buttons=buttons,
            # The recordings' text stands right above, and is a reply to the message already.
            reply_to=None if message.guild_id is None or self._heard is not None else int(message.id),
            nonce=f"{message.id}",  # if the gateway repeats the message, it is still answered once
        )

    async def _type(self) -> None:
        await asyncio.sleep(TYPING_AFTER_S)
        while True:
            try:
                await self._rest.trigger_typing(self._message.channel_id)
            except hikari.HikariError as error:
                _log.debug("typing could not be shown: %s", error)
            await asyncio.sleep(TYPING_LASTS_S)

    async def _words(self) -> Translator:
        """Return the texts in the language of the message."""
        return await self._services.languages.of_message(self._scope_id, self._said or self._message.content)

    async def _prompt(self) -> models.Prompt:
        message = self._message
        return models.Prompt(
            text=self._said,
            author_id=int(message.author.id),
            scope_id=self._scope_id,
            channel_id=int(message.channel_id),
            message_id=int(message.id),
            previous=await self._previous(),
        )

    async def _previous(self) -> str | None:
        """Return what the bot said last to this person: the message they reply to, else its latest reply to them in this channel."""
        replied = self._message.referenced_message
        if replied is not None:
            author, me = getattr(replied, "author", None), self._services.bot.get_me()
            mine = me is not None and getattr(author, "id", None) == me.id
            return (formatting.unquoted(replied.content or "") or None) if mine else None
        oldest = dt.datetime.now(dt.UTC) - CONTEXT_AGE
        for turn in await self._services.conversation.recent_turns(self._scope_id, int(self._message.channel_id), 10):
            if turn.author_id == self._message.author.id:
                known = turn.reply.source is models.ReplySource.TAUGHT and turn.created_at >= oldest
                return turn.reply.text if known else None
        return None
