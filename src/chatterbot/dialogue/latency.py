"""How long each stage of real turns took, as `/status` shows it."""

from __future__ import annotations

import collections
import enum
from typing import Final

from chatterbot import numbers
from chatterbot.time_counts import TimeCounts

__all__ = ("Stage", "StageTimes")

LATEST: Final = 1_000
"""Times that are kept of each stage, the latest ones: 8 kB a stage."""


class Stage(enum.StrEnum):
    """A part of the time between a person's last word and the bot's first."""

    ENDPOINT = "endpoint"
    """From the end of speech to the end of the turn."""
    TRANSCRIBE = "transcribe"
    """From the end of the turn until its words were recognised."""
    ANSWER = "answer"
    """Finding the answer."""
    COMPOSE = "compose"
    """Until the first sentence of a language model was whole, where one was asked."""
    SPEAK = "speak"
    """Until the first sound was made."""
    PLAYOUT = "playout"
    """Until the first frame was sent."""
    TOTAL = "total"
    """From the last speech to the first frame sent."""
    BARGE_IN = "barge-in"
    """From speech over the bot's voice to its silence."""


class StageTimes:
    """Keeps the latest times of each stage; for one thread."""

    def __init__(self) -> None:
        self._seconds = {stage: collections.deque[float](maxlen=LATEST) for stage in Stage}
        self.counts = {stage: TimeCounts() for stage in Stage}
        """All of them, since the program started."""

    def add(self, stage: Stage, seconds: float) -> None:
        """Note a time; clocks may differ a little, so a negative one counts as 0."""
        self._seconds[stage].append(max(0.0, seconds))
        self.counts[stage].add(max(0.0, seconds))

    def count(self, stage: Stage = Stage.TOTAL) -> int:
        """Return how many times of a stage are kept."""
        return len(self._seconds[stage])

    def quantile(self, stage: Stage, share: float) -> float | None:
        """Return the seconds that this share of turns did not exceed (0.5: the median); `None` if there was no turn.

        Raises
        ------
        ValueError
            If the share lies outside of [0, 1].
        """
        return numbers.quantile(self._seconds[stage], share)
