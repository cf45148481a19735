"""A live microphone: sound goes out as it comes in, when somebody speaks, as clients with voice activation send it."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import math
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from chatterbot import audio
from chatterbot.standin.voice.client.heard import CLOSING_SILENCES
from chatterbot.standin.voice.protocol import SILENCE, SpeakingFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatterbot.standin.voice.client.peer import Peer

WAITING: Final = 25
"""Frames that wait to be sent: half a second. Beyond it the oldest are dropped."""
HURRY: Final = 1
"""Frames waiting beyond which they go out twice as fast: neither the breath before a speech nor a late frame delays its end."""
DRY_S: Final = 0.2
"""Seconds without a frame in the middle of a speech after which it has ended: the source has stopped."""
THRESHOLD_DB: Final = -60.0
"""Loudness from which on it is speech, in dB of full scale: where Discord's clients begin, too."""
ABOVE_NOISE_DB: Final = 10.0
"""Speech is as much louder than the quietest of the last seconds."""
SURELY_DB: Final = -35.0
"""What is as loud is sent, however loud the room is."""
NOISE_FRAMES: Final = 100
"""Frames in which the quietest one tells how loud the room is: 2 s, in which everybody takes breath."""
LEADING: Final = 5
"""Frames sent that came before the first loud one: the breath of a consonant."""
TRAILING: Final = 25
"""Frames sent after the last loud one: 0.5 s, the pause between two words."""
LONGEST_SILENCE: Final = 180_000
"""Frames of silence that the stream's clock runs on over at most: an hour. Its 32 bits would be taken for going back after 12 hours."""


class Gate:
    """Voice activation: lets frames through while somebody speaks."""

    def __init__(self) -> None:
        self._levels: collections.deque[float] = collections.deque(maxlen=NOISE_FRAMES)
        self._before: collections.deque[audio.AudioFrame] = collections.deque(maxlen=LEADING)
        self._left = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody speaks."""
        return self._left > 0

    def push(self, frame: audio.AudioFrame) -> Sequence[audio.AudioFrame]:
        """Take a frame in; gives what is to be sent now."""
        level = _decibels(frame)
        self._levels.append(level)
        noise = min(self._levels)
        if level > max(THRESHOLD_DB, min(noise + ABOVE_NOISE_DB, SURELY_DB)):
            begun = () if self.is_open else tuple(self._before)
            self._before.clear()
            self._left = TRAILING + 1
            return (*begun, frame)
        if self.is_open:
            self._left -= 1
            return (frame,) if self.is_open else ()
        self._before.append(frame)
        return ()

    def shut(self) -> None:
        """Let nothing through, and forget what came before."""
        self._left = 0
        self._before.clear()


def _decibels(frame: audio.AudioFrame) -> float:
    loudness = float(np.sqrt(np.mean(np.square(frame.to_floats()))))
    return 20 * math.log10(max(loudness, 1e-6))  # never the logarithm of nothing: -120 dB is silence


class Holder(Protocol):
    """Whose microphone it is."""

    @property
    def peer(self) -> Peer | None:
        """Their client's present session."""
        ...

    @property
    def ready(self) -> bool:
        """Whether they could be heard now."""
        ...

    @property
    def muted(self) -> bool:
        """Whether they keep the microphone closed."""
        ...

    def noticed(self) -> None:
        """Look again: something has changed."""
        ...


class Microphone:
    """Sound on its way from a person into the call.

    Nothing waits for it, and it keeps half a second at most. Where the person cannot be heard (alone in an encrypted
    call, on the way back into one) what comes is lost.
    """

    def __init__(self, holder: Holder) -> None:
        from chatterbot.voice import OpusEncoder  # noqa: PLC0415 - optional: needs PyAV

        self.sent = 0
        """Frames of sound sent."""
        self.dropped = 0
        """Frames that came faster than they could go out."""
        self.unheard = 0
        """Frames that could not be sent: the person was not ready."""
        self._holder = holder
        self._encoder = OpusEncoder()
        self._resampler = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS)
        self._framer = audio.Framer()
        self._gate = Gate()
        self._waiting: collections.deque[audio.AudioFrame] = collections.deque()
        self._news = asyncio.Event()
        self._told: Peer | None = None
        """The session that was told that speech has begun."""
        self._silent_since = float("-inf")

    @property
    def speaking(self) -> bool:
        """Whether the person speaks: the gate is open, or there is something yet to be sent."""
        return self._gate.is_open or bool(self._waiting)

    def push(self, piece: audio.AudioFrame) -> None:
        """Take sound in, in pieces of any length, as it comes."""
        if self._holder.muted:
            self._shut()
            return
        before = self.speaking
        for frame in self._framer.push(self._resampler.push(piece)):
            self._waiting.extend(self._gate.push(frame))
        while len(self._waiting) > WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._news.set()
        if self.speaking is not before:
            self._holder.noticed()

    def push_pcm(self, pcm: bytes, rate: int = audio.DISCORD_RATE, channels: int = 1) -> None:
        """Take signed 16-bit little-endian samples in.

        Raises
        ------
        ValueError
            If the bytes do not make whole samples of every channel.
        """
        self.push(audio.AudioFrame.from_bytes(pcm, rate, channels))

    def _shut(self) -> None:
        if self.speaking:
            self._gate.shut()
            self._waiting.clear()
            self._news.set()
            self._holder.noticed()

    # -- sending

    async def run(self) -> None:
        """Send what comes, until cancelled."""
        try:
            while True:
                while not self._waiting:
                    self._news.clear()
                    await self._news.wait()
                await self._speak()
        finally:
            await self._end()

    async def _speak(self) -> None:
        """Send one speech, in its time."""
        loop = asyncio.get_running_loop()
        self._catch_up(loop.time())
        due = loop.time()
        while await self._more():
            due = max(due, loop.time() - audio.DISCORD_FRAME_S)  # what was late stays late, and is not hurried after
            packet = await asyncio.to_thread(self._encoder.encode, self._waiting.popleft())
            if await self._send(packet):
                self.sent += 1
            due += audio.DISCORD_FRAME_S / (2 if len(self._waiting) > HURRY else 1)
            await asyncio.sleep(max(0.0, due - loop.time()))
        for _ in range(CLOSING_SILENCES):
            await self._send(SILENCE)
            due += audio.DISCORD_FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))
        await self._end()

    async def _more(self) -> bool:
        """Wait for the next frame of a speech; tells whether there is one."""
        while not self._waiting:
            if not self._gate.is_open:
                return False
            self._news.clear()
            try:
                async with asyncio.timeout(DRY_S):
                    await self._news.wait()
            except TimeoutError:
                self._shut()
        return True

    async def _send(self, packet: bytes) -> bool:
        peer = self._holder.peer
        if peer is None or not self._holder.ready:
            self.unheard += packet != SILENCE
            return False
        if peer is not self._told:
            self._told = peer
            await peer.speaking(SpeakingFlag.MICROPHONE)
        if not self._holder.muted and peer.send_frame(packet):
            return True
        peer.pass_time(1)
        return False

    def _catch_up(self, now: float) -> None:
        """Let the stream's clock run on over the silence before this speech."""
        if self._holder.peer is not None and math.isfinite(self._silent_since):
            silent = int((now - self._silent_since) / audio.DISCORD_FRAME_S)
            self._holder.peer.pass_time(min(silent, LONGEST_SILENCE))

    async def _end(self) -> None:
        self._silent_since = asyncio.get_running_loop().time()
        told, self._told = self._told, None
        if told is not None and told is self._holder.peer:
            with contextlib.suppress(ConnectionError):
                await told.speaking(0)
        self._holder.noticed()
