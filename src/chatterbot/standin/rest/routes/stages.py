"""Routes for stage instances: which stages are open, and with which topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors
from chatterbot.standin.protocol import ChannelType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.voice.server import GUILD_ONLY
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

MAX_TOPIC: Final = 120
"""Longest topic of a stage, in characters."""
MODERATOR: Final = Permission.MANAGE_CHANNELS | Permission.MUTE_MEMBERS | Permission.MOVE_MEMBERS
"""What makes a member a moderator of a stage."""


def create(backend: Backend, exchange: Exchange) -> Json:
    """Open a stage; its moderators may, and everybody is told only by those who may mention everyone."""
    wanted = exchange.json or {}
    form = errors.FormErrors()
    if "channel_id" not in wanted:
        form.required(("channel_id",))
    _check(form, wanted, needed=True)
    channel = _stage(backend, str(wanted["channel_id"]))
    needed = MODERATOR | (Permission.MENTION_EVERYONE if wanted.get("send_start_notification") else Permission(0))
    _allow(backend, channel, needed)
    if backend.voice.stages.instance(channel["id"]) is not None:
        errors.refuse(150006)
    return backend.voice.stages.open(channel, wanted["topic"], wanted.get("guild_scheduled_event_id"))


def show(backend: Backend, exchange: Exchange) -> Json:
    """Return the stage instance of a channel."""
    instance = backend.voice.stages.instance(_stage(backend, exchange.args["channel_id"])["id"])
    if instance is None:
        errors.refuse(10067)
    return instance


def change(backend: Backend, exchange: Exchange) -> Json:
    """Change the topic of an open stage."""
    instance, wanted = show(backend, exchange), exchange.json or {}
    _check(errors.FormErrors(), wanted, needed=False)
    _allow(backend, backend.world.channels[instance["channel_id"]], MODERATOR)
    return backend.voice.stages.rename(instance["channel_id"], wanted.get("topic") or instance["topic"])


def delete(backend: Backend, exchange: Exchange) -> None:
    """Close a stage."""
    instance = show(backend, exchange)
    _allow(backend, backend.world.channels[instance["channel_id"]], MODERATOR)
    backend.voice.stages.close(instance["channel_id"])


def _check(form: errors.FormErrors, wanted: Json, *, needed: bool) -> None:
    if needed and wanted.get("topic") is None:
        form.required(("topic",))
    form.length(("topic",), wanted.get("topic"), 1, MAX_TOPIC)
    form.integer(("privacy_level",), wanted.get("privacy_level"), GUILD_ONLY, GUILD_ONLY)
    form.check()


def _stage(backend: Backend, channel_id: str) -> Json:
    channel = backend.world.channels.get(channel_id)
    if channel is None or not backend.world.allowed(backend.world.app_id, channel) & Permission.VIEW_CHANNEL:
        errors.refuse(10003)
    if channel["type"] != ChannelType.STAGE:
        errors.refuse(50024)
    return channel


def _allow(backend: Backend, channel: Json, needed: Permission) -> None:
    if needed & ~backend.world.allowed(backend.world.app_id, channel):
        errors.refuse(50013)


ROUTES = (
    route("POST", "/stage-instances", create),
    route("GET", "/stage-instances/{channel_id}", show),
    route("PATCH", "/stage-instances/{channel_id}", change),
    route("DELETE", "/stage-instances/{channel_id}", delete),
)
