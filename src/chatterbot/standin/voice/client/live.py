"""Live listening: the sound of all speakers in a call, as it arrives."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
from typing import TYPE_CHECKING, Final, Self

from chatterbot import audio
from chatterbot.standin.voice.protocol import HALF, SEQUENCES

if TYPE_CHECKING:
    from chatterbot.voice import OpusDecoder

WAITING: Final = 100
"""Most packets that wait for a slow listener (two seconds of one speaker); with more the oldest are dropped."""
GUESSES: Final = 3
"""Most lost packets in a row that are interpolated; by then libopus has faded the sound out."""


@dataclasses.dataclass(frozen=True, slots=True)
class LivePacket:
    """One packet that waits to be decoded."""

    user_id: int
    stream: int
    sequence: int
    frame: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class LiveSound:
    """Sound that a user has just spoken.

    Parameters
    ----------
    user_id
        The speaker.
    sound
        48 kHz, stereo, as long as a packet: 20 ms.
    """

    user_id: int
    sound: audio.AudioFrame

    def mono(self) -> bytes:
        """Return the mean of both channels as signed 16-bit little-endian samples at 48 kHz."""
        return self.sound.samples.mean(axis=1).astype("<i2").tobytes()


class _Stream:
    """The decoder of one speaker's stream."""

    def __init__(self, stream: int) -> None:
        from chatterbot.voice import OpusDecoder  # noqa: PLC0415 - optional: needs PyAV

        self.stream = stream
        self._decoder: OpusDecoder = OpusDecoder()
        self._last: int | None = None

    def decode(self, packet: LivePacket) -> list[audio.AudioFrame]:
        """Return the sound of a packet, after interpolated sound for lost packets before it; empty if it comes too late."""
        passed = 1 if self._last is None else (packet.sequence - self._last) % SEQUENCES
        if not 0 < passed < HALF:
            return []
        self._last = packet.sequence
        guessed = [self._decoder.conceal() for _ in range(min(passed - 1, GUESSES))]
        return [*guessed, self._decoder.decode(packet.frame)]


class LiveStream:
    """The sound of all speakers, read with ``async for``; ends when it is closed or the listener leaves."""

    def __init__(self) -> None:
        self.dropped = 0
        """Packets lost because the listener was too slow."""
        self._waiting: collections.deque[LivePacket] = collections.deque()
        self._decoded: collections.deque[LiveSound] = collections.deque()
        self._streams: dict[int, _Stream] = {}
        self._available = asyncio.Event()
        self._closed = False

    def add(self, user_id: int, stream: int, sequence: int, frame: bytes | None) -> None:
        """Add a packet of one of a speaker's streams; one that could not be decrypted counts as lost."""
        if frame is None:
            return
        self._waiting.append(LivePacket(user_id, stream, sequence, frame))
        while len(self._waiting) > WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._available.set()

    def close(self) -> None:
        """End the stream; sound that has already arrived can still be read."""
        self._closed = True
        self._available.set()

    def __aiter__(self) -> Self:
        """Return the stream, which is its own iterator."""
        return self

    async def __anext__(self) -> LiveSound:
        """Wait for the next piece of sound."""
        while not self._decoded:
            while not self._waiting:
                if self._closed:
                    raise StopAsyncIteration
                self._available.clear()
                await self._available.wait()
            packets = list(self._waiting)
            self._waiting.clear()
            self._decoded.extend(await asyncio.to_thread(self._decode, packets))
        return self._decoded.popleft()

    def _decode(self, packets: list[LivePacket]) -> list[LiveSound]:
        from chatterbot.voice import samples_in  # noqa: PLC0415 - optional: needs PyAV

        sounds: list[LiveSound] = []
        for packet in packets:
            if samples_in(packet.frame) is None:
                continue  # not an Opus packet
            stream = self._streams.get(packet.user_id)
            if stream is None or stream.stream != packet.stream:
                stream = self._streams[packet.user_id] = _Stream(packet.stream)
            sounds += (LiveSound(packet.user_id, sound) for sound in stream.decode(packet))
        return sounds
