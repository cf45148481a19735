"""How many times of something lie below which limits: what a histogram of Prometheus is made of."""

from __future__ import annotations

import bisect
from typing import Final

__all__ = ("LIMITS_S", "TimeCounts")

LIMITS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper limits in seconds: from what is found in memory to what a language model writes; two to three a decade tell medians apart."""


class TimeCounts:
    """Counts times by `LIMITS_S`, since the program started."""

    def __init__(self) -> None:
        self._counts = [0] * (len(LIMITS_S) + 1)
        self.total_s = 0.0
        """The sum of all times, in seconds."""

    def add(self, seconds: float) -> None:
        """Count one time."""
        self._counts[bisect.bisect_left(LIMITS_S, seconds)] += 1
        self.total_s += seconds

    def buckets(self) -> list[tuple[float, int]]:
        """Return each limit with the number of times that do not exceed it; the last limit is infinity, and counts all."""
        found: list[tuple[float, int]] = []
        below = 0
        for limit, count in zip((*LIMITS_S, float("inf")), self._counts, strict=True):
            below += count
            found.append((limit, below))
        return found
