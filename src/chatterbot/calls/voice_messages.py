"""Sends sound: as a voice message if Discord allows it, else as a file, which Discord's clients can play, too."""

from __future__ import annotations

import logging
from typing import Final

import hikari

from chatterbot.discord import sending
from chatterbot.speech.codecs.encoding import VoiceMessage

__all__ = ("FILE_NAME", "as_file", "may_send", "post", "respond")

_log = logging.getLogger(__name__)

FILE_NAME: Final = "voice-message.ogg"
"""The name that Discord's own clients give."""
NOT_HERE: Final = 50173
"""Discord's code for a voice message without the permission to send one."""


def as_file(spoken: VoiceMessage) -> hikari.Bytes:
    """Return the sound as a file to attach."""
    return hikari.Bytes(spoken.ogg, FILE_NAME, mimetype="audio/ogg")


def may_send(interaction: hikari.CommandInteraction) -> bool:
    """Tell whether the bot may answer with a voice message, as far as the interaction says."""
    needed = hikari.Permissions.SEND_VOICE_MESSAGES | hikari.Permissions.ADMINISTRATOR
    return bool(interaction.app_permissions & needed)


async def post(
    rest: hikari.api.RESTClient, channel_id: int, spoken: VoiceMessage, *, reply_to: int | None = None
) -> hikari.Message:
    """Post a voice message, as a reply if that is allowed here; a file if voice messages are not allowed. Return the message."""
    reply = hikari.UNDEFINED if reply_to is None else reply_to
    try:
        return await rest.create_voice_message(
            channel_id,
            as_file(spoken),
            spoken.waveform,
            spoken.duration_s,
            reply=reply,
            reply_must_exist=False if reply_to is not None else hikari.UNDEFINED,
            mentions_reply=False,
        )
    except (hikari.BadRequestError, hikari.ForbiddenError) as error:
        if error.code == sending.NO_HISTORY and reply_to is not None:
            return await post(rest, channel_id, spoken)
        if error.code != NOT_HERE:
            raise
        _log.info("channel %d: the bot may not send voice messages there, so a file is sent instead", channel_id)
    if reply_to is None:
        return await rest.create_message(channel_id, attachment=as_file(spoken), **sending.SILENT)
    try:
        return await rest.create_message(
            channel_id, attachment=as_file(spoken), reply=reply_to, reply_must_exist=False, **sending.SILENT
        )
    except hikari.BadRequestError as error:
        if error.code != sending.NO_HISTORY:
            raise
        return await rest.create_message(channel_id, attachment=as_file(spoken), **sending.SILENT)


async def respond(interaction: hikari.CommandInteraction, spoken: VoiceMessage) -> None:
    """Answer a command with a voice message; only the first answer may be one."""
    await interaction.app.rest.create_interaction_voice_message_response(
        interaction, interaction.token, as_file(spoken), spoken.waveform, spoken.duration_s
    )
