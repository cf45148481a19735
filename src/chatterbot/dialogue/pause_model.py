"""How long a person pauses inside their turns."""

from __future__ import annotations

import collections
from typing import Final

__all__ = ("PauseModel",)

LATEST: Final = 40
"""Pauses that are remembered: some minutes of talk."""
ENOUGH: Final = 5
"""Pauses that must be known before they count as a habit."""
SHARE: Final = 0.85
"""Share of the pauses that are no longer than the habit: a rare long one, for a sip of tea, must not make everybody wait."""
HALF_LIFE: Final = 20
"""Further pauses after which a pause counts half: people get used to a bot, and tired."""
SHORTEST_S: Final = 0.15
"""Seconds of silence that count as a pause at least: the sounds "t" and "k" contain up to a tenth of a second of silence."""
LONGEST_S: Final = 2.0
"""Seconds that a pause counts at most: it is longer than any wait already."""


class PauseModel:
    """Learns from pauses inside turns, those after which the person went on."""

    def __init__(self) -> None:
        self._latest: collections.deque[float] = collections.deque(maxlen=LATEST)

    def note(self, pause_s: float) -> None:
        """Take the seconds of a pause that turned out not to be the end; one that is too short does not count."""
        if pause_s >= SHORTEST_S:
            self._latest.append(min(pause_s, LONGEST_S))

    @property
    def habit_s(self) -> float | None:
        """Seconds that most pauses of this person do not exceed; `None` until enough pauses are known."""
        if len(self._latest) < ENOUGH:
            return None
        newest = len(self._latest) - 1
        weighed = sorted((pause_s, 0.5 ** ((newest - age) / HALF_LIFE)) for age, pause_s in enumerate(self._latest))
        wanted = SHARE * sum(weight for _, weight in weighed)
        for pause_s, weight in weighed:
            wanted -= weight
            if wanted <= 0:
                return pause_s
        return weighed[-1][0]
