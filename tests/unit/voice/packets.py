"""Reading packets as the other side of a call does."""

from __future__ import annotations

from chatterbot.voice import crypto, rtp


def open_packet(cipher: crypto.TransportCipher, packet: bytes) -> tuple[rtp.Header, bytes] | None:
    """Return the header and the payload of an encrypted RTP packet; `None` if it has none."""
    parsed = rtp.parse(packet)
    opened = None if parsed is None else cipher.open(packet, parsed.clear_size)
    if parsed is None or opened is None:
        return None
    body = rtp.body_of(parsed.header, opened)
    return None if body is None else (parsed.header, body)
