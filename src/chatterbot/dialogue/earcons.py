"""Short tones that the bot plays: that it is thinking, and that it knows no answer."""

from __future__ import annotations

import asyncio
import contextlib
import enum
from collections.abc import AsyncGenerator, Callable
from typing import Final

import numpy as np

from chatterbot import audio

__all__ = ("Earcon", "tone", "with_thinking_tones")

RATE: Final = audio.DISCORD_RATE
"""Samples a second: the voice that follows a tone is converted to this rate, and must lose nothing by it."""
_S: Final = 0.12
"""Seconds of one note."""
_LOUDNESS: Final = 0.08
"""Share of full scale (-22 dB): well below a voice."""
_FADE_S: Final = 0.03
"""Seconds in which a note rises and falls, so that nothing clicks."""


class Earcon(enum.Enum):
    """A sign, as the frequencies of its two notes in Hz."""

    THINKING = (392.0, 523.25)
    """G, C: an answer is coming."""
    NOTHING = (392.0, 293.66)
    """G, D: there is no answer."""


async def tone(which: Earcon) -> AsyncGenerator[audio.AudioFrame]:
    """Return the sound of a sign: 0.24 s of mono at `RATE`."""
    times = np.arange(round(_S * RATE)) / RATE
    fade = np.minimum(1.0, np.minimum(times, times[-1] - times) / _FADE_S)
    notes = [np.sin(2 * np.pi * hertz * times) * fade * _LOUDNESS for hertz in which.value]
    yield audio.AudioFrame.from_floats(np.concatenate(notes), RATE)


async def with_thinking_tones(
    frames: AsyncGenerator[audio.AudioFrame], after_s: float, every_s: float, signed: Callable[[float], None]
) -> AsyncGenerator[audio.AudioFrame]:
    """Return the sound, with signs of thinking before it until it comes.

    Parameters
    ----------
    frames
        Mono sound of any rate; closed at the end.
    after_s, every_s
        Seconds until the first sign, and between two.
    signed
        Called with the seconds of each sign.
    """
    steady: audio.Resampler | None = None
    async with contextlib.aclosing(frames):
        first: asyncio.Future[audio.AudioFrame | None] = asyncio.ensure_future(anext(frames, None))
        try:
            wait_s = after_s
            while not (await asyncio.wait((first,), timeout=wait_s))[0]:
                steady, wait_s = audio.Resampler(RATE, 1), every_s
                async for sign in tone(Earcon.THINKING):
                    signed(sign.duration_s)
                    yield sign
            frame = first.result()
        finally:
            first.cancel()
            await asyncio.wait((first,))
            if not first.cancelled():
                first.exception()  # raised above; if the sound is not wanted any more, it does not matter
        while frame is not None:
            yield frame if steady is None else steady.push(frame)
            frame = await anext(frames, None)
        if steady is not None:
            yield steady.flush()
