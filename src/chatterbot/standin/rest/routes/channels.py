"""Routes that make, change and delete the channels of guilds; threads are changed by `threads`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors, forums
from chatterbot.standin.protocol import THREADS, ChannelFlag, ChannelType
from chatterbot.standin.rest.routes import threads
from chatterbot.standin.rest.routes._table import Answer, route
from chatterbot.standin.rest.routes.messages import find_channel
from chatterbot.standin.threads import delete as delete_thread
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

NAME_LENGTH: Final = 100
"""Most characters of a channel's name."""
TOPIC_LENGTH: Final = 1024
FORUM_TOPIC_LENGTH: Final = 4096
"""Most characters of a forum's topic, which its client shows as the guidelines for posts."""
HYPHENATED: Final = frozenset({ChannelType.TEXT, ChannelType.ANNOUNCEMENT, ChannelType.FORUM})
"""Kinds of channel whose names have no capitals and no spaces."""
MAKEABLE: Final = HYPHENATED | {ChannelType.VOICE, ChannelType.CATEGORY, ChannelType.STAGE}
PLAIN: Final = ("topic", "nsfw", "rate_limit_per_user", "position", "parent_id", "default_auto_archive_duration")
"""Fields that are stored as they come; null stands for the default."""
VOICE: Final = ("bitrate", "user_limit", "rtc_region")
FORUM: Final = (
    "default_thread_rate_limit_per_user",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
)
TAG_FIELDS: Final = ("name", "moderated", "emoji_id", "emoji_name")
DEFAULTS: Final[dict[str, object]] = {
    "nsfw": False,
    "rate_limit_per_user": 0,
    "position": 0,
    "bitrate": 64_000,
    "user_limit": 0,
    "default_thread_rate_limit_per_user": 0,
    "default_forum_layout": 0,
}
"""What null means for these fields; for others it is null."""


