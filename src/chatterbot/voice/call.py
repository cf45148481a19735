"""One voice session, from identify to its end: its state, and its answer to each message of the gateway.

It outlives its websocket: a resume goes on with the same UDP socket, keys, counters and group.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import secrets
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Final, Self

from chatterbot import audio, errors
from chatterbot.voice import counters, crypto, events, gateway, messages, place, rtp, udp
from chatterbot.voice import options as voice_options
from chatterbot.voice.dave import session as dave_session
from chatterbot.voice.messages import Op
from chatterbot.voice.receiver import Receiver

__all__ = ("WireSession",)

_VOICE: Final = 1
"""The bit of op 5 for speech from a microphone."""
_PAUSE_S: Final = 0.1
"""Seconds of pause from which on the RTP timestamp advances by the pause's length (nothing is sent during a pause)."""
_LOGGER: Final = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True, slots=True)
class _Server:
    """The content of op 2: the number of our stream, the UDP server, and the encryption modes that it offers."""

    ssrc: int
    host: str
    port: int
    modes: tuple[str, ...]


class WireSession:
    """One session with the voice server; use it as ``async with WireSession(...)``, which closes its sockets and drops its keys at the end.

    Parameters
    ----------
    info
        Where to connect.
    options
        Time limits.
    count
        The counters of the connection.
    receiver
        Takes the packets that are received.
    emit
        Called with each event.
    changed
        Called whenever it may have become possible, or impossible, to send.
    """

    def __init__(
        self,
        info: place.ConnectionInfo,
        *,
        options: voice_options.VoiceOptions,
        count: counters.VoiceCounters,
        receiver: Receiver,
        emit: Callable[[events.VoiceEvent], None],
        changed: Callable[[], None],
    ) -> None:
        self.info = info
        self.sequence = gateway.Sequence()
        self.established = False
        """Whether the server has sent the keys: from then on the session can be resumed."""
        self.dave = dave_session.DaveSession(info.user_id, info.channel_id, count)
        self._options = options
        self._counters = count
        self._receiver = receiver
        self._emit = emit
        self._changed = changed
        self._resources = contextlib.AsyncExitStack()
        self._gateway: gateway.GatewayConnection | None = None
        self._server: _Server | None = None
        self._ready = asyncio.Event()
        self._described = asyncio.Event()
        self._resumed = asyncio.Event()
        self._media: udp.MediaSocket | None = None
        self._sealer: crypto.TransportCipher | None = None
        self._opener: crypto.TransportCipher | None = None
        self._participants: set[int] = set()
        self._rtp_sequence = secrets.randbelow(1 << 16)
        self._rtp_timestamp = secrets.randbelow(1 << 32)
        self._last_sent_s: float | None = None
        self._wants_to_speak = False
        self._in_service = False

    async def __aenter__(self) -> Self:
        self._receiver.begin(self.dave.decrypt)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._receiver.begin(None)
        for user_id in self._participants:
            self._emit(events.SpeakerLeft(user_id))
        self._media = self._sealer = self._opener = None
        await self._resources.aclose()

    # The handshake.

    async def serve(
        self, connected: gateway.GatewayConnection, *, resume: bool, in_service: Callable[[], None]
    ) -> None:
        """Do the handshake on a websocket, then keep the UDP path open until cancelled.

        Parameters
        ----------
        connected
            A websocket whose hello has been received.
        resume
            Whether to resume this session, or to begin it.
        in_service
            Called when the handshake is done.

        Raises
        ------
        HandshakeTimeoutError
            If the server does not answer a step in time.
        EncryptionError
            If it offers no encryption mode that is known here.
        """
        self._gateway = connected
        try:
            if resume:
                await self._resume(connected)
            else:
                await self._identify(connected)
            connected.post(messages.Text(Op.SPEAKING, self._speaking()))
            self._in_service = True
            in_service()
            if self._media is not None:
                await self._media.keep_alive()
        finally:
            self._in_service = False
            self._gateway = None

    async def _resume(self, connected: gateway.GatewayConnection) -> None:
        self._resumed.clear()
        connected.post(
            messages.Text(
                Op.RESUME,
                {
                    "server_id": str(self.info.guild_id),
                    "session_id": self.info.session_id,
                    "token": self.info.token,
                    "seq_ack": self.sequence.last,
                },
            )
        )
        await self._wait_for(self._resumed, "resumed")

    async def _identify(self, connected: gateway.GatewayConnection) -> None:
        connected.post(
            messages.Text(
                Op.IDENTIFY,
                {
                    "server_id": str(self.info.guild_id),
                    "user_id": str(self.info.user_id),
                    "session_id": self.info.session_id,
                    "token": self.info.token,
                    "max_dave_protocol_version": dave_session.DAVE_VERSION,
                },
            )
        )
        await self._wait_for(self._ready, "ready")
        server = self._server
        assert server is not None  # noqa: S101 - set before the event
        mode = crypto.choose_mode(server.modes)
        media = udp.MediaSocket(server.host, server.port, self._on_datagram, self._options, self._counters)
        self._media = await self._resources.enter_async_context(media)
        address, port = await media.own_address(server.ssrc)
        data = {"address": address, "port": port, "mode": mode.value}
        connected.post(messages.Text(Op.SELECT_PROTOCOL, {"protocol": "udp", "data": data}))
        await self._wait_for(self._described, "session description")

    async def _wait_for(self, event: asyncio.Event, stage: str) -> None:
        try:
            async with asyncio.timeout(self._options.answer_timeout_s):
                await event.wait()
        except TimeoutError:
            raise errors.HandshakeTimeoutError(stage, self._options.answer_timeout_s) from None

    # The gateway's messages.

    def handle(self, message: messages.Inbound) -> None:
        """Handle one message and send the answers to it; unknown and malformed messages are ignored."""
        before = (self.dave.version, self.dave.epoch, self.dave.privacy_code)
        try:
            replies = self._reply(message.op, message.data)
        except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError, errors.EncryptionError) as error:
            _LOGGER.warning(
                "guild %s: message with opcode %s of the voice gateway is malformed and ignored: %r",
                self.info.guild_id,
                message.op,
                error,
            )
            return
        for reply in replies:
            if self._gateway is not None:
                self._gateway.post(reply)
        if before != (self.dave.version, self.dave.epoch, self.dave.privacy_code):
            self._emit(events.EncryptionChanged(self.dave.epoch, self.dave.privacy_code))
        self._changed()

    def _reply(self, op: int, data: Any) -> Sequence[messages.Text | messages.Binary]:
        match op:
            case Op.READY:
                modes = tuple(str(mode) for mode in data["modes"])
                self._server = _Server(int(data["ssrc"]), str(data["ip"]), int(data["port"]), modes)
                self._ready.set()
            case Op.SESSION_DESCRIPTION:
                return self._describe(data)
            case Op.RESUMED:
                self._resumed.set()
            case Op.SPEAKING:
                self._receiver.identify(int(data["ssrc"]), int(data["user_id"]))
            case Op.VIDEO:
                if data.get("audio_ssrc"):
                    self._receiver.identify(int(data["audio_ssrc"]), int(data["user_id"]))
            case Op.CLIENTS_CONNECT:
                self._join({int(user_id) for user_id in data["user_ids"]})
            case Op.CLIENT_DISCONNECT:
                self._leave(int(data["user_id"]))
            case _:
                return self._encryption_reply(op, data)
        return ()

    def _encryption_reply(self, op: int, data: Any) -> Sequence[messages.Text | messages.Binary]:
        match op:
            case Op.DAVE_PREPARE_TRANSITION:
                return self.dave.prepare_transition(int(data["transition_id"]), int(data["protocol_version"]))
            case Op.DAVE_EXECUTE_TRANSITION:
                self.dave.execute_transition(int(data["transition_id"]))
            case Op.DAVE_PREPARE_EPOCH:
                return self.dave.prepare_epoch(int(data["epoch"]), int(data["protocol_version"]))
            case Op.MLS_EXTERNAL_SENDER:
                self.dave.external_sender(bytes(data))
            case Op.MLS_PROPOSALS:
                return self.dave.proposals(bytes(data))
            case Op.MLS_ANNOUNCE_COMMIT:
                return self.dave.announced_commit(bytes(data))
            case Op.MLS_WELCOME:
                return self.dave.welcome(bytes(data))
            case _:
                pass  # a newer opcode; Discord asks clients to ignore those they do not know
        return ()

    def _describe(self, data: Any) -> Sequence[messages.Text | messages.Binary]:
        mode, key = str(data["mode"]), bytes(data["secret_key"])
        self._sealer, self._opener = crypto.TransportCipher(mode, key), crypto.TransportCipher(mode, key)
        self.established = True
        self._described.set()
        return self.dave.begin_call(int(data.get("dave_protocol_version") or 0))

    def _join(self, user_ids: set[int]) -> None:
        self.dave.joined(user_ids)
        for user_id in sorted(user_ids - self._participants - {self.info.user_id}):
            self._participants.add(user_id)
            self._emit(events.SpeakerJoined(user_id))

    def _leave(self, user_id: int) -> None:
        self.dave.left(user_id)
        self._receiver.forget(user_id)
        if user_id in self._participants:
            self._participants.remove(user_id)
            self._emit(events.SpeakerLeft(user_id))

    # Sound in.

    def _on_datagram(self, datagram: bytes) -> None:
        if rtp.is_rtcp(datagram):
            self._counters.control += 1
            return
        parsed = rtp.parse(datagram)
        if parsed is None:
            self._counters.malformed += 1
            return
        if self._opener is None or parsed.header.payload_type != rtp.OPUS_PAYLOAD_TYPE:
            self._counters.control += 1
            return
        opened = self._opener.open(datagram, parsed.clear_size)
        payload = None if opened is None else rtp.body_of(parsed.header, opened)
        if payload is None:
            self._counters.transport_failures += 1
            return
        self._counters.packets_received += 1
        self._receiver.take(parsed.header, payload)

    # Sound out: the sender's `FrameOutlet`.

    @property
    def can_send(self) -> bool:
        """Whether a frame passed to `transmit` now would be sent, with the required encryption."""
        return self._sealer is not None and self._media is not None and self.dave.can_send

    def transmit(self, packet: bytes) -> bool:
        """Encrypt one Opus packet end to end, encrypt it for the server, and send it; return whether it was sent."""
        server = self._server
        if server is None or self._sealer is None or self._media is None:
            return False
        frame = self.dave.encrypt(packet)
        if frame is None:
            return False
        header = rtp.Header(self._rtp_sequence, self._next_timestamp(), server.ssrc)
        self._rtp_sequence = (self._rtp_sequence + 1) & 0xFFFF
        if not self._media.send(self._sealer.seal(header.pack(), frame)):
            return False
        self._counters.packets_sent += 1
        return True

    def speaking(self, on: bool) -> None:
        """Announce to the others that speech begins or ends; without a working websocket, the next handshake announces it."""
        self._wants_to_speak = on
        if self._gateway is not None and self._in_service:  # the handshake announces it at its end
            with contextlib.suppress(gateway.ClosedError):  # the websocket's own task notices and reports it
                self._gateway.post(messages.Text(Op.SPEAKING, self._speaking()))

    def _speaking(self) -> dict[str, int]:
        ssrc = self._server.ssrc if self._server is not None else 0
        return {"speaking": _VOICE if self._wants_to_speak else 0, "delay": 0, "ssrc": ssrc}

    def _next_timestamp(self) -> int:
        now = asyncio.get_running_loop().time()
        frames = 1
        if self._last_sent_s is not None and now - self._last_sent_s > _PAUSE_S:
            frames = round((now - self._last_sent_s) / audio.DISCORD_FRAME_S)
        self._last_sent_s = now
        self._rtp_timestamp = (self._rtp_timestamp + frames * audio.DISCORD_FRAME_SAMPLES) & 0xFFFF_FFFF
        return self._rtp_timestamp
