"""Encoding of gateway frames: plain text, one zlib stream, one zstd stream, or zlib for each payload."""

from __future__ import annotations

import zlib

ZSTD_HEADER = b"\x28\xb5\x2f\xfd\x00\x58"
"""The magic number, a frame header without content size, and a window descriptor of 2 MiB (RFC 8878, 3.1.1)."""
ZSTD_BLOCK_BYTES = 0x1FFFF
"""Largest raw block in bytes: one less than the 128 KiB of RFC 8878, 3.1.1.2.4, which every decoder accepts."""


class FrameEncoder:
    """Encodes the outgoing frames of one connection.

    zstd needs no library here: raw (uncompressed) blocks are a valid stream. Each frame ends a block, as Discord
    flushes after each payload.

    Parameters
    ----------
    compress
        The connection's ``compress`` parameter: ``zlib-stream``, ``zstd-stream`` or none.
    """

    def __init__(self, compress: str | None) -> None:
        self._deflate = zlib.compressobj() if compress == "zlib-stream" else None
        self._zstd = compress == "zstd-stream"
        self._zstd_begun = False
        self.transport_compressed = self._deflate is not None or self._zstd
        self.compress_payloads = False
        """Set when IDENTIFY asks for payload compression on a plain connection."""

    def encode(self, payload: bytes) -> str | bytes:
        """Return one encoded JSON payload: text for a text frame, bytes for a binary frame."""
        if self._deflate is not None:
            return self._deflate.compress(payload) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
        if self._zstd:
            head = b"" if self._zstd_begun else ZSTD_HEADER
            self._zstd_begun = True
            blocks = (payload[i : i + ZSTD_BLOCK_BYTES] for i in range(0, len(payload), ZSTD_BLOCK_BYTES))
            return head + b"".join((len(block) << 3).to_bytes(3, "little") + block for block in blocks)
        if self.compress_payloads:
            return zlib.compress(payload)
        return payload.decode()
