"""The format of an end-to-end encrypted frame (DAVE 1, "Payload Format"); no key is used here.

``ciphertext | 8-byte tag | ULEB128 nonce | ULEB128 unencrypted ranges | size of the part after the ciphertext, 1 byte | FA FA``; Opus has
no unencrypted ranges. Discord's own library encrypts and decrypts the frames; this module only tells whether a frame is encrypted.
"""

from __future__ import annotations

import dataclasses
from typing import Final

__all__ = ("MARKER", "ProtocolFrame", "is_protocol_frame", "parse")

MARKER: Final = b"\xfa\xfa"
"""The last two bytes of each encrypted frame."""
TAG_SIZE: Final = 8
"""Bytes of the truncated AES-128-GCM tag."""
_SMALLEST: Final = TAG_SIZE + 1 + 1 + len(MARKER)
"""Tag, one byte of nonce, size byte, marker."""
_NONCE_MAX: Final = 2**32 - 1
_ULEB_MORE: Final = 0x80


@dataclasses.dataclass(frozen=True, slots=True)
class ProtocolFrame:
    """The parts of an encrypted frame.

    Parameters
    ----------
    sealed
        The part before the supplemental data: the ciphertext, with unencrypted ranges in between if there are any.
    tag
        The first 8 bytes of the GCM tag.
    nonce
        The sender's frame counter; its highest byte is the key's generation.
    ranges
        Unencrypted (offset, size) pairs; none in Opus.
    """

    sealed: bytes
    tag: bytes
    nonce: int
    ranges: tuple[tuple[int, int], ...] = ()


def is_protocol_frame(frame: bytes) -> bool:
    """Tell whether these bytes have the format of an encrypted frame."""
    return parse(frame) is not None


def parse(frame: bytes) -> ProtocolFrame | None:
    """Split an encrypted frame into its parts; `None` if it is not one. Safe for any bytes."""
    if len(frame) < _SMALLEST or frame[-2:] != MARKER:
        return None
    size = frame[-3]
    if not _SMALLEST <= size <= len(frame):
        return None
    start = len(frame) - size
    end = len(frame) - 1 - len(MARKER)
    tag = frame[start : start + TAG_SIZE]
    nonce, position = _uleb(frame, start + TAG_SIZE, end)
    if nonce is None or nonce > _NONCE_MAX:
        return None
    ranges: list[tuple[int, int]] = []
    reached = 0
    while position < end:
        offset, position = _uleb(frame, position, end)
        length, position = _uleb(frame, position, end)
        if offset is None or length is None or offset < reached or offset + length > start:
            return None
        reached = offset + length
        ranges.append((offset, length))
    return ProtocolFrame(frame[:start], tag, nonce, tuple(ranges))


def _uleb(data: bytes, position: int, end: int) -> tuple[int | None, int]:
    """Read one ULEB128 number; return it and where it ends, or `None` if it does not end before `end` or exceeds 64 bits."""
    value = shift = 0
    while position < end and shift < 64:
        byte = data[position]
        position += 1
        value |= (byte & ~_ULEB_MORE & 0xFF) << shift
        if not byte & _ULEB_MORE:
            return value, position
        shift += 7
    return None, position
