"""Forum channels: the tags of their posts, and the posts, which are threads that begin with a message."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors, threads
from chatterbot.standin.protocol import ChannelFlag, ChannelType
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rules import Upload
    from chatterbot.standin.world.world import World

MAX_TAGS: Final = 20
"""Most tags of one forum."""
MAX_APPLIED: Final = 5
"""Most tags of one post."""
TAG_LENGTH: Final = 50
"""Most characters of a tag's name, from Discord's OpenAPI document."""


@dataclasses.dataclass(frozen=True, slots=True)
class NewPost:
    """A post to start.

    Parameters
    ----------
    title
        The post's name, at most 100 characters.
    message
        The body of its first message, already checked.
    uploads
        The files of that message.
    tags
        Ids of the tags to apply, already checked.
    archive_after
        Minutes without a message after which it is archived; `None` for the forum's default.
    slow_mode_s
        Seconds a member waits between two messages; `None` for the forum's default.
    extra
        Further fields of the first message.
    """

    title: str
    message: Json
    uploads: Mapping[str, Upload] = dataclasses.field(default_factory=dict)
    tags: Sequence[str] = ()
    archive_after: int | None = None
    slow_mode_s: int | None = None
    extra: Json = dataclasses.field(default_factory=dict)


def start_post(backend: Backend, forum: Json, author: Json, new: NewPost) -> Json:
    """Start a post, send THREAD_CREATE and then MESSAGE_CREATE, and return its thread.

    The first message has the thread's id, as on Discord.
    """
    thread = threads.create(backend, forum, author["id"], new.title, archive_after=new.archive_after)
    thread["applied_tags"] = list(new.tags)
    if new.slow_mode_s is not None:
        thread["rate_limit_per_user"] = new.slow_mode_s
    forum["last_message_id"] = thread["id"]
    threads.announce(backend, thread)
    backend.chat.post(thread, author, new.message, new.uploads, extra=new.extra | {"id": thread["id"]})
    return thread


def first_message(world: World, thread: Json) -> Json | None:
    """Return the message a post began with, `None` if it was deleted."""
    return world.messages.get(thread["id"], {}).get(thread["id"])


def check_applied(
    world: World, forum: Json, tags: Sequence[object], user_id: str, *, before: Sequence[str] = ()
) -> None:
    """Check the tags of a post.

    Parameters
    ----------
    tags
        Their ids, as the body of a request has them.
    user_id
        The user who sets them: only who manages threads adds or removes a moderated tag.
    before
        The tags the post had.

    Raises
    ------
    ApiError
        Code 40067 without a tag where one is needed, 10087 for a tag the forum does not have, 50013 for a moderated tag, 50035
        for too many or repeated tags.
    """
    wanted = [str(tag) for tag in tags]
    form = errors.FormErrors()
    form.length(("applied_tags",), wanted, 0, MAX_APPLIED)
    if len(set(wanted)) < len(wanted):
        form.add(("applied_tags",), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    form.check()
    if not wanted and forum["flags"] & ChannelFlag.REQUIRE_TAG:
        errors.refuse(40067)
    known = {tag["id"]: tag for tag in forum["available_tags"]}
    if any(tag not in known for tag in wanted):
        errors.refuse(10087)
    changed = (known[tag] for tag in set(wanted) ^ set(before) if tag in known)
    moderates = world.allowed(user_id, forum) & Permission.MANAGE_THREADS
    if not moderates and any(tag["moderated"] for tag in changed):
        errors.refuse(50013)


def make_tags(world: World, forum: Json, wanted: Sequence[Json]) -> list[Json]:
    """Return the tags a forum gets: those with the id of a tag it has keep it, the others get a new one.

    Raises
    ------
    ApiError
        Code 40061 if two have one name, 50035 if there are too many, or a name is missing or too long.
    """
    form = errors.FormErrors()
    form.length(("available_tags",), list(wanted), 0, MAX_TAGS)
    for number, tag in enumerate(wanted):
        if not tag.get("name"):
            form.required(("available_tags", number, "name"))
        form.length(("available_tags", number, "name"), tag.get("name"), 1, TAG_LENGTH)
    form.check()
    names = [str(tag["name"]).casefold() for tag in wanted]
    if len(set(names)) < len(names):
        errors.refuse(40061)
    known = {tag["id"] for tag in forum["available_tags"]}
    return [
        {
            "id": str(tag["id"]) if str(tag.get("id")) in known else world.ids.snowflake(),
            "name": tag["name"],
            "moderated": bool(tag.get("moderated")),
            "emoji_id": str(tag["emoji_id"]) if tag.get("emoji_id") else None,
            "emoji_name": tag.get("emoji_name"),
        }
        for tag in wanted
    ]


def set_pinned(world: World, thread: Json, flags: int) -> int:
    """Return a post's flags with the pin of ``flags``; other bits stay as they are.

    Raises
    ------
    ApiError
        Code 30047 if another post of the forum is pinned, 50024 if the thread is no post.
    """
    pinned = flags & ChannelFlag.PINNED
    if pinned and world.channels[thread["parent_id"]]["type"] != ChannelType.FORUM:
        errors.refuse(50024)
    others = (c for c in world.channels.values() if c.get("parent_id") == thread["parent_id"] and c is not thread)
    if pinned and any(other["flags"] & ChannelFlag.PINNED for other in others):
        errors.refuse(30047)
    return int(thread["flags"] & ~ChannelFlag.PINNED | pinned)
