"""Discord's permissions, and their computation by Discord's rules."""

from __future__ import annotations

import datetime as dt
import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json


class Permission(enum.IntFlag):
    """The bits of a permission set."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    PRIORITY_SPEAKER = 1 << 8
    STREAM = 1 << 9
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    VIEW_GUILD_INSIGHTS = 1 << 19
    CONNECT = 1 << 20
    SPEAK = 1 << 21
    MUTE_MEMBERS = 1 << 22
    DEAFEN_MEMBERS = 1 << 23
    MOVE_MEMBERS = 1 << 24
    USE_VAD = 1 << 25
    CHANGE_NICKNAME = 1 << 26
    MANAGE_NICKNAMES = 1 << 27
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    MANAGE_GUILD_EXPRESSIONS = 1 << 30
    USE_APPLICATION_COMMANDS = 1 << 31
    REQUEST_TO_SPEAK = 1 << 32
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    USE_EXTERNAL_STICKERS = 1 << 37
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EMBEDDED_ACTIVITIES = 1 << 39
    MODERATE_MEMBERS = 1 << 40
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 1 << 41
    USE_SOUNDBOARD = 1 << 42
    CREATE_GUILD_EXPRESSIONS = 1 << 43
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_SOUNDS = 1 << 45
    SEND_VOICE_MESSAGES = 1 << 46
    SET_VOICE_CHANNEL_STATUS = 1 << 48
    SEND_POLLS = 1 << 49
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51
    BYPASS_SLOWMODE = 1 << 52


ALL = Permission((1 << 53) - 1 & ~(1 << 47))
NONE = Permission(0)
EVERYONE = Permission(2_248_473_465_835_073)
"""Permissions of ``@everyone`` in a new guild: read, write, attach, react, speak, use commands; no management."""
TIMED_OUT = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
"""The only permissions a member keeps during a timeout."""
DIRECT_MESSAGE = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.ADD_REACTIONS
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.USE_EXTERNAL_STICKERS
    | Permission.MENTION_EVERYONE
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.SEND_VOICE_MESSAGES
    | Permission.SEND_POLLS
)
"""Permissions of both users in direct messages."""


def compute(guild: Json, member: Json, channel: Json | None, now: float, *, thread: bool = False) -> Permission:
    """Return a member's permissions in a guild or in one of its channels.

    The order is Discord's ("Permission Hierarchy" in its documentation): owner, ``@everyone``, roles, administrator,
    then the channel's overwrites for ``@everyone``, for all roles together, and for the member; last, timeouts and the
    permissions that depend on others.

    Parameters
    ----------
    guild
        The guild object, with ``roles`` and ``owner_id``.
    member
        The member object, with ``user``, ``roles`` and ``communication_disabled_until``.
    channel
        The channel object, with ``permission_overwrites``; `None` computes the permissions in the guild.
    now
        POSIX time in seconds, to know which timeouts have ended.
    thread
        Whether the permissions are for a thread of the channel, where writing needs a separate permission.
    """
    user_id = member["user"]["id"]
    if guild["owner_id"] == user_id:
        return ALL
    held = {guild["id"], *member["roles"]}
    allowed = NONE
    for role in guild["roles"]:
        if role["id"] in held:
            allowed |= Permission(int(role["permissions"]))
    if allowed & Permission.ADMINISTRATOR:
        return ALL
    if channel is not None:
        allowed = _overwritten(allowed, guild["id"], held, user_id, channel["permission_overwrites"])
    until = member["communication_disabled_until"]
    if until is not None and dt.datetime.fromisoformat(until).timestamp() > now:
        allowed &= TIMED_OUT
    if channel is not None:
        if not allowed & Permission.VIEW_CHANNEL:
            return NONE
        if not allowed & (Permission.SEND_MESSAGES_IN_THREADS if thread else Permission.SEND_MESSAGES):
            allowed &= ~(
                Permission.MENTION_EVERYONE
                | Permission.SEND_TTS_MESSAGES
                | Permission.ATTACH_FILES
                | Permission.EMBED_LINKS
            )
    return allowed


def _overwritten(
    allowed: Permission, guild_id: str, held: set[str], user_id: str, overwrites: list[Json]
) -> Permission:
    def apply(chosen: list[Json]) -> None:
        nonlocal allowed
        deny = allow = NONE
        for overwrite in chosen:
            deny |= Permission(int(overwrite["deny"]))
            allow |= Permission(int(overwrite["allow"]))
        allowed = allowed & ~deny | allow

    apply([o for o in overwrites if o["id"] == guild_id])
    apply([o for o in overwrites if o["type"] == 0 and o["id"] in held and o["id"] != guild_id])
    apply([o for o in overwrites if o["type"] == 1 and o["id"] == user_id])
    return allowed
