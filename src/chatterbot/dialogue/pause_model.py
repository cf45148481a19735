"""How long a person pauses in the middle of what they say."""

from __future__ import annotations

import collections
from typing import Final

__all__ = ("PauseModel",)

LATEST: Final = 40
"""Pauses that are remembered: some minutes of talk."""
ENOUGH: Final = 5
"""Pauses before there is a habit to speak of."""
SHARE: Final = 0.85
"""Of the pauses, so many are no longer than the habit: the rare long one, for a sip of tea, shall not make everybody wait."""
HALF_LIFE: Final = 20
"""After so many further pauses, one counts half: people get used to a bot, and tired."""
SHORTEST_S: Final = 0.15
"""Seconds of silence below which nobody pauses: "t" and "k" have up to a tenth of a second of it."""
LONGEST_S: Final = 2.0
"""Seconds that a pause counts at most: longer than any wait, so it makes no difference how much."""


class PauseModel:
    """Learns from pauses inside turns, those after which the person went on."""

    def __init__(self) -> None:
        self._latest: collections.deque[float] = collections.deque(maxlen=LATEST)

    def note(self, pause_s: float) -> None:
        """Take the seconds of a pause that turned out not to be the end; too short a one is none."""
        if pause_s >= SHORTEST_S:
            self._latest.append(min(pause_s, LONGEST_S))

    @property
    def habit_s(self) -> float | None:
        """Seconds that a pause of this person lasts at most, as a rule; `None` until enough is known."""
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
