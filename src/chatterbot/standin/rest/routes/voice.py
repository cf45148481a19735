"""Routes for voice states on stages, and for the status of a voice channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import ChannelType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

MAX_STATUS = 500
"""Longest status of a voice channel, in characters."""


def change_state(backend: Backend, exchange: Exchange) -> None:
    """Let a user speak on a stage or move them to the audience; the bot may also request to speak."""
    guild_id, wanted = exchange.args["guild_id"], exchange.json or {}
    user_id = exchange.args.get("user_id", backend.world.app_id)
    state = backend.voice.state(guild_id, user_id)
    if state is None:
        errors.refuse(10065)
    channel = backend.world.channels[state["channel_id"]]
    if channel["type"] != ChannelType.STAGE or wanted.get("channel_id", channel["id"]) != channel["id"]:
        errors.refuse(50024)
    allowed = backend.world.allowed(backend.world.app_id, channel)
    fields: Json = {}
    if "suppress" in wanted:
        lifts = not wanted["suppress"] or user_id != backend.world.app_id
        if lifts and not allowed & Permission.MUTE_MEMBERS:
            errors.refuse(50013)
        fields["suppress"] = bool(wanted["suppress"])
    if wanted.get("request_to_speak_timestamp") is not None:
        if user_id != backend.world.app_id or not allowed & Permission.REQUEST_TO_SPEAK:
            errors.refuse(50013)
        fields["request_to_speak_timestamp"] = wanted["request_to_speak_timestamp"]
    backend.voice.change(guild_id, user_id, **fields)


def change_status(backend: Backend, exchange: Exchange) -> None:
    """Set the status shown below a voice channel's name; null or an empty text removes it."""
    channel = backend.world.channels.get(exchange.args["channel_id"])
    if channel is None:
        errors.refuse(10003)
    if channel["type"] != ChannelType.VOICE:
        errors.refuse(50024)
    status = (exchange.json or {}).get("status")
    form = errors.FormErrors()
    form.length(("status",), status, 0, MAX_STATUS)
    form.check()
    needed = Permission.SET_VOICE_CHANNEL_STATUS
    if backend.world.app_id not in backend.voice.in_channel(channel["id"]):
        needed |= Permission.MANAGE_CHANNELS
    if needed & ~backend.world.allowed(backend.world.app_id, channel):
        errors.refuse(50013)
    backend.voice.set_status(channel, status or None)


ROUTES = (
    route("PATCH", "/guilds/{guild_id}/voice-states/@me", change_state),
    route("PATCH", "/guilds/{guild_id}/voice-states/{user_id}", change_state),
    route("PUT", "/channels/{channel_id}/voice-status", change_status),
)
