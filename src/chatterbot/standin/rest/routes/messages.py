"""Routes of channels, their messages, reactions and typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors, threads
from chatterbot.standin.protocol import THREADS, ChannelType, Json, MessageFlag, MessageType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.rules import emoji, messages, sending
from chatterbot.standin.world import clock
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange

PAGE = 100
"""Most messages that one answer lists."""
BULK_AGE_S = 14 * 86_400.0
"""Age in seconds up to which messages can be deleted in bulk."""
REPLYABLE = frozenset(
    {MessageType.DEFAULT, MessageType.REPLY, MessageType.CHAT_INPUT_COMMAND, MessageType.CONTEXT_MENU_COMMAND}
)
WITHOUT_MESSAGES = frozenset({ChannelType.CATEGORY, ChannelType.FORUM})
UNSUPPORTED = ("poll", "sticker_ids", "shared_client_theme")


def find_channel(backend: Backend, exchange: Exchange, needed: Permission = Permission.VIEW_CHANNEL) -> Json:
    """Return the channel of a request if the bot has the permissions ``needed`` in it; otherwise refuse."""
    world = backend.world
    channel = world.channels.get(exchange.args["channel_id"])
    if channel is None:
        errors.refuse(10003)
    allowed = world.allowed(world.app_id, channel)
    if not allowed & Permission.VIEW_CHANNEL:
        errors.refuse(50001)
    if channel["type"] == ChannelType.VOICE and not allowed & Permission.CONNECT:
        errors.refuse(50001)
    if world.required_permissions(channel, needed) & ~allowed:
        errors.refuse(50013)
    return channel


def get_channel(backend: Backend, exchange: Exchange) -> Json:
    """Return a channel."""
    found = find_channel(backend, exchange)
    return backend.world.with_membership(found) if found["type"] in THREADS else found


def _refuse_without_messages(channel: Json) -> None:
    """Refuse with 50008 if a channel never holds messages: a forum's are in its posts."""
    if channel["type"] in WITHOUT_MESSAGES:
        errors.refuse(50008)


