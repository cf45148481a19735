"""The voice gateway's websockets: order and shape of messages, heartbeats, resumes, and closing of connections."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any, Protocol

from aiohttp import WSMsgType, web

from chatterbot.standin.voice.protocol import BINARY, MODES, VERSION, VoiceCloseCode, VoiceOpcode
from chatterbot.standin.voice.server import payloads

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.voice.server.call import ServerCall
    from chatterbot.standin.voice.server.faults import VoiceFaults
    from chatterbot.standin.voice.server.session import VoiceSession

QUEUED = 2000
"""Most messages waiting for a client that does not read; with more the connection is cut."""
HEARTBEAT_MS = 13_750
"""Heartbeat interval of Discord's servers, in milliseconds."""
MISSED_HEARTBEATS = 3.0
"""Heartbeat intervals without a heartbeat after which the server closes the connection."""
IDENTIFY_S = 10.0
"""Seconds a client has to identify or resume."""
STILL_RESUMABLE = frozenset({VoiceCloseCode.GOING_AWAY, 4013, VoiceCloseCode.SERVER_CRASHED})
"""Close codes of the server after which the session is kept."""


class VoiceGatewayClosedError(Exception):
    """Raised to close the connection with a code because of an error of the client."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class GatewayHost(Protocol):
    """What the gateway needs from the voice server."""

    faults: VoiceFaults
    heartbeat_ms: int

    def report(self, client: str | None, text: str) -> None:
        """Record what a client did wrong, with its name if it is known."""
        ...

    def changed(self) -> None:
        """Let all waiters check their conditions again."""
        ...

    def identify(self, wanted: payloads.Identify) -> VoiceSession | VoiceCloseCode:
        """Return a new session for a client, or the close code that refuses it."""
        ...

    def call_of(self, session: VoiceSession) -> ServerCall | None:
        """Return the call of a session, `None` if it has ended."""
        ...

    def find(self, wanted: payloads.Resume) -> VoiceSession | None:
        """Return the session to resume, if it is still kept."""
        ...

    def select(self, session: VoiceSession, mode: str) -> None:
        """Send the client a key and add it to the call."""
        ...

    def lost(self, session: VoiceSession) -> None:
        """Keep a session that has lost its websocket until the resume window ends."""
        ...

    def end(self, session: VoiceSession) -> None:
        """End a session for good."""
        ...


class VoiceConnection:
    """One websocket. Messages to send are queued, so that the server never waits for a client."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, changed: Callable[[], None]) -> None:
        self.socket = socket
        self.session: VoiceSession | None = None
        self.ended: int | None = None
        """The close code sent by the server."""
        self.heard_at = asyncio.get_running_loop().time()
        self._request = request
        self._changed = changed
        self._queue: asyncio.Queue[str | bytes | tuple[int, str]] = asyncio.Queue(QUEUED)

    def send(self, message: str | bytes) -> None:
        """Queue a message."""
        self._changed()
        if self.ended is not None:
            return
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.drop()

    def send_op(self, op: VoiceOpcode, data: object) -> None:
        """Queue a message without a sequence number."""
        self.send(json.dumps({"op": int(op), "d": data}))

    def end(self, code: int, reason: str = "") -> None:
        """Close with a code, after the queued messages."""
        if self.ended is None:
            self.ended = code
            with contextlib.suppress(asyncio.QueueFull):
                self._queue.put_nowait((code, reason))

    def drop(self) -> None:
        """Cut the TCP connection without a close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        """Send queued messages until the connection ends."""
        while True:
            message = await self._queue.get()
            try:
                if isinstance(message, str):
                    await self.socket.send_str(message)
                elif isinstance(message, bytes):
                    await self.socket.send_bytes(message)
                else:
                    await self.socket.close(code=message[0], message=message[1].encode(), drain=False)
                    return
            except ConnectionError:
                return


class VoiceGateway:
    """Serves the voice server's websockets."""

    def __init__(self, host: GatewayHost) -> None:
        self._host = host
        self.connections: set[VoiceConnection] = set()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection."""
        socket = web.WebSocketResponse(max_msg_size=payloads.MAX_BYTES, timeout=1.0)
        await socket.prepare(request)
        connection = VoiceConnection(socket, request, self._host.changed)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write(), name="stand-in voice writer")
        try:
            await self._serve(connection, request)
        except VoiceGatewayClosedError as closed:
            if closed.code != VoiceCloseCode.SESSION_INVALID:  # the client has done nothing wrong
                session = connection.session
                self._host.report(session.name if session is not None else None, str(closed))
            connection.end(closed.code, str(closed)[:100])
            await writer
        finally:
            self.connections.discard(connection)
            self._lost(connection)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    def _lost(self, connection: VoiceConnection) -> None:
        session = connection.session
        if session is None or not session.detach(connection):
            return
        ours, theirs = connection.ended, connection.socket.close_code
        kept = (
            ours in STILL_RESUMABLE
            if ours is not None
            else theirs not in (VoiceCloseCode.NORMAL, 1001, VoiceCloseCode.DISCONNECTED)
        )
        (self._host.lost if kept else self._host.end)(session)
        self._host.changed()

    async def _serve(self, connection: VoiceConnection, request: web.Request) -> None:
        if request.query.get("v") != VERSION:
            raise VoiceGatewayClosedError(
                VoiceCloseCode.BAD_REQUEST, f"version {request.query.get('v')} instead of {VERSION}"
            )
        connection.send_op(VoiceOpcode.HELLO, {"v": int(VERSION), "heartbeat_interval": self._host.heartbeat_ms})
        while True:
            try:
                async with asyncio.timeout(self._time_left(connection)):
                    message = await connection.socket.receive()
            except TimeoutError:
                raise VoiceGatewayClosedError(VoiceCloseCode.SESSION_TIMEOUT, "Session timed out.") from None
            if message.type is WSMsgType.TEXT:
                self._on_text(connection, message.data)
            elif message.type is WSMsgType.BINARY:
                self._on_binary(connection, message.data)
            else:
                return
            self._host.changed()

    def _time_left(self, connection: VoiceConnection) -> float:
        allowed = MISSED_HEARTBEATS * self._host.heartbeat_ms / 1000 if connection.session is not None else IDENTIFY_S
        return max(0.0, connection.heard_at + allowed - asyncio.get_running_loop().time())

    # -- messages

    def _on_text(self, connection: VoiceConnection, text: str) -> None:
        if connection.ended is not None:
            return
        op: int | None = None
        try:
            op, data = payloads.decode(text)
            self._dispatch(connection, op, data)
        except payloads.PayloadError as error:
            raise VoiceGatewayClosedError(VoiceCloseCode.DECODE_ERROR, f"op {op}: {error}") from None

    def _on_binary(self, connection: VoiceConnection, message: bytes) -> None:
        if connection.ended is not None:
            return
        session, call = self._session_and_call(connection, "a binary message")
        if not message or message[0] not in BINARY:
            raise VoiceGatewayClosedError(
                VoiceCloseCode.UNKNOWN_OPCODE, f"binary message of opcode {message[:1].hex() or 'none'}"
            )
        take = call.encryption.on_key_package if message[0] == VoiceOpcode.KEY_PACKAGE else call.encryption.on_commit
        take(session, message[1:])

    def _session_and_call(self, connection: VoiceConnection, what: str) -> tuple[VoiceSession, ServerCall]:
        session = connection.session
        call = self._host.call_of(session) if session is not None else None
        if session is None or not session.joined or call is None:
            raise VoiceGatewayClosedError(VoiceCloseCode.NOT_AUTHENTICATED, f"{what} before op 4")
        return session, call

    def _dispatch(self, connection: VoiceConnection, op: int, data: Any) -> None:
        if op == VoiceOpcode.HEARTBEAT:
            self._beat(connection, payloads.Beat.read(data))
        elif op in (VoiceOpcode.IDENTIFY, VoiceOpcode.RESUME):
            if connection.session is not None:
                raise VoiceGatewayClosedError(VoiceCloseCode.ALREADY_AUTHENTICATED, "Already authenticated.")
            if not isinstance(data, dict):
                raise payloads.PayloadError("`d` is no object")
            if op == VoiceOpcode.IDENTIFY:
                self._identify(connection, payloads.Identify.read(data))
            else:
                self._resume(connection, payloads.Resume.read(data))
        elif connection.session is None:
            raise VoiceGatewayClosedError(VoiceCloseCode.NOT_AUTHENTICATED, f"op {op} before identifying")
        elif op == VoiceOpcode.SELECT_PROTOCOL:
            self._select(connection.session, payloads.Select.read(data))
        elif op == VoiceOpcode.SPEAKING:
            session, call = self._session_and_call(connection, "op 5")
            call.speak(session, payloads.speaking(data, session.ssrc))
        elif op in (VoiceOpcode.TRANSITION_READY, VoiceOpcode.INVALID_COMMIT):
            session, call = self._session_and_call(connection, f"op {op}")
            take = call.encryption.on_ready if op == VoiceOpcode.TRANSITION_READY else call.encryption.on_invalid_commit
            take(session, payloads.transition(data))
        elif op == VoiceOpcode.VOICE_BACKEND_VERSION:
            connection.session.send(
                VoiceOpcode.VOICE_BACKEND_VERSION, {"voice": "0.0.0", "rtc_worker": "0.0.0"}, numbered=False
            )
        elif op not in (VoiceOpcode.VIDEO, VoiceOpcode.MEDIA_SINK_WANTS):
            raise VoiceGatewayClosedError(VoiceCloseCode.UNKNOWN_OPCODE, f"unknown opcode {op}")

    def _beat(self, connection: VoiceConnection, beat: payloads.Beat) -> None:
        connection.heard_at = asyncio.get_running_loop().time()
        session = connection.session
        if session is not None and not session.acknowledge(beat.acknowledged):
            self._host.report(session.name, f"op 3: acknowledges message {beat.acknowledged}, which was not sent yet")
        if self._host.faults.ack_heartbeats:
            connection.send_op(VoiceOpcode.HEARTBEAT_ACK, {"t": beat.nonce})

    def _identify(self, connection: VoiceConnection, wanted: payloads.Identify) -> None:
        session = self._host.identify(wanted)
        if isinstance(session, VoiceCloseCode):
            raise VoiceGatewayClosedError(session, f"op 0: {session.name.lower().replace('_', ' ')}")
        self._attach(connection, session)
        host, port = session.server
        ready = {"ssrc": session.ssrc, "ip": host, "port": port, "modes": list(MODES), "experiments": [], "streams": []}
        session.send(
            VoiceOpcode.READY, ready | {"heartbeat_interval": 1}, numbered=False
        )  # the heartbeat interval here is wrong, as on Discord

    def _resume(self, connection: VoiceConnection, wanted: payloads.Resume) -> None:
        session = self._host.find(wanted)
        missed = session.missed(wanted.acknowledged) if session is not None else None
        if session is None or missed is None or self._host.faults.use("refuse_resumes"):
            if session is not None:
                self._host.end(session)
            raise VoiceGatewayClosedError(VoiceCloseCode.SESSION_INVALID, "Session is no longer valid.")
        self._attach(connection, session)
        if self._host.faults.replay_after_resumed:
            connection.send_op(VoiceOpcode.RESUMED, None)
        for message in missed:
            connection.send(message)
        if not self._host.faults.replay_after_resumed:
            connection.send_op(VoiceOpcode.RESUMED, None)

    def _attach(self, connection: VoiceConnection, session: VoiceSession) -> None:
        old = session.outlet
        connection.session, session.outlet = session, connection
        if isinstance(old, VoiceConnection):
            old.session = None
            old.drop()

    def _select(self, session: VoiceSession, wanted: payloads.Select) -> None:
        if wanted.protocol != "udp":
            raise VoiceGatewayClosedError(VoiceCloseCode.UNKNOWN_PROTOCOL, f"op 1: protocol {wanted.protocol!r}")
        if wanted.mode not in MODES:
            raise VoiceGatewayClosedError(VoiceCloseCode.UNKNOWN_MODE, f"op 1: mode {wanted.mode!r}")
        if session.mode is not None:
            self._host.report(session.name, "op 1: the protocol was already selected")
            return
        if session.discovered is None:
            self._host.report(session.name, "op 1: before IP discovery")
        elif session.discovered != (wanted.address, wanted.port):
            self._host.report(
                session.name, f"op 1: {wanted.address}:{wanted.port} is not the address from the discovery"
            )
        self._host.select(session, wanted.mode)
