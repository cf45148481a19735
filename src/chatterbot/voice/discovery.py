"""The small datagrams beside RTP: the question under which address the world sees us, and the packets that keep a router awake.

Source: Discord's documentation, "IP Discovery"; the keepalive is known from observed clients only.
"""

from __future__ import annotations

import struct
from typing import Final

__all__ = ("is_keepalive_answer", "keepalive", "question", "read_answer")

_HEAD: Final = struct.Struct(">HHI")
_REQUEST: Final = 1
_RESPONSE: Final = 2
_LENGTH: Final = 70
"""Bytes after type and length: ssrc 4, address 64, port 2."""
_SIZE: Final = 74
_ADDRESS: Final = slice(8, 72)
_KEEPALIVE: Final = b"\x13\x37\xca\xfe"
_KEEPALIVE_ANSWER: Final = b"\x13\x37\xf0\x0d"
_KEEPALIVE_SIZE: Final = 8


def question(ssrc: int) -> bytes:
    """Ask for the own address."""
    return _HEAD.pack(_REQUEST, _LENGTH, ssrc).ljust(_SIZE, b"\0")


def read_answer(datagram: bytes) -> tuple[str, int] | None:
    """Read the own address and port; `None` if this is no answer."""
    if len(datagram) != _SIZE:
        return None
    kind, length, _ = _HEAD.unpack_from(datagram)
    if (kind, length) != (_RESPONSE, _LENGTH):
        return None
    try:
        address = datagram[_ADDRESS].split(b"\0", 1)[0].decode("ascii")
    except UnicodeDecodeError:
        return None
    port = int.from_bytes(datagram[72:], "big")
    return (address, port) if address and port else None


def keepalive(number: int) -> bytes:
    """A packet that the server answers with the same number."""
    return _KEEPALIVE + (number & 0xFFFF_FFFF).to_bytes(4, "big")


def is_keepalive_answer(datagram: bytes) -> bool:
    """Tell whether this answers a keepalive."""
    return len(datagram) == _KEEPALIVE_SIZE and datagram.startswith(_KEEPALIVE_ANSWER)
