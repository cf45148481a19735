"""Ordinary messages: which of them are for the bot, new and edited ones."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final

import hikari

from chatterbot import errors, spans
from chatterbot.aio import background
from chatterbot.container import Container
from chatterbot.discord import (
    AccessLevel,
    Incoming,
    Loader,
    channel_access,
    is_for_another_bot,
    own_roles,
    permissions,
    roles_of,
    titled,
    understand,
)
from chatterbot.plugins._message_answer import MessageAnswer, QuestionEdit
from chatterbot.preferences import AnswerMode, GuildPreferences, override_at

__all__ = ("is_for_us",)

_log = logging.getLogger(__name__)

loader = Loader[Container]()

COMMAND_TURN_S: Final = 2.0
"""Seconds for which later messages of the channel wait for a text command: so a person who teaches a line and asks in the next message gets
the new answer, and others do not have to wait until a whole file is taught."""
EDITABLE: Final = dt.timedelta(minutes=5)
"""How long after it was written an edited message still counts: later nobody looks at the answer any more."""
LOG_APART_S: Final = 60.0
"""Seconds in which the log says once of a person that their messages are too many."""
_ORDINARY: Final = frozenset({hikari.MessageType.DEFAULT, hikari.MessageType.REPLY})


def is_for_us(incoming: Incoming, preferences: GuildPreferences) -> bool:
    """Tell whether the settings want this message answered in its place."""
    answers = override_at(preferences, incoming.place).answers
    if incoming.guild_id is not None and answers is False:
        return False
    if incoming.addressing.direct:
        return True
    if incoming.addressing.others or is_for_another_bot(incoming.text):
        return False
    if answers:
        return True
    match preferences.answers_in:
        case AnswerMode.ADDRESSED:
            return False
        case AnswerMode.CHANNELS:
            return not preferences.channels.isdisjoint(incoming.place)
        case AnswerMode.EVERYWHERE:
            return True


def _read(services: Container, message: hikari.PartialMessage) -> Incoming | None:
    me = services.bot.get_me()
    if me is None:
        return None
    guild_id = None if message.guild_id is None else int(message.guild_id)
    roles = own_roles(services.bot, guild_id)
    incoming = understand(message, me, roles=roles, reads_all=services.options.message_content)
    if incoming is None or guild_id is None:
        return incoming
    incoming = dataclasses.replace(incoming, place=channel_access.place_of(services.bot, incoming.channel_id))
    # The message that begins a post of a forum has the post's id; what it asks stands in the title, too.
    post = services.bot.cache.get_thread(incoming.id) if incoming.id == incoming.channel_id else None
    return incoming if post is None else titled(incoming, post.name or "")


async def _is_wanted(services: Container, incoming: Incoming, chosen: GuildPreferences) -> bool:
    """Tell whether a message is to be answered now: the settings want it, and it is no part of people's talk in a thread."""
    if not is_for_us(incoming, chosen):
        return False
    return incoming.addressing.direct or not await services.threads.is_left_to_people(incoming)


def _has_room(services: Container, incoming: Incoming) -> bool:
    """Tell whether a message may still be answered; if not, the log says so once a minute for each person."""
    if not services.queues.full(incoming.scope_id, incoming.author_id):
        return True
    services.failures.note_too_many()
    if services.cooldowns.begin(("too-many", incoming.scope_id, incoming.author_id), LOG_APART_S):
        _log.warning(
            "guild %d: messages of person %d are not answered for now: too many wait already. If the person floods, time them out",
            incoming.scope_id,
            incoming.author_id,
        )
    return False


async def _may_enter(services: Container, incoming: Incoming, answering: MessageAnswer, download: int = 0) -> bool:
    """Tell whether a message is not too much; if it is, the person is told once a minute."""
    try:
        services.entrance.check(incoming.author_id, incoming.guild_id, download=download)
    except errors.RefusedError as error:
        if services.entrance.tells(incoming.author_id):
            await answering.apologise(error)
        return False
    return True


def _may_teach(services: Container, message: hikari.PartialMessage, chosen: GuildPreferences) -> bool:
    """Tell whether the author of a message may teach where they wrote it, or at least suggest what to teach."""
    rules, member = services.access.rules_of(int(message.guild_id or 0), chosen), message.member or None
    # The roles are looked through only where it depends on them: this is done for every message.
    return permissions.may(AccessLevel.PROPOSER, rules, is_manager=False, roles=roles_of(member)) or (
        channel_access.is_manager(services.bot, message.guild_id, member)
    )