def create(backend: Backend, exchange: Exchange) -> Answer:
    """Make a channel in a guild."""
    guild = backend.world.guilds.get(exchange.args["guild_id"])
    if guild is None or backend.world.member(guild["id"], backend.world.app_id) is None:
        errors.refuse(10004)
    if not backend.world.allowed_in_guild(backend.world.app_id, guild["id"]) & Permission.MANAGE_CHANNELS:
        errors.refuse(50013)
    body: Json = exchange.json or {}
    kind = body.get("type") or ChannelType.TEXT
    if kind not in MAKEABLE:
        errors.form_error(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {set(map(int, MAKEABLE))}.")
    _check(body, kind, named=True)
    channel = backend.world.add_channel(guild, body["name"], kind)
    try:
        channel |= _fields(backend, channel, body)
    except errors.ApiError:
        del backend.world.channels[channel["id"]]
        raise
    backend.dispatcher.dispatch("CHANNEL_CREATE", channel, guild["id"])
    return Answer(channel, 201)


def change(backend: Backend, exchange: Exchange) -> Json:
    """Change a channel or a thread."""
    channel = find_channel(backend, exchange)
    if channel["type"] in THREADS:
        return threads.change(backend, exchange)
    if channel["type"] == ChannelType.DM:
        errors.refuse(50003)
    find_channel(backend, exchange, Permission.MANAGE_CHANNELS)
    body: Json = exchange.json or {}
    _check(body, channel["type"], named="name" in body)
    fields = _fields(backend, channel, body)
    if any(channel.get(key) != value for key, value in fields.items()):
        channel |= fields
        backend.dispatcher.dispatch("CHANNEL_UPDATE", channel, channel["guild_id"])
    return channel


def delete(backend: Backend, exchange: Exchange) -> Json:
    """Delete a channel with its messages and threads, or a thread."""
    channel = find_channel(backend, exchange)
    if channel["type"] in THREADS:
        return threads.delete(backend, exchange)
    if channel["type"] == ChannelType.DM:
        return channel  # it is only closed: the next message opens it again
    find_channel(backend, exchange, Permission.MANAGE_CHANNELS)
    remove(backend, channel)
    return channel


def remove(backend: Backend, channel: Json) -> None:
    """Delete a channel with its messages and threads; who is in a voice channel is disconnected."""
    for user_id in backend.voice.in_channel(channel["id"]):
        backend.voice.move(channel["guild_id"], user_id, None)
    for inside in [c for c in backend.world.channels.values() if c.get("parent_id") == channel["id"]]:
        if inside["type"] in THREADS:
            delete_thread(backend, inside)
        else:
            inside["parent_id"] = None
    backend.voice.stages.close(channel["id"])
    del backend.world.channels[channel["id"]]
    backend.world.messages.pop(channel["id"], None)
    backend.dispatcher.dispatch("CHANNEL_DELETE", channel, channel["guild_id"])


def change_tags(backend: Backend, exchange: Exchange) -> Json:
    """Add a tag to a forum, change it or remove it, and return the forum.

    Discord's documentation names `PATCH /channels/{id}` only; these routes are those of its own client, and of interactions.py.
    """
    forum = find_channel(backend, exchange, Permission.MANAGE_CHANNELS)
    if forum["type"] != ChannelType.FORUM:
        errors.refuse(50024)
    tag_id, body = exchange.args.get("tag_id"), exchange.json or {}
    known: Json = {tag["id"]: tag for tag in forum["available_tags"]}
    if tag_id is not None and tag_id not in known:
        errors.refuse(10087)
    kept = [tag for tag in forum["available_tags"] if tag["id"] != tag_id]
    if exchange.method != "DELETE":
        kept.append(
            (known[tag_id] if tag_id is not None else {}) | {key: body[key] for key in TAG_FIELDS if key in body}
        )
    forum["available_tags"] = forums.make_tags(backend.world, forum, kept)
    backend.dispatcher.dispatch("CHANNEL_UPDATE", forum, forum["guild_id"])
    return forum


def _check(body: Json, kind: int, *, named: bool) -> None:
    form = errors.FormErrors()
    if named and not body.get("name"):
        form.required(("name",))
    form.length(("name",), body.get("name"), 1, NAME_LENGTH)
    form.length(("topic",), body.get("topic"), 0, FORUM_TOPIC_LENGTH if kind == ChannelType.FORUM else TOPIC_LENGTH)
    for key in ("rate_limit_per_user", "default_thread_rate_limit_per_user"):
        threads.check_slow_mode(form, key, body.get(key))
    threads.check_archive(form, "default_auto_archive_duration", body.get("default_auto_archive_duration"))
    form.check()


def _fields(backend: Backend, channel: Json, body: Json) -> Json:
    """Return the fields of a channel that a body changes, as they are stored."""
    kind = channel["type"]
    stored = (*PLAIN, *(VOICE if "bitrate" in channel else ()), *(FORUM if kind == ChannelType.FORUM else ()))
    fields: Json = {key: DEFAULTS.get(key) if body[key] is None else body[key] for key in stored if key in body}
    if body.get("name"):
        fields["name"] = body["name"].lower().replace(" ", "-") if kind in HYPHENATED else body["name"]
    if fields.get("parent_id") is not None:
        fields["parent_id"] = str(fields["parent_id"])
    if body.get("permission_overwrites") is not None:
        fields["permission_overwrites"] = [
            {"id": str(entry["id"]), "type": int(entry["type"])}
            | {key: str(entry.get(key) or 0) for key in ("allow", "deny")}
            for entry in body["permission_overwrites"]
        ]
    if kind != ChannelType.FORUM:
        return fields
    if fields.get("default_reaction_emoji") is not None:
        emoji: Json = fields["default_reaction_emoji"]
        fields["default_reaction_emoji"] = {key: emoji.get(key) for key in ("emoji_id", "emoji_name")}
    tags = channel["available_tags"]
    if body.get("available_tags") is not None:
        tags = fields["available_tags"] = forums.make_tags(backend.world, channel, body["available_tags"])
    if body.get("flags") is not None:
        fields["flags"] = int(body["flags"]) & ChannelFlag.REQUIRE_TAG
        if fields["flags"] and tags and all(tag["moderated"] for tag in tags):
            errors.refuse(40066)
    return fields


ROUTES = (
    route("POST", "/guilds/{guild_id}/channels", create),
    route("PATCH", "/channels/{channel_id}", change),
    route("DELETE", "/channels/{channel_id}", delete),
    route("POST", "/channels/{channel_id}/tags", change_tags),
    route("PUT", "/channels/{channel_id}/tags/{tag_id}", change_tags),
    route("DELETE", "/channels/{channel_id}/tags/{tag_id}", change_tags),
)
