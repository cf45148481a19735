"""Sends what is to be said, one playback after the other, a frame every 20 ms."""

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
"""Silence frames after each stretch of speech: Discord asks for them, so that receivers do not guess on."""
QUEUE: Final = 64
"""Playbacks that may wait at most."""


class FrameOutlet(Protocol):
    """Where frames go: the present session, or nothing while reconnecting."""

    @property
    def can_send(self) -> bool:
        """Whether a frame given now would be sent, encrypted as it must be."""
        ...

    def transmit(self, packet: bytes) -> bool:
        """Encrypt and send one Opus packet; False if it was not sent."""
        ...

    def speaking(self, on: bool) -> None:
        """Tell the others that speech begins or ends."""
        ...


class Sender:
    """Holds the queue of playbacks; `run` sends them.

    Parameters
    ----------
    options
        Bit rate and patience.
    count
        Where withheld frames, slips and underruns are counted.
    executor
        Where sound is encoded.
    clock
        For the pacing.
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
        self._news = aio.Signal()
        self._group: asyncio.TaskGroup | None = None
        self._outlet: FrameOutlet | None = None
        self._closed = False

    @property
    def outlet(self) -> FrameOutlet | None:
        """Where frames go now."""
        return self._outlet

    @outlet.setter
    def outlet(self, outlet: FrameOutlet | None) -> None:
        self._outlet = outlet
        self.notice()

    def notice(self) -> None:
        """Look again: a key came, a playback changed, the outlet works again."""
        self._news.tell()

    def play(self, source: AsyncIterator[audio.AudioFrame]) -> playback.Playback:
        """Queue something to be said; its source is read from now on.

        Raises
        ------
        VoiceError
            If the connection is closed, or `QUEUE` playbacks wait already.
        """
        if self._closed or self._group is None:
            raise errors.VoiceError("the voice connection is closed")
        if len(self._queue) >= QUEUE:
            raise errors.VoiceError(f"{QUEUE} playbacks wait already")
        handle = playback.Playback(source, self._options.bitrate, self._executor, self.notice)
        handle.start(self._group)
        self._queue.append(handle)
        self.notice()
        return handle

    async def run(self) -> None:
        """Send until cancelled; then every playback ends as interrupted."""
        try:
            async with asyncio.TaskGroup() as self._group:
                while True:
                    await self._news.until(lambda: bool(self._queue))
                    self._current = self._queue.popleft()
                    await self._say(self._current)
                    self._current = None
        finally:
            self._closed = True
            for handle in (*((self._current,) if self._current else ()), *self._queue):
                handle.finish(interrupted=True)
            self._queue.clear()

    async def _say(self, handle: playback.Playback) -> None:
        """Send one playback, in as many stretches as pauses and gaps make of it."""
        while not handle.stopped and not handle.exhausted:
            await self._news.until(lambda: handle.stopped or (not handle.paused and self._has_sound(handle)))
            if handle.stopped or handle.exhausted:
                break
            if not await self._news.until(lambda: handle.stopped or self._can_send, self._options.send_patience_s):
                handle.finish(interrupted=True)
                return
            await self._stretch(handle)
        handle.finish()

    async def _stretch(self, handle: playback.Playback) -> None:
        """Send frames until the playback ends, pauses or has none."""
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
                    handle.sent()  # the system refused it: its time has passed all the same
                else:
                    handle.give_back(packet)
                    self._counters.frames_withheld += 1
                    break
            if handle.exhausted:
                handle.finish()
            await self._fall_silent(pace)
        finally:
            if self._outlet is not None:
                self._outlet.speaking(False)

    async def _fall_silent(self, pace: pacer.Pacer) -> None:
        """Five frames of silence; the first takes the turn that speech did not use."""
        for number in range(SILENCE_FRAMES):
            if number:
                await pace.wait()
            if self._outlet is None or not self._outlet.transmit(opus.SILENCE):
                return

    @property
    def _can_send(self) -> bool:
        return self._outlet is not None and self._outlet.can_send

    @staticmethod
    def _has_sound(handle: playback.Playback) -> bool:
        return handle.pending > 0 or handle.exhausted
