"""The silence before the first sound of a voice, left out: whoever waits for an answer waits for that, too."""

from __future__ import annotations

from typing import Final

import numpy as np

from chatterbot import audio

__all__ = ("LeadingSilence",)

AUDIBLE: Final = 100
"""Of 32,768 (-50 dB): what is louder is heard. Piper's voices begin with 40 to 60 ms below it, festival's with 60 to 210."""
BEFORE_S: Final = 0.01
"""Seconds kept before the first such sample, so that it does not begin with a click."""
LONGEST_S: Final = 0.6
"""Seconds of silence that are left out at most: more may be meant."""


class LeadingSilence:
    """For one answer; frames of one rate."""

    def __init__(self) -> None:
        self._begun = False
        self._left_s = 0.0
        self._last: audio.AudioFrame | None = None

    def push(self, frame: audio.AudioFrame) -> audio.AudioFrame | None:
        """Give what is to be heard of a frame; `None`: nothing yet."""
        if self._begun:
            return frame
        if self._last is not None:
            frame = audio.AudioFrame(np.concatenate((self._last.samples, frame.samples)), frame.rate)
        loud = np.flatnonzero(np.abs(frame.samples.astype(np.int32)).max(axis=1) > AUDIBLE)
        keep = round(BEFORE_S * frame.rate)
        first = int(loud[0]) if len(loud) else len(frame)
        start = max(0, first - keep)
        self._left_s += start / frame.rate
        rest = audio.AudioFrame(frame.samples[start:], frame.rate)
        if not len(loud) and self._left_s < LONGEST_S:
            self._last = rest
            return None
        self._begun, self._last = True, None
        return rest
