"""A voice server that the test controls: plain websocket and UDP, no groups, no other people."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable
from typing import Any

from aiohttp import WSMsgType, web
from tests.unit.voice.packets import open_packet

from chatterbot import errors
from chatterbot.voice import crypto, driver, place, rtp
from chatterbot.voice import options as voice_options

KEY = bytes(range(32))
SSRC = 4_242
GUILD, CHANNEL, BOT = 1, 20, 300

QUICK = voice_options.VoiceOptions(
    connect_timeout_s=5,
    answer_timeout_s=2,
    discovery_interval_s=0.1,
    discovery_attempts=5,
    keepalive_s=0.05,
    heartbeat_max_s=5,
    move_patience_s=0.3,
    server_patience_s=0.5,
    backoff_s=0.01,
    backoff_max_s=0.02,
    send_patience_s=0.5,
)
"""Times short enough for a test; no behaviour depends on their size."""


class Socket:
    """The server's side of one websocket, and the messages received on it."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.request = request
        self.received: list[dict[str, Any]] = []
        self.binary: list[bytes] = []
        self.close_code: int | None = None

    def ops(self) -> list[int]:
        """Return the received opcodes, without heartbeats."""
        return [message["op"] for message in self.received if message["op"] != 3]

    def first(self, op: int) -> Any:
        return next(message["d"] for message in self.received if message["op"] == op)

    async def send(self, op: int, data: Any, seq: int | None = None) -> None:
        message = {"op": op, "d": data} | ({} if seq is None else {"seq": seq})
        await self.socket.send_str(json.dumps(message))

    async def send_binary(self, seq: int, op: int, payload: bytes) -> None:
        await self.socket.send_bytes(seq.to_bytes(2, "big") + bytes([op]) + payload)

    async def close(self, code: int) -> None:
        await self.socket.close(code=code)

    def abort(self) -> None:
        """Cut the connection without a close frame."""
        assert self.request.transport is not None
        self.request.transport.abort()


class Peer(asyncio.DatagramProtocol):
    """The server; tests change its attributes and send through its sockets."""

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.datagrams: list[bytes] = []
        self.keepalives = 0
        self.heartbeat_ms = 13_750
        self.acknowledge = True
        self.discoveries_lost = 0
        self.modes = ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"]
        self.dave_version = 0
        self.silent_at: set[str] = set()
        self.on_identify: Callable[[Socket], Any] | None = None
        self.on_resume: Callable[[Socket], Any] | None = None
        self.news = asyncio.Event()
        self.url = ""
        self._udp: asyncio.DatagramTransport | None = None
        self._client: Any = None

    # Running.

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncGenerator[Peer]:
        app = web.Application()
        app.router.add_get("/", self._serve)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        try:
            yield self
        finally:
            self._udp.close()
            for socket in self.sockets:
                await socket.socket.close()
            await runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        response = web.WebSocketResponse()
        await response.prepare(request)
        socket = Socket(response, request)
        self.sockets.append(socket)
        assert request.query_string == "v=8"
        self.news.set()
        if "hello" not in self.silent_at:
            await socket.send(8, {"v": 8, "heartbeat_interval": self.heartbeat_ms})
        async for frame in response:
            if frame.type is WSMsgType.TEXT:
                message = json.loads(frame.data)
                socket.received.append(message)
                with contextlib.suppress(ConnectionError):  # the client may be gone by now
                    await self._answer(socket, message["op"], message["d"])
            else:
                socket.binary.append(frame.data)
            self.news.set()
        socket.close_code = response.close_code
        self.news.set()
        return response

    async def _answer(self, socket: Socket, op: int, data: Any) -> None:
        if op == 3 and self.acknowledge:
            await socket.send(6, {"t": data["t"]})
        elif op == 0 and self.on_identify is not None:
            await self.on_identify(socket)
        elif op == 0 and "ready" not in self.silent_at:
            await self.ready(socket)
        elif op == 7 and self.on_resume is not None:
            await self.on_resume(socket)
        elif op == 7 and "resumed" not in self.silent_at:
            await socket.send(9, None)
        elif op == 1 and "session description" not in self.silent_at:
            description = {
                "mode": data["data"]["mode"],
                "secret_key": list(KEY),
                "dave_protocol_version": self.dave_version,
            }
            await socket.send(4, description)

    async def ready(self, socket: Socket) -> None:
        assert self._udp is not None
        _, port = self._udp.get_extra_info("sockname")
        await socket.send(2, {"ssrc": SSRC, "ip": "127.0.0.1", "port": port, "modes": self.modes, "new_field": {}})

    # Sound.

    def datagram_received(self, data: bytes, addr: Any) -> None:
        assert self._udp is not None
        self._client = addr
        if len(data) == 74:
            if self.discoveries_lost:
                self.discoveries_lost -= 1
                return
            answer = b"\0\2\0\x46" + data[4:8] + addr[0].encode().ljust(64, b"\0") + addr[1].to_bytes(2, "big")
            self._udp.sendto(answer, addr)
        elif data[:4] == b"\x13\x37\xca\xfe":
            self.keepalives += 1
            self._udp.sendto(b"\x13\x37\xf0\x0d" + data[4:], addr)
        else:
            self.datagrams.append(data)
        self.news.set()

    def send_datagram(self, data: bytes) -> None:
        assert self._udp is not None
        self._udp.sendto(data, self._client)

    def heard(self) -> list[tuple[rtp.Header, bytes]]:
        """Return the headers and payloads that the client sent."""
        cipher = crypto.TransportCipher(crypto.EncryptionMode.AES256_GCM, KEY)
        opened = [open_packet(cipher, datagram) for datagram in self.datagrams]
        assert None not in opened
        return [packet for packet in opened if packet is not None]

    # Waiting.

    async def until(self, condition: Callable[[], object], timeout_s: float = 5) -> None:
        async with asyncio.timeout(timeout_s):
            while not condition():
                self.news.clear()
                await self.news.wait()

    async def connection(self, number: int, op: int | None = None) -> Socket:
        """Wait for the n-th websocket (from 0) and this opcode on it; return the websocket."""
        await self.until(lambda: len(self.sockets) > number and (op is None or op in self.sockets[number].ops()))
        return self.sockets[number]


