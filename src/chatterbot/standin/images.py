"""Width and height of a picture, read from its header: PNG, JPEG, GIF and WebP, as their specifications define them."""

from __future__ import annotations

from typing import Final

PNG: Final = b"\x89PNG\r\n\x1a\n"
STAND_ALONE: Final = frozenset({0x01, *range(0xD0, 0xDA)})
"""JPEG markers without a length: TEM, RST0 to RST7, SOI and EOI."""
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers of a frame header (ITU T.81, table B.1): those in between define tables and extensions."""


def size(data: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels; `None` if the file is no picture of these kinds, or its header is cut off."""
    if data.startswith(PNG) and data[12:16] == b"IHDR" and len(data) >= 24:
        found = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
    elif data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        found = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    elif data[:2] == b"\xff\xd8":
        found = _jpeg(data)
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = _webp(data)
    else:
        found = None
    return found if found is not None and all(found) else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """Return the size in the first frame header; the segments before it are skipped by their lengths."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in STAND_ALONE:
            at += 2
        elif marker in FRAMES:
            frame = data[at + 5 : at + 9]
            return (int.from_bytes(frame[2:]), int.from_bytes(frame[:2])) if len(frame) == 4 else None
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4]))
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    """Return the size in the first chunk: lossy (VP8), lossless (VP8L) or extended (VP8X)."""
    chunk, head = data[12:16], data[20:30]
    if chunk == b"VP8 " and head[3:6] == b"\x9d\x01\x2a" and len(head) == 10:
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    if chunk == b"VP8L" and head[:1] == b"\x2f" and len(head) >= 5:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8X" and len(head) == 10:
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    return None
