"""Routes for voice states on stages, and for the status of a voice channel."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import ChannelType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange

MAX_STATUS = 500
"""Longest status of a voice channel, in characters."""
CLOCKS_DIFFER_S = 60.0
"""Seconds by which a client's clock may be late; Discord names no number."""


def change_state(backend: Backend, exchange: Exchange) -> None:
    """Let a user speak on a stage or move them to the audience; the bot may also request to speak."""
    guild_id, wanted = exchange.args["guild_id"], exchange.json or {}
    world, stages, own = backend.world, backend.voice.stages, backend.world.app_id
    user_id = exchange.args.get("user_id", own)
    state = backend.voice.state(guild_id, user_id)
    if state is None:
        errors.refuse(10065)
    channel = world.channels[state["channel_id"]]
    if channel["type"] != ChannelType.STAGE or wanted.get("channel_id", channel["id"]) not in {channel["id"], None}:
        errors.refuse(50024)
    suppress, is_own = wanted.get("suppress"), "user_id" not in exchange.args
    asks = is_own and "request_to_speak_timestamp" in wanted
    moment = wanted.get("request_to_speak_timestamp") if asks else None
    form = errors.FormErrors()
    form.boolean(("suppress",), suppress)
    if moment is not None and not _is_time(moment, world.clock.now() - CLOCKS_DIFFER_S):
        form.add(("request_to_speak_timestamp",), "DATE_TIME_TYPE_PARSE", "Must be a present or future time.")
    form.check()
    allowed = world.allowed(own, channel)
    # Everybody may go to the audience and take a request back; all else needs a permission.
    if suppress is not None and (not suppress or user_id != own) and not allowed & Permission.MUTE_MEMBERS:
        errors.refuse(50013)
    if moment is not None and not allowed & Permission.REQUEST_TO_SPEAK:
        errors.refuse(50013)
    if asks:
        stages.clear_request(guild_id, user_id) if moment is None else stages.request(guild_id, user_id, moment)
    if suppress is not None:
        (stages.move_to_audience if suppress else stages.let_speak)(guild_id, user_id)


def _is_time(text: object, earliest: float) -> bool:
    """Tell whether a value is a time in ISO 8601 that is no earlier than a POSIX time."""
    try:
        moment = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp() >= earliest


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
