"""/join and /leave: the bot comes into a voice channel, says its answers there, and goes again.

Whoever is in a channel may call the bot there, and send it away; whoever manages the server may do both from anywhere. Nobody but them
calls it away from a channel in which other people are.
"""

from __future__ import annotations

import logging

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.calls import AnswerSpeaker, CallManager, CallSessions
from chatterbot.discord import Context, InteractionContext, Loader, TextContext
from chatterbot.preferences import CallMode, Preferences

__all__ = ()

_log = logging.getLogger(__name__)

loader = Loader()


async def join(
    context: Context,
    channel_id: int | None,
    *,
    calls: CallManager,
    speaking: AnswerSpeaker,
    preferences: Preferences,
    talks: CallSessions,
) -> None:
    """Come where the person is, or where they say."""
    guild_id = _guild(context)
    if not calls.available:
        raise errors.RefusedError("error-voice-off")
    if speaking.speaker is None:
        raise errors.RefusedError("error-speaking-off")
    place = calls.rooms.of(guild_id, context.author_id)
    wanted = channel_id or place
    if wanted is None:
        raise errors.InvalidInputError("error-voice-where")
    where = f"<#{wanted}>"
    if wanted != place and not context.is_manager:
        raise errors.RefusedError("error-voice-not-there", channel=where)
    call = calls.get(guild_id)
    if call is not None and call.connected and call.channel_id == wanted:
        await context.answer(context.translate("voice-already", channel=where))
        return
    if call is not None and not context.is_manager and _others(calls, context, call.channel_id):
        raise errors.RefusedError("error-voice-with-others", channel=f"<#{call.channel_id}>")
    calls.rooms.check(guild_id, wanted)
    await context.defer(private=False)
    try:
        await calls.join(guild_id, wanted)
    except errors.HandshakeTimeoutError as error:
        _log.info("guild %d: %s", guild_id, error)
        raise errors.RefusedError("error-voice-no-answer", channel=where) from None
    except errors.VoiceError as error:
        _log.warning("guild %d: channel %d cannot be joined: %s", guild_id, wanted, error)
        raise errors.RefusedError("error-voice-failed", channel=where) from None
    quiet = (await preferences.get(guild_id)).calls is CallMode.NEVER
    lines = [context.translate("voice-joined-quiet" if quiet else "voice-joined", channel=where)]
    lines.append(context.translate("voice-joined-listening" if await talks.listens(guild_id) else "voice-joined-deaf"))
    await context.answer("\n".join(lines), private=False)


async def leave(context: Context, calls: CallManager) -> None:
    """Go."""
    guild_id = _guild(context)
    call = calls.get(guild_id)
    if call is None:
        raise errors.RefusedError("error-voice-not-in")
    where = f"<#{call.channel_id}>"
    if calls.rooms.of(guild_id, context.author_id) != call.channel_id and not context.is_manager:
        raise errors.RefusedError("error-voice-not-there", channel=where)
    await context.defer(private=False)
    await calls.leave(guild_id)
    await context.answer(context.translate("voice-left", channel=where), private=False)


def _guild(context: Context) -> int:
    if context.guild_id is None:
        raise errors.RefusedError("error-voice-guild")
    return context.guild_id


def _others(calls: CallManager, context: Context, channel_id: int) -> bool:
    """Whether people are in a channel beside the one who asks."""
    return any(user != context.author_id for user in calls.rooms.people(_guild(context), channel_id))


@loader.command
class Join(lightbulb.SlashCommand, name="command-join", description="command-join-about", localize=True):
    """Come into a voice channel."""

    channel = lightbulb.channel(
        "option-join-channel",
        "option-join-channel-about",
        localize=True,
        default=None,
        channel_types=[hikari.ChannelType.GUILD_VOICE],
    )

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        calls: CallManager,
        speaking: AnswerSpeaker,
        preferences: Preferences,
        talks: CallSessions,
    ) -> None:
        channel_id = None if self.channel is None else int(self.channel.id)
        await join(context, channel_id, calls=calls, speaking=speaking, preferences=preferences, talks=talks)


@loader.text_command("command-join")
async def join_text(
    context: TextContext, calls: CallManager, speaking: AnswerSpeaker, preferences: Preferences, talks: CallSessions
) -> None:
    """``!join``, ``!join Lounge``."""
    named = context.arguments
    channel_id = calls.rooms.named(_guild(context), named) if named else None
    await join(context, channel_id, calls=calls, speaking=speaking, preferences=preferences, talks=talks)


@loader.command
class Leave(lightbulb.SlashCommand, name="command-leave", description="command-leave-about", localize=True):
    """Leave the voice channel."""

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, context: InteractionContext, calls: CallManager) -> None:
        await leave(context, calls)


@loader.text_command("command-leave")
async def leave_text(context: TextContext, calls: CallManager) -> None:
    """``!leave``."""
    await leave(context, calls)
