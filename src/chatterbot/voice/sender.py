"""Send playbacks, one after the other, a frame every 20 ms."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import AsyncIterator
from concurrent.futures import Executor
from typing import Final, Protocol

from chatterbot import aio, audio, errors
from chatterbot.voice import counters, opus, pacer, playback
from chatterbot.voice import options as voice_options

__all__ = ("FrameOutlet", "Sender")

SILENCE_FRAMES: Final = 5
"""Silence frames after each stretch of speech: Discord requires them, so that receivers do not continue the sound by estimation."""
QUEUE: Final = 64
"""Playbacks that may wait."""


class FrameOutlet(Protocol):
    """Where frames are sent to: the current session."""

    @property
    def can_send(self) -> bool:
        """Whether a frame passed to `transmit` now would be sent, with the required encryption."""
        ...

    def transmit(self, packet: bytes) -> bool:
        """Encrypt and send one Opus packet; return whether it was sent."""
        ...

    def speaking(self, on: bool) -> None:
        """Announce to the others that speech begins or ends."""
        ...


class Sender:
    """The queue of playbacks; `run` sends them.

    Parameters
    ----------
    options
        Bit rate and time limits.
    count
        Where withheld frames, slips and underruns are counted.
    executor
        Runs the encoding.
    clock
        The clock of the pacing; `None`: the event loop's.
    """

    def __init__(
        self,
        options: voice_options.VoiceOptions,
        count: counters.VoiceCounters,
        executor: Executor,
        clock: pacer.PacerClock | None = None,
    ) -> None:
        self._options = options
        self._counters = count
        self._executor = executor
        self._clock = clock or pacer.LoopClock()
        self._queue: collections.deque[playback.Playback] = collections.deque()
        self._current: playback.Playback | None = None
        self._changed = aio.Signal()
        self._group: asyncio.TaskGroup | None = None
        self._outlet: FrameOutlet | None = None
        self._closed = False

    @property
    def outlet(self) -> FrameOutlet | None:
        """Where frames are sent to now; `None` while there is no session."""
        return self._outlet

    @outlet.setter
    def outlet(self, outlet: FrameOutlet | None) -> None:
        self._outlet = outlet
        self.wake()

    def wake(self) -> None:
        """Check again what can be sent, because a key came, a playback changed, or the outlet works again."""
        self._changed.tell()

    def play(self, source: AsyncIterator[audio.AudioFrame]) -> playback.Playback:
        """Add sound to the queue and return its handle; the source is read from now on.

        Raises
        ------
        VoiceError
            If the connection is closed, or `QUEUE` playbacks wait already.
        """
        if self._closed or self._group is None:
            raise errors.VoiceError("the voice connection is closed")
        if len(self._queue) >= QUEUE:
            raise errors.VoiceError(f"{QUEUE} playbacks wait already")
        handle = playback.Playback(source, self._options.bitrate, self._executor, self.wake)
        handle.start(self._group)
        self._queue.append(handle)
        self.wake()
        return handle

    async def run(self) -> None:
        """Send playbacks until cancelled; then all remaining ones end as interrupted."""
        try:
            async with asyncio.TaskGroup() as self._group:
                while True:
                    await self._changed.until(lambda: bool(self._queue))
                    self._current = self._queue.popleft()
                    await self._send_playback(self._current)
                    self._current = None
        finally:
            self._closed = True
            for handle in (*((self._current,) if self._current else ()), *self._queue):
                handle.finish(interrupted=True)
            self._queue.clear()

    async def _send_playback(self, handle: playback.Playback) -> None:
        """Send one playback; pauses and gaps divide it into several stretches."""
        while not handle.stopped and not handle.exhausted:
            await self._changed.until(lambda: handle.stopped or (not handle.paused and self._has_sound(handle)))
            if handle.stopped or handle.exhausted:
                break
            if not await self._changed.until(lambda: handle.stopped or self._can_send, self._options.send_patience_s):
                handle.finish(interrupted=True)
                return
            await self._send_stretch(handle)
        handle.finish()

    async def _send_stretch(self, handle: playback.Playback) -> None:
        """Send frames until the playback ends, is paused, or has none ready."""
        pace = pacer.Pacer(self._clock)
        if self._outlet is not None:
            self._outlet.speaking(True)
        try:
            while True:
                if not await pace.wait():
                    self._counters.pacer_slips += 1
                if handle.stopped or handle.paused:
                    break
                packet = handle.take()
                if packet is None:
                    if not handle.exhausted:
                        self._counters.underruns += 1
                    break
                if self._outlet is not None and self._outlet.transmit(packet):
                    handle.sent()
                elif self._can_send:
                    handle.sent()  # the operating system refused it: it is skipped, since its time has passed
                else:
                    handle.give_back(packet)
                    self._counters.frames_withheld += 1
                    break
            if handle.exhausted:
                handle.finish()
            await self._send_silence(pace, handle if handle.paused else None)
        finally:
            if self._outlet is not None:
                self._outlet.speaking(False)

    async def _send_silence(self, pace: pacer.Pacer, paused: playback.Playback | None) -> None:
        """Send five frames of silence; the first is due at once, in place of the missing frame of speech. Fewer if a pause is over before."""
        for number in range(SILENCE_FRAMES):
            if number:
                await pace.wait()
            if paused is not None and number and not paused.paused and not paused.stopped and paused.pending:
                return
            if self._outlet is None or not self._outlet.transmit(opus.SILENCE):
                return

    @property
    def _can_send(self) -> bool:
        return self._outlet is not None and self._outlet.can_send

    @staticmethod
    def _has_sound(handle: playback.Playback) -> bool:
        return handle.pending > 0 or handle.exhausted
