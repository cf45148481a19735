"""Routes of channels, their messages, reactions and typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors, threads
from chatterbot.standin.actions.messages import stripped
from chatterbot.standin.protocol import THREADS, ChannelType, Json, MessageFlag, MessageType
from chatterbot.standin.rest.routes._table import route
from chatterbot.standin.rules import messages
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
UNSUPPORTED = ("poll", "sticker_ids", "shared_client_theme")


def find_channel(b: Backend, call: Exchange, needed: Permission = Permission.VIEW_CHANNEL) -> Json:
    """Return the channel of a request if the bot has the permissions ``needed`` in it; otherwise refuse."""
    world = b.world
    channel = world.channels.get(call.args["channel_id"])
    if channel is None:
        errors.refuse(10003)
    allowed = world.allowed(world.app_id, channel)
    if not allowed & Permission.VIEW_CHANNEL:
        errors.refuse(50001)
    if channel["type"] == ChannelType.VOICE and not allowed & Permission.CONNECT:
        errors.refuse(50001)
    if world.needed(channel, needed) & ~allowed:
        errors.refuse(50013)
    return channel


def channel(b: Backend, call: Exchange) -> Json:
    """Return a channel."""
    found = find_channel(b, call)
    return threads.seen(b, found) if found["type"] in THREADS else found


def list_messages(b: Backend, call: Exchange) -> list[Json]:
    """Return messages, newest first, around, before or after one."""
    there = find_channel(b, call)
    if not b.world.allowed(b.world.app_id, there) & Permission.READ_MESSAGE_HISTORY:
        return []
    limit = _integer(call, "limit", 50)
    if not 1 <= limit <= PAGE:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
    everything = list(b.world.messages[there["id"]].values())
    if "around" in call.query:
        middle = _integer(call, "around", 0)
        index = sum(int(message["id"]) < middle for message in everything)
        first = max(0, index - limit // 2)
        chosen = everything[first : first + limit]
    elif "after" in call.query:
        after = _integer(call, "after", 0)
        chosen = [m for m in everything if int(m["id"]) > after][:limit]
    else:
        before = _integer(call, "before", 2**63)
        chosen = [m for m in everything if int(m["id"]) < before][-limit:]
    return [b.chat.readable(message) for message in reversed(chosen)]


def _integer(call: Exchange, key: str, default: int) -> int:
    text = call.query.get(key, str(default))
    if not text.isdigit():
        errors.form_error((key,), "NUMBER_TYPE_COERCE", f"Value {text!r} is not an integer.")
    return int(text)


def get_message(b: Backend, call: Exchange) -> Json:
    """Return a message."""
    there = find_channel(b, call, Permission.READ_MESSAGE_HISTORY)
    return b.chat.readable(b.world.find_message(there["id"], call.args["message_id"]))


def create_message(b: Backend, call: Exchange) -> Json:
    """Post a message."""
    world, body = b.world, call.json or {}
    there = find_channel(b, call)
    if there["type"] == ChannelType.CATEGORY:
        errors.refuse(50008)
    allowed = world.allowed(world.app_id, there)
    needed = world.needed(there, Permission.SEND_MESSAGES) | (
        Permission.ATTACH_FILES if call.uploads else Permission(0)
    )
    if needed & ~allowed:
        errors.refuse(50013)
    if there["type"] == ChannelType.DM:
        _check_dm(b, there)
    _check_supported(b, body)
    messages.check(body, call.uploads)
    if (body.get("flags") or 0) & MessageFlag.IS_VOICE_MESSAGE and not allowed & Permission.SEND_VOICE_MESSAGES:
        errors.refuse(50173)
    nonce = body.get("nonce")
    if nonce is not None and body.get("enforce_nonce"):
        message = b.chat.posted_with(there, str(nonce))
        if message is not None:
            return message | {"nonce": nonce}
    reply_to = _reply_to(b, there, body)
    threads.before_message(b, there, world.app_id)
    message = b.chat.post(there, world.bot, stripped(body, allowed), call.uploads, reply_to=reply_to)
    if nonce is None:
        return message
    b.chat.remember_nonce(message, str(nonce))
    return message | {"nonce": nonce}


def _check_dm(b: Backend, there: Json) -> None:
    user_id = there["recipients"][0]["id"]
    shared = any(user_id in m and b.world.app_id in m for m in b.world.members.values())
    if user_id in b.world.closed_dms or not shared:
        errors.refuse(50007)


def _check_supported(b: Backend, body: Json) -> None:
    forward = (body.get("message_reference") or {}).get("type") == 1
    for what in [key for key in UNSUPPORTED if body.get(key)] + (["forward"] if forward else []):
        b.problems.append(("POST messages", f"the stand-in does not know {what}"))
        raise errors.ApiError(501, 0, f"the stand-in does not know {what}")


def _reply_to(b: Backend, there: Json, body: Json) -> Json | None:
    asked = body.get("message_reference")
    if not asked:
        return None
    message = b.world.messages[there["id"]].get(str(asked.get("message_id")))
    elsewhere = str(asked.get("channel_id") or there["id"]) != there["id"]
    if message is None or elsewhere:
        if asked.get("fail_if_not_exists", True):
            errors.form_error(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None
    if not b.world.allowed(b.world.app_id, there) & Permission.READ_MESSAGE_HISTORY:
        errors.refuse(160002)
    if message["type"] not in REPLYABLE:
        text = "Cannot reply to a system message"
        errors.form_error(("message_reference",), "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", text)
    return message


def edit_message(b: Backend, call: Exchange) -> Json:
    """Edit a message of the bot's own."""
    there = find_channel(b, call)
    message = b.world.find_message(there["id"], call.args["message_id"])
    if message["author"]["id"] != b.world.app_id:
        errors.refuse(50005)
    if message["flags"] & MessageFlag.IS_VOICE_MESSAGE:
        errors.refuse(50162)
    body = call.json or {}
    allowed = b.world.allowed(b.world.app_id, there)
    if call.uploads and not allowed & Permission.ATTACH_FILES:
        errors.refuse(50013)
    messages.check(body, call.uploads, previous=message)
    if body.get("embeds"):
        body = stripped(body, allowed)
    return b.chat.edit(message, body, call.uploads)


