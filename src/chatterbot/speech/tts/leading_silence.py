"""Remove the silence before the first sound of a voice: for the listener it is a part of the wait for an answer."""

from __future__ import annotations

from typing import Final

import numpy as np

from chatterbot import audio

__all__ = ("LeadingSilence",)

AUDIBLE: Final = 100
"""Sample value, of 32,768, above which sound is audible (-50 dB). Piper's voices begin with 40 to 60 ms below it, festival's with 60 to
210 ms."""
BEFORE_S: Final = 0.01
"""Seconds kept before the first audible sample, so that the sound does not begin with a click."""
LONGEST_S: Final = 0.6
"""Seconds of silence that are removed at most: a longer silence may be intended."""


class LeadingSilence:
    """Removes the silence at the beginning of one answer, whose frames have one rate."""

    def __init__(self) -> None:
        self._begun = False
        self._skipped_s = 0.0
        self._pending: audio.AudioFrame | None = None

    def push(self, frame: audio.AudioFrame) -> audio.AudioFrame | None:
        """Return a frame without leading silence; `None` while there was only silence."""
        if self._begun:
            return frame
        if self._pending is not None:
            frame = audio.AudioFrame(np.concatenate((self._pending.samples, frame.samples)), frame.rate)
        loud = np.flatnonzero(np.abs(frame.samples.astype(np.int32)).max(axis=1) > AUDIBLE)
        keep = round(BEFORE_S * frame.rate)
        first = int(loud[0]) if len(loud) else len(frame)
        start = max(0, first - keep)
        self._skipped_s += start / frame.rate
        rest = audio.AudioFrame(frame.samples[start:], frame.rate)
        if not len(loud) and self._skipped_s < LONGEST_S:
            self._pending = rest
            return None
        self._begun, self._pending = True, None
        return rest
