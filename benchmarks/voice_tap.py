"""Stands between a client and the stand-in's voice server and notes when each packet of the client came, by the kernel's clock.

So the evenness of a client's pace is its own: neither the forwarding unit's event loop nor the listener's is in it. A process of its own;
it takes the server's address as arguments, prints its own port, and for each line on its standard input prints the stamps (seconds, of
the system's clock) since the line before, as JSON. Linux only (SO_TIMESTAMPNS).
"""

from __future__ import annotations

import json
import selectors
import socket
import struct
import sys

SO_TIMESTAMPNS = 35
"""Linux' number of the option that asks for nanosecond stamps; Python has no name for it."""
STAMP = struct.Struct("@ll")
"""Seconds and nanoseconds: a `timespec`."""
LONGEST = 4096
AUDIO = 0x78
"""Payload type of Opus."""


def read(wire: socket.socket) -> tuple[bytes, float, tuple[str, int]]:
    """Take a datagram, with the moment the kernel got it, and who sent it."""
    data, ancillary, _, sender = wire.recvmsg(LONGEST, 64)
    at = 0.0
    for level, kind, value in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = STAMP.unpack(value[: STAMP.size])
            at = seconds + nanoseconds / 1e9
    return data, at, sender


def main() -> None:
    server = (sys.argv[1], int(sys.argv[2]))
    front, back = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
    front.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    front.bind((server[0], 0))
    back.connect(server)
    print(front.getsockname()[1], flush=True)
    client: tuple[str, int] | None = None
    stamps: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for source in (front, back, sys.stdin):
            waiting.register(source, selectors.EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is front:
                    data, at, client = read(front)
                    if len(data) > 1 and data[0] >> 6 == 2 and data[1] & 0x7F == AUDIO:
                        stamps.append(at)
                    back.send(data)
                elif key.fileobj is back:
                    if client is not None:
                        front.sendto(back.recv(LONGEST), client)
                else:
                    if not sys.stdin.readline():
                        return
                    print(json.dumps(stamps), flush=True)
                    stamps = []


if __name__ == "__main__":
    main()
