"""How long replies take, measured on those that were given."""

from __future__ import annotations

import collections
import datetime as dt
from typing import Final

from chatterbot import numbers
from chatterbot.time_counts import TimeCounts

__all__ = ("ReplyTimes",)

_KEPT: Final = 1000
"""Replies remembered: enough for a steady 95th percentile (50 above it), 8 kB."""


class ReplyTimes:
    """The seconds from a message's arrival until its reply was on Discord, since the program started."""

    def __init__(self) -> None:
        self._seconds: collections.deque[float] = collections.deque(maxlen=_KEPT)
        self.counts = TimeCounts()
        """All of them."""
        self.count = 0
        """How many replies were given."""
        self.started = dt.datetime.now(dt.UTC)

    def add(self, seconds: float) -> None:
        """Add the time of one reply."""
        self._seconds.append(seconds)
        self.counts.add(seconds)
        self.count += 1

    def quantile(self, share: float) -> float | None:
        """Return the time in seconds within which `share` (0 to 1) of the last replies came; `None` before the first."""
        return numbers.quantile(self._seconds, share)
