"""A live ear: what everybody in a call says, as it arrives."""

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
"""Packets of everybody that wait for a slow listener: two seconds of one speaker. Beyond it the oldest are dropped."""
GUESSES: Final = 3
"""Lost packets in a row that are guessed; libopus has faded the sound to nothing by then."""


@dataclasses.dataclass(frozen=True, slots=True)
class LivePacket:
    """One packet on its way to be decoded."""

    user_id: int
    stream: int
    sequence: int
    frame: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class LiveSound:
    """What somebody has just said.

    Parameters
    ----------
    user_id
        Who.
    sound
        48 kHz, stereo, as long as a packet of their client's: 20 ms.
    """

    user_id: int
    sound: audio.AudioFrame

    def mono(self) -> bytes:
        """Give the mean of both channels: signed 16-bit little-endian samples, 48 kHz."""
        return self.sound.samples.mean(axis=1).astype("<i2").tobytes()


class _Stream:
    """One speaker's packets, decoded in their order."""

    def __init__(self, stream: int) -> None:
        from chatterbot.voice import OpusDecoder  # noqa: PLC0415 - optional: needs PyAV

        self.stream = stream
        self._decoder: OpusDecoder = OpusDecoder()
        self._last: int | None = None

    def decode(self, packet: LivePacket) -> list[audio.AudioFrame]:
        """Give the sound of a packet, with guesses for those lost before it; nothing of one that comes too late."""
        passed = 1 if self._last is None else (packet.sequence - self._last) % SEQUENCES
        if not 0 < passed < HALF:
            return []
        self._last = packet.sequence
        guessed = [self._decoder.conceal() for _ in range(min(passed - 1, GUESSES))]
        return [*guessed, self._decoder.decode(packet.frame)]


class LiveStream:
    """Everybody's sound, speaker by speaker, by ``async for``; it ends when closed, or when the listener leaves."""

    def __init__(self) -> None:
        self.dropped = 0
        """Packets lost because the listener was too slow."""
        self._waiting: collections.deque[LivePacket] = collections.deque()
        self._decoded: collections.deque[LiveSound] = collections.deque()
        self._streams: dict[int, _Stream] = {}
        self._news = asyncio.Event()
        self._closed = False

    def take_in(self, user_id: int, stream: int, sequence: int, frame: bytes | None) -> None:
        """Take a packet of one of a speaker's streams; one that could not be decrypted counts as lost."""
        if frame is None:
            return
        self._waiting.append(LivePacket(user_id, stream, sequence, frame))
        while len(self._waiting) > WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._news.set()

    def close(self) -> None:
        """End; what has come already is still given."""
        self._closed = True
        self._news.set()

    def __aiter__(self) -> Self:
        """Iterate over what is said."""
        return self

    async def __anext__(self) -> LiveSound:
        """Wait for the next piece of sound."""
        while not self._decoded:
            while not self._waiting:
                if self._closed:
                    raise StopAsyncIteration
                self._news.clear()
                await self._news.wait()
            packets = list(self._waiting)
            self._waiting.clear()
            self._decoded.extend(await asyncio.to_thread(self._decode, packets))
        return self._decoded.popleft()

    def _decode(self, packets: list[LivePacket]) -> list[LiveSound]:
        from chatterbot.voice import samples_in  # noqa: PLC0415 - optional: needs PyAV

        sounds: list[LiveSound] = []
        for packet in packets:
            if samples_in(packet.frame) is None:
                continue  # no Opus
            stream = self._streams.get(packet.user_id)
            if stream is None or stream.stream != packet.stream:
                stream = self._streams[packet.user_id] = _Stream(packet.stream)
            sounds += (LiveSound(packet.user_id, sound) for sound in stream.decode(packet))
        return sounds
