"""The UDP socket of one session: asks for the own address, keeps the router awake, hands packets on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from chatterbot import errors
from chatterbot.voice import counters, discovery, settings

__all__ = ("MediaSocket",)

RECEIVE_BUFFER: Final = 1 << 20
"""Bytes that the system may keep while the event loop is busy. Linux counts about 800 for a packet of speech, so its usual 208 KiB hold
0.2 s of 25 speakers; this holds a second."""
AT_ONCE: Final = 32
"""Datagrams taken before other work has its turn: what 25 speakers send within a frame's 20 ms. asyncio itself takes one each time round
the loop, and the loop's own turn costs several times what a packet does."""
LONGEST: Final = 4096
"""Bytes of the longest datagram that is read; a path carries 1,500."""
_LOGGER: Final = logging.getLogger(__name__)


class MediaSocket(asyncio.DatagramProtocol):
    """Use as ``async with MediaSocket(...) as media``: opened for one server, closed at the end.

    Parameters
    ----------
    host, port
        The server, from the gateway's op 2. The socket is connected to it: datagrams from elsewhere never get in.
    received
        Called for each datagram that is neither a discovery answer nor a keepalive's.
    options
        Times and attempts.
    count
        Where failed sends are counted.
    """

    def __init__(
        self,
        host: str,
        port: int,
        received: Callable[[bytes], None],
        options: settings.VoiceSettings,
        count: counters.VoiceCounters,
    ) -> None:
        self._server = (host, port)
        self._received = received
        self._settings = options
        self._counters = count
        self._transport: asyncio.DatagramTransport | None = None
        self._wire: socket.socket | None = None
        self._full = False
        self._address: asyncio.Future[tuple[str, int]] | None = None
        self._closed: asyncio.Future[None] | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._closed = loop.create_future()
        try:
            wire = await self._connected(loop)
            await loop.create_datagram_endpoint(lambda: self, sock=wire)
        except (OSError, ValueError) as error:
            raise errors.VoiceError(f"no UDP socket to {self._server}: {error}") from error
        if sys.platform != "win32":  # there asyncio reads ahead by itself, and two readers would mix up the order
            self._wire = wire
        return self

    async def _connected(self, loop: asyncio.AbstractEventLoop) -> socket.socket:
        """Make a socket that talks to the server only."""
        family, kind, protocol, _, address = (await loop.getaddrinfo(*self._server, type=socket.SOCK_DGRAM))[0]
        wire = socket.socket(family, kind, protocol)
        try:
            wire.setblocking(False)
            with contextlib.suppress(OSError):  # the system may allow less
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            wire.connect(address)  # of a datagram socket: names the other side, waits for nothing
        except OSError:
            wire.close()
            raise
        return wire

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None and self._closed is not None:
            self._transport.abort()
            await self._closed

    async def own_address(self, ssrc: int) -> tuple[str, int]:
        """Ask the server how it sees us, again and again where no answer comes.

        Raises
        ------
        HandshakeTimeoutError
            If every attempt stays unanswered.
        """
        self._address = asyncio.get_running_loop().create_future()
        for _ in range(self._settings.discovery_attempts):
            self.send(discovery.question(ssrc))
            try:
                async with asyncio.timeout(self._settings.discovery_interval_s):
                    return await asyncio.shield(self._address)
            except TimeoutError:
                continue
        raise errors.HandshakeTimeoutError(
            "ip discovery", self._settings.discovery_interval_s * self._settings.discovery_attempts
        )

    async def keep_alive(self) -> None:
        """Send a keepalive now and then, until cancelled."""
        number = 0
        while True:
            self.send(discovery.keepalive(number))
            number += 1
            await asyncio.sleep(self._settings.keepalive_s)

    def send(self, datagram: bytes) -> bool:
        """Send, or drop where the network does not keep up; whether it was sent."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._full:
            self._counters.send_failures += 1
            return False
        self._transport.sendto(datagram)
        return True

    # asyncio's side.

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Keep the transport (asyncio calls this)."""
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end (asyncio calls this)."""
        self._wire = None
        if self._closed is not None and not self._closed.done():
            self._closed.set_result(None)

    def pause_writing(self) -> None:
        """Drop from now on: 64 KiB wait for the network, and late speech is of no use (asyncio calls this)."""
        self._full = True

    def resume_writing(self) -> None:
        """The network has caught up (asyncio calls this)."""
        self._full = False

    def error_received(self, exc: Exception) -> None:
        """Count an error of the network, such as a closed port on the other side (asyncio calls this)."""
        self._counters.send_failures += 1
        _LOGGER.debug("UDP: %s", exc)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Sort a datagram, and those that wait behind it (asyncio calls this)."""
        self._sort(data)
        for _ in range(AT_ONCE - 1):
            if self._wire is None or self._transport is None or self._transport.is_closing():
                return
            try:
                data = self._wire.recv(LONGEST)
            except OSError:  # nothing waits; an error of the network is asyncio's to report
                return
            self._sort(data)

    def _sort(self, data: bytes) -> None:
        if discovery.is_keepalive_answer(data):
            return
        address = discovery.read_answer(data)
        if address is None:
            self._received(data)
        elif self._address is not None and not self._address.done():
            self._address.set_result(address)
