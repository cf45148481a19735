"""A live microphone with voice activation: sends the sound it gets while it contains speech, as Discord's clients do."""

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
"""Most frames that wait to be sent (half a second); with more the oldest are dropped."""
CATCH_UP_FRAMES: Final = 1
"""With more waiting frames than this they are sent twice as fast, so that the lead-in and late frames do not delay the end."""
SOURCE_TIMEOUT_S: Final = 0.2
"""Seconds without a frame during speech after which the speech has ended, because the source has stopped."""
THRESHOLD_DB: Final = -60.0
"""Least loudness of speech, in dB of full scale; Discord's clients use the same default."""
ABOVE_NOISE_DB: Final = 10.0
"""How many dB louder than the background noise speech must be."""
ALWAYS_SPEECH_DB: Final = -35.0
"""Loudness, in dB of full scale, that always counts as speech, whatever the background noise."""
NOISE_FRAMES: Final = 100
"""Frames whose quietest one gives the background noise: 2 s, in which every speaker pauses."""
LEADING: Final = 5
"""Frames from before the first loud one that are sent, too, as a word may begin with a quiet consonant."""
TRAILING: Final = 25
"""Frames sent after the last loud one: 0.5 s, a pause between two words."""
LONGEST_SILENCE: Final = 180_000
"""Most frames by which the RTP timestamp advances over silence: one hour. After 12 hours the 32-bit timestamp would seem to go back."""


class Gate:
    """Voice activation: passes frames on while they contain speech."""

    def __init__(self) -> None:
        self._levels: collections.deque[float] = collections.deque(maxlen=NOISE_FRAMES)
        self._before: collections.deque[audio.AudioFrame] = collections.deque(maxlen=LEADING)
        self._left = 0

    @property
    def is_open(self) -> bool:
        """Whether frames are passed on."""
        return self._left > 0

    def push(self, frame: audio.AudioFrame) -> Sequence[audio.AudioFrame]:
        """Add a frame; return the frames to send now."""
        level = _decibels(frame)
        self._levels.append(level)
        noise = min(self._levels)
        if level > max(THRESHOLD_DB, min(noise + ABOVE_NOISE_DB, ALWAYS_SPEECH_DB)):
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
        """Stop passing frames on, and drop the frames kept for the lead-in."""
        self._left = 0
        self._before.clear()


def _decibels(frame: audio.AudioFrame) -> float:
    loudness = float(np.sqrt(np.mean(np.square(frame.to_floats()))))
    return 20 * math.log10(max(loudness, 1e-6))  # avoids the logarithm of 0: silence is -120 dB


class MicrophoneOwner(Protocol):
    """The simulated user whose microphone it is."""

    @property
    def peer(self) -> Peer | None:
        """The user's current voice session."""
        ...

    @property
    def ready(self) -> bool:
        """Whether the user can be heard now."""
        ...

    @property
    def muted(self) -> bool:
        """Whether the user has muted themselves."""
        ...

    def notify(self) -> None:
        """Wake all waiters, because something has changed."""
        ...


class Microphone:
    """Sends a simulated user's sound to the call.

    It never makes its caller wait, and it buffers at most half a second. While the user cannot be heard (alone in an
    encrypted call, or reconnecting) the sound is lost.
    """

    def __init__(self, owner: MicrophoneOwner) -> None:
        from chatterbot.voice import OpusEncoder  # noqa: PLC0415 - optional: needs PyAV

        self.sent = 0
        """Frames of sound sent."""
        self.dropped = 0
        """Frames dropped because they came faster than they could be sent."""
        self.unheard = 0
        """Frames that could not be sent because the user was not ready."""
        self._owner = owner
        self._encoder = OpusEncoder()
        self._resampler = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS)
        self._framer = audio.Framer()
        self._gate = Gate()
        self._waiting: collections.deque[audio.AudioFrame] = collections.deque()
        self._available = asyncio.Event()
        self._announced: Peer | None = None
        """The voice session that has sent op 5 for this stretch of speech."""
        self._silent_since = float("-inf")

    @property
    def speaking(self) -> bool:
        """Whether the user is speaking: the gate is open, or frames wait to be sent."""
        return self._gate.is_open or bool(self._waiting)

    def push(self, piece: audio.AudioFrame) -> None:
        """Add sound, in pieces of any length and rate, as it comes."""
        if self._owner.muted:
            self._shut()
            return
        before = self.speaking
        for frame in self._framer.push(self._resampler.push(piece)):
            self._waiting.extend(self._gate.push(frame))
        while len(self._waiting) > WAITING:
            self._waiting.popleft()
            self.dropped += 1
        self._available.set()
        if self.speaking is not before:
            self._owner.notify()

    def push_pcm(self, pcm: bytes, rate: int = audio.DISCORD_RATE, channels: int = 1) -> None:
        """Add signed 16-bit little-endian samples.

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
            self._available.set()
            self._owner.notify()

    # -- sending

    async def run(self) -> None:
        """Send the added sound until cancelled."""
        try:
            while True:
                while not self._waiting:
                    self._available.clear()
                    await self._available.wait()
                await self._speak()
        finally:
            await self._end()

    async def _speak(self) -> None:
        """Send one stretch of speech in real time."""
        loop = asyncio.get_running_loop()
        self._catch_up(loop.time())
        due = loop.time()
        while await self._next_frame_ready():
            due = max(due, loop.time() - audio.DISCORD_FRAME_S)  # time lost to a late frame is not made up for
            packet = await asyncio.to_thread(self._encoder.encode, self._waiting.popleft())
            if await self._send(packet):
                self.sent += 1
            due += audio.DISCORD_FRAME_S / (2 if len(self._waiting) > CATCH_UP_FRAMES else 1)
            await asyncio.sleep(max(0.0, due - loop.time()))
        for _ in range(CLOSING_SILENCES):
            await self._send(SILENCE)
            due += audio.DISCORD_FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))
        await self._end()

    async def _next_frame_ready(self) -> bool:
        """Wait for the next frame of the speech; return whether there is one."""
        while not self._waiting:
            if not self._gate.is_open:
                return False
            self._available.clear()
            try:
                async with asyncio.timeout(SOURCE_TIMEOUT_S):
                    await self._available.wait()
            except TimeoutError:
                self._shut()
        return True

    async def _send(self, packet: bytes) -> bool:
        peer = self._owner.peer
        if peer is None or not self._owner.ready:
            self.unheard += packet != SILENCE
            return False
        if peer is not self._announced:
            self._announced = peer
            await peer.speaking(SpeakingFlag.MICROPHONE)
        if not self._owner.muted and peer.send_frame(packet):
            return True
        peer.pass_time(1)
        return False

    def _catch_up(self, now: float) -> None:
        """Advance the RTP timestamp over the silence before this speech."""
        if self._owner.peer is not None and math.isfinite(self._silent_since):
            silent = int((now - self._silent_since) / audio.DISCORD_FRAME_S)
            self._owner.peer.pass_time(min(silent, LONGEST_SILENCE))

    async def _end(self) -> None:
        self._silent_since = asyncio.get_running_loop().time()
        announced, self._announced = self._announced, None
        if announced is not None and announced is self._owner.peer:
            with contextlib.suppress(ConnectionError):
                await announced.speaking(0)
        self._owner.notify()
