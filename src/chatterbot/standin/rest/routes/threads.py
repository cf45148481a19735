"""Routes of threads and their members."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from chatterbot.standin import errors, forums, threads
from chatterbot.standin.protocol import THREADS, ChannelType, truthy
from chatterbot.standin.rest.routes._table import Answer, route
from chatterbot.standin.rest.routes.messages import find_channel
from chatterbot.standin.rules import messages
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

NAME_LENGTH = 100
"""Most characters of a thread's name."""
SLOWEST_S = 21_600
"""Longest slow mode, in seconds."""
PAGE = 100
"""Most threads, and most members with their member objects, that one answer lists."""
OWNERS = frozenset({"name", "archived", "auto_archive_duration", "applied_tags"})
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
    check_archive(form, "auto_archive_duration", body.get("auto_archive_duration"))
    check_slow_mode(form, "rate_limit_per_user", body.get("rate_limit_per_user"))
    form.check()


def check_archive(form: errors.FormErrors, key: str, minutes: object) -> None:
    """Check after how many minutes threads are archived; `None` stands for the default."""
    if minutes is not None and minutes not in threads.ARCHIVE_AFTER:
        choices = ", ".join(map(str, threads.ARCHIVE_AFTER))
        form.add((key,), "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")


def check_slow_mode(form: errors.FormErrors, key: str, seconds: object) -> None:
    """Check the seconds between two messages of a member; `None` stands for the default."""
    if seconds is not None and not (isinstance(seconds, int) and 0 <= seconds <= SLOWEST_S):
        form.add((key,), "NUMBER_TYPE_MAX", f"int value should be between 0 and {SLOWEST_S}.")


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
    return Answer(backend.world.with_membership(made), 201)


def start(backend: Backend, exchange: Exchange) -> Answer:
    """Start a thread in a channel, private unless the body has another type, or a post in a forum."""
    body: Json = exchange.json or {}
    if find_channel(backend, exchange)["type"] == ChannelType.FORUM:
        return _start_post(backend, exchange)
    asked = body.get("type")
    if asked is not None and asked not in THREADS:
        errors.form_error(("type",), "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")
    kind = ChannelType.PRIVATE_THREAD if asked is None else ChannelType(asked)
    private = kind is ChannelType.PRIVATE_THREAD
    channel = find_channel(
        backend, exchange, Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    )
    if channel["type"] not in threads.PARENTS:
        errors.refuse(50024)
    _check(body, named=True)
    after = body.get("auto_archive_duration")
    made = threads.start(backend, channel, backend.world.app_id, body["name"], kind=kind, archive_after=after)
    return Answer(backend.world.with_membership(made), 201)


def _start_post(backend: Backend, exchange: Exchange) -> Answer:
    """Start a post in a forum, with its first message; its files are sent as those of a message are."""
    forum, body = find_channel(backend, exchange, Permission.SEND_MESSAGES), exchange.json or {}
    first = body.get("message")
    if not isinstance(first, dict):
        errors.form_error(("message",), "BASE_TYPE_REQUIRED", "This field is required")
    _check(body, named=True)
    allowed = backend.world.allowed(backend.world.app_id, forum)
    needed = Permission.ATTACH_FILES if exchange.uploads else Permission(0)
    needed |= Permission.EMBED_LINKS if first.get("embeds") else Permission(0)
    if needed & ~allowed:
        errors.refuse(50013)
    messages.check(first, exchange.uploads)
    tags = body.get("applied_tags") or []
    forums.check_applied(backend.world, forum, tags, backend.world.app_id)
    new = forums.NewPost(
        title=body["name"],
        message=first,
        uploads=exchange.uploads,
        tags=[str(tag) for tag in tags],
        archive_after=body.get("auto_archive_duration"),
        slow_mode_s=body.get("rate_limit_per_user"),
    )
    made = forums.start_post(backend, forum, backend.world.bot, new)
    return Answer(backend.world.with_membership(made) | {"message": forums.first_message(backend.world, made)}, 201)


def change(backend: Backend, exchange: Exchange) -> Json:
    """Change a thread."""
    body: Json = exchange.json or {}
    channel = find_channel(backend, exchange)
    _check(body, named=False)
    allowed = backend.world.allowed(backend.world.app_id, channel)
    own = channel["owner_id"] == backend.world.app_id and set(body) <= OWNERS
    opens = body == {"archived": False} and not channel["thread_metadata"]["locked"]
    if not (allowed & Permission.MANAGE_THREADS or own or (opens and allowed & Permission.SEND_MESSAGES_IN_THREADS)):
        errors.refuse(50013)
    if channel["thread_metadata"]["archived"] and body.get("archived") is not False:
        errors.refuse(50083)
    known = {
        key: value
        for key, value in body.items()
        if key in {*OWNERS, "locked", "invitable", "rate_limit_per_user"} and value is not None
    }
    parent = backend.world.channels[channel["parent_id"]]
    if known.pop("applied_tags", None) is not None and parent["type"] == ChannelType.FORUM:
        tags = [str(tag) for tag in body["applied_tags"]]
        forums.check_applied(backend.world, parent, tags, backend.world.app_id, before=channel["applied_tags"])
        known["applied_tags"] = tags
    if body.get("flags") is not None:
        known["flags"] = forums.set_pinned(backend.world, channel, body["flags"])
    return backend.world.with_membership(threads.change(backend, channel, **known))


