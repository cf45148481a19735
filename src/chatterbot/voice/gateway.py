"""One websocket of the voice gateway: sending in order, receiving, heartbeats, and the reason of its end.

Only hello and the heartbeats are handled here; the other messages are handled in `call`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
import time
from collections.abc import AsyncGenerator, Callable
from typing import Any, Final

import aiohttp

from chatterbot import errors
from chatterbot.voice import messages, rtp
from chatterbot.voice import options as voice_options

__all__ = ("ClosedError", "GatewayConnection", "Sequence")

MAX_MESSAGE: Final = 4 * 1024 * 1024
"""Bytes of one message at most: a welcome is 250 bytes for each member, and a stage may hold thousands."""
MAX_QUEUED: Final = 256
"""Messages that may wait to be sent; more mean that the server has stopped reading."""
CLOSE_S: Final = 1.0
"""Seconds to wait for the server's close frame."""
GOING_AWAY: Final = 4_900
"""Our close code before a resume: 1000 would end the session. From the range for private use (RFC 6455 section 7.4.2)."""
_MIN_UNANSWERED: Final = 0.9
"""Share of the interval for which a heartbeat must be unanswered to count as lost: timers are not exact."""
_LOGGER: Final = logging.getLogger(__name__)


class ClosedError(Exception):
    """Raised when the websocket has ended; used inside this package only, where `driver` decides what to do.

    Parameters
    ----------
    code
        The server's close code; `None` if the network failed or a heartbeat was not answered.
    why
        The reason, for the log.
    """

    def __init__(self, code: int | None, why: str) -> None:
        super().__init__(f"{code}: {why}")
        self.code = code
        self.why = why


class Sequence:
    """The number of the last processed message; it outlives a websocket, because a resume needs it."""

    def __init__(self) -> None:
        self.last = -1

    def accept(self, number: int | None) -> bool:
        """Note a message's number; return False if it was processed before (a resume may repeat messages)."""
        if number is None:
            return True
        if self.last >= 0 and rtp.sequence_distance(number & 0xFFFF, self.last & 0xFFFF) <= 0:
            return False
        self.last = number
        return True


