"""How often the messages of one channel are edited."""

from __future__ import annotations

import asyncio
from typing import Final

__all__ = ("EditPace",)

FASTEST_S: Final = 1.2
"""Seconds between two edits at best: Discord allows 5 in 5 s in a channel, and some are left for what else is edited there."""
SLOWEST_S: Final = 15.0
"""Seconds between two edits at worst: a text that stood still for longer would look finished."""
SLOW_S: Final = 0.8
"""An edit that takes longer than this many seconds had to wait for Discord's limit: hikari waits by itself. Others take a tenth of that."""


class EditPace:
    """Tells when the next edit in a channel is due. Who edits there at the same time takes turns.

    Discord does not say how many edits it allows, and allows fewer at times. So each edit is timed: after a slow or a refused one the
    next ones are further apart, and after quick ones closer together again.
    """

    def __init__(self) -> None:
        self.interval_s = FASTEST_S
        """Seconds between two edits now."""
        self._due = 0.0

    async def turn(self) -> None:
        """Wait until an edit is due."""
        now = _now()
        at = max(now, self._due)
        self._due = at + self.interval_s
        await asyncio.sleep(at - now)

    def posted(self) -> None:
        """Note that a message was posted: its first edit is not due at once."""
        self._put_off(self.interval_s)

    def took(self, seconds: float) -> None:
        """Note how long an edit took."""
        if seconds <= SLOW_S:
            self.interval_s = max(FASTEST_S, self.interval_s * 0.9)
        else:
            self.interval_s = min(SLOWEST_S, self.interval_s * 1.5)
            self._put_off(self.interval_s)

    def refused(self, wait_s: float = 0.0) -> None:
        """Note that an edit failed, and how long Discord wants to be left alone."""
        self.interval_s = min(SLOWEST_S, self.interval_s * 2)
        self._put_off(max(self.interval_s, wait_s))

    def _put_off(self, seconds: float) -> None:
        self._due = max(self._due, _now() + seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
