"""What a simulated user has received from a speaker: packets with their times, and the sound decoded from them."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
from typing import TYPE_CHECKING

import numpy as np

from chatterbot import audio
from chatterbot.standin.voice.protocol import HALF, SEQUENCES, SILENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEPT = 15_000
"""Packets kept for each speaker: five minutes."""
CLOSING_SILENCES = 5
"""Frames of silence that end a stretch of speech, so that other clients' decoders do not interpolate."""
HOLD_S = 0.3
"""Seconds without a packet after which a user no longer counts as speaking; the bot's client uses the same value."""
LONGEST_GAP_S = 5.0
"""Longest pause, in seconds, that is kept in the sound: a longer one separates two stretches of speech."""
_TIMESTAMPS = 1 << 32


@dataclasses.dataclass(frozen=True, slots=True)
class HeardPacket:
    """One packet that has arrived and could be decrypted.

    Parameters
    ----------
    at
        When it arrived, in seconds of the loop's clock.
    sequence
        Its sequence number, extended beyond 16 bits.
    timestamp
        Its RTP timestamp: samples at 48 kHz, modulo 2**32.
    """

    at: float
    sequence: int
    timestamp: int
    frame: bytes

    @property
    def silent(self) -> bool:
        """Whether it is Discord's Opus frame of silence."""
        return self.frame == SILENCE


@dataclasses.dataclass(frozen=True, slots=True)
class HeardSound:
    """Decoded sound of one speaker.

    Parameters
    ----------
    audio
        48 kHz, stereo, with pauses and interpolated lost packets in their places.
    packets
        The packets it was decoded from, in order.
    lost
        Number of packets missing between the first and the last.
    """

    audio: audio.AudioFrame
    packets: tuple[HeardPacket, ...]
    lost: int

    @property
    def arrivals(self) -> list[float]:
        """When each packet arrived, in seconds of the loop's clock."""
        return [packet.at for packet in self.packets]


class HeardStream:
    """The packets received from one speaker and not taken yet."""

    def __init__(self) -> None:
        self.count = 0
        """All packets so far that could be decrypted."""
        self.undecryptable = 0
        self.last_at = float("-inf")
        """When the last packet other than silence came, in seconds of the loop's clock."""
        self._silences = 0
        """Frames of silence since that packet."""
        self._newest: int | None = None
        self._stream = 0
        self._ahead = 0
        """Difference between the extended sequence numbers and this stream's own."""
        self._packets: collections.deque[HeardPacket] = collections.deque(maxlen=KEPT)

    def add(self, stream: int, sequence: int, timestamp: int, frame: bytes | None) -> None:
        """Add a packet of one of the speaker's streams: each voice session has another SSRC."""
        if frame is None:
            self.undecryptable += 1
            return
        at = asyncio.get_running_loop().time()
        if self._newest is None:
            number = sequence
        elif stream != self._stream:
            number = self._newest + 1  # how many packets were lost between two streams is unknown
            self._ahead = number - sequence
        else:
            here = sequence + self._ahead
            number = self._newest + (here - self._newest + HALF) % SEQUENCES - HALF
        self._stream = stream
        self._newest = number if self._newest is None else max(self._newest, number)
        packet = HeardPacket(at, number, timestamp, frame)
        self.count += 1
        if packet.silent:
            self._silences += 1
        else:
            self.last_at, self._silences = at, 0
        self._packets.append(packet)

    @property
    def seconds(self) -> float:
        """Seconds of sound in the waiting packets, 20 ms each."""
        return len(self._packets) * audio.DISCORD_FRAME_S

    @property
    def audible(self) -> bool:
        """Whether any waiting packet is not silence."""
        return any(not packet.silent for packet in self._packets)

    def speaking_for(self, now: float) -> float:
        """Return for how many more seconds the speaker counts as speaking if no packet comes; 0 if not speaking."""
        return 0.0 if self._silences >= CLOSING_SILENCES else max(0.0, self.last_at + HOLD_S - now)

    @property
    def ended(self) -> bool:
        """Whether the waiting packets end with the silence that ends a stretch of speech."""
        last = list(self._packets)[-CLOSING_SILENCES:]
        return self.audible and len(last) == CLOSING_SILENCES and all(packet.silent for packet in last)

    def take(self) -> list[HeardPacket]:
        """Remove and return the waiting packets, in the order they were sent."""
        packets = sorted({packet.sequence: packet for packet in self._packets}.values(), key=lambda p: p.sequence)
        self._packets.clear()
        return packets


def speaking(streams: Mapping[int, HeardStream], now: float) -> tuple[set[str], float | None]:
    """Return the users who are speaking, and after how many seconds that may change even if no packet comes."""
    left = {str(user): stream.speaking_for(now) for user, stream in streams.items()}
    heard = {user for user, seconds in left.items() if seconds > 0}
    return heard, min((left[user] for user in heard), default=None)


def decode(packets: Sequence[HeardPacket]) -> HeardSound:
    """Return the sound decoded from packets. Takes processor time: call it in a worker thread.

    Raises
    ------
    ImportError
        If PyAV is not installed (extra ``voice``).
    """
    from chatterbot.voice import OpusDecoder  # noqa: PLC0415 - optional: needs PyAV

    decoder, parts, lost, before = OpusDecoder(), list[np.ndarray[tuple[int, ...], np.dtype[np.int16]]](), 0, None
    for packet in packets:
        if before is not None:
            missing = packet.sequence - before.sequence - 1
            lost += missing
            parts.extend(decoder.conceal().samples for _ in range(min(missing, round(LONGEST_GAP_S * 50))))
            passed = (packet.timestamp - before.timestamp) % _TIMESTAMPS
            paused = passed - audio.DISCORD_FRAME_SAMPLES * (missing + 1)
            if 0 < paused <= LONGEST_GAP_S * audio.DISCORD_RATE:
                parts.append(np.zeros((paused, audio.DISCORD_CHANNELS), np.int16))
        parts.append(decoder.decode(packet.frame).samples)
        before = packet
    samples = np.concatenate(parts) if parts else np.zeros((0, audio.DISCORD_CHANNELS), np.int16)
    return HeardSound(audio.AudioFrame(samples, audio.DISCORD_RATE), tuple(packets), lost)
