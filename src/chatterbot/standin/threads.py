"""Starting, changing, joining and leaving threads, with the events for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors
from chatterbot.standin.protocol import THREADS, ChannelType, MessageFlag, MessageType
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json

ARCHIVE_AFTER: Final = (60, 1440, 4320, 10_080)
"""Values Discord accepts for the minutes without a message after which a thread is archived. (The stand-in never archives by itself.)"""
USUAL_ARCHIVE: Final = 4320
PARENTS: Final = frozenset({ChannelType.TEXT, ChannelType.ANNOUNCEMENT})


def create(
    backend: Backend,
    channel: Json,
    owner_id: str,
    name: str,
    *,
    thread_id: str | None = None,
    kind: ChannelType = ChannelType.PUBLIC_THREAD,
    archive_after: int | None = None,
) -> Json:
    """Make a thread with its owner as member; no event is sent."""
    world = backend.world
    thread: Json = {
        "id": thread_id or world.ids.snowflake(),
        "type": int(kind),
        "guild_id": channel["guild_id"],
        "parent_id": channel["id"],
        "owner_id": owner_id,
        "name": name,
        "last_message_id": None,
        "last_pin_timestamp": None,
        "rate_limit_per_user": channel.get("default_thread_rate_limit_per_user", 0),
        "message_count": 0,
        "member_count": 0,
        "total_message_sent": 0,
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "archive_timestamp": world.clock.iso(),
            "auto_archive_duration": archive_after or channel.get("default_auto_archive_duration") or USUAL_ARCHIVE,
            "locked": False,
            "create_timestamp": world.clock.iso(),
        },
    }
    if kind is ChannelType.PRIVATE_THREAD:
        thread["thread_metadata"]["invitable"] = True
    world.channels[thread["id"]] = thread
    world.thread_members[thread["id"]] = {}
    _add_member(backend, thread, owner_id)
    return thread


def start(
    backend: Backend,
    channel: Json,
    owner_id: str,
    name: str,
    *,
    message: Json | None = None,
    kind: ChannelType = ChannelType.PUBLIC_THREAD,
    archive_after: int | None = None,
) -> Json:
    """Start a thread, from a message or in a channel, with its owner as member, and send the events for it."""
    world = backend.world
    if message is not None and message["id"] in world.channels:
        errors.refuse(160004)
    if channel["type"] == ChannelType.ANNOUNCEMENT and kind is ChannelType.PUBLIC_THREAD:
        kind = ChannelType.ANNOUNCEMENT_THREAD
    thread_id = message["id"] if message is not None else None
    thread = create(backend, channel, owner_id, name, thread_id=thread_id, kind=kind, archive_after=archive_after)
    if message is not None:
        message["flags"] |= int(MessageFlag.HAS_THREAD)
        message["thread"] = thread
    announce(backend, thread)
    if message is not None:
        backend.chat.updated(message)
    if message is None and kind is not ChannelType.PRIVATE_THREAD:
        reference: Json = {"type": 0, "channel_id": thread["id"], "guild_id": thread["guild_id"]}
        body: Json = {"content": name}
        extra: Json = {"type": int(MessageType.THREAD_CREATED), "message_reference": reference, "thread": thread}
        backend.chat.post(channel, world.users[owner_id], body, {}, extra=extra)
    return thread


def announce(backend: Backend, thread: Json) -> None:
    """Send THREAD_CREATE for a new thread."""
    created = backend.world.with_membership(thread) | {"newly_created": True}
    backend.dispatcher.dispatch("THREAD_CREATE", created, thread["guild_id"])
    backend.events.publish(WorldEventKind.THREAD_CHANGED, thread, channel_id=thread["id"])


def join(backend: Backend, thread: Json, user_id: str) -> None:
    """Add a user to a thread. If the bot sees the thread only now, because it is private, it is told of it first."""
    if user_id in backend.world.thread_members[thread["id"]]:
        return
    hidden = user_id == backend.world.app_id and not backend.world.allowed(user_id, thread)
    _add_member(backend, thread, user_id)
    if hidden:
        backend.dispatcher.dispatch("THREAD_CREATE", backend.world.with_membership(thread), thread["guild_id"])
    guild_id = thread["guild_id"]
    added = backend.world.thread_members[thread["id"]][user_id] | {
        "member": backend.world.members[guild_id][user_id],
        "presence": None,
    }
    _send_members_update(backend, thread, added_members=[added])


def leave(backend: Backend, thread: Json, user_id: str) -> None:
    """Remove a user from a thread."""
    if backend.world.thread_members[thread["id"]].pop(user_id, None) is not None:
        thread["member_count"] -= 1
        _send_members_update(backend, thread, removed_member_ids=[user_id])


def change(backend: Backend, thread: Json, **fields: object) -> Json:
    """Change fields of a thread or of its metadata: rename, archive, lock. If nothing changes, nothing is sent."""
    metadata: Json = thread["thread_metadata"]
    places = {key: metadata if key in (*metadata, "invitable") else thread for key in fields}
    changed = {key: value for key, value in fields.items() if places[key].get(key) != value}
    if not changed:
        return thread
    for key, value in changed.items():
        places[key][key] = value
    if "archived" in changed:
        metadata["archive_timestamp"] = backend.world.clock.iso()
    backend.dispatcher.dispatch("THREAD_UPDATE", backend.world.with_membership(thread), thread["guild_id"])
    backend.events.publish(WorldEventKind.THREAD_CHANGED, thread, channel_id=thread["id"])
    return thread


def delete(backend: Backend, thread: Json) -> None:
    """Delete a thread with everything in it."""
    gone = {key: thread[key] for key in ("id", "guild_id", "parent_id", "type")}
    backend.dispatcher.dispatch("THREAD_DELETE", gone, thread["guild_id"])  # before the dispatcher no longer finds it
    del backend.world.channels[thread["id"]]
    backend.world.thread_members.pop(thread["id"], None)
    backend.world.messages.pop(thread["id"], None)
    backend.events.publish(WorldEventKind.THREAD_DELETED, gone, channel_id=thread["parent_id"])


def before_message(backend: Backend, channel: Json, user_id: str) -> None:
    """Prepare a thread for a message that will be posted in it: an archived thread is opened, and the author joins it.

    Raises
    ------
    ApiError
        Code 160005 if the thread is locked.
    """
    if channel["type"] not in THREADS:
        return
    if channel["thread_metadata"]["locked"]:
        errors.refuse(160005)
    if channel["thread_metadata"]["archived"]:
        change(backend, channel, archived=False)
    join(backend, channel, user_id)


def archived_in(backend: Backend, parent: Json, *, private: bool) -> list[Json]:
    """Return a channel's archived threads, public or private, the last archived first."""
    found = [
        channel
        for channel in backend.world.channels.values()
        if channel["type"] in THREADS
        and channel["parent_id"] == parent["id"]
        and channel["thread_metadata"]["archived"]
        and (channel["type"] == ChannelType.PRIVATE_THREAD) is private
    ]
    return sorted(found, key=lambda thread: (thread["thread_metadata"]["archive_timestamp"], int(thread["id"])))[::-1]


def _add_member(backend: Backend, thread: Json, user_id: str) -> None:
    entry: Json = {"id": thread["id"], "user_id": user_id, "join_timestamp": backend.world.clock.iso(), "flags": 0}
    backend.world.thread_members[thread["id"]][user_id] = entry
    thread["member_count"] += 1


def _send_members_update(backend: Backend, thread: Json, **what: object) -> None:
    data: Json = {
        "id": thread["id"],
        "guild_id": thread["guild_id"],
        "member_count": thread["member_count"],
        **what,
    }
    backend.dispatcher.dispatch("THREAD_MEMBERS_UPDATE", data, thread["guild_id"])
