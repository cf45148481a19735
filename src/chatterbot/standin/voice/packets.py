"""Formats of voice datagrams, for the stand-in's server and clients; written independently of the bot's code for them."""

from __future__ import annotations

import struct

RTP = struct.Struct(">BBHII")
"""First byte, payload type, sequence number, timestamp in samples at 48 kHz, SSRC (RFC 3550, 5.1)."""
TIMESTAMPS = 1 << 32
DISCOVERY_BYTES = 74
DISCOVERY_REQUEST, DISCOVERY_REPLY = b"\x00\x01\x00\x46", b"\x00\x02\x00\x46"
KEEPALIVE_REQUEST, KEEPALIVE_REPLY = b"\x13\x37\xca\xfe", b"\x13\x37\xf0\x0d"
KEEPALIVE_BYTES = 8
RTCP_TYPES = range(200, 208)
SMALLEST = RTP.size + 16 + 4
"""Bytes of a packet without content: header, tag, nonce."""

DAVE_MARK = b"\xfa\xfa"
DAVE_TAG = 8
DAVE_SMALLEST = DAVE_TAG + 1 + 1 + len(DAVE_MARK)
"""Bytes of the smallest trailer: tag, nonce of one byte, the trailer's size, marker."""


def dave_nonce(frame: bytes) -> int | None:
    """Return the nonce in the trailer of an encrypted Opus frame; `None` if it has no such trailer.

    The trailer is ``tag, 8 bytes | nonce, ULEB128 | its size, 1 byte | FA FA`` (DAVE, "Protocol Frame"); other codecs
    have clear ranges before the size, Opus has none.
    """
    if len(frame) < DAVE_SMALLEST or not frame.endswith(DAVE_MARK) or not DAVE_SMALLEST <= frame[-3] <= len(frame):
        return None
    encoded = frame[DAVE_TAG - frame[-3] : -3]
    if any(byte < 0x80 for byte in encoded[:-1]) or encoded[-1] >= 0x80:
        return None
    return sum((byte & 0x7F) << 7 * index for index, byte in enumerate(encoded))
