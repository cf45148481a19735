"""Bring sound to another level without clipping: a constant gain, and a limiter that looks ahead.

Where the louder sound would exceed the ceiling, the gain falls within 5 ms before the peak and comes back slowly after it, so that nothing is
cut off and nothing pumps. Peaks between the samples count, too.
"""

from __future__ import annotations

import collections
import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio
from chatterbot.speech.tts import loudness

__all__ = ("CEILING_DBTP", "Limiter")

CEILING_DBTP: Final = -3.0
"""Highest true peak before Opus, which raises some peaks by 2 dB: so what is heard keeps to the -1 dBTP of EBU R 128."""
HOP_S: Final = 0.001
"""Seconds for which one gain is worked out; between them it changes evenly."""
AHEAD: Final = 5
"""Hops in which the gain falls before a peak."""
RELEASE_S: Final = 0.08
"""Seconds in which two thirds of the gain are back after a peak: shorter distorts low voices, longer is heard as pumping."""
_TAPS: Final = 16
"""Samples from which the sound between two samples is worked out."""
_HALF: Final = _TAPS // 2
_SAFE: Final = 0.7
"""Share of the ceiling up to which the samples need no closer look: between them speech is at most 3 dB higher."""
_WHOLE: Final = 0.9999
"""Gain from which nothing is limited any more."""


class Limiter:
    """Brings one stream of mono sound to another level. Blocks: call it in an executor, one call at a time.

    Parameters
    ----------
    decibels
        The gain, in dB.
    rate
        Samples a second of all frames.
    """

    def __init__(self, decibels: float, rate: int) -> None:
        self._factor = loudness.gain(decibels)
        self._rate = rate
        self._ceiling = loudness.gain(CEILING_DBTP)
        self._hop = max(1, round(HOP_S * rate))
        self._back = math.exp(-HOP_S / RELEASE_S)
        self._held = np.zeros(0)
        """Louder sound whose end is looked at before it goes out."""
        self._before = np.zeros(_HALF)
        """The last samples before it."""
        self._gains = collections.deque([1.0] * (AHEAD + 1), AHEAD + 1)
        """The gains of the last hops."""

    def push(self, frame: audio.AudioFrame) -> audio.AudioFrame:
        """Take a mono frame, and return the sound that is ready; the last 7 ms wait for the next frame."""
        return self._put(frame.samples[:, 0].astype(np.float64) * (self._factor / loudness.FULL_SCALE))

    def flush(self) -> audio.AudioFrame:
        """Return what still waits."""
        left = len(self._held)
        rest = self._put(np.zeros((AHEAD + 2) * self._hop + _HALF))
        self._held = np.zeros(0)
        return audio.AudioFrame(rest.samples[:left], self._rate)

    def _put(self, louder: NDArray[np.float64]) -> audio.AudioFrame:
        sound = np.concatenate((self._held, louder))
        hops = max(0, (len(sound) - _HALF) // self._hop - (AHEAD + 1))
        ready = hops * self._hop
        out = sound[:ready]
        quiet = len(sound) == 0 or float(np.abs(sound).max()) <= self._ceiling * _SAFE
        if hops and not (quiet and min(self._gains) >= _WHOLE):
            out = out * self._changing_gain(self._needed(sound, hops + AHEAD + 1), hops)
        self._before = np.concatenate((self._before, sound[:ready]))[-_HALF:]
        self._held = sound[ready:]
        return audio.AudioFrame.from_floats(out, self._rate) if ready else audio.AudioFrame.silence(0, self._rate, 1)

    def _needed(self, sound: NDArray[np.float64], hops: int) -> NDArray[np.float64]:
        """Return the gain with which each of so many hops stays below the ceiling."""
        around = np.concatenate((self._before, sound))
        peaks = np.abs(around)
        for between in _INTERPOLATIONS:
            found = np.abs(np.convolve(around, between, "valid"))
            # Each value lies between two samples, and counts for both.
            for first in (_HALF - 1, _HALF):
                part = peaks[first : first + len(found)]
                np.maximum(part, found, out=part)
        highest = peaks[_HALF : _HALF + hops * self._hop].reshape(hops, self._hop).max(axis=1)
        return np.minimum(1.0, self._ceiling / np.maximum(highest, self._ceiling))

    def _changing_gain(self, needed: NDArray[np.float64], hops: int) -> NDArray[np.float64]:
        """Return the gain of each sample of so many hops."""
        ahead = np.lib.stride_tricks.sliding_window_view(needed, AHEAD + 2).min(axis=1)
        edges = [self._mean]
        for wanted in ahead[:hops].tolist():
            recovered = 1.0 - (1.0 - self._gains[-1]) * self._back
            self._gains.append(min(wanted, recovered))
            edges.append(self._mean)
        # Both ends of a hop are low enough for all of it, and so is what lies between them.
        return np.interp(np.arange(1, hops * self._hop + 1) / self._hop, np.arange(hops + 1), edges)

    @property
    def _mean(self) -> float:
        return sum(self._gains) / len(self._gains)


def _interpolation(place: float) -> NDArray[np.float64]:
    """Return the filter for the sound at this share of the way from one sample to the next: a windowed sinc."""
    offsets = np.arange(_TAPS) - (_HALF - 1) - place
    taps = np.sinc(offsets) * np.cos(np.pi * offsets / _TAPS)
    return (taps / taps.sum())[::-1]


_INTERPOLATIONS: Final[tuple[NDArray[np.floating[Any]], ...]] = tuple(map(_interpolation, (0.25, 0.5, 0.75)))
"""Three places between two samples, as BS.1770-4, annex 2 has them."""
