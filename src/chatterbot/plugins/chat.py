"""Ordinary messages: which ones are for the bot, and what it answers."""

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
from chatterbot.calls import AnswerSpeaker, MessageTranscriber, SpokenAnswer, TranscribedMessage, Vocabulary
from chatterbot.conversation import Conversation
from chatterbot.discord import (
    InflightRequests,
    Languages,
    Loader,
    MessageQueues,
    PrefixCommands,
    ReplyTimes,
    TextContext,
    Translator,
    components,
    error_messages,
    formatting,
    replies,
    written_in,
)
from chatterbot.preferences import AnswerMode, GuildPreferences, Preferences

__all__ = ("Addressing", "Incoming", "understand", "without_mention")

_log = logging.getLogger(__name__)

loader = Loader()

TYPING_AFTER_S: Final = 0.3
"""Seconds after which the bot shows that it is typing. Most answers are there sooner, and a typing mark that comes late stays on."""
TYPING_LASTS_S: Final = 8.0
"""Seconds after which it is shown again: Discord takes it away after ten."""
COMMAND_TURN_S: Final = 2.0
"""Seconds for which a text command holds its channel's turn: who teaches a line and asks in the next message gets the new answer, and
nobody who writes meanwhile has to wait until a whole file is taught."""
PROMPT_LENGTH: Final = 2000
"""Characters of what was heard that are answered: as many as a message, and a question that is taught, can have."""
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
    """Take the mention of the bot away from a text's beginning and end; inside, put the bot's name in its place."""
    mention = _mention(my_id)
    # Only from the beginning of a gap: tried at each of its blanks, 4,000 of them would take 8 million steps.
    at_the_end = rf"(?<![\s,])(?:[\s,]*{mention})+(?=[\s?!.]*$)"
    text = re.sub(rf"^(?:\s*{mention}[\s,:;]*)+|{at_the_end}", "", content).strip()
    return re.sub(mention, lambda _: my_name, text)  # a name may hold a backslash


