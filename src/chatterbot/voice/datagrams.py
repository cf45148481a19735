"""Two ways to a connected UDP socket: watched by the loop itself, and through asyncio's transport where the loop watches none (Windows).

Watching it ourselves saves processor time twice. A transport takes one datagram each time round the loop, and a turn of the loop costs
several times what a packet does. And where datagrams come thick, 25 speakers' one every 0.8 ms, each would still wake the loop for itself:
then the socket is left alone for a moment, and all that came meanwhile is taken at once.
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
"""Datagrams taken before other work has its turn: what 25 speakers send within two frames."""
LONGEST: Final = 4096
"""Bytes of the longest datagram that is read; a path carries 1,500."""
THICK_S: Final = 0.003
"""Seconds from one reading to the next below which the socket is left alone: five speakers' packets are 4 ms apart."""
ALONE_S: Final = 0.004
"""Seconds for which it is left alone; the loop rounds them up to 5. Little beside the 20 ms that the jitter buffer waits."""
_LOGGER: Final = logging.getLogger(__name__)


class WatchedSocket:
    """A socket that the running loop watches.

    Parameters
    ----------
    wire
        Connected, and not blocking; closed with this object.
    received
        Called for each datagram.
    count
        Where failed sends are counted.

    Raises
    ------
    NotImplementedError
        If the loop watches no sockets.
    """

    def __init__(self, wire: socket.socket, received: Callable[[bytes], None], count: counters.VoiceCounters) -> None:
        self._wire = wire
        self._received = received
        self._counters = count
        self._loop = asyncio.get_running_loop()
        self._read_at = float("-inf")
        self._pause: asyncio.TimerHandle | None = None
        self._open = True
        self._watch()

    def send(self, datagram: bytes) -> bool:
        """Send, or drop where the network does not keep up; whether it was sent."""
        if not self._open:
            return False
        try:
            self._wire.send(datagram)
        except OSError as error:  # also of an earlier datagram, such as a closed port on the other side
            self._counters.send_failures += 1
            _LOGGER.debug("UDP: %s", error)
            return False
        return True

    async def close(self) -> None:
        """Take nothing more, and close the socket."""
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
                data = self._wire.recv(LONGEST)
            except BlockingIOError:
                break
            except OSError as error:
                self._counters.send_failures += 1
                _LOGGER.debug("UDP: %s", error)
                break
            taken += 1
            self._received(data)
            if not self._open:
                return
        before, self._read_at = self._read_at, self._loop.time()
        if 1 < taken < AT_ONCE or self._read_at - before < THICK_S:
            self._loop.remove_reader(self._wire)
            self._pause = self._loop.call_later(ALONE_S, self._watch)


class Transported(asyncio.DatagramProtocol):
    """A socket behind asyncio's transport; made by `over`.

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
        cls, wire: socket.socket, received: Callable[[bytes], None], count: counters.VoiceCounters
    ) -> Transported:
        """Put a transport over a connected socket, which is closed with it."""
        _, way = await asyncio.get_running_loop().create_datagram_endpoint(lambda: cls(received, count), sock=wire)
        return way

    def send(self, datagram: bytes) -> bool:
        """Send, or drop where the network does not keep up; whether it was sent."""
        if self._transport is None or self._transport.is_closing():
            return False
        if self._full:
            self._counters.send_failures += 1
            return False
        self._transport.sendto(datagram)
        return True

    async def close(self) -> None:
        """Take nothing more, and close the socket."""
        if self._transport is not None:
            self._transport.abort()
            await self._closed

    # asyncio's side.

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        """Keep the transport (asyncio calls this)."""
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the end (asyncio calls this)."""
        if not self._closed.done():
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
        """Hand a datagram on (asyncio calls this)."""
        if self._transport is not None and not self._transport.is_closing():
            self._received(data)
