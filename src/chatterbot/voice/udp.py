"""The UDP socket of one session: IP discovery, keepalives, and the passing on of packets."""

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
"""Bytes that the system may buffer while the event loop is busy. Linux counts about 800 for a packet of speech, so its usual 208 KiB hold
0.2 s of 25 speakers; this holds a second."""


class MediaSocket:
    """A socket connected to one server; use it as ``async with MediaSocket(...) as media``, which closes it at the end.

    Parameters
    ----------
    host, port
        The server, from the gateway's op 2. The socket is connected to it, so the system drops datagrams from elsewhere.
    received
        Called for each datagram that is neither a discovery response nor the answer to a keepalive.
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
        self._transport: datagrams.WatchedSocket | datagrams.Transported | None = None
        self._address: asyncio.Future[tuple[str, int]] | None = None

    async def __aenter__(self) -> Self:
        try:
            sock = await self._connect(asyncio.get_running_loop())
            try:
                self._transport = datagrams.WatchedSocket(sock, self._dispatch, self._counters)
            except NotImplementedError:
                self._transport = await datagrams.Transported.over(sock, self._dispatch, self._counters)
        except (OSError, ValueError) as error:
            raise errors.VoiceError(f"no UDP socket to {self._server}: {error}") from error
        return self

    async def _connect(self, loop: asyncio.AbstractEventLoop) -> socket.socket:
        """Make a socket that is connected to the server."""
        family, kind, protocol, _, address = (await loop.getaddrinfo(*self._server, type=socket.SOCK_DGRAM))[0]
        sock = socket.socket(family, kind, protocol)
        try:
            sock.setblocking(False)
            with contextlib.suppress(OSError):  # the system may allow less
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
            sock.connect(address)  # for a datagram socket this only sets the other side's address
        except OSError:
            sock.close()
            raise
        return sock

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._transport is not None:
            await self._transport.close()

    async def own_address(self, ssrc: int) -> tuple[str, int]:
        """Ask the server for our public address and port; repeat the request while no response comes.

        Raises
        ------
        HandshakeTimeoutError
            If no attempt is answered.
        """
        self._address = asyncio.get_running_loop().create_future()
        for _ in range(self._options.discovery_attempts):
            self.send(discovery.request(ssrc))
            try:
                async with asyncio.timeout(self._options.discovery_interval_s):
                    return await asyncio.shield(self._address)
            except TimeoutError:
                continue
        raise errors.HandshakeTimeoutError(
            "ip discovery", self._options.discovery_interval_s * self._options.discovery_attempts
        )

    async def keep_alive(self) -> None:
        """Send keepalives at the interval of the options, until cancelled."""
        number = 0
        while True:
            self.send(discovery.keepalive(number))
            number += 1
            await asyncio.sleep(self._options.keepalive_s)

    def send(self, datagram: bytes) -> bool:
        """Send a datagram, or drop it if the network is too slow; return whether it was sent."""
        return self._transport is not None and self._transport.send(datagram)

    def _dispatch(self, data: bytes) -> None:
        if discovery.is_keepalive_answer(data):
            return
        address = discovery.read_response(data)
        if address is None:
            self._received(data)
        elif self._address is not None and not self._address.done():
            self._address.set_result(address)
