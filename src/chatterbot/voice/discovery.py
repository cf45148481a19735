"""The small datagrams beside RTP: IP discovery, which finds out our public address, and keepalives, which keep a router's mapping open.

Source: Discord's documentation, "IP Discovery"; the keepalive is known only from observing clients.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ("is_keepalive_answer", "keepalive", "read_response", "request")

_HEAD: Final = struct.Struct(">HHI")
_REQUEST: Final = 1
_RESPONSE: Final = 2
_LENGTH: Final = 70
"""Bytes after the type and length fields: SSRC 4, address 64, port 2."""
_SIZE: Final = 74
_ADDRESS_FIELD: Final = slice(8, 72)
_KEEPALIVE: Final = b"\x13\x37\xca\xfe"
_KEEPALIVE_ANSWER: Final = b"\x13\x37\xf0\x0d"
_KEEPALIVE_SIZE: Final = 8


def request(ssrc: int) -> bytes:
    """Return the datagram that asks the server for our public address."""
    return _HEAD.pack(_REQUEST, _LENGTH, ssrc).ljust(_SIZE, b"\0")


def read_response(datagram: bytes) -> tuple[str, int] | None:
    """Read our public address and port from a response; `None` if the datagram is not one."""
    if len(datagram) != _SIZE:
        return None
    kind, length, _ = _HEAD.unpack_from(datagram)
    if (kind, length) != (_RESPONSE, _LENGTH):
        return None
    try:
        address = datagram[_ADDRESS_FIELD].split(b"\0", 1)[0].decode("ascii")
    except UnicodeDecodeError:
        return None
    port = int.from_bytes(datagram[72:], "big")
    return (address, port) if address and port else None


def keepalive(number: int) -> bytes:
    """Return a keepalive datagram, which the server answers with the same number."""
    return _KEEPALIVE + (number & 0xFFFF_FFFF).to_bytes(4, "big")


def is_keepalive_answer(datagram: bytes) -> bool:
    """Tell whether a datagram answers a keepalive."""
    return len(datagram) == _KEEPALIVE_SIZE and datagram.startswith(_KEEPALIVE_ANSWER)
