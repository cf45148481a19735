"""The gateway server: handshake, heartbeat, identify, resume, requests, and the faults that tests inject."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from chatterbot.standin.gateway import members
from chatterbot.standin.gateway.connection import Connection, GatewayClosedError, decode, json_object, shard_of
from chatterbot.standin.protocol import API_VERSION, PRIVILEGED, CloseCode, Intent, Json, Opcode
from chatterbot.standin.world.dispatch import BoundedLog, Dispatcher, Session, belongs_to
from chatterbot.standin.world.events import WorldEventKind

if TYPE_CHECKING:
    from chatterbot.standin.voice.server import VoiceStates
    from chatterbot.standin.world.application import Application
    from chatterbot.standin.world.dispatch import Event
    from chatterbot.standin.world.events import WorldEvents
    from chatterbot.standin.world.world import World

RESUME_WINDOW_S = 180.0
"""Seconds for which a disconnected session can be resumed. Discord names no number; it is a few minutes."""
MISSED_HEARTBEATS = 2.0
"""Heartbeat intervals without a heartbeat after which the server closes the connection."""
MOST_GUILDS = 2500
"""Guilds of one shard: Discord refuses a shard that would get more (4011)."""
IDENTIFY_WINDOW_S = 5.0
"""Seconds in which, on Discord, ``max_concurrency`` shards may identify."""
SESSION_ENDS = frozenset({1000, 1001, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014})
"""Close codes after which a session cannot be resumed."""


@dataclasses.dataclass(slots=True)
class SessionStartLimit:
    """How often the bot may still identify, as ``GET /gateway/bot`` reports it."""

    total: int = 1000
    remaining: int = 1000
    reset_after_ms: int = 86_400_000
    max_concurrency: int = 1


class GatewayServer:
    """The gateway: its server for clients, and the controls for tests.

    ``received`` lists the frames clients sent, ``sent`` the events sent to them; both are logs for tests.
    """

    def __init__(
        self,
        *,
        world: World,
        application: Application,
        dispatcher: Dispatcher,
        voice: VoiceStates,
        events: WorldEvents,
        problems: list[tuple[str, str]],
    ) -> None:
        self._world = world
        self._application = application
        self._dispatcher = dispatcher
        self._voice = voice
        self._events = events
        self._problems = problems
        self.connections: set[Connection] = set()
        self.received: BoundedLog[Json] = BoundedLog()
        self.url = ""
        self.latency = 0.0
        """Delay in seconds of each frame to a client."""
        self.heartbeat_ms = 41_250
        self.ack_heartbeats = True
        """Whether heartbeats are acknowledged. If not, a client must treat the connection as dead (a zombie) and resume."""
        self.greet_with_reconnect = 0
        """How many of the next connections get op 7 (RECONNECT) instead of HELLO."""
        self.resume_window_s = RESUME_WINDOW_S
        self.session_start_limit = SessionStartLimit()
        self.identify_window_s = 0.0
        """Seconds in which ``max_concurrency`` clients may identify; others get INVALID_SESSION.

        On Discord these are 5 s (`IDENTIFY_WINDOW_S`). Here there is no such limit unless a test sets it, so that bots restart at once.
        """
        self.recommended_shards = 1
        """The number of shards that ``GET /gateway/bot`` recommends."""
        self.guilds_a_shard = MOST_GUILDS
        """Most guilds of one shard; a shard that would get more is refused with 4011."""
        self._identifies: dict[int, float] = {}
        self.identified = asyncio.Event()

    # -- what tests use

    @property
    def sent(self) -> BoundedLog[Event]:
        """The events sent so far to all sessions."""
        return self._dispatcher.sent

    @property
    def live(self) -> list[Connection]:
        """The open connections."""
        return [connection for connection in self.connections if not connection.socket.closed]

    def opcodes(self) -> list[int]:
        """Return the opcodes that clients sent, in order."""
        return [frame["op"] for frame in self.received]

    async def wait_ready(self, timeout_s: float = 10.0) -> None:
        """Wait until a client has identified or resumed since the last loss of a session."""
        await asyncio.wait_for(self.identified.wait(), timeout_s)

    def dispatch(self, name: str, data: Json, guild_id: str | None = None) -> None:
        """Send any event, also one that the stand-in does not know."""
        self._dispatcher.dispatch(name, data, guild_id)

    def drop(self) -> None:
        """Cut all connections without a close frame; sessions can be resumed."""
        for connection in self.live:
            connection.drop()

    async def close(self, code: int = CloseCode.UNKNOWN_ERROR, reason: str = "") -> None:
        """Close all connections with a code; some codes end the session (see `SESSION_ENDS`)."""
        for connection in self.live:
            await connection.close(code, reason)

    async def reconnect(self) -> None:
        """Ask clients to reconnect and resume (op 7)."""
        await self._tell(Opcode.RECONNECT, None)

    async def invalidate(self, *, resumable: bool = False) -> None:
        """Invalidate all sessions (op 9). If they are not resumable, events until the next IDENTIFY are lost."""
        if not resumable:
            for session in list(self._dispatcher.sessions.values()):
                self._end(session)
            self.identified.clear()
        await self._tell(Opcode.INVALID_SESSION, resumable)

    async def ask_heartbeat(self) -> None:
        """Ask clients for a heartbeat at once (op 1)."""
        await self._tell(Opcode.HEARTBEAT, None)

    def hold(self) -> None:
        """Hold events back, as a slow gateway does."""
        self._dispatcher.hold()

    async def release(self, order: list[int] | None = None) -> None:
        """Send the held events, in the given order of indices."""
        self._dispatcher.release(order)
        for connection in self.live:
            await connection.drain()

    async def _tell(self, op: Opcode, data: object) -> None:
        for connection in self.live:
            connection.send_op(op, data)
            await connection.drain()

    # -- the server

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=0, timeout=1.0)
        await socket.prepare(request)
        connection = Connection(socket, request, lambda: self.latency)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write(), name="stand-in gateway writer")
        try:
            await self._serve(connection, request)
        except GatewayClosedError as closed:
            await connection.close(closed.code, closed.reason)
        finally:
            self._lost(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    async def _serve(self, connection: Connection, request: web.Request) -> None:
        if request.query.get("v") != API_VERSION or request.query.get("encoding", "json") != "json":
            raise GatewayClosedError(CloseCode.INVALID_API_VERSION, "Invalid API version.")
        if self.greet_with_reconnect:
            self.greet_with_reconnect -= 1
            connection.send_op(Opcode.RECONNECT, None)
        else:
            connection.send_op(Opcode.HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": ["standin"]})
        while True:
            try:
                async with asyncio.timeout(self._time_left(connection)):
                    message = await connection.socket.receive()
            except TimeoutError:
                raise GatewayClosedError(CloseCode.SESSION_TIMED_OUT, "Session timed out.") from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            connection.count()
            self._receive(connection, message.data)

    def _time_left(self, connection: Connection) -> float:
        silent_until = connection.heard_at + MISSED_HEARTBEATS * self.heartbeat_ms / 1000
        return max(0.0, silent_until - asyncio.get_running_loop().time())

    def _receive(self, connection: Connection, raw: str | bytes) -> None:
        frame = decode(raw)
        self.received.append(frame)
        op, data = frame["op"], frame.get("d")
        if op == Opcode.HEARTBEAT:
            connection.heard_at = asyncio.get_running_loop().time()
            if self.ack_heartbeats:
                connection.send_op(Opcode.HEARTBEAT_ACK, None)
            return
        if op in (Opcode.IDENTIFY, Opcode.RESUME):
            if connection.session is not None:
                raise GatewayClosedError(CloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
            if not isinstance(data, dict):
                raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
            (self._identify if op == Opcode.IDENTIFY else self._resume)(connection, data)
            return
        if op not in Opcode.__members__.values():
            raise GatewayClosedError(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")
        if connection.session is None:
            raise GatewayClosedError(CloseCode.NOT_AUTHENTICATED, "Not authenticated.")
        if op == Opcode.VOICE_STATE_UPDATE:
            self._request_voice(connection.session, json_object(data))
        elif op == Opcode.REQUEST_GUILD_MEMBERS:
            members.answer_request(self._world, self._dispatcher, self._problems, connection.session, json_object(data))
        elif op == Opcode.REQUEST_SOUNDBOARD_SOUNDS:
            self._list_sounds(connection.session, json_object(data))
        elif op not in (Opcode.PRESENCE_UPDATE, Opcode.REQUEST_CHANNEL_INFO):
            raise GatewayClosedError(CloseCode.UNKNOWN_OPCODE, "Unknown opcode.")

    def _request_voice(self, session: Session, data: Json) -> None:
        """Carry out op 4, if the guild belongs to the session's shard; another shard's guild is listed among the problems."""
        guild_id = str(data.get("guild_id"))
        if guild_id in self._world.guilds and not session.owns(guild_id):
            self._problems.append(("gateway op 4", f"guild {guild_id} does not belong to shard {session.shard}"))
            return
        self._voice.requested(data, session.id)

    def _list_sounds(self, session: Session, data: Json) -> None:
        """Answer op 31 with SOUNDBOARD_SOUNDS for each guild: no guild of the stand-in has sounds of its own."""
        wanted = data.get("guild_ids")
        if not isinstance(wanted, list):
            raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        for guild_id in map(str, wanted):
            if self._world.member(guild_id, self._world.app_id) is not None:
                told: Json = {"guild_id": guild_id, "soundboard_sounds": []}
                self._dispatcher.push(session, "SOUNDBOARD_SOUNDS", told)

    def _check_token(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._application.token:
            raise GatewayClosedError(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")

    def _identify(self, connection: Connection, data: Json) -> None:
        self._check_token(data)
        if self.session_start_limit.remaining <= 0:
            # Discord resets the token of a bot that identifies too often, so its token is no longer valid.
            raise GatewayClosedError(CloseCode.AUTHENTICATION_FAILED, "Authentication failed.")
        properties, intents = data.get("properties"), data.get("intents")
        if not isinstance(properties, dict) or not isinstance(intents, int) or isinstance(intents, bool):
            raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        if intents < 0 or intents & ~sum(Intent):
            raise GatewayClosedError(CloseCode.INVALID_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self._application.privileged_intents:
            raise GatewayClosedError(CloseCode.DISALLOWED_INTENTS, "Disallowed intent(s).")
        shard = shard_of(data.get("shard"))
        guilds = self._guilds_of(shard)
        if len(guilds) > self.guilds_a_shard:
            raise GatewayClosedError(CloseCode.SHARDING_REQUIRED, "Sharding required.")
        key, now = shard[0] % self.session_start_limit.max_concurrency, self._world.clock.now()
        if now - self._identifies.get(key, -self.identify_window_s) < self.identify_window_s:
            connection.send_op(Opcode.INVALID_SESSION, data=False)
            return
        self._identifies[key] = now
        for old in [session for session in self._dispatcher.sessions.values() if self._stale(session)]:
            self._end(old)
        self.session_start_limit.remaining -= 1
        connection.encoder.compress_payloads = bool(data.get("compress"))
        session = Session(self._world.ids.token(32), Intent(intents), shard)
        self._attach(connection, session)
        self._dispatcher.sessions[session.id] = session
        ready: Json = {
            "v": int(API_VERSION),
            "user": self._world.own_user(),
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": ["loopback"],
            "auth": {},
            "shard": list(shard),
            "_trace": ["standin"],
            "application": {"id": self._world.app_id, "flags": self._application.flags},
        }
        self._dispatcher.push(session, "READY", ready)
        if intents & Intent.GUILDS:
            everybody = bool(intents & Intent.GUILD_PRESENCES)
            for guild in guilds:
                self._dispatcher.push(session, "GUILD_CREATE", self._world.guild_create(guild, everybody=everybody))
        self._ready()

    def _guilds_of(self, shard: tuple[int, int]) -> list[Json]:
        """Return the bot's guilds that belong to a shard."""
        member, app_id = self._world.member, self._world.app_id
        return [
            guild
            for key, guild in self._world.guilds.items()
            if belongs_to(shard, key) and member(key, app_id) is not None
        ]

    def _resume(self, connection: Connection, data: Json) -> None:
        self._check_token(data)
        session, seq = self._dispatcher.sessions.get(str(data.get("session_id"))), data.get("seq")
        if not isinstance(seq, int):
            raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
        if session is not None and seq > session.seq:
            raise GatewayClosedError(CloseCode.INVALID_SEQ, "Invalid seq.")
        missed = session.replay_from(seq) if session is not None else None
        if session is None or missed is None or self._stale(session):
            connection.send_op(Opcode.INVALID_SESSION, data=False)
            return
        if isinstance(session.outlet, Connection):
            session.outlet.drop()
        self._attach(connection, session)
        for frame in missed:
            connection.send(frame)
        self._dispatcher.push(session, "RESUMED", {"_trace": ["standin"]})
        self._ready()

    def _attach(self, connection: Connection, session: Session) -> None:
        connection.session, session.outlet, session.left_at = session, connection, None

    def _ready(self) -> None:
        self.identified.set()
        self._events.publish(WorldEventKind.BOT_CONNECTED, {})

    def _stale(self, session: Session) -> bool:
        return session.left_at is not None and self._world.clock.now() - session.left_at > self.resume_window_s

    def _end(self, session: Session) -> None:
        """Delete a session; the bot also leaves the voice channels of its guilds."""
        self._dispatcher.sessions.pop(session.id, None)
        for guild_id in list(self._world.guilds):
            if session.owns(guild_id):
                self._voice.client_gone(guild_id, session.id)

    def _lost(self, connection: Connection) -> None:
        self.connections.discard(connection)
        session = connection.session
        if session is None or session.outlet is not connection:
            return
        session.outlet, session.left_at = None, self._world.clock.now()
        code = connection.closed_by_us or connection.socket.close_code
        if code in SESSION_ENDS:
            self._end(session)
        self.identified.clear()
        self._events.publish(WorldEventKind.BOT_DISCONNECTED, {"code": code})
