"""How often something may be done: so much in a time on average, and a part of that at once."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable, Hashable
from typing import Final

__all__ = ("RequestRate",)

MOST_REMEMBERED: Final = 10_000
"""Most places remembered, about 200 bytes each; beyond that the one used longest ago is forgotten, and begins anew."""


class RequestRate:
    """Lets an amount through in a time, for each place by itself: the generic cell rate algorithm (ITU-T I.371, annex A).

    Parameters
    ----------
    amount
        How much goes through in `period_s`, on average.
    period_s
        In seconds.
    at_once
        How much of it may come at once; a single piece that is larger goes through alone.
    clock
        Returns the present moment in seconds.
    """

    def __init__(
        self, amount: float, period_s: float, at_once: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._one_s = period_s / amount
        self._at_once = at_once
        self._clock = clock
        self._free: collections.OrderedDict[Hashable, float] = collections.OrderedDict()
        """When each place would have nothing more to make up for."""

    def take(self, place: Hashable, piece: float = 1.0) -> float:
        """Let a piece through and return 0, or return in how many seconds it may be tried again."""
        now = self._clock()
        free = max(now, self._free.get(place, now)) + piece * self._one_s
        wait_s = free - now - max(self._at_once, piece) * self._one_s
        if wait_s > 1e-9:  # sums of floating-point seconds
            return wait_s
        self._free[place] = free
        self._free.move_to_end(place)
        if len(self._free) > MOST_REMEMBERED:
            self._free.popitem(last=False)
        return 0.0
