"""The voice client of a simulated user: one session with its websocket and UDP socket, written independently of the bot's."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import json
import struct
import time
from typing import TYPE_CHECKING, Any, Protocol

import aiohttp

from chatterbot.standin.voice.client.peer_encryption import PeerEncryption
from chatterbot.standin.voice.datagrams import Address, DatagramSocket
from chatterbot.standin.voice.packets import (
    DISCOVERY_BYTES,
    DISCOVERY_REPLY,
    DISCOVERY_REQUEST,
    RTCP_TYPES,
    RTP,
    SMALLEST,
    TIMESTAMPS,
)
from chatterbot.standin.voice.protocol import OPUS_PAYLOAD, SEQUENCES, VERSION, VoiceOpcode

if TYPE_CHECKING:
    import ssl

    from chatterbot.standin.voice.server import VoiceGrant
    from chatterbot.voice import TransportCipher

DISCOVERY_TRIES = 30
DISCOVERY_S = 0.3
"""Seconds to wait for each answer to an IP discovery, on the loopback."""
FRAME_SAMPLES = 960
HELD = 50
"""Most packets of unknown streams that are kept until their speaker is known."""


class PeerListener(Protocol):
    """Gets the packets that a client receives."""

    def heard(self, user_id: int, stream: int, sequence: int, timestamp: int, frame: bytes | None) -> None:
        """Handle a packet of a stream (SSRC); ``frame`` is `None` if it could not be decrypted."""
        ...

    def notify(self) -> None:
        """Wake all waiters, because something has changed."""
        ...


@dataclasses.dataclass(slots=True)
class PeerOptions:
    """How a voice client behaves; tests use it for faulty clients.

    Parameters
    ----------
    mode
        Mode of transport encryption.
    max_dave
        The highest DAVE version it supports; 0 for old clients.
    never_ready
        Whether it never confirms a transition.
    fail_commits
        How many of the next op 29 and 30 it reports as invalid (op 31).
    """

    mode: str = "aead_aes256_gcm_rtpsize"
    max_dave: int = 1
    never_ready: bool = False
    fail_commits: int = 0


class Peer(DatagramSocket):
    """One voice session.

    Parameters
    ----------
    grant
        What the main gateway gave the user.
    endpoint
        ``host:port`` of the voice server.
    """

    def __init__(
        self, grant: VoiceGrant, endpoint: str, context: ssl.SSLContext, settings: PeerOptions, listener: PeerListener
    ) -> None:
        super().__init__()
        self.grant = grant
        self.settings = settings
        self.encryption = PeerEncryption(int(grant.user_id), int(grant.channel_id))
        self.joined = asyncio.Event()
        """Set by op 4: from then on the client is in the call."""
        self.identified = False
        """Whether this connection has identified or resumed; before that the server accepts nothing else."""
        self.peers: set[int] = set()
        self.users: dict[int, int] = {}
        """Users by the SSRC of their sound."""
        self.ssrc = 0
        self.unsent = 0
        """Frames that were not sent because the encryption was not ready."""
        self._url = f"wss://{endpoint}/?v={VERSION}"
        self._context = context
        self._listener = listener
        self._websocket: aiohttp.ClientWebSocketResponse | None = None
        self._acknowledged = -1
        self._pending: dict[int, int] = {}
        self._seal: TransportCipher | None = None
        self._discovered: asyncio.Future[tuple[str, int]] | None = None
        self._unknown: collections.deque[tuple[int, int, int, bytes]] = collections.deque(maxlen=HELD)
        self._sequence = SEQUENCES - 100  # overflows soon, to test that receivers handle it
        self._timestamp = TIMESTAMPS - 100 * FRAME_SAMPLES

    # -- the websocket

    async def run(self, http: aiohttp.ClientSession, *, resume: bool) -> int | None:
        """Connect and run until the websocket closes; return its close code."""
        self.identified = False
        async with http.ws_connect(self._url, ssl=self._context) as socket:
            self._websocket = socket
            async with asyncio.TaskGroup() as tasks:
                beating: asyncio.Task[None] | None = None
                discovering: asyncio.Task[None] | None = None
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.BINARY:
                        self._acknowledged = int.from_bytes(message.data[:2], "big")
                        await self._on_binary(message.data[2], message.data[3:])
                    elif message.type is aiohttp.WSMsgType.TEXT:
                        data: dict[str, Any] = json.loads(message.data)
                        self._acknowledged = data.get("seq", self._acknowledged)
                        if data["op"] == VoiceOpcode.HELLO:
                            interval_s = data["d"]["heartbeat_interval"] / 1000
                            beating = tasks.create_task(
                                self._beat(socket, interval_s), name="stand-in person's heartbeat"
                            )
                            await self._identify(resume=resume)
                            self.identified = True
                        elif data["op"] == VoiceOpcode.READY:
                            discovering = tasks.create_task(self._discover(data["d"]), name="stand-in person's UDP")
                        else:
                            await self._on_json(data["op"], data["d"])
                    self._listener.notify()
                for task in (beating, discovering):
                    if task is not None:
                        task.cancel()
            self._websocket, self.identified = None, False
            return socket.close_code

    async def close(self, code: int = 1000) -> None:
        """Close the websocket with a code that ends the session, and the UDP socket."""
        if self._websocket is not None:
            await self._websocket.close(code=code)
        self.close_media()

    def close_media(self) -> None:
        """Close the UDP socket."""
        self.close_socket()

    async def _send(self, op: VoiceOpcode, data: object) -> None:
        if self._websocket is not None:
            with contextlib.suppress(ConnectionError):
                await self._websocket.send_str(json.dumps({"op": int(op), "d": data}))

    async def _send_binary(self, op: VoiceOpcode, body: bytes) -> None:
        if self._websocket is not None:
            with contextlib.suppress(ConnectionError):
                await self._websocket.send_bytes(bytes([op]) + body)

    async def _identify(self, *, resume: bool) -> None:
        grant = self.grant
        common = {"server_id": grant.guild_id, "session_id": grant.session_id, "token": grant.token}
        if resume:
            await self._send(VoiceOpcode.RESUME, common | {"seq_ack": self._acknowledged})
            return
        version = {"max_dave_protocol_version": self.settings.max_dave}
        await self._send(VoiceOpcode.IDENTIFY, common | {"user_id": grant.user_id} | version)

    async def _beat(self, socket: aiohttp.ClientWebSocketResponse, interval_s: float) -> None:
        while not socket.closed:
            nonce = int(time.time() * 1000)
            await self._send(VoiceOpcode.HEARTBEAT, {"t": nonce, "seq_ack": self._acknowledged})
            await asyncio.sleep(interval_s)

    async def _on_json(self, op: int, data: Any) -> None:
        encryption = self.encryption
        if op == VoiceOpcode.SESSION_DESCRIPTION:
            await self._on_session_description(data)
        elif op == VoiceOpcode.HEARTBEAT:
            await self._send(VoiceOpcode.HEARTBEAT, {"t": int(time.time() * 1000), "seq_ack": self._acknowledged})
        elif op == VoiceOpcode.SPEAKING:
            self._learn(data["ssrc"], int(data["user_id"]))
        elif op == VoiceOpcode.CLIENTS_CONNECT:
            self.peers |= {int(user) for user in data["user_ids"]}
        elif op == VoiceOpcode.CLIENT_DISCONNECT:
            gone = int(data["user_id"])
            self.peers.discard(gone)
            self.users = {ssrc: user for ssrc, user in self.users.items() if user != gone}
        elif op == VoiceOpcode.PREPARE_TRANSITION:
            await self._prepare(data["transition_id"], data["protocol_version"])
        elif op == VoiceOpcode.EXECUTE_TRANSITION:
            if (version := self._pending.pop(data["transition_id"], None)) is not None:
                encryption.execute(version)
        elif op == VoiceOpcode.PREPARE_EPOCH and data["epoch"] == 1:
            await self._send_binary(VoiceOpcode.KEY_PACKAGE, encryption.begin(data["protocol_version"]))

    async def _on_session_description(self, data: Any) -> None:
        from chatterbot.voice import TransportCipher  # noqa: PLC0415 - optional: cryptography and PyNaCl

        self._seal = TransportCipher(data["mode"], bytes(data["secret_key"]))
        await self._send(VoiceOpcode.SPEAKING, {"speaking": 0, "delay": 0, "ssrc": self.ssrc})
        if data["dave_protocol_version"]:
            await self._send_binary(VoiceOpcode.KEY_PACKAGE, self.encryption.begin(data["dave_protocol_version"]))
        self.joined.set()

    async def _on_binary(self, op: int, body: bytes) -> None:
        if op == VoiceOpcode.EXTERNAL_SENDER:
            self.encryption.external_sender(body)
        elif op == VoiceOpcode.PROPOSALS:
            answer = self.encryption.proposals(body, {*self.peers, int(self.grant.user_id)})
            if answer is not None:
                await self._send_binary(VoiceOpcode.COMMIT_WELCOME, answer)
        elif op in (VoiceOpcode.ANNOUNCE_COMMIT, VoiceOpcode.WELCOME):
            number = int.from_bytes(body[:2], "big")
            message = body[2:]
            if self.settings.fail_commits:
                self.settings.fail_commits -= 1
                message = b""
            try:
                (self.encryption.commit if op == VoiceOpcode.ANNOUNCE_COMMIT else self.encryption.welcome)(message)
            except ValueError:
                await self._send(VoiceOpcode.INVALID_COMMIT, {"transition_id": number})
                await self._send_binary(VoiceOpcode.KEY_PACKAGE, self.encryption.begin(self.encryption.version))
                return
            await self._prepare(number, 1)

    async def _prepare(self, number: int, version: int) -> None:
        if number == 0:
            self.encryption.execute(version)
            return
        self._pending[number] = version
        if not self.settings.never_ready:
            await self._send(VoiceOpcode.TRANSITION_READY, {"transition_id": number})

    # -- sound

    async def _discover(self, ready: Any) -> None:
        self.ssrc = ready["ssrc"]
        loop = asyncio.get_running_loop()
        await self.open(remote=(ready["ip"], ready["port"]))
        self._discovered = loop.create_future()
        for _ in range(DISCOVERY_TRIES):
            self.send(DISCOVERY_REQUEST + self.ssrc.to_bytes(4, "big") + bytes(66))
            with contextlib.suppress(TimeoutError):
                host, port = await asyncio.wait_for(asyncio.shield(self._discovered), DISCOVERY_S)
                way = {"address": host, "port": port, "mode": self.settings.mode}
                await self._send(VoiceOpcode.SELECT_PROTOCOL, {"protocol": "udp", "data": way})
                return

    def on_datagram(self, data: bytes, address: Address) -> None:
        """Handle a datagram."""
        if len(data) == DISCOVERY_BYTES and data.startswith(DISCOVERY_REPLY):
            if self._discovered is not None and not self._discovered.done():
                host = data[8:72].split(b"\0")[0].decode()
                self._discovered.set_result((host, int.from_bytes(data[72:], "big")))
            return
        if self._seal is None or len(data) < SMALLEST or data[1] in RTCP_TYPES or data[1] & 0x7F != OPUS_PAYLOAD:
            return
        first, _, sequence, timestamp, ssrc = RTP.unpack_from(data)
        clear, words = RTP.size + 4 * (first & 0x0F), 0
        if first & 0x10:
            words = struct.unpack_from(">H", data, clear + 2)[0]
            clear += 4
        opened = self._seal.open(data, clear)
        if opened is None:
            return
        frame = opened[4 * words : len(opened) - (opened[-1] if first & 0x20 else 0)]
        user = self.users.get(ssrc)
        if user is None:
            self._unknown.append((ssrc, sequence, timestamp, frame))
        else:
            self._listener.heard(user, ssrc, sequence, timestamp, self.encryption.decrypt(user, frame))

    def _learn(self, ssrc: int, user: int) -> None:
        self.users[ssrc] = user
        held, self._unknown = self._unknown, collections.deque(maxlen=HELD)
        for number, sequence, timestamp, frame in held:
            if number == ssrc:
                self._listener.heard(user, ssrc, sequence, timestamp, self.encryption.decrypt(user, frame))
            else:
                self._unknown.append((number, sequence, timestamp, frame))

    async def speaking(self, bits: int) -> None:
        """Send op 5: speech begins or ends. Does nothing before the client is in the call."""
        if self.joined.is_set() and self.identified:
            await self._send(VoiceOpcode.SPEAKING, {"speaking": bits, "delay": 0, "ssrc": self.ssrc})

    def send_frame(self, frame: bytes) -> bool:
        """Send an Opus frame; return whether it could be sent."""
        encrypted = self.encryption.encrypt(frame)
        if encrypted is None or self._seal is None or self._transport is None:
            self.unsent += 1
            return False
        header = RTP.pack(0x80, OPUS_PAYLOAD, self._sequence, self._timestamp, self.ssrc)
        self.send(self._seal.seal(header, encrypted))
        self._sequence = (self._sequence + 1) % SEQUENCES
        self.pass_time(1)
        return True

    def pass_time(self, frames: int) -> None:
        """Advance the RTP timestamp by frames of 20 ms that are not sent."""
        self._timestamp = (self._timestamp + FRAME_SAMPLES * frames) % TIMESTAMPS
