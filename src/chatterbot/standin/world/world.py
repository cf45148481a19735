"""The stand-in's world: users, guilds, roles, channels, members, messages, voice states, in Discord's own shapes."""

from __future__ import annotations

import collections
import dataclasses
from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import THREADS, ChannelType, InteractionContextType, Json
from chatterbot.standin.world import permissions

if TYPE_CHECKING:
    from chatterbot.standin.world.clock import Ids, WorldClock


@dataclasses.dataclass(frozen=True, slots=True)
class File:
    """A stored attachment."""

    filename: str
    content_type: str
    data: bytes
    expires_at: float
    """POSIX time in seconds; the link answers 404 afterwards."""


class World:
    """The state of the stand-in: plain data and lookups. Nothing here sends anything to clients."""

    def __init__(self, clock: WorldClock, ids: Ids, bot_name: str) -> None:
        self.clock = clock
        self.ids = ids
        self.users: dict[str, Json] = {}
        self.guilds: dict[str, Json] = {}
        self.channels: dict[str, Json] = {}
        self.members: dict[str, dict[str, Json]] = {}
        """Members, by guild, then by user."""
        self.messages: dict[str, dict[str, Json]] = collections.defaultdict(dict)
        """Messages, by channel, then by message, oldest first; ephemeral messages are in `ephemerals`."""
        self.ephemerals: dict[str, tuple[str, Json]] = {}
        """Ephemeral messages, by message: the user who sees it, and the message."""
        self.reactors: dict[tuple[str, str], list[str]] = {}
        """Users who reacted, in order, by message and emoji."""
        self.pins: dict[str, dict[str, str]] = collections.defaultdict(dict)
        """Times of pinning (ISO 8601) in order, by channel, then by message."""
        self.thread_members: dict[str, dict[str, Json]] = {}
        """Members of threads, by thread, then by user."""
        self.voice_states: dict[tuple[str, str], Json] = {}
        """Voice states, by guild and user."""
        self.stage_instances: dict[str, Json] = {}
        """Stage instances, by channel."""
        self.files: dict[str, File] = {}
        self.locales: dict[str, str] = {}
        """Locale of each user's client, by user."""
        self.closed_dms: set[str] = set()
        """Users who accept no direct messages from the bot."""
        self.app_id = ids.snowflake()
        self.bot = self.add_user(bot_name, bot=True, user_id=self.app_id)
        self.owner = self.add_user("Owner")

    # -- users and members

    def add_user(self, name: str, *, bot: bool = False, user_id: str | None = None) -> Json:
        """Make a user; ``name`` is the display name, in lower case also the user name."""
        user: Json = {
            "id": user_id or self.ids.snowflake(),
            "username": name.lower(),
            "discriminator": "0000" if bot else "0",
            "global_name": None if bot else name,
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
        }
        if bot:
            user["bot"] = True
        self.users[user["id"]] = user
        return user

    def user_named(self, name: str) -> Json | None:
        """Find a user by user name."""
        return next((user for user in self.users.values() if user["username"] == name.lower()), None)

    def own_user(self) -> Json:
        """Return the bot's user as the bot itself sees it."""
        return self.bot | {"mfa_enabled": True, "verified": True, "email": None, "locale": "en-US", "premium_type": 0}

    def add_member(self, guild_id: str, user: Json, roles: tuple[str, ...] = ()) -> Json:
        """Put a user into a guild."""
        member: Json = {
            "user": user,
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": list(roles),
            "joined_at": self.clock.iso(),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
            "avatar_decoration_data": None,
            "collectibles": None,
        }
        self.members[guild_id][user["id"]] = member
        return member

    def member(self, guild_id: str, user_id: str) -> Json | None:
        """Find a member."""
        return self.members.get(guild_id, {}).get(user_id)

    # -- guilds, roles, channels

    def add_guild(self, name: str, owner: Json, bot_permissions: permissions.Permission) -> Json:
        """Make a guild with ``@everyone``, the bot's own (managed) role, the owner and the bot."""
        guild_id = self.ids.snowflake()
        guild: Json = {
            "id": guild_id,
            "name": name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "home_header": None,
            "features": [],
            "owner_id": owner["id"],
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "application_id": None,
            "widget_channel_id": None,
            "widget_enabled": False,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "max_video_channel_users": 25,
            "max_stage_video_channel_users": 50,
            "max_members": 500_000,
            "max_presences": None,
            "vanity_url_code": None,
            "description": None,
            "banner": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "premium_progress_bar_enabled": False,
            "preferred_locale": "en-US",
            "region": "deprecated",
            "nsfw_level": 0,
            "nsfw": False,
            "hub_type": None,
            "incidents_data": None,
            "emojis": [],
            "stickers": [],
            "roles": [],
        }
        self.guilds[guild_id] = guild
        self.members[guild_id] = {}
        self.add_role(guild, "@everyone", permissions.EVERYONE, role_id=guild_id)
        own = self.add_role(guild, self.bot["username"], bot_permissions, managed=True)
        own["tags"] = {"bot_id": self.app_id}
        self.add_member(guild_id, owner)
        self.add_member(guild_id, self.bot, (own["id"],))
        return guild

    def add_role(
        self,
        guild: Json,
        name: str,
        allowed: permissions.Permission,
        *,
        role_id: str | None = None,
        managed: bool = False,
        mentionable: bool = False,
    ) -> Json:
        """Make a role above all others."""
        role: Json = {
            "id": role_id or self.ids.snowflake(),
            "name": name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": len(guild["roles"]),
            "permissions": str(int(allowed)),
            "managed": managed,
            "mentionable": mentionable,
            "flags": 0,
        }
        guild["roles"].append(role)
        return role

    def add_channel(self, guild: Json, name: str, kind: int) -> Json:
        """Make a channel in a guild."""
        channel: Json = {
            "id": self.ids.snowflake(),
            "type": int(kind),
            "guild_id": guild["id"],
            "name": name,
            "position": sum(1 for c in self.channels.values() if c.get("guild_id") == guild["id"]),
            "permission_overwrites": [],
            "nsfw": False,
            "parent_id": None,
            "topic": None,
            "last_message_id": None,
            "last_pin_timestamp": None,
            "rate_limit_per_user": 0,
            "flags": 0,
        }
        if kind in (ChannelType.VOICE, ChannelType.STAGE):
            channel |= {"bitrate": 64_000, "user_limit": 0, "rtc_region": None}
        if kind == ChannelType.FORUM:
            del channel["last_pin_timestamp"]
            channel |= {
                "available_tags": [],
                "default_reaction_emoji": None,
                "default_thread_rate_limit_per_user": 0,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
        self.channels[channel["id"]] = channel
        return channel

    def dm(self, user: Json) -> Json:
        """Find the direct message channel of a user and the bot, or make it."""
        for channel in self.channels.values():
            if channel["type"] == ChannelType.DM and channel["recipients"][0]["id"] == user["id"]:
                return channel
        channel: Json = {
            "id": self.ids.snowflake(),
            "type": int(ChannelType.DM),
            "last_message_id": None,
            "flags": 0,
            "recipients": [user],
        }
        self.channels[channel["id"]] = channel
        return channel

    def guild_of(self, channel: Json) -> Json | None:
        """Return a channel's guild; direct messages have none."""
        return self.guilds.get(channel.get("guild_id", ""))

    # -- lookups

    def allowed(self, user_id: str, channel: Json) -> permissions.Permission:
        """Return a user's permissions in a channel; none if the user is not in it."""
        guild = self.guild_of(channel)
        if guild is None:
            there = user_id == self.app_id or user_id in [user["id"] for user in channel["recipients"]]
            return permissions.DIRECT_MESSAGE if there else permissions.NONE
        member = self.member(guild["id"], user_id)
        if member is None:
            return permissions.NONE
        if channel["type"] not in THREADS:
            return permissions.compute(guild, member, channel, self.clock.now())
        # A thread has its parent's permissions; a private one is visible to its members and to those who may manage threads.
        parent = self.channels[channel["parent_id"]]
        allowed = permissions.compute(guild, member, parent, self.clock.now(), thread=True)
        inside = user_id in self.thread_members[channel["id"]] or allowed & permissions.Permission.MANAGE_THREADS
        return allowed if inside or channel["type"] != ChannelType.PRIVATE_THREAD else permissions.NONE

    @staticmethod
    def required_permissions(channel: Json, permission: permissions.Permission) -> permissions.Permission:
        """Return the permissions that are needed in a channel to do what ``permission`` allows in text channels.

        Threads have a separate permission for writing; the chat of a voice channel is only for those who may join it.
        """
        send, inside = permissions.Permission.SEND_MESSAGES, permissions.Permission.SEND_MESSAGES_IN_THREADS
        if channel["type"] == ChannelType.VOICE:
            return permission | permissions.Permission.CONNECT
        return permission & ~send | inside if channel["type"] in THREADS and permission & send else permission

    def open_threads(self, guild_id: str, user_id: str) -> list[Json]:
        """Return the threads of a guild that are not archived and that a user may see."""
        found = (c for c in self.channels.values() if c["type"] in THREADS and c["guild_id"] == guild_id)
        return [c for c in found if not c["thread_metadata"]["archived"] and self.allowed(user_id, c)]

    def with_membership(self, thread: Json) -> Json:
        """Return a thread as the bot sees it: with the bot's own membership, if it has one."""
        own = self.thread_members.get(thread["id"], {}).get(self.app_id)
        return thread if own is None else thread | {"member": own}

    def allowed_in_guild(self, user_id: str, guild_id: str) -> permissions.Permission:
        """Return a member's permissions in a guild, without any channel's overwrites."""
        member = self.member(guild_id, user_id)
        if member is None:
            return permissions.NONE
        return permissions.compute(self.guilds[guild_id], member, None, self.clock.now())

    def find_message(self, channel_id: str, message_id: str) -> Json:
        """Find a message in a channel.

        Raises
        ------
        ApiError
            Code 10008 if there is none; ephemeral messages are not found this way, as on Discord.
        """
        message = self.messages[channel_id].get(message_id)
        if message is None:
            errors.refuse(10008)
        return message

    def context_of(self, channel: Json) -> InteractionContextType:
        """Return the context of an interaction in a channel."""
        return InteractionContextType.GUILD if "guild_id" in channel else InteractionContextType.BOT_DM

    # -- payloads

    def partial_channel(self, channel: Json, viewer_id: str) -> Json:
        """Return the partial channel of an interaction, with the permissions of the acting user and of the bot."""
        keys = [
            "id",
            "type",
            "name",
            "parent_id",
            "guild_id",
            "nsfw",
            "flags",
            "topic",
            "position",
            "last_message_id",
            "last_pin_timestamp",
            "rate_limit_per_user",
            "recipients",
            "thread_metadata",
            "owner_id",
            "message_count",
            "member_count",
            "total_message_sent",
            "applied_tags",
            "available_tags",
        ]
        partial: Json = {key: channel[key] for key in keys if key in channel}
        partial["permissions"] = str(int(self.allowed(viewer_id, channel)))
        partial["app_permissions"] = str(int(self.allowed(self.app_id, channel)))
        return partial

    def partial_member(self, guild_id: str, user_id: str, channel: Json) -> Json:
        """Return the partial member of an interaction's resolved data."""
        member = self.members[guild_id][user_id]
        partial = {key: value for key, value in member.items() if key not in ("user", "deaf", "mute")}
        partial["permissions"] = str(int(self.allowed(user_id, channel)))
        return partial

    def guild_create(self, guild: Json, *, everybody: bool) -> Json:
        """Return the data of GUILD_CREATE.

        Without the presence intent Discord lists only the bot and the members in voice channels, so a bot must not
        rely on finding other members in it. ``everybody`` lists all members.
        """
        guild_id = guild["id"]
        members = self.members[guild_id]
        states = [s for (g, _), s in self.voice_states.items() if g == guild_id]
        named = members if everybody else {self.app_id, *(state["user_id"] for state in states)}
        return guild | {
            "joined_at": members[self.app_id]["joined_at"],
            "large": False,
            "unavailable": False,
            "member_count": len(members),
            "voice_states": [{k: v for k, v in s.items() if k not in ("guild_id", "member")} for s in states],
            "members": [members[user_id] for user_id in named],
            "channels": [
                c for c in self.channels.values() if c.get("guild_id") == guild_id and c["type"] not in THREADS
            ],
            "threads": [self.with_membership(thread) for thread in self.open_threads(guild_id, self.app_id)],
            "presences": [],
            "stage_instances": [s for s in self.stage_instances.values() if s["guild_id"] == guild_id],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }
