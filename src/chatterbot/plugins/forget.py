"""/forget conversation: what was said in a channel before no longer goes to the language model; messages that are gone never do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Context, HelpSection, InteractionContext, Loader, components, options
from chatterbot.store import FreshStart

__all__ = ("loader",)

loader = Loader[Container]()

UNDO: Final = "forget-undo"
CONVERSATION: Final = "conversation"
WHAT: Final[Mapping[str, str]] = {CONVERSATION: "choice-forget-conversation"}
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
EDITABLE: Final = dt.timedelta(minutes=5)
"""Until then an edited question is answered anew, and its new words are known."""


def _offered(_: Context, services: Container) -> bool:
    return services.model is not None


@loader.command(
    "forget",
    section=HelpSection.TALK,
    position=10,
    options=[options.choice("what", WHAT, words="forget-words")],
    offered=_offered,
)
async def forget(context: Context, services: Container, what: str = CONVERSATION) -> None:
    """Start a conversation afresh."""
    del what  # there is nothing else to forget
    everybody = _for_everybody(context, services)
    start = await services.store.memory_limits.start_afresh(
        context.scope_id, context.channel_id, None if everybody else context.author_id
    )
    key = "forget-mine"
    if everybody:
        key = "forget-thread"
    elif context.guild_id is None:
        key = "forget-direct"
    argument = f"{'all' if everybody else 'mine'}.{_number(start.at)}.{_number(start.before)}"
    undo = components.Button(UNDO, context.translate("button-undo"), argument, emoji="↩️")
    await context.answer(context.translate(key), buttons=[undo])


def _number(moment: dt.datetime | None) -> int:
    """Return a moment in microseconds; 0: none."""
    return 0 if moment is None else round((moment - _EPOCH) / dt.timedelta(microseconds=1))


def _moment(number: str) -> dt.datetime:
    try:
        return _EPOCH + dt.timedelta(microseconds=components.number(number))
    except OverflowError:
        raise errors.NotFoundError("error-button-broken") from None


def _for_everybody(context: Context, services: Container) -> bool:
    """Tell whether a person starts afresh for everybody who asks: in a thread that is theirs, or whose server they manage."""
    thread = None if context.guild_id is None else services.bot.cache.get_thread(context.channel_id)
    return thread is not None and (thread.owner_id == context.author_id or context.is_manager)


@loader.button(UNDO)
async def on_undo(context: InteractionContext, services: Container) -> None:
    """Let count again what was said before."""
    reach, _, moments = context.argument.partition(".")
    at, _, before = moments.partition(".")
    everybody = reach == "all"
    if everybody and not _for_everybody(context, services):
        raise errors.RefusedError("error-only-managers")
    start = FreshStart(_moment(at), None if before == "0" else _moment(before))
    whose = None if everybody else context.author_id
    if not await services.store.memory_limits.undo_start(context.scope_id, context.channel_id, whose, start):
        raise errors.NotFoundError("error-forget-undone")
    await context.replace(context.translate("forget-undone"))


@loader.listener(hikari.MessageDeleteEvent)
async def on_delete(event: hikari.MessageDeleteEvent, services: Container) -> None:
    """Leave a message out that was deleted."""
    services.scenes.memory.forget_message(int(event.message_id))


@loader.listener(hikari.GuildBulkMessageDeleteEvent)
async def on_bulk_delete(event: hikari.GuildBulkMessageDeleteEvent, services: Container) -> None:
    """Leave messages out that were deleted together."""
    for message_id in event.message_ids:
        services.scenes.memory.forget_message(int(message_id))


@loader.listener(hikari.MessageUpdateEvent)
async def on_edit(event: hikari.MessageUpdateEvent, services: Container) -> None:
    """Leave out what the bot knows of a message that was changed too late to be answered anew."""
    edited = event.message.edited_timestamp
    if edited and edited - event.message.id.created_at > EDITABLE and event.is_human:
        services.scenes.memory.forget_message(int(event.message_id), changed=True)
