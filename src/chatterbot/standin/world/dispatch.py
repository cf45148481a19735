"""Gateway sessions, and the dispatch of events: which session gets which event, and which events it can replay."""

from __future__ import annotations

import collections
import dataclasses
import json
from typing import TYPE_CHECKING, Protocol, TypeVar

from chatterbot.standin.protocol import Intent, Json
from chatterbot.standin.world import permissions

if TYPE_CHECKING:
    from chatterbot.standin.world.world import World

T = TypeVar("T")

REPLAY_FRAMES = 2000
"""Events a session keeps for RESUME; a client that has missed more must identify again."""
LOG_EVENTS = 5000
"""Sent events and received frames kept for tests."""

EVENT_INTENTS: dict[str, tuple[Intent, Intent]] = {
    "GUILD_CREATE": (Intent.GUILDS, Intent(0)),
    "GUILD_UPDATE": (Intent.GUILDS, Intent(0)),
    "GUILD_DELETE": (Intent.GUILDS, Intent(0)),
    "GUILD_ROLE_CREATE": (Intent.GUILDS, Intent(0)),
    "GUILD_ROLE_UPDATE": (Intent.GUILDS, Intent(0)),
    "GUILD_ROLE_DELETE": (Intent.GUILDS, Intent(0)),
    "CHANNEL_CREATE": (Intent.GUILDS, Intent(0)),
    "CHANNEL_UPDATE": (Intent.GUILDS, Intent(0)),
    "CHANNEL_DELETE": (Intent.GUILDS, Intent(0)),
    "CHANNEL_PINS_UPDATE": (Intent.GUILDS, Intent.DIRECT_MESSAGES),
    "THREAD_CREATE": (Intent.GUILDS, Intent(0)),
    "THREAD_UPDATE": (Intent.GUILDS, Intent(0)),
    "THREAD_DELETE": (Intent.GUILDS, Intent(0)),
    "THREAD_MEMBER_UPDATE": (Intent.GUILDS, Intent(0)),
    "THREAD_MEMBERS_UPDATE": (Intent.GUILD_MEMBERS, Intent(0)),
    "GUILD_MEMBER_ADD": (Intent.GUILD_MEMBERS, Intent(0)),
    "GUILD_MEMBER_UPDATE": (Intent.GUILD_MEMBERS, Intent(0)),
    "GUILD_MEMBER_REMOVE": (Intent.GUILD_MEMBERS, Intent(0)),
    "STAGE_INSTANCE_CREATE": (Intent.GUILDS, Intent(0)),
    "STAGE_INSTANCE_UPDATE": (Intent.GUILDS, Intent(0)),
    "STAGE_INSTANCE_DELETE": (Intent.GUILDS, Intent(0)),
    "VOICE_STATE_UPDATE": (Intent.GUILD_VOICE_STATES, Intent(0)),
    "MESSAGE_CREATE": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_UPDATE": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_DELETE": (Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES),
    "MESSAGE_DELETE_BULK": (Intent.GUILD_MESSAGES, Intent(0)),
    "MESSAGE_REACTION_ADD": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE_ALL": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "MESSAGE_REACTION_REMOVE_EMOJI": (Intent.GUILD_MESSAGE_REACTIONS, Intent.DIRECT_MESSAGE_REACTIONS),
    "TYPING_START": (Intent.GUILD_MESSAGE_TYPING, Intent.DIRECT_MESSAGE_TYPING),
}
"""The intent each event needs in guilds and in direct messages; events not listed are always sent."""
CHANNEL_EVENTS = frozenset(name for name in EVENT_INTENTS if name.startswith(("MESSAGE_", "TYPING_")))
"""Events a bot gets only from channels it may view."""
THREAD_EVENTS = frozenset(name for name in EVENT_INTENTS if name.startswith("THREAD_"))
"""Events a bot gets only of threads it may view."""
CONTENT_FIELDS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}
"""Fields that an application without the message content intent gets empty."""