class Running:
    """A driver that runs in a task."""

    def __init__(self, peer: Peer, options: voice_options.VoiceOptions) -> None:
        self.peer = peer
        self.rejoins: list[int] = []
        self.rejoin_fails = 0
        self.driver = driver.Driver(self.info(), options, self._rejoin)
        self.events = self.driver.events.subscribe()
        self.task: asyncio.Task[None] | None = None

    def info(self, channel: int = CHANNEL, session: str = "session", token: str = "secret") -> place.ConnectionInfo:
        return place.ConnectionInfo(GUILD, channel, BOT, session, token, self.peer.url)

    async def _rejoin(self, channel_id: int) -> None:
        self.rejoins.append(channel_id)
        if self.rejoin_fails:
            self.rejoin_fails -= 1
            raise errors.VoiceError("the main gateway is away")
        number = len(self.rejoins)
        self.driver.place.on_voice_state(None, f"session{number}")
        self.driver.place.on_voice_state(channel_id, f"session{number}")
        self.driver.place.on_voice_server(self.peer.url, f"token{number}")

    async def settled(self) -> None:
        async with asyncio.timeout(5):
            await self.driver.settled.wait()

    async def ended(self) -> errors.VoiceError | None:
        """Wait until the driver ends; return its reason."""
        assert self.task is not None
        async with asyncio.timeout(5):
            await asyncio.wait([self.task])
        await self.task
        return self.driver.reason

    async def event(self, kind: type[Any]) -> Any:
        """Return the next event of a kind."""
        async with asyncio.timeout(5):
            async for event in self.events:
                if isinstance(event, kind):
                    return event
        raise AssertionError(f"no {kind.__name__}")


@contextlib.asynccontextmanager
async def running(peer: Peer, options: voice_options.VoiceOptions = QUICK) -> AsyncGenerator[Running]:
    """Yield a driver connected to the peer; no task of it may be left afterwards."""
    before = asyncio.all_tasks()
    run = Running(peer, options)
    run.task = asyncio.create_task(run.driver.run(), name="voice:test")
    try:
        yield run
    finally:
        run.task.cancel()
        await asyncio.wait([run.task])
        left = [task for task in asyncio.all_tasks() - before if task.get_name().startswith("voice:")]
        assert not left
        assert run.driver.state is driver.DriverState.CLOSED
