"""Routes of pinned messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import ChannelType, MessageType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.rest.routes.messages import find_channel
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

MOST = 250
"""Most pins in one channel."""
PAGE = 50
"""Most pins that one answer lists."""


def list_pins(backend: Backend, exchange: Exchange) -> Json:
    """Return pins, the latest first."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    limit = int(exchange.query.get("limit", PAGE))
    if not 1 <= limit <= PAGE:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
    before = exchange.query.get("before")
    pins = [pin for pin in reversed(backend.world.pins[channel["id"]].items()) if before is None or pin[1] < before]
    items = [
        {"pinned_at": at, "message": backend.chat.readable(backend.world.messages[channel["id"]][message_id])}
        for message_id, at in pins[:limit]
    ]
    return {"items": items, "has_more": len(pins) > limit}


def list_pins_older(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return pins as the older route does: at most 50, without their times."""
    return [item["message"] for item in list_pins(backend, exchange)["items"]]


def pin(backend: Backend, exchange: Exchange) -> None:
    """Pin a message and post the channel's notice about it."""
    channel, message = _channel_and_message(backend, exchange)
    pins = backend.world.pins[channel["id"]]
    if message["id"] in pins:
        return
    if len(pins) >= MOST:
        errors.refuse(30003)
    pins[message["id"]] = backend.world.clock.iso()
    _send_update(backend, channel, message, pinned=True)
    reference: Json = {"type": 0, "channel_id": channel["id"], "message_id": message["id"]}
    if "guild_id" in channel:
        reference["guild_id"] = channel["guild_id"]
    backend.chat.post(
        channel, backend.world.bot, {}, {}, extra={"type": int(MessageType.PINNED), "message_reference": reference}
    )


def unpin(backend: Backend, exchange: Exchange) -> None:
    """Unpin a message."""
    channel, message = _channel_and_message(backend, exchange)
    if backend.world.pins[channel["id"]].pop(message["id"], None) is not None:
        _send_update(backend, channel, message, pinned=False)


def _channel_and_message(backend: Backend, exchange: Exchange) -> tuple[Json, Json]:
    channel = find_channel(backend, exchange)
    if channel["type"] != ChannelType.DM:
        find_channel(backend, exchange, Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY)
    return channel, backend.world.find_message(channel["id"], exchange.args["message_id"])


def _send_update(backend: Backend, channel: Json, message: Json, *, pinned: bool) -> None:
    message["pinned"] = pinned
    channel["last_pin_timestamp"] = next(reversed(backend.world.pins[channel["id"]].values()), None)
    backend.chat.updated(message)
    data: Json = {"channel_id": channel["id"], "last_pin_timestamp": channel["last_pin_timestamp"]}
    if "guild_id" in channel:
        data["guild_id"] = channel["guild_id"]
    backend.dispatcher.dispatch("CHANNEL_PINS_UPDATE", data, channel.get("guild_id"))


PINS = "/channels/{channel_id}/messages/pins"
OLDER = "/channels/{channel_id}/pins"
ROUTES = (
    route("GET", PINS, list_pins),
    route("PUT", PINS + "/{message_id}", pin),
    route("DELETE", PINS + "/{message_id}", unpin),
    route("GET", OLDER, list_pins_older),
    route("PUT", OLDER + "/{message_id}", pin),
    route("DELETE", OLDER + "/{message_id}", unpin),
)