def delete_message(b: Backend, call: Exchange) -> None:
    """Delete a message of the bot's own, or any message with the permission to manage messages."""
    there = find_channel(b, call)
    message = b.world.find_message(there["id"], call.args["message_id"])
    if message["author"]["id"] != b.world.app_id:
        if there["type"] == ChannelType.DM:
            errors.refuse(50003)
        find_channel(b, call, Permission.MANAGE_MESSAGES)
    b.chat.delete(message)


def delete_messages(b: Backend, call: Exchange) -> None:
    """Delete 2 to 100 messages younger than two weeks."""
    there = find_channel(b, call)
    if there["type"] == ChannelType.DM:
        errors.refuse(50003)
    find_channel(b, call, Permission.MANAGE_MESSAGES)
    ids = [str(message_id) for message_id in (call.json or {}).get("messages") or []]
    if not 2 <= len(ids) <= PAGE or len(set(ids)) != len(ids):
        errors.refuse(50016)
    if any(b.world.clock.now() - clock.created_at(message_id) > BULK_AGE_S for message_id in ids):
        errors.refuse(50034)
    b.chat.delete_many(there, ids)


def typing(b: Backend, call: Exchange) -> None:
    """Show that the bot is typing."""
    b.chat.typing(find_channel(b, call, Permission.SEND_MESSAGES), b.world.app_id)


def add_reaction(b: Backend, call: Exchange) -> None:
    """React to a message."""
    there = find_channel(b, call, Permission.READ_MESSAGE_HISTORY)
    message = b.world.find_message(there["id"], call.args["message_id"])
    emoji = call.args["emoji_name"]
    _check_emoji(b, emoji)
    if (message["id"], emoji) not in b.world.reactors or not b.world.reactors[message["id"], emoji]:
        find_channel(b, call, Permission.ADD_REACTIONS)
    b.chat.react(message, b.world.app_id, emoji)


def remove_reaction(b: Backend, call: Exchange) -> None:
    """Remove the bot's own reaction, or any reaction with the permission to manage messages."""
    there = find_channel(b, call)
    message = b.world.find_message(there["id"], call.args["message_id"])
    _check_emoji(b, call.args["emoji_name"])
    user_id = call.args.get("user_id", b.world.app_id)
    if user_id != b.world.app_id:
        find_channel(b, call, Permission.MANAGE_MESSAGES)
    b.chat.unreact(message, user_id, call.args["emoji_name"])


def list_reactions(b: Backend, call: Exchange) -> list[Json]:
    """Return the users who reacted with an emoji."""
    there = find_channel(b, call, Permission.READ_MESSAGE_HISTORY)
    message = b.world.find_message(there["id"], call.args["message_id"])
    _check_emoji(b, call.args["emoji_name"])
    who = b.world.reactors.get((message["id"], call.args["emoji_name"]), [])
    return [b.world.users[user_id] for user_id in who]


def _check_emoji(b: Backend, emoji: str) -> None:
    custom = emoji.rpartition(":")[2]
    known = any(e["id"] == custom for guild in b.world.guilds.values() for e in guild["emojis"])
    if emoji.isascii() and not known:
        errors.refuse(10014)


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"
ROUTES = (
    route("GET", "/channels/{channel_id}", channel),
    route("POST", "/channels/{channel_id}/typing", typing),
    route("GET", MESSAGES, list_messages),
    route("POST", MESSAGES, create_message),
    route("POST", MESSAGES + "/bulk-delete", delete_messages),
    route("GET", MESSAGE, get_message),
    route("PATCH", MESSAGE, edit_message),
    route("DELETE", MESSAGE, delete_message),
    route("GET", REACTION, list_reactions),
    route("PUT", REACTION + "/@me", add_reaction),
    route("DELETE", REACTION + "/@me", remove_reaction),
    route("DELETE", REACTION + "/{user_id}", remove_reaction),
)
