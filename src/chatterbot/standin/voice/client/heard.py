"""What a person has heard of somebody: packets with their times, and the sound that they make."""

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
"""Packets kept of each speaker: five minutes."""
CLOSING_SILENCES = 5
"""Frames of silence that end a speech, so that decoders of others do not guess on."""
HOLD_S = 0.3
"""Seconds without a packet after which somebody is no longer speaking, as for whoever listens with the bot's client."""
LONGEST_GAP_S = 5.0
"""Longest pause, in seconds, that is put into the sound: more is no pause but another speech."""
_TIMESTAMPS = 1 << 32


@dataclasses.dataclass(frozen=True, slots=True)
class HeardPacket:
    """One packet that has arrived and could be read.

    Parameters
    ----------
    at
        When, in seconds of the loop's clock.
    sequence
        Its number, counted on past 16 bits.
    timestamp
        Samples at 48 kHz, modulo 2**32.
    """

    at: float
    sequence: int
    timestamp: int
    frame: bytes

    @property
    def silent(self) -> bool:
        """Whether it is Discord's frame of silence."""
        return self.frame == SILENCE


@dataclasses.dataclass(frozen=True, slots=True)
class HeardSound:
    """A piece of what was heard of one speaker.

    Parameters
    ----------
    audio
        48 kHz, stereo, pauses and lost packets in their place.
    packets
        What it was made of, in order.
    lost
        Packets that should have come between the first and the last.
    """

    audio: audio.AudioFrame
    packets: tuple[HeardPacket, ...]
    lost: int

    @property
    def arrivals(self) -> list[float]:
        """When each packet came, in seconds of the loop's clock."""
        return [packet.at for packet in self.packets]


class HeardStream:
    """All that came of one speaker and was not asked for yet."""

    def __init__(self) -> None:
        self.count = 0
        """Packets that could be read, ever."""
        self.undecryptable = 0
        self.last_at = float("-inf")
        """When something audible came last."""
        self._silences = 0
        """Frames of silence since then."""
        self._newest: int | None = None
        self._stream = 0
        self._ahead = 0
        """How far this stream's numbers are behind those counted on."""
        self._packets: collections.deque[HeardPacket] = collections.deque(maxlen=KEPT)

    def take_in(self, stream: int, sequence: int, timestamp: int, frame: bytes | None) -> None:
        """Take a packet of one of the speaker's streams: each session has another SSRC."""
        if frame is None:
            self.undecryptable += 1
            return
        at = asyncio.get_running_loop().time()
        if self._newest is None:
            number = sequence
        elif stream != self._stream:
            number = self._newest + 1  # what was lost in between is not known
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
        """Seconds of sound that wait, 20 ms each packet."""
        return len(self._packets) * audio.DISCORD_FRAME_S

    @property
    def audible(self) -> bool:
        """Whether anything but silence waits."""
        return any(not packet.silent for packet in self._packets)

    def speaking_for(self, now: float) -> float:
        """Tell for how many seconds more the speaker counts as speaking if nothing comes; 0 if not at all."""
        return 0.0 if self._silences >= CLOSING_SILENCES else max(0.0, self.last_at + HOLD_S - now)

    @property
    def ended(self) -> bool:
        """Whether what waits ends with the frames that end a speech."""
        last = list(self._packets)[-CLOSING_SILENCES:]
        return self.audible and len(last) == CLOSING_SILENCES and all(packet.silent for packet in last)

    def take(self) -> list[HeardPacket]:
        """Give what waits, in the order it was sent, and begin anew."""
        packets = sorted({packet.sequence: packet for packet in self._packets}.values(), key=lambda p: p.sequence)
        self._packets.clear()
        return packets


def speaking(ears: Mapping[int, HeardStream], now: float) -> tuple[set[str], float | None]:
    """Tell which users are speaking, and in how many seconds that may change without any news."""
    left = {str(user): ear.speaking_for(now) for user, ear in ears.items()}
    heard = {user for user, seconds in left.items() if seconds > 0}
    return heard, min((left[user] for user in heard), default=None)


def decode(packets: Sequence[HeardPacket]) -> HeardSound:
    """Make sound of packets. Takes processor time: call it from a worker.

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
