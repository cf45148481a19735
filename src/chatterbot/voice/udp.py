"""The UDP socket of one session: asks for the own address, keeps the router awake, hands packets on."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from chatterbot import errors
from chatterbot.voice import counters, datagrams, discovery
from chatterbot.voice import options as voice_options

__all__ = ("MediaSocket",)

RECEIVE_BUFFER: Final = 1 << 20
"""Bytes that the system may keep while the event loop is busy. Linux counts about 800 for a packet of speech, so its usual 208 KiB hold
0.2 s of 25 speakers; this holds a second."""


class MediaSocket:
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
        options: voice_options.VoiceOptions,
        count: counters.VoiceCounters,
    ) -> None:
        self._server = (host, port)
        self._received = received
        self._options = options
        self._counters = count
        self._way: datagrams.WatchedSocket | datagrams.Transported | None = None
        self._address: asyncio.Future[tuple[str, int]] | None = None

    async def __aenter__(self) -> Self:
        try:
            wire = await self._connected(asyncio.get_running_loop())
            try:
                self._way = datagrams.WatchedSocket(wire, self._sort, self._counters)
            except NotImplementedError:
                self._way = await datagrams.Transported.over(wire, self._sort, self._counters)
        except (OSError, ValueError) as error:
            raise errors.VoiceError(f"no UDP socket to {self._server}: {error}") from error
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
        if self._way is not None:
            await self._way.close()

    async def own_address(self, ssrc: int) -> tuple[str, int]:
        """Ask the server how it sees us, again and again where no answer comes.

        Raises
        ------
        HandshakeTimeoutError
            If every attempt stays unanswered.
        """
        self._address = asyncio.get_running_loop().create_future()
        for _ in range(self._options.discovery_attempts):
            self.send(discovery.question(ssrc))
            try:
                async with asyncio.timeout(self._options.discovery_interval_s):
                    return await asyncio.shield(self._address)
            except TimeoutError:
                continue
        raise errors.HandshakeTimeoutError(
            "ip discovery", self._options.discovery_interval_s * self._options.discovery_attempts
        )

    async def keep_alive(self) -> None:
        """Send a keepalive now and then, until cancelled."""
        number = 0
        while True:
            self.send(discovery.keepalive(number))
            number += 1
            await asyncio.sleep(self._options.keepalive_s)

    def send(self, datagram: bytes) -> bool:
        """Send, or drop where the network does not keep up; whether it was sent."""
        return self._way is not None and self._way.send(datagram)

    def _sort(self, data: bytes) -> None:
        if discovery.is_keepalive_answer(data):
            return
        address = discovery.read_answer(data)
        if address is None:
            self._received(data)
        elif self._address is not None and not self._address.done():
            self._address.set_result(address)
