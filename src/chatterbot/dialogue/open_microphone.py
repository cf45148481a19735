"""A microphone that sends sound without end (music, a fan, a street): what of it still counts as its person speaking.

Sound that goes on without words makes a microphone an open one. From then on, only what is clearly louder than that sound counts, so the
person is still heard over it, and nobody has to wait for a silence that never comes. When the sound ceases, so does that.
"""

from __future__ import annotations

import collections
import dataclasses
import math
from typing import Final

import numpy as np

from chatterbot.dialogue.vad_stream import VadWindow
from chatterbot.speech.turns import vad

__all__ = ("LOOK_AFTER_S", "OpenMicrophone")

LOOK_AFTER_S: Final = 6.0
"""Seconds of sound without a pause after which it is looked for words: people pause for breath sooner."""
OPEN_AFTER_S: Final = 6.0
"""Seconds of sound without words after which a microphone counts as open. Laughter and coughing pause sooner."""
GAP_S: Final = 1.0
"""Seconds of silence after which sound begins anew: laughter in company comes in bursts."""
CLOSED_AFTER_S: Final = 5.0
"""Seconds of silence after which it counts as closed again."""
LOUDER_DB: Final = 6.0
"""By how much a window must be louder than the sound to count as speech, in dB: twice the amplitude. A voice before its microphone is 10 dB and
more above what else is in the room; music swells by less (`_LEVEL`)."""
_LEVEL: Final = 0.95
"""Share of the sound's windows that are not louder than its level."""
_WINDOWS: Final = round(OPEN_AFTER_S / vad.FRAME_S)
"""Windows from which the level is taken: the last seconds."""
_SPEECH: Final = 0.35
"""Probability below which a window is silence (`TurnOptions.continues`)."""
_FAINTEST: Final = 1e-5
"""Amplitude of silence, -100 dBFS."""


class OpenMicrophone:
    """Follows what one person's microphone sends."""

    def __init__(self) -> None:
        self._recent: collections.deque[float] = collections.deque(maxlen=_WINDOWS)
        """Levels of the windows that may be speech, in dBFS; while it is open, of those that were not let through."""
        self._passed: collections.deque[float] = collections.deque(maxlen=_WINDOWS)
        """While it is open: of those that were, until it is known whether there were words in them."""
        self._level_db: float | None = None
        """How loud the sound is, in dBFS; `None`: it is not open."""
        self._wordless_s = 0.0
        self._silent_s = 0.0

    @property
    def open(self) -> bool:
        """Whether it sends sound without end."""
        return self._level_db is not None

    def let_through(self, window: VadWindow) -> VadWindow:
        """Take the next window, and return it as it counts: silent if it is no louder than the sound that never ends."""
        if window.probability < _SPEECH:
            self.be_silent(vad.FRAME_S)
            return window
        self._silent_s = 0.0
        level_db = 20 * math.log10(max(_FAINTEST, float(np.sqrt(np.mean(np.square(window.samples))))))
        if self._level_db is None:
            self._recent.append(level_db)
            return window
        if level_db >= self._level_db + LOUDER_DB:
            self._passed.append(level_db)
            return window
        self._recent.append(level_db)
        self._measure()
        return dataclasses.replace(window, probability=0.0)

    def be_silent(self, seconds: float) -> None:
        """Take note of silence, with packets or without."""
        self._silent_s += seconds
        if self._silent_s >= GAP_S and not self.open:
            self._recent.clear()
            self._wordless_s = 0.0
        if self._silent_s >= CLOSED_AFTER_S:
            self._forget()

    def heard(self, seconds: float, *, words: bool) -> None:
        """Take note of what was recognised.

        Parameters
        ----------
        seconds
            How long the sound was that was looked at.
        words
            Whether there were any in it.
        """
        passed = [*self._passed]
        self._passed.clear()
        if words:
            self._wordless_s = 0.0
            return
        self._wordless_s += seconds
        if self.open:
            self._recent.extend(passed)
            self._measure()
        elif self._wordless_s >= OPEN_AFTER_S and self._recent:
            self._measure()

    def _measure(self) -> None:
        self._level_db = float(np.quantile(self._recent, _LEVEL))

    def _forget(self) -> None:
        self._recent.clear()
        self._passed.clear()
        self._level_db = None
        self._wordless_s = 0.0
