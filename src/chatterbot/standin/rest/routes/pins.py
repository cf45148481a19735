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


def listed(b: Backend, call: Exchange) -> Json:
    """Return pins, the latest first."""
    there = find_channel(b, call, Permission.READ_MESSAGE_HISTORY)
    limit = int(call.query.get("limit", PAGE))
    if not 1 <= limit <= PAGE:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
    before = call.query.get("before")
    pins = [pin for pin in reversed(b.world.pins[there["id"]].items()) if before is None or pin[1] < before]
    items = [
        {"pinned_at": at, "message": b.chat.readable(b.world.messages[there["id"]][message_id])}
        for message_id, at in pins[:limit]
    ]
    return {"items": items, "has_more": len(pins) > limit}


def listed_plainly(b: Backend, call: Exchange) -> list[Json]:
    """Return pins as the older route does: at most 50, without their times."""
    return [item["message"] for item in listed(b, call)["items"]]


def pin(b: Backend, call: Exchange) -> None:
    """Pin a message and post the channel's notice about it."""
    there, message = _found(b, call)
    pins = b.world.pins[there["id"]]
    if message["id"] in pins:
        return
    if len(pins) >= MOST:
        errors.refuse(30003)
    pins[message["id"]] = b.world.clock.iso()
    _tell(b, there, message, pinned=True)
    points: Json = {"type": 0, "channel_id": there["id"], "message_id": message["id"]}
    if "guild_id" in there:
        points["guild_id"] = there["guild_id"]
    b.chat.post(there, b.world.bot, {}, {}, extra={"type": int(MessageType.PINNED), "message_reference": points})


def unpin(b: Backend, call: Exchange) -> None:
    """Unpin a message."""
    there, message = _found(b, call)
    if b.world.pins[there["id"]].pop(message["id"], None) is not None:
        _tell(b, there, message, pinned=False)


def _found(b: Backend, call: Exchange) -> tuple[Json, Json]:
    there = find_channel(b, call)
    if there["type"] != ChannelType.DM:
        find_channel(b, call, Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY)
    return there, b.world.find_message(there["id"], call.args["message_id"])


def _tell(b: Backend, there: Json, message: Json, *, pinned: bool) -> None:
    message["pinned"] = pinned
    there["last_pin_timestamp"] = next(reversed(b.world.pins[there["id"]].values()), None)
    b.chat.updated(message)
    data: Json = {"channel_id": there["id"], "last_pin_timestamp": there["last_pin_timestamp"]}
    if "guild_id" in there:
        data["guild_id"] = there["guild_id"]
    b.dispatcher.dispatch("CHANNEL_PINS_UPDATE", data, there.get("guild_id"))


PINS = "/channels/{channel_id}/messages/pins"
OLDER = "/channels/{channel_id}/pins"
ROUTES = (
    route("GET", PINS, listed),
    route("PUT", PINS + "/{message_id}", pin),
    route("DELETE", PINS + "/{message_id}", unpin),
    route("GET", OLDER, listed_plainly),
    route("PUT", OLDER + "/{message_id}", pin),
    route("DELETE", OLDER + "/{message_id}", unpin),
)
