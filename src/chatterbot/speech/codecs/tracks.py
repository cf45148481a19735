"""Make the one signal that is recognised from a file's sound tracks: choose a track, and mix its two channels."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ("SILENCE", "TrackChoice", "is_silent", "loudest", "to_mono")

TrackChoice = Callable[[Sequence[NDArray[np.float32]]], Awaitable[int]]
"""Returns the number of the track to recognise. The tracks are 16 kHz mono, float32 in [-1, 1], shape (n,); some may be empty."""

SILENCE: Final = 10 ** (-66 / 20)
"""Peak, relative to full scale, below which a track counts as silent: -66 dB, above the noise of a muted phone and below any whisper."""
_CANCELLED: Final = 0.2
"""Two channels cancel each other out if their mean has less than this part of the louder channel's energy (-7 dB).

If only one channel has sound, the mean has a quarter of its energy, and if the channels have different sounds, at least as much. Only
channels that are nearly each other's opposite are below the limit."""
_BLOCK: Final = 1 << 16
"""Samples that are processed at a time, so that a long recording is not copied as a whole."""
_SCALE: Final = np.float32(1 / 32_768)


def to_mono(pcm: bytes | memoryview, channels: int) -> NDArray[np.float32]:
    """Return one signal, float32 in [-1, 1), shape (n,), from signed 16-bit samples of one channel, or of two interleaved ones.

    Two channels become their mean, as in players. If they cancel each other out (one channel is the other with the opposite sign, which
    balanced cables and some recorders cause), the louder channel is used: a person with headphones hears it, too.
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
    """Tell whether samples, float32 in [-1, 1], are empty or silent."""
    return not len(samples) or float(max(samples.max(), -samples.min())) <= SILENCE


async def loudest(tracks: Sequence[NDArray[np.float32]]) -> int:
    """Return the number of the track with the most energy on average: the `TrackChoice` if no speech detector is installed."""
    return max(
        range(len(tracks)), key=lambda number: float(np.square(tracks[number]).mean()) if len(tracks[number]) else 0.0
    )