class GatewayConnection:
    """One connected websocket; made by `connect`.

    Parameters
    ----------
    socket
        aiohttp's websocket.
    interval_s
        Seconds between heartbeats.
    sequence
        The last processed message of the session.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, interval_s: float, sequence: Sequence) -> None:
        self._socket = socket
        self._interval_s = interval_s
        self._sequence = sequence
        self._outgoing: asyncio.Queue[messages.Text | messages.Binary] = asyncio.Queue(MAX_QUEUED)
        self._unanswered_since: float | None = None
        self.latency_s: float | None = None
        """Seconds from the last heartbeat to its answer."""

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(
        cls,
        http: aiohttp.ClientSession,
        endpoint: str,
        tls: ssl.SSLContext | None,
        options: voice_options.VoiceOptions,
        sequence: Sequence,
    ) -> AsyncGenerator[GatewayConnection]:
        """Open a websocket and wait for its hello; leaving closes it.

        Raises
        ------
        ClosedError
            If it cannot be opened, or its first message is not hello.
        HandshakeTimeoutError
            If the hello does not come in time.
        """
        url = f"{endpoint.rstrip('/')}/?v={messages.GATEWAY_VERSION}"
        try:
            async with asyncio.timeout(options.answer_timeout_s):
                socket = await http.ws_connect(
                    url,
                    ssl=tls if tls is not None else True,
                    max_msg_size=MAX_MESSAGE,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_S),  # pyright: ignore[reportCallIssue] - attrs class without annotations
                )
        except (aiohttp.ClientError, OSError, ValueError) as error:  # TimeoutError is an OSError
            raise ClosedError(None, f"could not connect: {error!r}") from error
        close_code = GOING_AWAY
        try:
            interval = await cls._wait_for_hello(socket, options)
            try:
                yield cls(socket, min(interval, options.heartbeat_max_s), sequence)
            except BaseException as error:
                if not _is_closed(error):
                    close_code = aiohttp.WSCloseCode.OK  # this session is not resumed
                raise
        finally:
            with contextlib.suppress(aiohttp.ClientError, OSError):
                await socket.close(code=close_code)

    @staticmethod
    async def _wait_for_hello(socket: aiohttp.ClientWebSocketResponse, options: voice_options.VoiceOptions) -> float:
        try:
            async with asyncio.timeout(options.answer_timeout_s):
                frame = await socket.receive()
        except TimeoutError:
            raise errors.HandshakeTimeoutError("hello", options.answer_timeout_s) from None
        if frame.type is not aiohttp.WSMsgType.TEXT:
            raise ClosedError(socket.close_code, "closed before hello")
        hello = messages.read_text(frame.data)
        interval: Any = hello.data.get("heartbeat_interval") if hello and isinstance(hello.data, dict) else None
        if hello is None or hello.op != messages.Op.HELLO or not isinstance(interval, int | float) or interval <= 0:
            raise ClosedError(None, "the first message was not hello")
        return interval / 1_000

    def post(self, message: messages.Text | messages.Binary) -> None:
        """Queue a message to be sent, in the order of the calls, without waiting.

        Raises
        ------
        ClosedError
            If `MAX_QUEUED` messages wait already.
        """
        try:
            self._outgoing.put_nowait(message)
        except asyncio.QueueFull:
            raise ClosedError(None, "the server does not read") from None

    async def run(self, handle: Callable[[messages.Inbound], None]) -> None:
        """Send, receive, and send heartbeats until the websocket ends.

        Parameters
        ----------
        handle
            Called with each message but hello and heartbeats.

        Raises
        ------
        ClosedError
            Always, except on cancellation; inside an exception group.
        """
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write(), name="voice:gateway-write")
            group.create_task(self._read(handle), name="voice:gateway-read")
            group.create_task(self._send_heartbeats(), name="voice:heartbeat")

    async def _write(self) -> None:
        while True:
            message = await self._outgoing.get()
            try:
                if isinstance(message, messages.Text):
                    await self._socket.send_str(message.pack())
                else:
                    await self._socket.send_bytes(message.pack())
            except (aiohttp.ClientError, OSError) as error:
                if self._socket.close_code is None:
                    raise ClosedError(None, f"could not send: {error!r}") from error
                return  # `_read` raises the reason

    async def _read(self, handle: Callable[[messages.Inbound], None]) -> None:
        while True:
            frame = await self._socket.receive()
            match frame.type:
                case aiohttp.WSMsgType.TEXT:
                    message = messages.read_text(frame.data)
                case aiohttp.WSMsgType.BINARY:
                    message = messages.read_binary(frame.data)
                case aiohttp.WSMsgType.CLOSE | aiohttp.WSMsgType.CLOSING | aiohttp.WSMsgType.CLOSED:
                    raise ClosedError(self._socket.close_code, str(frame.extra or ""))
                case _:
                    raise ClosedError(self._socket.close_code, f"websocket error: {frame.data!r}")
            if message is None:
                _LOGGER.warning("a message of the voice gateway is malformed and ignored")
            elif self._sequence.accept(message.sequence):
                self._dispatch(message, handle)

    def _dispatch(self, message: messages.Inbound, handle: Callable[[messages.Inbound], None]) -> None:
        if message.op == messages.Op.HEARTBEAT_ACK:
            if self._unanswered_since is not None:
                self.latency_s = time.monotonic() - self._unanswered_since
                self._unanswered_since = None
        elif message.op == messages.Op.HEARTBEAT:
            self._send_heartbeat()  # the server requests one now
        else:
            handle(message)

    async def _send_heartbeats(self) -> None:
        while True:
            self._send_heartbeat()
            await asyncio.sleep(self._interval_s)
            # A heartbeat that the server requested may have been sent a moment ago; it must get its time to be answered, too.
            since = self._unanswered_since
            if since is not None and time.monotonic() - since >= self._interval_s * _MIN_UNANSWERED:
                raise ClosedError(None, "a heartbeat was not answered")

    def _send_heartbeat(self) -> None:
        if self._unanswered_since is None:
            self._unanswered_since = time.monotonic()
        heartbeat = {"t": int(time.time() * 1_000), "seq_ack": self._sequence.last}
        self.post(messages.Text(messages.Op.HEARTBEAT, heartbeat))


def _is_closed(error: BaseException) -> bool:
    """Tell whether the end of the websocket is the only exception, so that a resume may follow."""
    if isinstance(error, BaseExceptionGroup):
        return error.split(ClosedError)[1] is None
    return isinstance(error, ClosedError)