def list_messages(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return messages, newest first, around, before or after one."""
    channel = find_channel(backend, exchange)
    _refuse_without_messages(channel)
    if not backend.world.allowed(backend.world.app_id, channel) & Permission.READ_MESSAGE_HISTORY:
        return []
    limit = _integer(exchange, "limit", 50)
    if not 1 <= limit <= PAGE:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
    everything = list(backend.world.messages[channel["id"]].values())
    if "around" in exchange.query:
        middle = _integer(exchange, "around", 0)
        index = sum(int(message["id"]) < middle for message in everything)
        first = max(0, index - limit // 2)
        chosen = everything[first : first + limit]
    elif "after" in exchange.query:
        after = _integer(exchange, "after", 0)
        chosen = [m for m in everything if int(m["id"]) > after][:limit]
    else:
        before = _integer(exchange, "before", 2**63)
        chosen = [m for m in everything if int(m["id"]) < before][-limit:]
    return [backend.chat.readable(message) for message in reversed(chosen)]


def _integer(exchange: Exchange, key: str, default: int) -> int:
    text = exchange.query.get(key, str(default))
    if not text.isdigit():
        errors.form_error((key,), "NUMBER_TYPE_COERCE", f"Value {text!r} is not an integer.")
    return int(text)


def get_message(backend: Backend, exchange: Exchange) -> Json:
    """Return a message."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    return backend.chat.readable(backend.world.find_message(channel["id"], exchange.args["message_id"]))


def create_message(backend: Backend, exchange: Exchange) -> Json:
    """Post a message."""
    world, body = backend.world, exchange.json or {}
    channel = find_channel(backend, exchange)
    _refuse_without_messages(channel)
    sending.check(world, channel, body, exchange.uploads, new=True)
    if channel["type"] == ChannelType.DM:
        _check_dm(backend, channel)
    _check_supported(backend, body)
    messages.check(body, exchange.uploads, emojis=emoji.known(world))
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        message = backend.chat.posted_with(channel, str(nonce))
        if message is not None:
            return message | {"nonce": nonce}
    reply_to = _reply_to(backend, channel, body)
    threads.before_message(backend, channel, world.app_id)
    shown = sending.shown(world, channel, body)
    message = backend.chat.post(channel, world.bot, shown, exchange.uploads, reply_to=reply_to)
    if nonce is None:
        return message
    backend.chat.remember_nonce(message, str(nonce))
    return message | {"nonce": nonce}


def _check_dm(backend: Backend, channel: Json) -> None:
    user_id = channel["recipients"][0]["id"]
    shared = any(user_id in m and backend.world.app_id in m for m in backend.world.members.values())
    if not shared:
        errors.refuse(50278)
    if user_id in backend.world.closed_dms:
        errors.refuse(50007)


def _check_supported(backend: Backend, body: Json) -> None:
    forward = (body.get("message_reference") or {}).get("type") == 1
    for what in [key for key in UNSUPPORTED if body.get(key)] + (["forward"] if forward else []):
        backend.problems.append(("POST messages", f"the stand-in does not know {what}"))
        raise errors.ApiError(501, 0, f"the stand-in does not know {what}")


def _reply_to(backend: Backend, channel: Json, body: Json) -> Json | None:
    asked = body.get("message_reference")
    if not asked:
        return None
    message = backend.world.messages[channel["id"]].get(str(asked.get("message_id")))
    elsewhere = str(asked.get("channel_id") or channel["id"]) != channel["id"]
    if message is None or elsewhere:
        if asked.get("fail_if_not_exists", True):
            errors.form_error(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    if not backend.world.allowed(backend.world.app_id, channel) & Permission.READ_MESSAGE_HISTORY:
        errors.refuse(160002)
    if message["type"] not in REPLYABLE:
        text = "Cannot reply to a system message"
        errors.form_error(("message_reference",), "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", text)
    return message


def edit_message(backend: Backend, exchange: Exchange) -> Json:
    """Edit a message of the bot's own; of another's message only the flags, with the permission to manage messages."""
    world, body = backend.world, exchange.json or {}
    channel = find_channel(backend, exchange)
    message = world.find_message(channel["id"], exchange.args["message_id"])
    if message["author"]["id"] != world.app_id:
        if body.keys() != {"flags"} or exchange.uploads:
            errors.refuse(50005)
        find_channel(backend, exchange, Permission.MANAGE_MESSAGES)
        form = errors.FormErrors()
        form.integer(("flags",), body["flags"], 0, messages.LARGEST_FLAGS)
        form.check()
        flags = (body["flags"] or 0) & MessageFlag.SUPPRESS_EMBEDS
        return backend.chat.readable(backend.chat.edit(message, {"flags": flags}, {}))
    if message["flags"] & MessageFlag.IS_VOICE_MESSAGE:
        errors.refuse(50162)
    sending.check(world, channel, body, exchange.uploads, new=False)
    messages.check(body, exchange.uploads, previous=message, emojis=emoji.known(world))
    return backend.chat.edit(message, sending.shown(world, channel, body), exchange.uploads)


def delete_message(backend: Backend, exchange: Exchange) -> None:
    """Delete a message of the bot's own, or any message with the permission to manage messages."""
    channel = find_channel(backend, exchange)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    if message["author"]["id"] != backend.world.app_id:
        if channel["type"] == ChannelType.DM:
            errors.refuse(50003)
        find_channel(backend, exchange, Permission.MANAGE_MESSAGES)
    backend.chat.delete(message)


def delete_messages(backend: Backend, exchange: Exchange) -> None:
    """Delete 2 to 100 messages younger than two weeks."""
    channel = find_channel(backend, exchange)
    if channel["type"] == ChannelType.DM:
        errors.refuse(50003)
    find_channel(backend, exchange, Permission.MANAGE_MESSAGES)
    ids = [str(message_id) for message_id in (exchange.json or {}).get("messages") or []]
    if not 2 <= len(ids) <= PAGE or len(set(ids)) != len(ids):
        errors.refuse(50016)
    if any(backend.world.clock.now() - clock.created_at(message_id) > BULK_AGE_S for message_id in ids):
        errors.refuse(50034)
    backend.chat.delete_many(channel, ids)


def typing(backend: Backend, exchange: Exchange) -> None:
    """Show that the bot is typing."""
    channel = find_channel(backend, exchange, Permission.SEND_MESSAGES)
    _refuse_without_messages(channel)
    backend.chat.typing(channel, backend.world.app_id)


def add_reaction(backend: Backend, exchange: Exchange) -> None:
    """React to a message."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    name = _emoji(backend, exchange)
    if not backend.world.reactors.get((message["id"], name)):
        find_channel(backend, exchange, Permission.ADD_REACTIONS)
        if ":" in name and name.rpartition(":")[2] not in sending.usable_emoji(backend.world, channel):
            errors.refuse(50013)
    backend.chat.react(message, backend.world.app_id, name)


def remove_reaction(backend: Backend, exchange: Exchange) -> None:
    """Remove the bot's own reaction, or any reaction with the permission to manage messages."""
    channel = find_channel(backend, exchange)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    name = _emoji(backend, exchange)
    user_id = exchange.args.get("user_id", backend.world.app_id)
    if user_id != backend.world.app_id:
        find_channel(backend, exchange, Permission.MANAGE_MESSAGES)
    backend.chat.unreact(message, user_id, name)


def clear_reactions(backend: Backend, exchange: Exchange) -> None:
    """Remove all reactions of a message, or all with one emoji; needs the permission to manage messages."""
    channel = find_channel(backend, exchange)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    name = _emoji(backend, exchange) if "emoji_name" in exchange.args else None
    if channel["type"] == ChannelType.DM:
        errors.refuse(50003)
    find_channel(backend, exchange, Permission.MANAGE_MESSAGES)
    backend.chat.clear_reactions(message, name)


def list_reactions(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return the users who reacted with an emoji."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    who = backend.world.reactors.get((message["id"], _emoji(backend, exchange)), [])
    return [backend.world.users[user_id] for user_id in who]


def _emoji(backend: Backend, exchange: Exchange) -> str:
    """Return the emoji of a request's path; refused with 10014 unless it is Unicode's or a custom emoji that the bot can use."""
    name = exchange.args["emoji_name"]
    if not emoji.is_unicode(name) and name.rpartition(":")[2] not in emoji.known(backend.world):
        errors.refuse(10014)
    return name


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"
ROUTES = (
    route("GET", "/channels/{channel_id}", get_channel),
    route("POST", "/channels/{channel_id}/typing", typing),
    route("GET", MESSAGES, list_messages),
    route("POST", MESSAGES, create_message),
    route("POST", MESSAGES + "/bulk-delete", delete_messages),
    route("GET", MESSAGE, get_message),
    route("PATCH", MESSAGE, edit_message),
    route("DELETE", MESSAGE, delete_message),
    route("DELETE", MESSAGE + "/reactions", clear_reactions),
    route("GET", REACTION, list_reactions),
    route("DELETE", REACTION, clear_reactions),
    route("PUT", REACTION + "/@me", add_reaction),
    route("DELETE", REACTION + "/@me", remove_reaction),
    route("DELETE", REACTION + "/{user_id}", remove_reaction),
)
