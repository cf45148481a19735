"""One playback: the source of its sound, how much of it was sent, and the methods to pause and stop it."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from typing import Final

from chatterbot import audio
from chatterbot.voice import opus

__all__ = ("Playback", "PlaybackResult")

_LOGGER: Final = logging.getLogger(__name__)
AHEAD_FRAMES: Final = 25
"""Encoded frames that wait to be sent at most (0.5 s): enough for a source that delivers in bursts, and little memory."""
PIECE_S: Final = 0.1
"""Seconds of sound that one job of the executor encodes, which takes about 1.5 ms."""


@dataclasses.dataclass(frozen=True, slots=True)
class PlaybackResult:
    """How a playback ended.

    Parameters
    ----------
    position_s
        Seconds of its sound that were sent.
    interrupted
        Whether it was stopped before its end: by `Playback.interrupt`, by the connection's end, or because nothing could be sent.
    """

    position_s: float
    interrupted: bool


class Playback:
    """Sound that is being played, or waits for that; made by `DiscordVoiceConnection.play`.

    Parameters
    ----------
    source
        Frames of sound of any length; all have the same rate and number of channels.
    bitrate
        Bits a second of the Opus stream.
    executor
        Where resampling and encoding run.
    changed
        Called whenever the sender may have something new to do.
    """

    def __init__(
        self, source: AsyncIterator[audio.AudioFrame], bitrate: int, executor: Executor, changed: Callable[[], None]
    ) -> None:
        self._source = source
        self._bitrate = bitrate
        self._executor = executor
        self._changed = changed
        self._packets: collections.deque[bytes] = collections.deque()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._sent = 0
        self.on_first_sent: Callable[[float], None] | None = None
        """Called with the time, on the loop's clock, at which the first frame was sent."""
        self._paused = False
        self._interrupted = False
        self._exhausted = False
        self._error: Exception | None = None
        self._done: asyncio.Future[PlaybackResult] = asyncio.get_running_loop().create_future()
        self._feeding: asyncio.Task[None] | None = None

    @property
    def position_s(self) -> float:
        """Seconds of the sound that were sent so far."""
        return self._sent * audio.DISCORD_FRAME_S

    @property
    def paused(self) -> bool:
        """Whether it waits for `resume`."""
        return self._paused

    @property
    def done(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self._done.done()

    def pause(self) -> None:
        """Stop sending within one frame, and keep the position."""
        self._paused = True
        self._changed()

    def resume(self) -> None:
        """Go on at the position where `pause` stopped."""
        self._paused = False
        self._changed()

    def interrupt(self) -> None:
        """Stop for good: no further frame is sent. Without effect after the end."""
        if self.done:
            return
        self._interrupted = True
        self.finish(interrupted=True)
        self._changed()

    async def wait(self) -> PlaybackResult:
        """Wait for the end and return its result.

        Raises
        ------
        Exception
            An exception of the source, after all frames before it were sent.
        """
        return await asyncio.shield(self._done)

    # Called by the sender.

    def start(self, group: asyncio.TaskGroup) -> None:
        """Start to read the source, in a task of that group."""
        self._feeding = group.create_task(self._feed(), name="voice:feed")

    @property
    def stopped(self) -> bool:
        """Whether no further frame may be sent."""
        return self._interrupted or self.done

    @property
    def exhausted(self) -> bool:
        """Whether the source has ended and all frames were taken."""
        return self._exhausted and not self._packets

    @property
    def pending(self) -> int:
        """The number of encoded frames that wait."""
        return len(self._packets)

    def take(self) -> bytes | None:
        """Return the next encoded frame; `None` if the source is too slow."""
        if not self._packets:
            return None
        packet = self._packets.popleft()
        if len(self._packets) < AHEAD_FRAMES:
            self._has_room.set()
        return packet

    def give_back(self, packet: bytes) -> None:
        """Put back a frame that could not be sent."""
        self._packets.appendleft(packet)

    def sent(self) -> None:
        """Note that one frame was sent."""
        self._sent += 1
        if self._sent == 1 and self.on_first_sent is not None:
            self.on_first_sent(asyncio.get_running_loop().time())

    def finish(self, *, interrupted: bool = False) -> None:
        """Set the result, and stop reading the source."""
        if self._feeding is not None:
            self._feeding.cancel()
        self._packets.clear()
        if self.done:
            return
        if self._error is not None and not interrupted:
            self._done.set_exception(self._error)
            self._done.exception()  # marks it as retrieved: asyncio must not complain if nobody waits for it
        else:
            self._done.set_result(PlaybackResult(self.position_s, interrupted))

    async def _feed(self) -> None:
        """Read, convert and encode, ahead of the sender by a bounded number of frames."""
        loop = asyncio.get_running_loop()
        try:
            convert = await loop.run_in_executor(self._executor, _Converter, self._bitrate)
            async for piece in self._source:
                step = max(1, round(PIECE_S * piece.rate))
                for start in range(0, len(piece), step):
                    part = audio.AudioFrame(piece.samples[start : start + step], piece.rate)
                    await self._put(await loop.run_in_executor(self._executor, convert.push, part))
            await self._put(await loop.run_in_executor(self._executor, convert.flush))
        except Exception as error:  # noqa: BLE001 - the source is foreign code: `wait` raises its exceptions
            self._error = error
        finally:
            self._exhausted = True
            self._changed()
            await self._close_source()

    async def _close_source(self) -> None:
        close = getattr(self._source, "aclose", None)
        if close is None:
            return
        try:
            await close()
        except Exception:
            _LOGGER.warning("the source of a playback could not be closed", exc_info=True)

    async def _put(self, packets: list[bytes]) -> None:
        self._packets.extend(packets)
        self._changed()
        if len(self._packets) >= AHEAD_FRAMES:
            self._has_room.clear()
        await self._has_room.wait()


class _Converter:
    """Converts any sound to Opus packets of 20 ms; runs in the executor."""

    def __init__(self, bitrate: int) -> None:
        self._resampler = audio.Resampler(audio.DISCORD_RATE, audio.DISCORD_CHANNELS)
        self._framer = audio.Framer()
        self._encoder = opus.OpusEncoder(bitrate)

    def push(self, piece: audio.AudioFrame) -> list[bytes]:
        return [self._encoder.encode(frame) for frame in self._framer.push(self._resampler.push(piece))]

    def flush(self) -> list[bytes]:
        frames = self._framer.push(self._resampler.flush())
        rest = self._framer.flush()
        return [self._encoder.encode(frame) for frame in (*frames, *((rest,) if rest is not None else ()))]
