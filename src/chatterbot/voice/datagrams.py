"""Two ways to use a connected UDP socket: watched by the event loop directly, or through asyncio's transport.

The transport is for event loops that cannot watch sockets (Windows).

Watching the socket directly saves processor time in two ways. A transport reads one datagram in each cycle of the loop, and a cycle takes
several times as long as a packet. And at high rates (25 speakers send a datagram every 0.8 ms), each datagram would still wake the loop:
then the socket is not watched for a moment, and all datagrams that arrived in the meantime are read at once.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Final

from chatterbot.voice import counters

__all__ = ("AT_ONCE", "Transported", "WatchedSocket")

AT_ONCE: Final = 64
"""Datagrams read before other work of the loop may run: what 25 speakers send within two frames."""
MAX_DATAGRAM: Final = 4096
"""Bytes of the longest datagram that is read; network paths carry 1,500."""
DENSE_S: Final = 0.003
"""Seconds between two reads below which the socket is not watched for a moment: the packets of five speakers are 4 ms apart."""
REST_S: Final = 0.004
"""Seconds for which it is not watched; the loop rounds them up to 5 ms, which is little beside the 20 ms of the jitter buffer."""
_LOGGER: Final = logging.getLogger(__name__)


class WatchedSocket:
    """A socket that the running event loop watches.

    Parameters
    ----------
    sock
        A connected, non-blocking socket; it is closed with this object.
    received
        Called for each datagram.
    count
        Where failed sends are counted.

    Raises
    ------
    NotImplementedError
        If the loop cannot watch sockets.
    """

    def __init__(self, sock: socket.socket, received: Callable[[bytes], None], count: counters.VoiceCounters) -> None:
        self._wire = sock
        self._received = received
        self._counters = count
        self._loop = asyncio.get_running_loop()
        self._read_at = float("-inf")
        self._pause: asyncio.TimerHandle | None = None
        self._open = True
        self._watch()

    def send(self, datagram: bytes) -> bool:
        """Send a datagram, or drop it if the network is too slow; return whether it was sent."""
        if not self._open:
            return False
        try:
            self._wire.send(datagram)
        except OSError as error:  # may come from an earlier datagram, such as a closed port on the other side
            self._counters.send_failures += 1
            _LOGGER.debug("UDP socket of the voice connection: %s", error)
            return False
        return True

    async def close(self) -> None:
        """Stop receiving, and close the socket."""
        self._open = False
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._wire)
        self._wire.close()

    def _watch(self) -> None:
        self._pause = None
        self._loop.add_reader(self._wire, self._readable)

    def _readable(self) -> None:
        taken = 0
        while taken < AT_ONCE:
            try:
                data = self._wire.recv(MAX_DATAGRAM)
            except BlockingIOError:
                break
            except OSError as error:
                self._counters.send_failures += 1
                _LOGGER.debug("UDP socket of the voice connection: %s", error)
                break
            taken += 1
            self._received(data)
            if not self._open:
                return
        before, self._read_at = self._read_at, self._loop.time()
        if 1 < taken < AT_ONCE or self._read_at - before < DENSE_S:
            self._loop.remove_reader(self._wire)
            self._pause = self._loop.call_later(REST_S, self._watch)


class Transported(asyncio.DatagramProtocol):
    """A socket used through asyncio's transport; made by `over`.

    Parameters
    ----------
    received
        Called for each datagram.
    count
        Where failed sends are counted.
    """

    def __init__(self, received: Callable[[bytes], None], count: counters.VoiceCounters) -> None:
        self._received = received
        self._counters = count
        self._transport: asyncio.DatagramTransport | None = None
        self._full = False
        self._closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def over(
        cls, sock: socket.socket, received: Callable[[bytes], None], count: counters.VoiceCounters
    ) -> Transported:
        """Make a transport for a connected socket, which is closed with it."""
        _, transport = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: cls(received, count), sock=sock
        )
        return transport

    def send(self, datagram: bytes) -> bool:
        """Send a datagram, or drop it if the network is too slow; return whether it was sent."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._full:
            self._counters.send_failures += 1
            return False
        self._transport.sendto(datagram)
        return True

    async def close(self) -> None:
        """Stop receiving, and close the socket."""
        if self._transport is not None:
            self._transport.abort()
            await self._closed

    # Called by asyncio.

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Store the transport (called by asyncio)."""
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the transport has closed (called by asyncio)."""
        if not self._closed.done():
            self._closed.set_result(None)

    def pause_writing(self) -> None:
        """Drop datagrams from now on, because 64 KiB wait for the network and late speech is useless (called by asyncio)."""
        self._full = True

    def resume_writing(self) -> None:
        """Send datagrams again, because the network has caught up (called by asyncio)."""
        self._full = False

    def error_received(self, exc: Exception) -> None:
        """Count an error of the network, such as a closed port on the other side (called by asyncio)."""
        self._counters.send_failures += 1
        _LOGGER.debug("UDP socket of the voice connection: %s", exc)

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Pass a datagram on (called by asyncio)."""
        if self._transport is not None and not self._transport.is_closing():
            self._received(data)
