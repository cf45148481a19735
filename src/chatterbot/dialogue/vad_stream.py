"""One person's sound: frames in, the events of their turns and the sound of the turn out. Time is the audio's own.

In a call the frames are 16 kHz mono already, as `calls.manager` asks for; any other rate is converted.
"""

from __future__ import annotations

import collections
import dataclasses
import math

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio
from chatterbot.speech.turns import vad
from chatterbot.speech.turns.turn_detector import SpeechEnded, TurnDetector, TurnEvent, TurnOptions

__all__ = ("VadStream", "VadWindow", "WindowStream")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class VadWindow:
    """A piece of sound, as long as the detector takes it at once.

    Parameters
    ----------
    samples
        512 samples of 16 kHz mono, float32 in [-1, 1]: 32 ms.
    probability
        That it is speech, in [0, 1].
    """

    samples: NDArray[np.float32]
    probability: float


class WindowStream:
    """Cuts sound of any rate into windows. Blocks for 0.2 ms a window: for any thread, one call at a time.

    Parameters
    ----------
    detector
        Of this person alone: it remembers what it heard before.
    """

    def __init__(self, detector: vad.VoiceActivityDetector) -> None:
        self._detector = detector
        self._resampler = audio.Resampler(audio.SPEECH_RATE, 1)
        self._rest = np.zeros(0, np.float32)

    def push(self, frame: audio.AudioFrame) -> list[VadWindow]:
        """Take a frame, and return the windows that are complete now."""
        self._rest = np.concatenate((self._rest, self._resampler.push(frame).to_floats()))
        windows: list[VadWindow] = []
        while len(self._rest) >= vad.FRAME_SAMPLES:
            samples, self._rest = self._rest[: vad.FRAME_SAMPLES], self._rest[vad.FRAME_SAMPLES :]
            windows.append(VadWindow(samples, self._detector.probability(samples)))
        return windows


class VadStream:
    """Finds turns in windows; keeps the sound of the turn that goes on and of the moment before it, and nothing else.

    Parameters
    ----------
    options
        When turns begin and end.
    preroll_s
        Seconds of sound before the detected beginning that belong to a turn.
    """

    def __init__(self, options: TurnOptions, preroll_s: float) -> None:
        self._turns = TurnDetector(options)
        before_s = preroll_s + max(options.onset_s, options.interrupting_onset_s)
        self._before = math.ceil(before_s / vad.FRAME_S)
        self._kept: collections.deque[NDArray[np.float32]] = collections.deque()
        self._last: NDArray[np.float32] = np.zeros(0, np.float32)

    @property
    def speaking(self) -> bool:
        """Whether a turn goes on."""
        return self._turns.speaking

    @property
    def now_s(self) -> float:
        """The audio's time, in seconds."""
        return self._turns.now_s

    @property
    def interrupting(self) -> bool:
        """Whether the bot is being heard now: then it may take more speech to begin a turn."""
        return self._turns.interrupting

    @interrupting.setter
    def interrupting(self, value: bool) -> None:
        self._turns.interrupting = value

    def hear(self, window: VadWindow) -> TurnEvent | None:
        """Take the next 32 ms, and return what they changed."""
        self._kept.append(window.samples)
        event = self._turns.push(window.probability, vad.FRAME_S)
        if not self._turns.speaking and not isinstance(event, SpeechEnded):
            while len(self._kept) > self._before:
                self._kept.popleft()
        return self._noted(event)

    def gap(self, seconds: float) -> TurnEvent | None:
        """Take time in which no sound came, and return what it changed."""
        return self._noted(self._turns.gap(seconds))

    def wait(self, silence_s: float) -> TurnEvent | None:
        """Let the present pause end the turn after so many seconds of silence, and return the end if they have passed already."""
        self._turns.extend(silence_s)
        return self._noted(self._turns.shorten(silence_s))

    @property
    def sound(self) -> NDArray[np.float32]:
        """The turn so far; without one the turn that ended last, until `drop`. 16 kHz mono, float32, shape (n,)."""
        if not self._turns.speaking:
            return self._last
        return np.concatenate(self._kept) if self._kept else np.zeros(0, np.float32)

    def drop(self) -> None:
        """Keep nothing of the turn that ended last."""
        self._last = np.zeros(0, np.float32)

    def forget(self) -> None:
        """Keep nothing of this person."""
        self._turns.reset()
        self._kept.clear()
        self.drop()

    def _noted(self, event: TurnEvent | None) -> TurnEvent | None:
        if isinstance(event, SpeechEnded):
            self._last = np.concatenate(self._kept) if self._kept else np.zeros(0, np.float32)
            self._kept.clear()
        return event
