"""How a person speaks in a call: how long they pause inside their turns, and whether they hardly pause at all.

Each person has their own, which is forgotten with them and with the call: how somebody speaks is nothing to keep.
"""

from __future__ import annotations

import collections
import enum
from typing import Final

__all__ = ("Pace", "PauseModel")

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
WRONG_END: Final = 3
"""How many pauses one counts for after which a turn ended though the person went on: two of them are a habit."""
LONG_S: Final = 0.3
"""Seconds from which a pause is not fluent any more: orders of people to a machine hold one of nine pauses that are longer."""
FLUENT_TURNS: Final = 3
"""Turns in a row without such a pause after which a person is known to speak fluently."""
TURN_S: Final = 1.0
"""Seconds of speech that such a turn has at least: nobody pauses inside "okay"."""
SHORT_TURN_S: Final = 5.0
"""Seconds of speech up to which a turn of a person who is not known yet may be a question said in one go."""
LONG_TURN_S: Final = 6.0
"""Seconds of speech after which a person is telling something, and pauses between sentences."""


class Pace(enum.Enum):
    """How a person speaks at the moment."""

    BRISK = "brisk"
    """In one go: the next long pause is likely to be the end."""
    USUAL = "usual"
    """Nothing special is known."""
    TELLING = "telling"
    """At length: there are pauses between sentences."""


class PauseModel:
    """Learns from pauses after which the person went on, and from turns without any."""

    def __init__(self) -> None:
        self._latest: collections.deque[float] = collections.deque(maxlen=LATEST)
        self._fluent_turns = 0
        self._was_cut = False
        """Whether a turn of theirs ended too soon, and they have not been fluent since."""
        self._longest_s = 0.0
        """The longest pause of the present turn."""

    def note(self, pause_s: float) -> None:
        """Take the seconds of a pause that turned out not to be the end; one that is too short does not count."""
        self._longest_s = max(self._longest_s, pause_s)
        if pause_s >= LONG_S:
            self._fluent_turns = 0
        if pause_s >= SHORTEST_S:
            self._latest.append(min(pause_s, LONGEST_S))

    def note_wrong_end(self, pause_s: float) -> None:
        """Take the seconds of a pause that was taken for the end, though the person went on after it."""
        for _ in range(WRONG_END):
            self.note(pause_s)
        self._fluent_turns, self._was_cut = 0, True

    def note_turn(self, speech_s: float) -> None:
        """Take note that a turn ended, which lasted so many seconds from its first speech to its last."""
        if speech_s >= TURN_S and self._longest_s < LONG_S:
            self._fluent_turns += 1
            self._was_cut = self._was_cut and not self.is_fluent
        self._longest_s = 0.0

    @property
    def is_fluent(self) -> bool:
        """Whether this person is known to speak without long pauses."""
        return self._fluent_turns >= FLUENT_TURNS

    def pace(self, speech_s: float) -> Pace:
        """Return how the present turn, which has lasted so many seconds, is spoken."""
        if self.is_fluent:
            return Pace.BRISK
        if speech_s > LONG_TURN_S:
            return Pace.TELLING
        short = speech_s <= SHORT_TURN_S and self._longest_s < LONG_S
        return Pace.BRISK if short and not self._was_cut else Pace.USUAL

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