def _mention(user_id: int) -> str:
    return rf"<@!?{user_id}>"


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
    text_door: PrefixCommands,
    front_door: InflightRequests,
    lanes: MessageQueues,
    times: ReplyTimes,
    hearing: MessageTranscriber,
    speaking: AnswerSpeaker,
    lore: Vocabulary,
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

    channel_id = int(message.channel_id)
    async with front_door.visit() as welcome:
        async with contextlib.AsyncExitStack() as lane:
            await lane.enter_async_context(lanes.enter(scope_id, channel_id, prepare))
            if not welcome:
                return
            if text_door.may_hold(incoming.text):
                async with background(_later(COMMAND_TURN_S, lane.aclose), "turn"):
                    if await text_door.handle(message, incoming.text, direct=incoming.addressing.direct):
                        return
            chosen = await preferences.get(scope_id)
            if not is_for_us(incoming.addressing, chosen, channel_id, _parent(bot, message)):
                return
            exchange = _Exchange(
                message,
                incoming,
                scope_id,
                chosen,
                bot=bot,
                conversation=conversation,
                languages=languages,
                speaking=speaking,
            )
            sounds = hearing.sounds(message, direct=incoming.addressing.direct) if hearing.ears else []
            if not sounds:
                if await exchange.run(exchange.answer):
                    times.add(time.perf_counter() - arrived)
                return
        # Outside of the lane: nobody who writes meanwhile has to wait until a long recording is understood.
        if hearing.first(int(message.id)) and await exchange.run(lambda: exchange.listen(hearing, lore, sounds)):
            async with lanes.enter(scope_id, channel_id):
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
        self,
        message: hikari.Message,
        incoming: Incoming,
        scope_id: int,
        chosen: GuildPreferences,
        *,
        bot: hikari.GatewayBot,
        conversation: Conversation,
        languages: Languages,
        speaking: AnswerSpeaker,
    ) -> None:
        self._rest = bot.rest
        self._conversation = conversation
        self._languages = languages
        self._speaking = speaking
        self._message = message
        self._incoming = incoming
        self._scope_id = scope_id
        self._chosen = chosen
        self._me = bot.get_me()
        # Where nobody asked the bot, it does not say that it knows nothing.
        self._quiet = not incoming.addressing.direct and chosen.answers_in is AnswerMode.EVERYWHERE
        self._said = incoming.text
        """What is answered: what was written, and what was heard."""
        self._heard: TranscribedMessage | None = None
        self._request: TextContext | None = None
        """Says what was heard, and how far listening is."""

    async def run(self, work: Callable[[], Awaitable[bool]]) -> bool:
        """Do a part of the work, apologising for what goes wrong; returns whether something came of it."""
        try:
            return await work()
        except (hikari.ForbiddenError, hikari.NotFoundError) as error:
            _log.info("message %d cannot be answered: %s", self._message.id, error)
        except Exception as error:  # noqa: BLE001 - this is the edge: whatever it was, the person gets an answer
            await self.apologise(error)
        return False

    async def listen(self, hearing: MessageTranscriber, lore: Vocabulary, sounds: Sequence[hikari.Attachment]) -> bool:
        """Listen to what was sent, and say what was heard. Returns whether there is something to answer."""
        translate = await self._words()
        self._request = context = TextContext(self._rest, self._message, translate, "", is_manager=False)

        def progress(share: float) -> None:
            if not self._quiet:
                steps.show(translate("heard-progress", percent=round(100 * share)))

        likely = (self._chosen.language, written_in(self._said))
        async with background(self._type(), "typing"), context.progress() as steps:
            if hearing.loading and not self._quiet:
                steps.show(translate("heard-loading"))
            terms = (await lore.of(self._scope_id)).terms
            self._heard = await hearing.hear(sounds, likely=likely, glossary=terms, on_progress=progress)
        heard = self._heard.text
        self._said = "\n".join(part for part in (self._incoming.text, heard) if part)[:PROMPT_LENGTH]
        if not self._quiet:
            await self._quote()
        return bool(heard or self._incoming.text)

    async def _quote(self) -> None:
        """Say what was heard, in a message of its own: so the answer's is nothing but the answer, to be corrected and read aloud."""
        if self._heard is not None and self._request is not None:
            text, files = self._heard.told(await self._words())
            await self._request.revise(text, files=files)

    async def answer(self) -> bool:
        """Answer; where the bot was not asked, only if the answer is known. Returns whether something was said."""
        if not self._said:
            return await self._answer_wordless()
        prompt = await self._prompt()
        async with background(self._type(), "typing"):
            reply = await self._conversation.reply(prompt)
            if reply.source is models.ReplySource.UNKNOWN and self._heard and self._incoming.text:
                # Perhaps what was written only said that something is to be heard.
                heard = dataclasses.replace(prompt, text=self._heard.text[:PROMPT_LENGTH])
                if (other := await self._conversation.reply(heard)).source is models.ReplySource.TAUGHT:
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
            await self._conversation.delivered(prompt, reply, int(sent.id))
        except (errors.ServiceError, errors.RefusedError) as error:
            _log.warning("reply %d stands, but cannot be corrected: %s", sent.id, error)
        self._speak(text, int(sent.id))
        return True

    def _speak(self, text: str, message_id: int) -> None:
        message, chosen = self._message, self._chosen
        self._speaking.later(
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
        """Say that something went wrong, if Discord lets us."""
        text = error_messages.explain(error, await self._words())
        if self._quiet and isinstance(error, (errors.UserError, errors.ServiceError)):
            return  # nobody asked
        try:
            if self._request is not None and self._request.failed_in_progress and self._request.answered:
                await self._request.revise(text)
            else:
                await self._send(text, [])
        except hikari.HikariError as failure:
            _log.warning("the person could not be told about it: %s", failure)

    async def _answer_wordless(self) -> bool:
        """What to say to a message without words: only if it plainly wants something."""
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
            # What was heard stands right above, and answers the message already.
            reply_to=None if message.guild_id is None or self._heard is not None else int(message.id),
            nonce=f"{message.id}",  # also when the gateway repeats the message, it is answered once
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
        """In the language of what was said."""
        return await self._languages.of_message(self._scope_id, self._said or self._message.content)

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
        """What the bot said last to this person: the message replied to, else its latest reply to them here."""
        replied = self._message.referenced_message
        if replied is not None:
            author = getattr(replied, "author", None)
            mine = self._me is not None and getattr(author, "id", None) == self._me.id
            return (formatting.unquoted(replied.content or "") or None) if mine else None
        oldest = dt.datetime.now(dt.UTC) - CONTEXT_AGE
        for turn in await self._conversation.recent_turns(self._scope_id, int(self._message.channel_id), 10):
            if turn.author_id == self._message.author.id:
                known = turn.reply.source is models.ReplySource.TAUGHT and turn.created_at >= oldest
                return turn.reply.text if known else None
        return None
