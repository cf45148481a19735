"""RTP packets as Discord sends them (RFC 3550 section 5.1, header extensions of RFC 8285), and 16-bit sequence arithmetic.

This module has no socket and no key. A packet of Discord is ``clear header | encrypted body``: the *clear* part ends after the four-byte
head of the extension, while the extension's elements and the padding are encrypted (this is what ``_rtpsize`` in the mode names means).
"""

from __future__ import annotations

import dataclasses
import struct
from typing import Final

__all__ = (
    "EXTENSION_PROFILE",
    "HEADER_SIZE",
    "OPUS_PAYLOAD_TYPE",
    "Header",
    "Packet",
    "body_of",
    "is_rtcp",
    "parse",
    "sequence_distance",
)

VERSION: Final = 2
"""The only version of RTP in use; it is in the two highest bits of each packet."""
HEADER_SIZE: Final = 12
"""Bytes of the fixed header."""
OPUS_PAYLOAD_TYPE: Final = 0x78
"""Discord's dynamic payload type of Opus audio (120); video has others."""
EXTENSION_PROFILE: Final = 0xBEDE
"""Marks one-byte extension elements (RFC 8285 section 4.2)."""
_FIXED: Final = struct.Struct(">BBHII")
_EXTENSION: Final = struct.Struct(">HH")
_WORD: Final = 4
"""Bytes of the unit in which CSRCs and extensions are counted."""
_PADDING_BIT: Final = 0x20
_EXTENSION_BIT: Final = 0x10
_CSRC_MASK: Final = 0x0F
_MARKER_BIT: Final = 0x80
_RTCP_TYPES: Final = range(200, 208)
"""Second byte of RTCP packets that share the port (RFC 5761 section 4; Discord sends 200 to 207)."""


@dataclasses.dataclass(frozen=True, slots=True)
class Header:
    """The part of a packet that is sent in the clear.

    Parameters
    ----------
    sequence
        Counts packets, modulo 2^16.
    timestamp
        Samples of each channel at 48 kHz, modulo 2^32.
    ssrc
        The stream's number, given by the voice gateway.
    payload_type
        The format of the body, 0 to 127.
    marker
        Set by some clients in the first packet after silence; nothing here depends on it.
    padding
        Whether the body ends with padding, whose length is in the last byte.
    extension_words
        Length of the extension elements at the start of the body, in words of 4 bytes; `None` without extension.
    csrcs
        Contributing streams; Discord sends none, the format allows 15.
    """

    sequence: int
    timestamp: int
    ssrc: int
    payload_type: int = OPUS_PAYLOAD_TYPE
    marker: bool = False
    padding: bool = False
    extension_words: int | None = None
    csrcs: tuple[int, ...] = ()

    def pack(self) -> bytes:
        """Return the clear part: 12 bytes, 4 for each CSRC, 4 for an extension's head."""
        first = VERSION << 6 | len(self.csrcs)
        if self.padding:
            first |= _PADDING_BIT
        if self.extension_words is not None:
            first |= _EXTENSION_BIT
        second = self.payload_type | (_MARKER_BIT if self.marker else 0)
        packed = _FIXED.pack(first, second, self.sequence & 0xFFFF, self.timestamp & 0xFFFF_FFFF, self.ssrc)
        if self.csrcs:
            packed += struct.pack(f">{len(self.csrcs)}I", *self.csrcs)
        if self.extension_words is not None:
            packed += _EXTENSION.pack(EXTENSION_PROFILE, self.extension_words)
        return packed


@dataclasses.dataclass(frozen=True, slots=True)
class Packet:
    """The clear part of a packet.

    Parameters
    ----------
    header
        Its fields.
    clear_size
        Its length in bytes; the transport encryption authenticates these bytes.
    """

    header: Header
    clear_size: int


def is_rtcp(packet: bytes) -> bool:
    """Tell whether this is a control packet (RTCP), which shares the port with RTP."""
    return len(packet) >= 2 and packet[0] >> 6 == VERSION and packet[1] in _RTCP_TYPES


def parse(packet: bytes) -> Packet | None:
    """Read the clear part of a packet; `None` if it is not an RTP packet. Safe for any bytes."""
    if len(packet) < HEADER_SIZE or packet[0] >> 6 != VERSION or packet[1] in _RTCP_TYPES:
        return None
    first, second, sequence, timestamp, ssrc = _FIXED.unpack_from(packet)
    count = first & _CSRC_MASK
    size = HEADER_SIZE + _WORD * count
    words = None
    if first & _EXTENSION_BIT:
        if len(packet) < size + _EXTENSION.size:
            return None
        _, words = _EXTENSION.unpack_from(packet, size)
        size += _EXTENSION.size
    if len(packet) < size:
        return None
    csrcs = struct.unpack_from(f">{count}I", packet, HEADER_SIZE) if count else ()
    header = Header(
        sequence, timestamp, ssrc, second & 0x7F, bool(second & _MARKER_BIT), bool(first & _PADDING_BIT), words, csrcs
    )
    return Packet(header, size)


def body_of(header: Header, opened: bytes) -> bytes | None:
    """Remove extension elements and padding from a decrypted body.

    Parameters
    ----------
    header
        The packet's clear part.
    opened
        The decrypted body: ``elements | payload | padding``.

    Returns
    -------
    bytes or None
        The payload; `None` if the lengths contradict each other or nothing is left. Real clients pad 3 to 15 % of their packets.
    """
    start = _WORD * (header.extension_words or 0)
    end = len(opened)
    if header.padding:
        if not opened:
            return None
        padding = opened[-1]
        if padding == 0:
            return None
        end -= padding
    if start >= end:
        return None
    return opened[start:end]


def sequence_distance(newer: int, older: int) -> int:
    """Return how far one sequence number is ahead of another, -32768 to 32767 (RFC 1982 serial arithmetic on 16 bits)."""
    return ((newer - older + 0x8000) & 0xFFFF) - 0x8000
