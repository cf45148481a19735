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


def _thread(backend: Backend, exchange: Exchange, *, open_: bool = False) -> Json:
    thread = find_channel(backend, exchange)
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


def start_from_message(backend: Backend, exchange: Exchange) -> Answer:
    """Start a thread from a message."""
    channel = find_channel(backend, exchange, Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    if channel["type"] not in threads.PARENTS:
        errors.refuse(50024)
    body: Json = exchange.json or {}
    _check(body, named=True)
    message = backend.world.find_message(channel["id"], exchange.args["message_id"])
    after = body.get("auto_archive_duration")
    made = threads.start(backend, channel, backend.world.app_id, body["name"], message=message, archive_after=after)
    return Answer(threads.with_membership(backend, made), 201)


def start(backend: Backend, exchange: Exchange) -> Answer:
    """Start a thread in a channel; it is private unless the body has another type."""
    body: Json = exchange.json or {}
    kind = ChannelType(body.get("type", ChannelType.PRIVATE_THREAD))
    if kind not in THREADS:
        errors.form_error(("type",), "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")
    private = kind is ChannelType.PRIVATE_THREAD
    channel = find_channel(
        backend, exchange, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    )
    if channel["type"] not in threads.PARENTS:
        errors.refuse(50024)
    _check(body, named=True)
    after = body.get("auto_archive_duration")
    made = threads.start(backend, channel, backend.world.app_id, body["name"], kind=kind, archive_after=after)
    return Answer(threads.with_membership(backend, made), 201)


def change(backend: Backend, exchange: Exchange) -> Json:
    """Change a thread. The stand-in cannot change other channels."""
    body: Json = exchange.json or {}
    channel = find_channel(backend, exchange)
    if channel["type"] not in THREADS:
        backend.problems.append(("PATCH channel", "the stand-in changes threads only"))
        raise errors.ApiError(501, 0, "the stand-in changes threads only")
    _check(body, named=False)
    allowed = backend.world.allowed(backend.world.app_id, channel)
    own = channel["owner_id"] == backend.world.app_id and set(body) <= OWNERS
    opens = body == {"archived": False} and not channel["thread_metadata"]["locked"]
    if not (allowed & Permission.MANAGE_THREADS or own or (opens and allowed & Permission.SEND_MESSAGES_IN_THREADS)):
        errors.refuse(50013)
    if channel["thread_metadata"]["archived"] and body.get("archived") is not False:
        errors.refuse(50083)
    known = {
        key: value for key, value in body.items() if key in {*OWNERS, "locked", "invitable", "rate_limit_per_user"}
    }
    return threads.with_membership(backend, threads.change(backend, channel, **known))


def delete(backend: Backend, exchange: Exchange) -> Json:
    """Delete a thread. The stand-in cannot delete other channels."""
    channel = find_channel(backend, exchange)
    if channel["type"] not in THREADS:
        backend.problems.append(("DELETE channel", "the stand-in deletes threads only"))
        raise errors.ApiError(501, 0, "the stand-in deletes threads only")
    find_channel(backend, exchange, Permission.MANAGE_THREADS)
    threads.delete(backend, channel)
    return threads.with_membership(backend, channel)


def join(backend: Backend, exchange: Exchange) -> None:
    """Join a thread, or add a member to it."""
    thread = _thread(backend, exchange, open_=True)
    user_id = exchange.args.get("user_id", backend.world.app_id)
    if backend.world.member(thread["guild_id"], user_id) is None:
        errors.refuse(10007 if user_id in backend.world.users else 10013)
    if user_id != backend.world.app_id:
        find_channel(backend, exchange, Permission.SEND_MESSAGES_IN_THREADS)
    threads.join(backend, thread, user_id)


def leave(backend: Backend, exchange: Exchange) -> None:
    """Leave a thread, or remove a member from it."""
    thread = _thread(backend, exchange, open_=True)
    user_id = exchange.args.get("user_id", backend.world.app_id)
    owns = thread["owner_id"] == backend.world.app_id and thread["type"] == ChannelType.PRIVATE_THREAD
    if user_id != backend.world.app_id and not owns:
        find_channel(backend, exchange, Permission.MANAGE_THREADS)
    threads.leave(backend, thread, user_id)


def members(backend: Backend, exchange: Exchange) -> list[Json]:
    """Return a thread's members."""
    return list(backend.world.thread_members[_thread(backend, exchange)["id"]].values())


def member(backend: Backend, exchange: Exchange) -> Json:
    """Return one member of a thread."""
    user_id = backend.world.app_id if exchange.args["user_id"] == "@me" else exchange.args["user_id"]
    found = backend.world.thread_members[_thread(backend, exchange)["id"]].get(user_id)
    return found if found is not None else errors.refuse(10007)


def active(backend: Backend, exchange: Exchange) -> Json:
    """Return the active threads of a guild that the bot may see."""
    guild_id = exchange.args["guild_id"]
    if backend.world.member(guild_id, backend.world.app_id) is None:
        errors.refuse(10004)
    found = backend.world.open_threads(guild_id, backend.world.app_id)
    return {"threads": found, "members": _own(backend, found), "has_more": False}


def archived(backend: Backend, exchange: Exchange) -> Json:
    """Return a channel's archived public threads."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    found = [t for t in threads.threads_in(backend, channel, archived=True) if t["type"] != ChannelType.PRIVATE_THREAD]
    return {"threads": found, "members": _own(backend, found), "has_more": False}


def _own(backend: Backend, found: list[Json]) -> list[Json]:
    mine = (backend.world.thread_members[thread["id"]].get(backend.world.app_id) for thread in found)
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
