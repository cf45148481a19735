"""From a file's sound tracks to the one signal that is recognised: which track, and one channel out of two."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ("SILENCE", "TrackChoice", "is_silent", "loudest", "to_mono")

TrackChoice = Callable[[Sequence[NDArray[np.float32]]], Awaitable[int]]
"""Returns the number of the track to recognise, of several (16 kHz mono in [-1, 1]), some of which may be empty."""

SILENCE: Final = 10 ** (-66 / 20)
"""Peak below which a file holds nothing to hear, of full scale: -66 dB, where the noise of a muted phone lies and no whisper does."""
_CANCELLED: Final = 0.2
"""Energy of the mean of two channels below which it is cancelled, of the louder channel's. Where only one of them holds sound the mean has a
quarter, and where they hold different sounds at least as much; only channels that are nearly each other's opposite come below (-7 dB)."""
_BLOCK: Final = 1 << 16
"""Samples that are counted with at once: a long recording is not copied as a whole."""
_SCALE: Final = np.float32(1 / 32_768)


def to_mono(pcm: bytes | memoryview, channels: int) -> NDArray[np.float32]:
    """Return signed 16-bit samples, one or two channels interleaved, as one signal in [-1, 1).

    Two channels become their mean, as players do; where that cancels (one channel is the other with its sign turned, as balanced
    cables and some recorders leave it) the louder channel is taken, which anybody with two ears hears.
    """
    frames = np.frombuffer(pcm, "<i2").reshape(-1, channels)
    if channels == 1:
        return frames[:, 0].astype(np.float32) * _SCALE
    mean, left, right = 0.0, 0.0, 0.0
    for start in range(0, len(frames), _BLOCK):
        block = frames[start : start + _BLOCK].astype(np.float64)
        mean += float(np.square(block.mean(axis=1)).sum())
        left += float(np.square(block[:, 0]).sum())
        right += float(np.square(block[:, 1]).sum())
    if mean < _CANCELLED * max(left, right):
        return frames[:, 0 if left >= right else 1].astype(np.float32) * _SCALE
    mixed = np.empty(len(frames), np.float32)
    for start in range(0, len(frames), _BLOCK):
        mixed[start : start + _BLOCK] = frames[start : start + _BLOCK].mean(axis=1, dtype=np.float32) * _SCALE
    return mixed


def is_silent(samples: NDArray[np.float32]) -> bool:
    """Tell whether nothing can be heard in samples in [-1, 1]."""
    return not len(samples) or float(max(samples.max(), -samples.min())) <= SILENCE


async def loudest(tracks: Sequence[NDArray[np.float32]]) -> int:
    """Return the number of the loudest track, by its mean energy: the choice where nothing can tell speech."""
    return max(
        range(len(tracks)), key=lambda number: float(np.square(tracks[number]).mean()) if len(tracks[number]) else 0.0
    )
