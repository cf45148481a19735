"""Voice states, and the messages of the main gateway that lead a client to a voice server."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import TYPE_CHECKING, Protocol

from chatterbot.standin.protocol import ChannelType, Json
from chatterbot.standin.voice.server.stages import Stages
from chatterbot.standin.world.events import WorldEventKind
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.world.dispatch import Dispatcher
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

VOICE_CHANNELS = frozenset({ChannelType.VOICE, ChannelType.STAGE})


@dataclasses.dataclass(frozen=True, slots=True)
class VoiceGrant:
    """What a client got in VOICE_STATE_UPDATE and VOICE_SERVER_UPDATE; the voice server checks op 0 against it."""

    guild_id: str
    channel_id: str
    user_id: str
    session_id: str
    token: str = dataclasses.field(repr=False)


class VoiceStateListener(Protocol):
    """Something that is told about users who leave or change channels: the voice server."""

    def left(self, guild_id: str, user_id: str, *, moved: bool) -> None:
        """End the session of a user who has left a voice channel."""
        ...

    def connected(self, guild_id: str, user_id: str) -> bool:
        """Tell whether a user has a session on the voice server."""
        ...


class VoiceStates:
    """The voice states of all guilds: who is in which voice channel.

    Parameters
    ----------
    endpoint
        ``host:port`` of the voice server, without a scheme, as VOICE_SERVER_UPDATE carries it.
    faults
        The voice faults, among them VOICE_SERVER_UPDATE without an endpoint.
    """

    def __init__(
        self, world: World, dispatcher: Dispatcher, events: WorldEvents, endpoint: str, faults: VoiceFaults
    ) -> None:
        self._world = world
        self._dispatcher = dispatcher
        self._events = events
        self._faults = faults
        self.endpoint = endpoint
        self.grants: dict[str, VoiceGrant] = {}
        """The bot's grants, by guild."""
        self._others: dict[tuple[str, str], VoiceGrant] = {}
        """Other users' grants, by guild and user."""
        self.stages = Stages(world, dispatcher, self.change)
        """Who is heard on stages, and which stages are open."""
        self._clients: dict[str, str] = {}
        """The gateway session with which the bot joined its channel, by guild."""
        self.listeners: list[VoiceStateListener] = []
        self.statuses: dict[str, str] = {}
        """The status shown below a voice channel's name, by channel."""

    # -- lookups

    def state(self, guild_id: str, user_id: str) -> Json | None:
        """Return a user's voice state, if they are in a voice channel."""
        return self._world.voice_states.get((guild_id, user_id))

    def in_channel(self, channel_id: str) -> list[str]:
        """Return the ids of the users in a voice channel."""
        states = self._world.voice_states.values()
        return [state["user_id"] for state in states if state["channel_id"] == channel_id]

    def may_connect(self, user_id: str, channel: Json) -> bool:
        """Tell whether a user can join a voice channel: by permissions, and by the channel's user limit."""
        if channel["type"] not in VOICE_CHANNELS:
            return False
        allowed = self._world.allowed(user_id, channel)
        if not (allowed & Permission.CONNECT and allowed & Permission.VIEW_CHANNEL):
            return False
        present = self.in_channel(channel["id"])
        limit = channel.get("user_limit", 0)
        return not limit or user_id in present or len(present) < limit or bool(allowed & Permission.MOVE_MEMBERS)

    def find_grant(self, guild_id: str, user_id: str) -> VoiceGrant | None:
        """Return the last grant of a user in a guild, if any."""
        return self.grants.get(guild_id) if user_id == self._world.app_id else self._others.get((guild_id, user_id))

    # -- changes

    def put(
        self,
        user_id: str,
        guild_id: str,
        channel_id: str | None,
        *,
        self_mute: bool = False,
        self_deaf: bool = False,
        anew: bool = False,
    ) -> Json:
        """Move a member to a voice channel, or disconnect them (``channel_id`` `None`); return the new state.

        Parameters
        ----------
        anew
            Whether they join anew, also where they are already: another client of theirs takes the place of the first.
        """
        world = self._world
        old = world.voice_states.get((guild_id, user_id))
        member = world.members[guild_id][user_id]
        moved = old is not None and (anew or old["channel_id"] != channel_id)
        keeps_session = old is not None and (channel_id is None or not moved)
        state: Json = {
            "guild_id": guild_id,
            "channel_id": channel_id,
            "user_id": user_id,
            "member": member,
            "session_id": old["session_id"] if old and keeps_session else world.ids.token(32),
            "deaf": member["deaf"],
            "mute": member["mute"],
            "self_deaf": self_deaf,
            "self_mute": self_mute,
            "self_video": False,
            "suppress": old["suppress"] if old and not moved else self._suppressed(user_id, channel_id),
            "request_to_speak_timestamp": old["request_to_speak_timestamp"] if old and not moved else None,
        }
        if channel_id is None:
            world.voice_states.pop((guild_id, user_id), None)
            self.grants.pop(guild_id, None) if user_id == world.app_id else self._others.pop((guild_id, user_id), None)
        else:
            world.voice_states[guild_id, user_id] = state
        self._announce(state)
        if moved:
            for listener in self.listeners:
                listener.left(guild_id, user_id, moved=channel_id is not None)
        return state

    def change(self, guild_id: str, user_id: str, **fields: object) -> Json:
        """Change fields of a voice state: ``suppress``, ``mute``, ``deaf``, ``self_mute``, ``self_deaf`` and so on."""
        state = self._world.voice_states[guild_id, user_id] = self._world.voice_states[guild_id, user_id] | fields
        self._announce(state)
        return state

    def _announce(self, state: Json) -> None:
        self._dispatcher.dispatch("VOICE_STATE_UPDATE", state, state["guild_id"])
        self._events.publish(WorldEventKind.VOICE_STATE, state, channel_id=state["channel_id"])

    def _suppressed(self, user_id: str, channel_id: str | None) -> bool:
        """Tell whether a user is suppressed: in a stage's audience, or without the permission to speak."""
        channel = self._world.channels.get(channel_id or "")
        if channel is None:
            return False
        return channel["type"] == ChannelType.STAGE or not self._world.allowed(user_id, channel) & Permission.SPEAK

    def requested(self, data: Json, client: str) -> None:
        """Carry out op 4 of the bot. If it may not connect to the channel, nothing changes and nothing is sent, as on Discord.

        Parameters
        ----------
        client
            The gateway session that sends it. A new one, as after a restart of the bot, takes the place of one that is still there.
        """
        world, guild_id, channel_id = self._world, str(data.get("guild_id")), data.get("channel_id")
        if guild_id not in world.guilds:
            return
        if channel_id is not None:
            channel = world.channels.get(str(channel_id))
            if channel is None or channel.get("guild_id") != guild_id or not self.may_connect(world.app_id, channel):
                return
        before = self.state(guild_id, world.app_id)
        if channel_id is None and before is None:
            return
        anew = before is not None and self._clients.get(guild_id, client) != client
        self._clients[guild_id] = client
        state = self.put(
            world.app_id,
            guild_id,
            None if channel_id is None else str(channel_id),
            self_mute=bool(data.get("self_mute")),
            self_deaf=bool(data.get("self_deaf")),
            anew=anew,
        )
        if channel_id is None:
            return
        arrived = anew or before is None or before["channel_id"] != state["channel_id"]
        # A client without a session that repeats op 4 gets a server again; for others op 4 only changes the state.
        if arrived or not any(listener.connected(guild_id, world.app_id) for listener in self.listeners):
            self.announce_server(guild_id)

    def client_gone(self, guild_id: str, client: str) -> None:
        """Take the bot out of a guild's voice channel because a gateway session has ended, unless another one has joined it since."""
        app_id = self._world.app_id
        if self.state(guild_id, app_id) is not None and self._clients.get(guild_id, client) == client:
            self.put(app_id, guild_id, None)

    def grant(self, guild_id: str, user_id: str) -> VoiceGrant:
        """Make and return a grant with a new token."""
        state = self._world.voice_states[guild_id, user_id]
        grant = VoiceGrant(guild_id, state["channel_id"], user_id, state["session_id"], self._world.ids.token(16))
        if user_id == self._world.app_id:
            self.grants[guild_id] = grant
        else:
            self._others[guild_id, user_id] = grant
        return grant

    def announce_server(self, guild_id: str) -> None:
        """Send VOICE_SERVER_UPDATE with a new token: after joining, or because the server has changed."""
        update: Json = {"token": self.grant(guild_id, self._world.app_id).token, "guild_id": guild_id}
        if self._faults.use("null_endpoints"):
            self._dispatcher.dispatch("VOICE_SERVER_UPDATE", update | {"endpoint": None}, guild_id)
            loop = asyncio.get_running_loop()
            loop.call_later(self._faults.endpoint_delay_s, self._announce_late, guild_id)
            return
        self._dispatcher.dispatch("VOICE_SERVER_UPDATE", update | {"endpoint": self.endpoint}, guild_id)

    def _announce_late(self, guild_id: str) -> None:
        if self.state(guild_id, self._world.app_id) is not None:
            self.announce_server(guild_id)

    # -- moderation

    def set_status(self, channel: Json, status: str | None) -> None:
        """Set the status shown below a voice channel's name; `None` removes it."""
        self.statuses.pop(channel["id"], None)
        if status is not None:
            self.statuses[channel["id"]] = status
        guild_id = channel["guild_id"]
        update: Json = {"id": channel["id"], "guild_id": guild_id, "status": status}
        self._dispatcher.dispatch("VOICE_CHANNEL_STATUS_UPDATE", update, guild_id)

    def move(self, guild_id: str, user_id: str, channel_id: str | None) -> Json:
        """Move a user to another voice channel, or disconnect them; the voice server closes their session with 4014."""
        old = self._world.voice_states[guild_id, user_id]
        state = self.put(user_id, guild_id, channel_id, self_mute=old["self_mute"], self_deaf=old["self_deaf"])
        if channel_id is not None and channel_id != old["channel_id"] and user_id == self._world.app_id:
            self.announce_server(guild_id)
        return state
