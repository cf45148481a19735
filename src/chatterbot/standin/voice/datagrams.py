"""A UDP socket that is read until it is empty: asyncio reads only one datagram per loop iteration, too slow for a busy loop."""

from __future__ import annotations

import asyncio
import socket

Address = tuple[str, int]

AT_ONCE = 64
"""Most datagrams that are read before other tasks run."""
MAX_BYTES = 4096
"""Longest datagram in bytes; a packet of sound has a few hundred, and a network path carries 1500."""
RECEIVE_BUFFER = 1 << 19
"""Bytes the kernel buffers while the loop is busy: one second of ten speakers. More would arrive too late to be useful."""


class DatagramSocket(asyncio.DatagramProtocol):
    """A UDP socket on the loopback; subclasses handle datagrams in `on_datagram`."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, *, local: Address | None = None, remote: Address | None = None) -> None:
        """Bind to an address, or connect to one."""
        host = (local or remote or ("", 0))[0]
        self._socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        if local is not None:
            self._socket.bind(local)
        if remote is not None:
            self._socket.connect(remote)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, sock=self._socket)

    def send(self, data: bytes, address: Address | None = None) -> None:
        """Send a datagram, if the socket is still open."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)

    def close_socket(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()
        self._transport = self._socket = None

    def on_datagram(self, data: bytes, address: Address) -> None:
        """Handle one datagram."""
        raise NotImplementedError

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Handle a datagram, and those that wait after it."""
        self.on_datagram(data, addr)
        for _ in range(AT_ONCE):
            if self._socket is None:
                return
            try:
                data, addr = self._socket.recvfrom(MAX_BYTES)
            except OSError:  # nothing is waiting, or the peer has closed its socket
                return
            self.on_datagram(data, addr)
