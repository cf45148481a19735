"""Find the turns of a speaker from probabilities of speech, without a clock, a model or a thread.

Time is the audio's own: each frame comes with its duration, and `TurnDetector.gap` reports time without packets. (Discord's clients send
nothing while their noise gate is closed; a detector that counts received frames only would wait for ever.)

    idle --[start of speech]--> speaking --[short silence]--> paused --[longer silence]--> idle
                                    ^                            |
                                    +----------[speech]----------+

At a pause, recognition starts early: if the turn ends, the text is ready; if the person goes on, the text is thrown away. Punctuation in
the recognised text is no sign of an end: Whisper ends two thirds of arbitrary cuts with a full stop or a question mark.
"""

from __future__ import annotations

import dataclasses
from typing import Final, TypeAlias

__all__ = ("Paused", "Resumed", "SpeechEnded", "SpeechStarted", "TurnDetector", "TurnEvent", "TurnOptions")

_ROUNDING_S: Final = 1e-9
"""Tolerance for rounding errors in sums of durations: three frames of 0.032 s must reach 0.096 s."""


@dataclasses.dataclass(frozen=True, slots=True)
class TurnOptions:
    """When a turn begins and ends: limits in seconds, and probabilities of speech.

    Parameters
    ----------
    starts
        Probability from which a frame counts as speech.
    continues
        Probability below which speech has stopped; between `continues` and `starts`, speech goes on but does not begin.
    onset_s
        Uninterrupted speech that begins a turn: three frames, so that a click does not begin one.
    interrupting_starts, interrupting_onset_s
        The same limits while the bot itself is talking: its own echo and a "mhm" must not interrupt it.
    pause_s
        Silence after which recognition starts early. Gaps within sentences last 0.24 s (median) to 0.42 s.
    end_s
        Silence that ends a turn.
    max_turn_s
        The longest turn: what Whisper can take at once.
    """

    starts: float = 0.5
    continues: float = 0.35
    onset_s: float = 0.096
    interrupting_starts: float = 0.6
    interrupting_onset_s: float = 0.192
    pause_s: float = 0.2
    end_s: float = 0.6
    max_turn_s: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.continues <= self.starts <= 1 or not self.starts <= self.interrupting_starts <= 1:
            raise ValueError("0 < continues <= starts <= interrupting_starts <= 1")
        if not 0 < self.pause_s < self.end_s < self.max_turn_s or self.onset_s > self.interrupting_onset_s:
            raise ValueError("0 < pause_s < end_s < max_turn_s, and onset_s <= interrupting_onset_s")


@dataclasses.dataclass(frozen=True, slots=True)
class SpeechStarted:
    """A turn has begun, at this second of the audio's time, which is some frames ago."""

    at_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class Paused:
    """A short silence since this second of the audio's time: recognition of the turn so far may start early."""

    at_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class Resumed:
    """The person goes on since this second of the audio's time: the text that was recognised early is incomplete."""

    at_s: float


@dataclasses.dataclass(frozen=True, slots=True)
class SpeechEnded:
    """The turn is over.

    Parameters
    ----------
    at_s
        When the last speech ended, in seconds of the audio's time.
    speech_s
        Seconds from the beginning of the turn to that moment.
    silence_s
        Seconds from that moment until now.
    cut
        Whether the turn was too long and ended in the middle of speech.
    """

    at_s: float
    speech_s: float
    silence_s: float
    cut: bool = False


TurnEvent: TypeAlias = SpeechStarted | Paused | Resumed | SpeechEnded


class TurnDetector:
    """Finds the turns of one person; `SpeechStarted` and `SpeechEnded` alternate, `Paused` and `Resumed` come between them."""

    def __init__(self, options: TurnOptions | None = None) -> None:
        self._options = options or TurnOptions()
        self.interrupting = False
        """Whether the bot is talking now; set by the caller."""
        self._now_s = 0.0
        self._onset_s: float | None = None  # start of uninterrupted speech, before a turn
        self._began_s: float | None = None  # start of the turn
        self._spoke_s = 0.0  # end of the last speech
        self._silent = False
        self._paused = False
        self._end_s = self._options.end_s

    @property
    def now_s(self) -> float:
        """The audio's time: the sum of all frames and gaps."""
        return self._now_s

    @property
    def speaking(self) -> bool:
        """Whether a turn is going on."""
        return self._began_s is not None

    def push(self, probability: float, duration_s: float) -> TurnEvent | None:
        """Take a frame, given by its probability of speech and its duration in seconds; return what it causes."""
        began_s = self._now_s
        self._now_s += duration_s
        if self._began_s is None:
            return self._detect_onset(probability, began_s)
        speech = probability >= (self._options.starts if self._silent else self._options.continues)
        if speech:
            self._silent = False
            self._spoke_s = self._now_s
            if self._now_s - self._began_s >= self._options.max_turn_s - _ROUNDING_S:
                return self._ended(cut=True)
            if self._paused:
                self._paused = False
                self._end_s = self._options.end_s
                return Resumed(began_s)
            return None
        return self._after_silence()

    def gap(self, seconds: float) -> TurnEvent | None:
        """Take a time without packets, which counts as silence; return what it causes."""
        self._now_s += seconds
        self._onset_s = None
        return self._after_silence() if self._began_s is not None else None

    def shorten(self, end_s: float) -> TurnEvent | None:
        """End the turn already after `end_s` seconds of silence (or now), because there is evidence that the person has finished."""
        return self._end_after(min(self._end_s, end_s))

    def extend(self, end_s: float) -> None:
        """End the turn only after `end_s` seconds of silence, because there is evidence that the person has not finished."""
        self._end_after(max(self._end_s, end_s))

    def reset(self) -> None:
        """Drop the current turn, because the person left; the audio's time goes on."""
        self._onset_s = self._began_s = None
        self._silent = self._paused = False
        self._end_s = self._options.end_s

    def _end_after(self, end_s: float) -> TurnEvent | None:
        if self._began_s is None:
            return None
        self._end_s = end_s
        return self._after_silence() if self._silent else None

    def _detect_onset(self, probability: float, began_s: float) -> TurnEvent | None:
        options = self._options
        starts = options.interrupting_starts if self.interrupting else options.starts
        if probability < starts:
            self._onset_s = None
            return None
        if self._onset_s is None:
            self._onset_s = began_s
        needed_s = options.interrupting_onset_s if self.interrupting else options.onset_s
        if self._now_s - self._onset_s < needed_s - _ROUNDING_S:
            return None
        self._began_s, self._onset_s = self._onset_s, None
        self._spoke_s = self._now_s
        self._silent = self._paused = False
        self._end_s = options.end_s
        return SpeechStarted(self._began_s)

    def _after_silence(self) -> TurnEvent | None:
        self._silent = True
        silence_s = self._now_s - self._spoke_s + _ROUNDING_S
        if silence_s >= self._end_s or self._now_s - (self._began_s or 0.0) >= self._options.max_turn_s - _ROUNDING_S:
            return self._ended(cut=False)
        if not self._paused and silence_s >= self._options.pause_s:
            self._paused = True
            return Paused(self._spoke_s)
        return None

    def _ended(self, *, cut: bool) -> SpeechEnded:
        event = SpeechEnded(
            self._spoke_s, self._spoke_s - (self._began_s or 0.0), max(0.0, self._now_s - self._spoke_s), cut
        )
        self.reset()
        return event