class GatewayOutlet(Protocol):
    """The connection that a session's frames are sent to."""

    def send(self, frame: bytes) -> None:
        """Queue one frame."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class Event:
    """An event as it was when it was sent."""

    name: str
    data: Json


class BoundedLog(list[T]):
    """A list that drops its older half when it grows beyond `limit` entries."""

    limit: int = LOG_EVENTS
    """Set it lower for a stand-in that runs for days: an entry of a REST request holds the files that came with it."""

    def append(self, item: T, /) -> None:
        """Add an entry."""
        if len(self) >= self.limit:
            del self[: max(1, len(self) - self.limit // 2)]
        super().append(item)


def belongs_to(shard: tuple[int, int], guild_id: str | None) -> bool:
    """Tell whether a shard (its index, and the number of all) is responsible for a guild, or (`None`) for direct messages."""
    index, count = shard
    return (0 if guild_id is None else (int(guild_id) >> 22) % count) == index


class Session:
    """The gateway session of one identified client."""

    def __init__(self, session_id: str, intents: Intent, shard: tuple[int, int]) -> None:
        self.id = session_id
        self.intents = intents
        self.shard = shard
        self.seq = 0
        self.frames: collections.deque[tuple[int, bytes]] = collections.deque(maxlen=REPLAY_FRAMES)
        self.outlet: GatewayOutlet | None = None
        self.listed_at: dict[str, float] = {}
        """POSIX times in seconds at which it last asked for all members of a guild, by guild."""
        self.left_at: float | None = None
        """POSIX time in seconds at which its connection was lost; `None` while it is connected."""

    def owns(self, guild_id: str | None) -> bool:
        """Tell whether this shard is responsible for a guild, or for direct messages."""
        return belongs_to(self.shard, guild_id)

    def replay_from(self, seq: int) -> list[bytes] | None:
        """Return the frames after a sequence number, or `None` if some of them are no longer kept."""
        if seq < self.seq and (not self.frames or self.frames[0][0] > seq + 1):
            return None
        return [frame for number, frame in self.frames if number > seq]


def without_content(message: Json, bot_id: str) -> Json:
    """Return a guild's message without what an application without the message content intent may not read.

    The bot's own messages and those that mention it (such as replies with a ping) are returned unchanged.
    """
    if message.get("referenced_message"):
        message = message | {"referenced_message": without_content(message["referenced_message"], bot_id)}
    own = message["author"]["id"] == bot_id
    mentioned = any(user["id"] == bot_id for user in message["mentions"])
    return message if own or mentioned else message | CONTENT_FIELDS


class Dispatcher:
    """Sends events to the sessions whose shard, intents and permissions fit; can hold events back for tests."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sessions: dict[str, Session] = {}
        self.sent: BoundedLog[Event] = BoundedLog()
        self._held: list[tuple[str, Json, str | None]] | None = None

    def hold(self) -> None:
        """Hold events back until `release`."""
        self._held = []

    def release(self, order: list[int] | None = None) -> None:
        """Send the held events in the given order of indices; events whose index is missing are lost."""
        held, self._held = self._held or [], None
        for index in order if order is not None else range(len(held)):
            name, data, guild_id = held[index]
            self.dispatch(name, data, guild_id)

    @property
    def held(self) -> int:
        """Number of events held back."""
        return len(self._held or ())

    def dispatch(self, name: str, data: Json, guild_id: str | None = None) -> None:
        """Send an event to every session that may get it. The data is copied, so later changes to it are not seen."""
        if self._held is not None:
            self._held.append((name, json.loads(json.dumps(data)), guild_id))
            return
        if guild_id is not None and not self._visible(name, data):
            return
        for session in list(self.sessions.values()):
            if session.owns(guild_id) and self._wanted(session, name, data, guild_id):
                self.push(session, name, self._readable(session, name, data, guild_id))

    def push(self, session: Session, name: str, data: Json) -> None:
        """Send an event to one session without checking its intents."""
        session.seq += 1
        frame = json.dumps({"op": 0, "t": name, "s": session.seq, "d": data}, separators=(",", ":")).encode()
        session.frames.append((session.seq, frame))
        self.sent.append(Event(name, json.loads(frame)["d"]))
        if session.outlet is not None:
            session.outlet.send(frame)

    def _visible(self, name: str, data: Json) -> bool:
        """Tell whether the bot may view the channel or thread of a guild's event."""
        if name in CHANNEL_EVENTS:
            channel = self._world.channels[data["channel_id"]]
        elif name in THREAD_EVENTS:
            channel = self._world.channels[data["id"]]
        else:
            return True
        seen = self._world.allowed(self._world.app_id, channel) & permissions.Permission.VIEW_CHANNEL
        return bool(seen) or self._concerns_bot(name, data)

    def _concerns_bot(self, name: str, data: Json) -> bool:
        """Tell whether an event is about the bot itself, which gets it without the event's intent or permission."""
        bot_id = self._world.app_id
        if name in ("VOICE_STATE_UPDATE", "GUILD_MEMBER_UPDATE"):
            return (data.get("user") or {}).get("id", data.get("user_id")) == bot_id
        if name == "THREAD_MEMBERS_UPDATE":
            added = [entry["user_id"] for entry in data.get("added_members", ())]
            return bot_id in (*added, *data.get("removed_member_ids", ()))
        return False

    def _wanted(self, session: Session, name: str, data: Json, guild_id: str | None) -> bool:
        needed = EVENT_INTENTS.get(name)
        if needed is None or session.intents & needed[0 if guild_id is not None else 1]:
            return True
        if name == "THREAD_MEMBERS_UPDATE" and not session.intents & Intent.GUILDS:
            return False
        return self._concerns_bot(name, data)

    def _readable(self, session: Session, name: str, data: Json, guild_id: str | None) -> Json:
        readable = guild_id is None or session.intents & Intent.MESSAGE_CONTENT
        if name not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or readable:
            return data
        return without_content(data, self._world.app_id)
