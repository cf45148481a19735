"""Routes of threads and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors, threads
from chatterbot.standin.protocol import THREADS, ChannelType
from chatterbot.standin.rest.routes._table import Answer, route
from chatterbot.standin.rest.routes.messages import find_channel
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

NAME_LENGTH = 100
"""Most characters of a thread's name."""
OWNERS = frozenset({"name", "archived", "auto_archive_duration"})
"""Fields that a thread's owner may change without the permission to manage threads."""


def _thread(b: Backend, call: Exchange, *, open_: bool = False) -> Json:
    thread = find_channel(b, call)
    if thread["type"] not in THREADS:
        errors.refuse(50024)
    if open_ and thread["thread_metadata"]["archived"]:
        errors.refuse(50083)
    return thread


def _check(body: Json, *, named: bool) -> None:
    form = errors.FormErrors()
    if named and not body.get("name"):
        form.required(("name",))
    form.length(("name",), body.get("name"), 1, NAME_LENGTH)
    if body.get("auto_archive_duration", 60) not in threads.ARCHIVE_AFTER:
        choices = ", ".join(map(str, threads.ARCHIVE_AFTER))
        form.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")
    form.check()


def start_from_message(b: Backend, call: Exchange) -> Answer:
    """Start a thread from a message."""
    there = find_channel(b, call, Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    if there["type"] not in threads.PARENTS:
        errors.refuse(50024)
    body: Json = call.json or {}
    _check(body, named=True)
    message = b.world.find_message(there["id"], call.args["message_id"])
    after = body.get("auto_archive_duration")
    made = threads.start(b, there, b.world.app_id, body["name"], message=message, archive_after=after)
    return Answer(threads.seen(b, made), 201)


def start(b: Backend, call: Exchange) -> Answer:
    """Start a thread in a channel; it is private unless the body has another type."""
    body: Json = call.json or {}
    kind = ChannelType(body.get("type", ChannelType.PRIVATE_THREAD))
    if kind not in THREADS:
        errors.form_error(("type",), "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")
    private = kind is ChannelType.PRIVATE_THREAD
    there = find_channel(b, call, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS)
    if there["type"] not in threads.PARENTS:
        errors.refuse(50024)
    _check(body, named=True)
    after = body.get("auto_archive_duration")
    made = threads.start(b, there, b.world.app_id, body["name"], kind=kind, archive_after=after)
    return Answer(threads.seen(b, made), 201)


def change(b: Backend, call: Exchange) -> Json:
    """Change a thread. The stand-in cannot change other channels."""
    body: Json = call.json or {}
    there = find_channel(b, call)
    if there["type"] not in THREADS:
        b.problems.append(("PATCH channel", "the stand-in changes threads only"))
        raise errors.ApiError(501, 0, "the stand-in changes threads only")
    _check(body, named=False)
    allowed = b.world.allowed(b.world.app_id, there)
    own = there["owner_id"] == b.world.app_id and set(body) <= OWNERS
    opens = body == {"archived": False} and not there["thread_metadata"]["locked"]
    if not (allowed & Permission.MANAGE_THREADS or own or (opens and allowed & Permission.SEND_MESSAGES_IN_THREADS)):
        errors.refuse(50013)
    if there["thread_metadata"]["archived"] and body.get("archived") is not False:
        errors.refuse(50083)
    known = {
        key: value for key, value in body.items() if key in {*OWNERS, "locked", "invitable", "rate_limit_per_user"}
    }
    return threads.seen(b, threads.change(b, there, **known))


def delete(b: Backend, call: Exchange) -> Json:
    """Delete a thread. The stand-in cannot delete other channels."""
    there = find_channel(b, call)
    if there["type"] not in THREADS:
        b.problems.append(("DELETE channel", "the stand-in deletes threads only"))
        raise errors.ApiError(501, 0, "the stand-in deletes threads only")
    find_channel(b, call, Permission.MANAGE_THREADS)
    threads.delete(b, there)
    return threads.seen(b, there)


def join(b: Backend, call: Exchange) -> None:
    """Join a thread, or add a member to it."""
    thread = _thread(b, call, open_=True)
    user_id = call.args.get("user_id", b.world.app_id)
    if b.world.member(thread["guild_id"], user_id) is None:
        errors.refuse(10007 if user_id in b.world.users else 10013)
    if user_id != b.world.app_id:
        find_channel(b, call, Permission.SEND_MESSAGES_IN_THREADS)
    threads.join(b, thread, user_id)


def leave(b: Backend, call: Exchange) -> None:
    """Leave a thread, or remove a member from it."""
    thread = _thread(b, call, open_=True)
    user_id = call.args.get("user_id", b.world.app_id)
    owns = thread["owner_id"] == b.world.app_id and thread["type"] == ChannelType.PRIVATE_THREAD
    if user_id != b.world.app_id and not owns:
        find_channel(b, call, Permission.MANAGE_THREADS)
    threads.leave(b, thread, user_id)


def members(b: Backend, call: Exchange) -> list[Json]:
    """Return a thread's members."""
    return list(b.world.thread_members[_thread(b, call)["id"]].values())


def member(b: Backend, call: Exchange) -> Json:
    """Return one member of a thread."""
    user_id = b.world.app_id if call.args["user_id"] == "@me" else call.args["user_id"]
    found = b.world.thread_members[_thread(b, call)["id"]].get(user_id)
    return found if found is not None else errors.refuse(10007)


def active(b: Backend, call: Exchange) -> Json:
    """Return the active threads of a guild that the bot may see."""
    guild_id = call.args["guild_id"]
    if b.world.member(guild_id, b.world.app_id) is None:
        errors.refuse(10004)
    found = b.world.open_threads(guild_id, b.world.app_id)
    return {"threads": found, "members": _own(b, found), "has_more": False}


def archived(b: Backend, call: Exchange) -> Json:
    """Return a channel's archived public threads."""
    there = find_channel(b, call, Permission.READ_MESSAGE_HISTORY)
    found = [t for t in threads.of(b, there, archived=True) if t["type"] != ChannelType.PRIVATE_THREAD]
    return {"threads": found, "members": _own(b, found), "has_more": False}


def _own(b: Backend, found: list[Json]) -> list[Json]:
    mine = (b.world.thread_members[thread["id"]].get(b.world.app_id) for thread in found)
    return [entry for entry in mine if entry is not None]


CHANNEL = "/channels/{channel_id}"
MEMBERS = CHANNEL + "/thread-members"
ROUTES = (
    route("POST", CHANNEL + "/messages/{message_id}/threads", start_from_message),
    route("POST", CHANNEL + "/threads", start),
    route("PATCH", CHANNEL, change),
    route("DELETE", CHANNEL, delete),
    route("GET", MEMBERS, members),
    route("GET", MEMBERS + "/{user_id}", member),
    route("PUT", MEMBERS + "/@me", join),
    route("PUT", MEMBERS + "/{user_id}", join),
    route("DELETE", MEMBERS + "/@me", leave),
    route("DELETE", MEMBERS + "/{user_id}", leave),
    route("GET", "/guilds/{guild_id}/threads/active", active),
    route("GET", CHANNEL + "/threads/archived/public", archived),
)