def delete(backend: Backend, exchange: Exchange) -> Json:
    """Delete a thread."""
    channel = find_channel(backend, exchange, Permission.MANAGE_THREADS)
    told = backend.world.with_membership(channel)
    threads.delete(backend, channel)
    return told


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
    """Return a thread's members: all, or with their member objects a page in the order of their ids."""
    thread = _thread(backend, exchange)
    listed = list(backend.world.thread_members[thread["id"]].values())
    if not truthy(exchange.query.get("with_member")):
        return listed
    after, limit = _number(exchange, "after", 0), _page(exchange)
    paged = sorted((m for m in listed if int(m["user_id"]) > after), key=lambda m: int(m["user_id"]))[:limit]
    return [_with_member(backend, thread, entry) for entry in paged]


def _with_member(backend: Backend, thread: Json, entry: Json) -> Json:
    found = backend.world.member(thread["guild_id"], entry["user_id"])
    return entry if found is None else entry | {"member": found}


def member(backend: Backend, exchange: Exchange) -> Json:
    """Return one member of a thread."""
    thread = _thread(backend, exchange)
    found = backend.world.thread_members[thread["id"]].get(exchange.args.get("user_id", backend.world.app_id))
    if found is None:
        errors.refuse(10007)
    return _with_member(backend, thread, found) if truthy(exchange.query.get("with_member")) else found


def active(backend: Backend, exchange: Exchange) -> Json:
    """Return the active threads of a guild that the bot may see."""
    guild_id = exchange.args["guild_id"]
    if backend.world.member(guild_id, backend.world.app_id) is None:
        errors.refuse(10004)
    found = backend.world.open_threads(guild_id, backend.world.app_id)
    return {"threads": found, "members": _own(backend, found), "has_more": False}


def archived(backend: Backend, exchange: Exchange) -> Json:
    """Return a channel's archived public threads, the last archived first."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    return _archived(backend, exchange, threads.archived_in(backend, channel, private=False))


def archived_private(backend: Backend, exchange: Exchange) -> Json:
    """Return a channel's archived private threads; the user needs Manage Threads."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS)
    return _archived(backend, exchange, threads.archived_in(backend, channel, private=True))


def archived_joined(backend: Backend, exchange: Exchange) -> Json:
    """Return a channel's archived private threads that the bot is a member of, the newest first."""
    channel = find_channel(backend, exchange, Permission.READ_MESSAGE_HISTORY)
    before, limit = _number(exchange, "before", 2**63), _page(exchange)
    found = [
        thread
        for thread in threads.archived_in(backend, channel, private=True)
        if backend.world.app_id in backend.world.thread_members[thread["id"]] and int(thread["id"]) < before
    ]
    return _listed(backend, sorted(found, key=lambda thread: int(thread["id"]))[::-1], limit)


def _archived(backend: Backend, exchange: Exchange, found: list[Json]) -> Json:
    """Return a page of archived threads: those archived before a time, if the request names one."""
    limit, before = _page(exchange), exchange.query.get("before")
    if before is not None:
        try:
            earlier = dt.datetime.fromisoformat(before)
        except ValueError:
            text = f"Could not parse {before}. Should be ISO8601."
            errors.form_error(("before",), "DATE_TIME_TYPE_PARSE", text)
        found = [t for t in found if dt.datetime.fromisoformat(t["thread_metadata"]["archive_timestamp"]) < earlier]
    return _listed(backend, found, limit)


def _listed(backend: Backend, found: list[Json], limit: int) -> Json:
    shown = found[:limit]
    return {"threads": shown, "members": _own(backend, shown), "has_more": len(found) > limit}


def _page(exchange: Exchange) -> int:
    limit = _number(exchange, "limit", PAGE)
    if not 1 <= limit <= PAGE:
        errors.form_error(("limit",), "NUMBER_TYPE_MAX", f"int value should be between 1 and {PAGE}.")
    return limit


def _number(exchange: Exchange, key: str, default: int) -> int:
    text = exchange.query.get(key, str(default))
    if not text.isdecimal():
        errors.form_error((key,), "NUMBER_TYPE_COERCE", f"Value {text!r} is not an integer.")
    return int(text)


def _own(backend: Backend, found: list[Json]) -> list[Json]:
    mine = (backend.world.thread_members[thread["id"]].get(backend.world.app_id) for thread in found)
    return [entry for entry in mine if entry is not None]


CHANNEL = "/channels/{channel_id}"
MEMBERS = CHANNEL + "/thread-members"
ROUTES = (
    route("POST", CHANNEL + "/messages/{message_id}/threads", start_from_message),
    route("POST", CHANNEL + "/threads", start),
    route("GET", MEMBERS, members),
    route("GET", MEMBERS + "/@me", member),
    route("GET", MEMBERS + "/{user_id}", member),
    route("PUT", MEMBERS + "/@me", join),
    route("POST", MEMBERS + "/@me", join),  # as some libraries write it, and Discord accepts it
    route("PUT", MEMBERS + "/{user_id}", join),
    route("POST", MEMBERS + "/{user_id}", join),
    route("DELETE", MEMBERS + "/@me", leave),
    route("DELETE", MEMBERS + "/{user_id}", leave),
    route("GET", "/guilds/{guild_id}/threads/active", active),
    route("GET", CHANNEL + "/threads/archived/public", archived),
    route("GET", CHANNEL + "/threads/archived/private", archived_private),
    route("GET", CHANNEL + "/users/@me/threads/archived/private", archived_joined),
)
