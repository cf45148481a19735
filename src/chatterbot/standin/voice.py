"""Voice states, and the exchange that leads a client to a voice server."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from chatterbot.standin.changes import ChangeKind
from chatterbot.standin.permissions import Permission
from chatterbot.standin.protocol import ChannelType, Json

if TYPE_CHECKING:
    from chatterbot.standin.changes import Changes
    from chatterbot.standin.sessions import Dispatcher
    from chatterbot.standin.world import World


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceGrant:
    """What VOICE_SERVER_UPDATE handed out; a voice server checks a client's identify against it."""

    guild_id: str
    channel_id: str
    user_id: str
    session_id: str
    token: str


class VoiceStates:
    """Who is in which voice channel.

    Parameters
    ----------
    endpoint
        ``host:port`` of the voice server, without a scheme, as VOICE_SERVER_UPDATE carries it.
    """

    def __init__(self, world: World, dispatcher: Dispatcher, changes: Changes, endpoint: str) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self._changes = changes
        self.endpoint = endpoint
        self.grants: dict[str, VoiceGrant] = {}
        """By guild."""

    def put(
        self, user_id: str, guild_id: str, channel_id: str | None, *, self_mute: bool = False, self_deaf: bool = False
    ) -> Json:
        """Put a member into a voice channel, or out of all."""
        world = self._world
        old = world.voice_states.get((guild_id, user_id))
        member = world.members[guild_id][user_id]
        state: Json = {
            "guild_id": guild_id,
            "channel_id": channel_id,
            "user_id": user_id,
            "member": member,
            "session_id": old["session_id"] if old else world.ids.token(32),
            "deaf": member["deaf"],
            "mute": member["mute"],
            "self_deaf": self_deaf,
            "self_mute": self_mute,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }
        if channel_id is None:
            world.voice_states.pop((guild_id, user_id), None)
            if user_id == world.app_id:
                self.grants.pop(guild_id, None)
        else:
            world.voice_states[guild_id, user_id] = state
        self._dispatcher.dispatch("VOICE_STATE_UPDATE", state, guild_id)
        self._changes.publish(ChangeKind.VOICE_STATE, state, channel_id=channel_id)
        return state

    def requested(self, data: Json) -> None:
        """Carry out op 4. A channel the bot may not connect to changes nothing and answers nothing, as on Discord."""
        world, guild_id, channel_id = self._world, str(data.get("guild_id")), data.get("channel_id")
        if guild_id not in world.guilds:
            return
        if channel_id is not None and not self._may_connect(guild_id, str(channel_id)):
            return
        before = world.voice_states.get((guild_id, world.app_id))
        if channel_id is None and before is None:
            return
        state = self.put(
            world.app_id,
            guild_id,
            None if channel_id is None else str(channel_id),
            self_mute=bool(data.get("self_mute")),
            self_deaf=bool(data.get("self_deaf")),
        )
        if channel_id is not None and (before is None or before["channel_id"] != state["channel_id"]):
            self.announce_server(guild_id)

    def announce_server(self, guild_id: str) -> None:
        """Send VOICE_SERVER_UPDATE with a fresh token: after joining, or because the server has moved."""
        world = self._world
        state = world.voice_states[guild_id, world.app_id]
        grant = VoiceGrant(guild_id, state["channel_id"], world.app_id, state["session_id"], world.ids.token(16))
        self.grants[guild_id] = grant
        update: Json = {"token": grant.token, "guild_id": guild_id, "endpoint": self.endpoint}
        self._dispatcher.dispatch("VOICE_SERVER_UPDATE", update, guild_id)

    def _may_connect(self, guild_id: str, channel_id: str) -> bool:
        channel = self._world.channels.get(channel_id)
        if channel is None or channel.get("guild_id") != guild_id or channel["type"] != ChannelType.VOICE:
            return False
        return bool(self._world.allowed(self._world.app_id, channel) & Permission.CONNECT)
