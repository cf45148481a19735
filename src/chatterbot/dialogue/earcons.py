"""Short signs of the bot's, made here: that it thinks, and that it knows no answer."""

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
"""Samples a second: what follows a sign is brought to its rate, and shall lose nothing by that."""
_S: Final = 0.12
"""Seconds of one note."""
_LOUDNESS: Final = 0.08
"""Of full scale (-22 dB): well below a voice."""
_FADE_S: Final = 0.03
"""Seconds of rising and falling, so that nothing clicks."""


class Earcon(enum.Enum):
    """What it says, in Hz."""

    THINKING = (392.0, 523.25)
    """G, C: something comes."""
    NOTHING = (392.0, 293.66)
    """G, D: nothing comes."""


async def tone(which: Earcon) -> AsyncGenerator[audio.AudioFrame]:
    """Give the sign's sound: 0.24 s of mono."""
    times = np.arange(round(_S * RATE)) / RATE
    fade = np.minimum(1.0, np.minimum(times, times[-1] - times) / _FADE_S)
    notes = [np.sin(2 * np.pi * hertz * times) * fade * _LOUDNESS for hertz in which.value]
    yield audio.AudioFrame.from_floats(np.concatenate(notes), RATE)


async def with_thinking_tones(
    frames: AsyncGenerator[audio.AudioFrame], after_s: float, every_s: float, signed: Callable[[float], None]
) -> AsyncGenerator[audio.AudioFrame]:
    """Give the sound, and signs of thinking until it comes.

    Parameters
    ----------
    frames
        Mono sound; closed at the end.
    after_s, every_s
        Seconds until the first sign, and between two.
    signed
        Told the seconds of each sign.
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
                first.exception()  # it comes out above; where nobody listens any more, nobody has to know
        while frame is not None:
            yield frame if steady is None else steady.push(frame)
            frame = await anext(frames, None)
        if steady is not None:
            yield steady.flush()
