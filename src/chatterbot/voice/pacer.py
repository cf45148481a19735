"""Wait for the moments at which frames are due, every 20 ms, counted from one start, so that delays do not add up."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from chatterbot import audio

__all__ = ("LoopClock", "Pacer", "PacerClock")

MAX_BURST: Final = 5
"""Frames (100 ms) that may be sent at once after the event loop was late. Receivers buffer about as much; after a longer delay the clock
is restarted instead."""


class PacerClock(Protocol):
    """The clock of a pacer; tests use their own."""

    def now(self) -> float:
        """Return the seconds of a monotonic clock."""
        ...

    async def sleep_until(self, moment: float) -> None:
        """Wait until that moment of `now`, or return as soon after it as possible."""
        ...


class LoopClock:
    """The running event loop's clock."""

    def now(self) -> float:
        """Return the seconds of the loop's monotonic clock."""
        return asyncio.get_running_loop().time()

    async def sleep_until(self, moment: float) -> None:
        """Sleep until a moment; if it is already past, let other tasks run once."""
        await asyncio.sleep(max(0.0, moment - self.now()))


class Pacer:
    """Waits for the moments at which frames are due.

    Parameters
    ----------
    clock
        The clock to use.
    interval_s
        Seconds from one frame to the next.
    """

    def __init__(self, clock: PacerClock, interval_s: float = audio.DISCORD_FRAME_S) -> None:
        self._clock = clock
        self._interval = interval_s
        self._start = 0.0
        self._count = 0
        self.restart()

    def restart(self) -> None:
        """Count from now: the next frame is due at once."""
        self._start = self._clock.now()
        self._count = 0

    async def wait(self) -> bool:
        """Wait until the next frame is due.

        Returns
        -------
        bool
            False if the count was restarted, because more than `MAX_BURST` frames were missed.
        """
        due = self._start + self._count * self._interval
        await self._clock.sleep_until(due)
        self._count += 1
        if self._clock.now() - due > MAX_BURST * self._interval:
            self.restart()
            self._count = 1
            return False
        return True
