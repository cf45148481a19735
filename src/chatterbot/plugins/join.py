"""/join and /leave: the bot joins a voice channel, speaks its answers there, and leaves again.

People in a channel may call the bot there and send it away; managers may do both from anywhere. Only managers may call it away from a
channel in which there are other people.
"""

from __future__ import annotations

import logging

import hikari

from chatterbot import errors
from chatterbot.calls import CallManager, CallOrigin, Hearing, Speaking, abilities
from chatterbot.container import Container
from chatterbot.discord import Context, HelpSection, Loader, channel_access, options
from chatterbot.plugins._guilds import guild_of
from chatterbot.preferences import CallMode, calls_at, override_at

__all__ = ()

_log = logging.getLogger(__name__)

loader = Loader[Container]()


def _offered(context: Context, services: Container) -> bool:
    """Tell whether there are voice channels here that the bot can speak in."""
    return context.guild_id is not None and services.calls.available and services.speaking.speaker is not None


@loader.command(
    "join",
    section=HelpSection.TALK,
    position=5,
    options=[
        options.channel(
            "channel",
            hikari.ChannelType.GUILD_VOICE,
            hikari.ChannelType.GUILD_STAGE,
            missing="error-voice-channel-unknown",
        )
    ],
    former_names=["зайди"],
    offered=_offered,
)
async def join(context: Context, services: Container, channel: int | None = None) -> None:
    """Come into the voice channel where the person is, or the one they name."""
    calls = services.calls
    guild_id = guild_of(context)
    if not calls.available:
        raise errors.RefusedError("error-voice-off")
    if services.speaking.speaker is None:
        raise errors.RefusedError("error-speaking-off")
    place = calls.rooms.of(guild_id, context.author_id)
    wanted = channel or place
    if wanted is None:
        raise errors.InvalidInputError("error-voice-where")
    where = f"<#{wanted}>"
    if wanted != place and not context.is_manager:
        raise errors.RefusedError("error-voice-not-there", channel=where)
    call = calls.get(guild_id)
    if call is not None and call.connected and call.channel_id == wanted:
        if calls.speaking(guild_id) is Speaking.AUDIENCE:
            await calls.ask_to_speak(guild_id)
        hearing = await calls.hearing(guild_id)
        news = Hearing.ON if hearing is Hearing.OFF else hearing  # what is not set up was said when it came
        lines = [context.translate("voice-already", channel=where), *_cannot(context, services, guild_id, news)]
        await context.answer("\n".join(lines))
        return
    if call is not None and not context.is_manager and _others(calls, context, call.channel_id):
        raise errors.RefusedError("error-voice-with-others", channel=f"<#{call.channel_id}>")
    chosen = await services.preferences.get(guild_id)
    if override_at(chosen, channel_access.place_of(services.bot, wanted)).voice is False:
        raise errors.RefusedError("error-places-no-voice", channel=where)
    calls.rooms.check(guild_id, wanted)
    await context.defer(private=False)
    try:
        await calls.join(guild_id, wanted, CallOrigin(author_id=context.author_id, text_channel_id=context.channel_id))
    except errors.HandshakeTimeoutError as error:
        _log.info("guild %d: channel %d could not be joined in time: %s", guild_id, wanted, error)
        raise errors.RefusedError("error-voice-no-answer", channel=where) from None
    except errors.VoiceError as error:
        _log.warning("guild %d: channel %d could not be joined: %s", guild_id, wanted, error)
        raise errors.RefusedError("error-voice-failed", channel=where) from None
    quiet = calls_at(chosen, channel_access.place_of(services.bot, wanted)) is CallMode.NEVER
    key = "voice-joined-quiet" if quiet else "voice-joined"
    if calls.speaking(guild_id) is not Speaking.ON:
        key = "voice-joined-mute"
    hearing = await calls.hearing(guild_id)
    lines = [context.translate(key, channel=where), *_cannot(context, services, guild_id, hearing)]
    if hearing is Hearing.ON:
        lines.append(context.translate("voice-joined-listening"))
    await context.answer("\n".join(lines), private=False)


def _cannot(context: Context, services: Container, guild_id: int, hearing: Hearing) -> list[str]:
    """Return a sentence for each thing that the bot cannot do in the channel at the moment."""
    speaking = abilities.cannot_speak(context.translate, services.calls.speaking(guild_id))
    return [line for line in (speaking, abilities.cannot_hear(context.translate, hearing)) if line]


@loader.command("leave", section=HelpSection.TALK, position=6, former_names=["выйди"], offered=_offered)
async def leave(context: Context, services: Container) -> None:
    """Leave the voice channel."""
    calls = services.calls
    guild_id = guild_of(context)
    call = calls.get(guild_id)
    if call is None:
        if context.is_manager or calls.rooms.of(guild_id, context.author_id) is not None:
            await calls.leave(guild_id)  # after a restart it may be about to return
        raise errors.RefusedError("error-voice-not-in")
    where = f"<#{call.channel_id}>"
    if calls.rooms.of(guild_id, context.author_id) != call.channel_id and not context.is_manager:
        raise errors.RefusedError("error-voice-not-there", channel=where)
    await context.defer(private=False)
    await calls.leave(guild_id)
    await context.answer(context.translate("voice-left", channel=where), private=False)


def _others(calls: CallManager, context: Context, channel_id: int) -> bool:
    """Tell whether there are people in a channel other than the one who asks."""
    return any(user != context.author_id for user in calls.rooms.people(guild_of(context), channel_id))
