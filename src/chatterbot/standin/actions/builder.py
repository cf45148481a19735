"""Builds and changes guilds, channels, roles and members, and sends the running bot the events for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chatterbot.standin.errors import SetupError

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.voice.server import VoiceStates
    from chatterbot.standin.world.dispatch import Dispatcher
    from chatterbot.standin.world.permissions import Permission
    from chatterbot.standin.world.world import World


class Builder:
    """Makes the changes that moderators and Discord itself make, without checking permissions."""

    def __init__(self, world: World, dispatcher: Dispatcher, voice: VoiceStates) -> None:
        self._voice = voice
        self._world = world
        self._dispatcher = dispatcher

    def guild(self, name: str, owner: Json, bot_permissions: Permission) -> Json:
        """Make a guild with the bot in it."""
        guild = self._world.add_guild(name, owner, bot_permissions)
        if self._dispatcher.sessions:
            self.announce(guild)
        return guild

    def announce(self, guild: Json) -> None:
        """Tell the bot that it has joined a guild; only those it was in before come with ``unavailable``."""
        created = self._world.guild_create(guild, everybody=False)
        del created["unavailable"]
        self._dispatcher.dispatch("GUILD_CREATE", created, guild["id"])

    def channel(self, guild: Json, name: str, kind: int) -> Json:
        """Make a channel."""
        channel = self._world.add_channel(guild, name, kind)
        self._dispatcher.dispatch("CHANNEL_CREATE", channel, guild["id"])
        return channel

    def role(self, guild_id: str, name: str, allowed: Permission, *, mentionable: bool = False) -> Json:
        """Make a role."""
        role = self._world.add_role(self._world.guilds[guild_id], name, allowed, mentionable=mentionable)
        self._dispatcher.dispatch("GUILD_ROLE_CREATE", {"guild_id": guild_id, "role": role}, guild_id)
        return role

    def change_role(self, guild_id: str, role: Json, allowed: Permission) -> None:
        """Change a role's permissions."""
        role["permissions"] = str(int(allowed))
        self._dispatcher.dispatch("GUILD_ROLE_UPDATE", {"guild_id": guild_id, "role": role}, guild_id)

    def overwrite(self, channel: Json, target: Json, allow: Permission, deny: Permission) -> None:
        """Set which permissions a role or a user is allowed or denied in one channel."""
        others = [o for o in channel["permission_overwrites"] if o["id"] != target["id"]]
        kind = 1 if "username" in target else 0
        entry: Json = {"id": target["id"], "type": kind, "allow": str(int(allow)), "deny": str(int(deny))}
        channel["permission_overwrites"] = [*others, entry]
        self._dispatcher.dispatch("CHANNEL_UPDATE", channel, channel["guild_id"])

    def join(self, guild_id: str, user: Json) -> Json:
        """Add a user to a guild."""
        member = self._world.add_member(guild_id, user)
        self._dispatcher.dispatch("GUILD_MEMBER_ADD", {"guild_id": guild_id, **member}, guild_id)
        return member

    def leave(self, guild_id: str, user_id: str) -> None:
        """Remove a user from the voice channels of a guild and then from the guild."""
        if self._voice.state(guild_id, user_id) is not None:
            self._voice.put(user_id, guild_id, None)
        member = self._world.members[guild_id].pop(user_id)
        gone: Json = {"guild_id": guild_id, "user": member["user"]}
        if user_id != self._world.app_id:
            self._dispatcher.dispatch("GUILD_MEMBER_REMOVE", gone, guild_id)
            return
        self._dispatcher.dispatch("GUILD_DELETE", {"id": guild_id}, guild_id)

    def set_roles(self, guild_id: str, user_id: str, *, add: str | None = None, remove: str | None = None) -> None:
        """Add a role to a member, or remove one. Nothing is sent if that changes nothing."""
        if add is not None and add in self._member(guild_id, user_id)["roles"]:
            return
        roles = [role for role in self._member(guild_id, user_id)["roles"] if role not in (add, remove)]
        self.change_member(guild_id, user_id, roles=[*roles, add] if add is not None else roles)

    def change_member(self, guild_id: str, user_id: str, **fields: Any) -> None:
        """Change fields of a member; if they have these values already, nothing is sent, as on Discord."""
        member = self._member(guild_id, user_id)
        if all(member[key] == value for key, value in fields.items()):
            return
        member |= fields
        self._dispatcher.dispatch("GUILD_MEMBER_UPDATE", {"guild_id": guild_id, **member}, guild_id)

    def _member(self, guild_id: str, user_id: str) -> Json:
        member = self._world.member(guild_id, user_id)
        if member is None:
            message = "no such member"
            raise SetupError(message)
        return member
