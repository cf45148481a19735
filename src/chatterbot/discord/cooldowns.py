"""How long to keep silent before the same is said again."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable, Hashable
from typing import Final

__all__ = ("Cooldowns",)

MOST_REMEMBERED: Final = 10_000
"""Most places remembered, about 200 bytes each; beyond that the one used longest ago is forgotten, and may be spoken to a little early."""


class Cooldowns:
    """When each thing was last done.

    Parameters
    ----------
    clock
        Returns the present moment in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._done: collections.OrderedDict[Hashable, float] = collections.OrderedDict()

    def begin(self, key: Hashable, seconds: float) -> bool:
        """Return whether `key` was not begun within the last `seconds`; if so, it is begun now."""
        now = self._clock()
        done = self._done.get(key)
        if done is not None and now - done < seconds:
            return False
        self._done[key] = now
        self._done.move_to_end(key)
        if len(self._done) > MOST_REMEMBERED:
            self._done.popitem(last=False)
        return True
