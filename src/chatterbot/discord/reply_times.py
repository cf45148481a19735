"""How long replies take, measured on real ones."""

from __future__ import annotations

import collections
import datetime as dt
from typing import Final

from chatterbot import numbers

__all__ = ("ReplyTimes",)

_KEPT: Final = 1000
"""Replies remembered: enough for a steady 95th percentile (50 above it), 8 kB."""


class ReplyTimes:
    """Times from a message's arrival to its reply standing on Discord, since the program started."""

    def __init__(self) -> None:
        self._seconds: collections.deque[float] = collections.deque(maxlen=_KEPT)
        self.count = 0
        """Replies given."""
        self.started = dt.datetime.now(dt.UTC)

    def add(self, seconds: float) -> None:
        """Note one reply's time."""
        self._seconds.append(seconds)
        self.count += 1

    def quantile(self, share: float) -> float | None:
        """Time in seconds that `share` (0 to 1) of the last replies stayed within; `None` before the first."""
        return numbers.quantile(self._seconds, share)
