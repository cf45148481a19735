"""The sound of a text that is still being written: one part after the other, the next one made while the one before is heard."""

from __future__ import annotations

import asyncio
import collections
import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot import audio, errors
from chatterbot.speech.tts import WordTiming

__all__ = ("EarlySound", "JoinedTiming", "in_order")

MakeSound = Callable[[str, WordTiming], AsyncGenerator[audio.AudioFrame]]
"""Makes the sound of a text, and tells which of its words are spoken when."""
PARTS: Final = 2
"""Parts whose sound is kept: the one that is being heard, and the one after it. What is given up was made in vain."""
PAUSE_S: Final = 0.15
"""Seconds between two parts, as between two sentences of one: voices end them with little silence of their own."""


class JoinedTiming:
    """Which words of several texts are spoken when, one text after the other (`speech_handle.SpokenWords`)."""

    def __init__(self) -> None:
        self._parts: list[tuple[float, WordTiming]] = []
        """Where each part begins, in seconds from the beginning of the first."""

    @property
    def text(self) -> str:
        """The words of all parts whose sound was taken so far."""
        return " ".join(part.text for _, part in self._parts)

    def restart(self) -> None:
        """Note that everything is said again from its beginning."""
        self._parts = []

    def begin(self, part: WordTiming, start_s: float) -> None:
        """Note where a part begins."""
        self._parts.append((start_s, part))

    def heard(self, position_s: float) -> str:
        """Return the words that were heard after so many seconds of sound."""
        found = (part.heard(position_s - start_s) for start_s, part in self._parts if position_s > start_s)
        return " ".join(words for words in found if words)


class _Part:
    """The sound of one part, between the voice and the listener."""

    def __init__(self) -> None:
        self.timing = WordTiming()
        self.frames: collections.deque[audio.AudioFrame] = collections.deque()
        self.whole = False


class _Parts:
    """The parts between the task that makes their sound and the caller that plays it."""

    def __init__(self, make: MakeSound) -> None:
        self._make = make
        self._parts: collections.deque[_Part] = collections.deque()
        self._room = asyncio.Semaphore(PARTS)
        self._news = asyncio.Event()
        self._ended = False

    async def fill(self, texts: AsyncGenerator[str]) -> None:
        """Make the sound of every text; what cannot be said at all (an emoji) is left out."""
        try:
            async with contextlib.aclosing(texts):
                async for text in texts:
                    await self._room.acquire()
                    part = _Part()
                    self._parts.append(part)
                    with contextlib.suppress(errors.InvalidInputError):
                        async with contextlib.aclosing(self._make(text, part.timing)) as frames:
                            async for frame in frames:
                                part.frames.append(frame)
                                self._news.set()
                    part.whole = True
                    self._news.set()
        finally:
            self._ended = True
            self._news.set()

    async def frames(self) -> AsyncGenerator[tuple[_Part, audio.AudioFrame | None]]:
        """Yield the frames in order, each with its part; `None` in place of a frame: the part has ended."""
        while True:
            self._news.clear()
            if self._parts:
                part = self._parts[0]
                while part.frames:
                    yield part, part.frames.popleft()
                if part.whole:
                    self._parts.popleft()
                    self._room.release()
                    yield part, None
                    continue
            if self._ended:
                return
            await self._news.wait()


async def in_order(
    texts: AsyncGenerator[str], make: MakeSound, timing: JoinedTiming
) -> AsyncGenerator[audio.AudioFrame]:
    """Yield the sound of texts one after the other, all of it mono and of one rate; closing it ends all work at once.

    Parameters
    ----------
    texts
        May wait for more; closed at the end.
    make
        Makes the sound of one of them.
    timing
        Told where each text begins.

    Raises
    ------
    errors.ChatterbotError
        If no voice can speak; what could be said before was yielded.
    """
    timing.restart()
    parts = _Parts(make)
    filling = asyncio.create_task(parts.fill(texts), name="speaking sentences")
    last: _Part | None = None
    resampler: audio.Resampler | None = None
    rate, seconds = 0, 0.0
    try:
        async with contextlib.aclosing(parts.frames()) as frames:
            async for part, frame in frames:
                if part is not last and frame is not None:
                    rate = rate or frame.rate
                    if last is not None:
                        seconds += PAUSE_S
                        yield audio.AudioFrame.silence(PAUSE_S, rate, 1)
                    timing.begin(part.timing, seconds)
                    last, resampler = part, audio.Resampler(rate, 1)
                if resampler is None or part is not last:
                    continue  # nothing of the part can be said
                steady = resampler.flush() if frame is None else resampler.push(frame)
                if len(steady):
                    seconds += steady.duration_s
                    yield steady
        await filling
    finally:
        filling.cancel()
        await asyncio.gather(filling, return_exceptions=True)


class EarlySound:
    """Sound whose beginning is made before it is its turn to be played; it can be played again from its beginning.

    Parameters
    ----------
    make
        Begins to make it.
    """

    def __init__(self, make: Callable[[], AsyncGenerator[audio.AudioFrame]]) -> None:
        self._make = make
        self._early: AsyncGenerator[audio.AudioFrame] | None = make()
        self._first = asyncio.ensure_future(anext(self._early, None))
        self._closing: asyncio.Task[None] | None = None

    async def play(self) -> AsyncGenerator[audio.AudioFrame]:
        """Yield the sound."""
        early, self._early = self._early, None
        async with contextlib.aclosing(early or self._make()) as frames:
            frame = await (anext(frames, None) if early is None else self._first)
            while frame is not None:
                yield frame
                frame = await anext(frames, None)

    def close(self) -> None:
        """Give up what was made early, if it was not played."""
        early, self._early = self._early, None
        if early is not None:
            self._closing = asyncio.create_task(self._end(early), name="speaking sentences: end")

    async def _end(self, early: AsyncGenerator[audio.AudioFrame]) -> None:
        self._first.cancel()
        await asyncio.wait((self._first,))
        if not self._first.cancelled():
            self._first.exception()  # nobody waits for the sound any more
        await early.aclose()