@loader.listener(hikari.MessageCreateEvent)
async def on_message(event: hikari.MessageCreateEvent, services: Container) -> None:
    """Answer a message if it is for the bot."""
    arrived = time.perf_counter()
    queues, hearing = services.queues, services.hearing
    message = event.message
    if not event.is_human or message.type not in _ORDINARY:
        return
    incoming = _read(services, message)
    if incoming is None:
        return
    if services.entrance.denies(incoming.author_id, incoming.guild_id):
        return
    services.threads.note(incoming)
    if not _has_room(services, incoming):
        return
    scope_id, channel_id = incoming.scope_id, incoming.channel_id
    direct = incoming.addressing.direct

    async def prepare() -> None:
        chosen = await services.preferences.get(scope_id)
        if incoming.text and is_for_us(incoming, chosen):
            with contextlib.suppress(errors.ServiceError):  # answering will meet the same error, and tell the person
                await services.conversation.prepare(scope_id, incoming.text, incoming.place)

    async with services.inflight.visit("message") as welcome:
        async with contextlib.AsyncExitStack() as turn:
            with spans.span("queue"):
                await turn.enter_async_context(queues.enter(scope_id, channel_id, incoming.author_id, prepare))
            if not welcome:
                return
            if services.prefix_commands.may_hold(incoming.text):
                async with background(_later(COMMAND_TURN_S, turn.aclose), "turn"):
                    if await services.prefix_commands.handle(message, incoming.text, direct=direct):
                        return
            chosen = await services.preferences.get(scope_id)
            if not await _is_wanted(services, incoming, chosen):
                return
            may_teach = _may_teach(services, message, chosen)
            answering = MessageAnswer(services, incoming, chosen, may_teach=may_teach, message=message)
            sounds = hearing.sounds(message, direct=direct) if hearing.transcriber else []
            if not await _may_enter(services, incoming, answering, sum(sound.size for sound in sounds)):
                return
            if not sounds:
                if await answering.run(lambda: answering.answer(turn.aclose)) and not answering.asked_model:
                    services.reply_times.add(time.perf_counter() - arrived)
                return
        # Outside of the channel's queue: later messages do not have to wait until a long recording is transcribed.
        if not hearing.first(int(message.id)):
            return
        # What is written beside a recording that cannot be heard is still answered.
        if await answering.run(lambda: answering.listen(sounds)) or incoming.text:
            async with contextlib.AsyncExitStack() as turn:
                await turn.enter_async_context(queues.enter(scope_id, channel_id, incoming.author_id))
                await answering.run(lambda: answering.answer(turn.aclose))


@loader.listener(hikari.MessageUpdateEvent)
async def on_edit(event: hikari.MessageUpdateEvent, services: Container) -> None:
    """Answer a message that was edited so that it asks; one that was answered already gets its answer changed.

    Text commands are not run again: what they did stays done.
    """
    message = event.message
    edited = message.edited_timestamp
    if not edited or edited - message.id.created_at > EDITABLE or not event.is_human:
        return
    if message.type is not hikari.UNDEFINED and message.type not in _ORDINARY:
        return
    incoming = _read(services, message)
    if incoming is None or not incoming.text or services.prefix_commands.may_hold(incoming.text):
        return
    if services.entrance.denies(incoming.author_id, incoming.guild_id) or not _has_room(services, incoming):
        return
    scope_id, channel_id = incoming.scope_id, incoming.channel_id
    async with services.inflight.visit("edit") as welcome, contextlib.AsyncExitStack() as turn:
        await turn.enter_async_context(services.queues.enter(scope_id, channel_id, incoming.author_id))
        chosen = await services.preferences.get(scope_id)
        if not welcome or not await _is_wanted(services, incoming, chosen):
            return
        unfinished = await services.running_answers.take_over(incoming)
        if unfinished is None:
            return
        recent = await services.conversation.recent_turns(scope_id, channel_id)
        before = next((each for each in recent if each.prompt_message_id == incoming.id), None)
        if before is not None and before.prompt == incoming.text:
            return  # only a link's preview was added, or the mention moved
        may_teach = _may_teach(services, message, chosen)
        edit = QuestionEdit(edited - message.id.created_at, before, unfinished if before is None else ())
        answering = MessageAnswer(services, incoming, chosen, may_teach=may_teach, edit=edit)
        if not await _may_enter(services, incoming, answering):
            return
        await answering.run(lambda: answering.answer(turn.aclose))


@loader.listener(hikari.MessageDeleteEvent)
async def on_delete(event: hikari.MessageDeleteEvent, services: Container) -> None:
    """Stop what is being written for a deleted question, or in a deleted message."""
    services.running_answers.deleted(int(event.message_id))


@loader.listener(hikari.GuildBulkMessageDeleteEvent)
async def on_bulk_delete(event: hikari.GuildBulkMessageDeleteEvent, services: Container) -> None:
    """Do as for each of the deleted messages."""
    for message_id in event.message_ids:
        services.running_answers.deleted(int(message_id))


async def _later(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    await asyncio.sleep(seconds)
    await act()
