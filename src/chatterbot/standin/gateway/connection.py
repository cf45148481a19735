"""One gateway websocket: its outgoing and incoming frames, its rate limit, and how it closes."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from chatterbot.standin.gateway import framing
from chatterbot.standin.protocol import CloseCode, Json, Opcode

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.world.dispatch import Session

QUEUE_FRAMES = 10_000
"""Most frames waiting for a client that does not read; with more the connection is cut, as Discord does."""
MAX_CLIENT_BYTES = 4096
"""Largest payload a client may send, in bytes."""
MAX_CLIENT_EVENTS = 120
"""Most payloads a client may send in `CLIENT_WINDOW_S`."""
CLIENT_WINDOW_S = 60.0


class GatewayClosedError(Exception):
    """Raised to close the connection with a code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Connection:
    """One websocket. A single writer task sends its frames, so they keep the order of the events.

    Parameters
    ----------
    latency
        Returns the current delay in seconds of frames to the client.
    """

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, latency: Callable[[], float]) -> None:
        self.socket = socket
        self.session: Session | None = None
        self.closed_by_us: int | None = None
        """The close code sent by the server: the library reports 1000 whatever code was sent."""
        self.encoder = framing.FrameEncoder(request.query.get("compress"))
        self._request = request
        self._latency = latency
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUE_FRAMES)
        self._received: list[float] = []
        self.heard_at = asyncio.get_running_loop().time()

    def send(self, frame: bytes) -> None:
        """Queue a frame; it is sent after the stand-in's latency."""
        due = asyncio.get_running_loop().time() + self._latency()
        try:
            self._queue.put_nowait((due, frame))
        except asyncio.QueueFull:
            self.drop()

    def send_op(self, op: Opcode, data: Any) -> None:
        """Queue a frame that is not an event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}).encode())

    async def write(self) -> None:
        """Send queued frames until the connection ends."""
        loop = asyncio.get_running_loop()
        while True:
            due, frame = await self._queue.get()
            if (early := due - loop.time()) > 0:
                await asyncio.sleep(early)
            encoded = self.encoder.encode(frame)
            try:
                if isinstance(encoded, str):
                    await self.socket.send_str(encoded)
                else:
                    await self.socket.send_bytes(encoded)
            except ConnectionError:
                return
            finally:
                self._queue.task_done()

    async def drain(self) -> None:
        """Wait until everything queued has been sent."""
        await self._queue.join()

    async def close(self, code: int, reason: str = "") -> None:
        """Close the websocket with a code."""
        if self.closed_by_us is None:
            self.closed_by_us = code
        await self.socket.close(code=code, message=reason.encode(), drain=False)

    def drop(self) -> None:
        """Cut the TCP connection without a close frame."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def count(self) -> None:
        """Count a payload from the client against its rate limit."""
        now = asyncio.get_running_loop().time()
        self._received = [at for at in self._received if at > now - CLIENT_WINDOW_S]
        self._received.append(now)
        if len(self._received) > MAX_CLIENT_EVENTS:
            raise GatewayClosedError(CloseCode.RATE_LIMITED, "Rate limited.")


def decode(raw: str | bytes) -> Json:
    """Return a client's payload; an invalid one closes the connection with 4002."""
    if len(raw) > MAX_CLIENT_BYTES:
        raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
    try:
        frame = json.loads(raw)
        return {"op": int(frame["op"]), **{key: value for key, value in frame.items() if key != "op"}}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.") from None


def json_object(data: Any) -> Json:
    """Return a payload's data if it is an object; otherwise the connection closes with 4002."""
    if not isinstance(data, dict):
        raise GatewayClosedError(CloseCode.DECODE_ERROR, "Error while decoding payload.")
    return data


def shard_of(value: Any) -> tuple[int, int]:
    """Return the shard of IDENTIFY: index and count."""
    match value:
        case None:
            return (0, 1)
        case [int(index), int(count)] if 0 <= index < count:
            return (index, count)
        case _:
            raise GatewayClosedError(CloseCode.INVALID_SHARD, "Invalid shard.")
