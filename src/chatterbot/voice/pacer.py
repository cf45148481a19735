"""Twenty milliseconds, again and again, counted from one moment: lateness of one frame is never added to the next."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from chatterbot import audio

__all__ = ("LoopClock", "Pacer", "PacerClock")

MAX_BURST: Final = 5
"""Frames (100 ms) that may be sent at once after the event loop was late. Receivers buffer about as much; what is later than that is
made up for by a longer pause instead."""


class PacerClock(Protocol):
    """What the pacer asks for the time; tests bring their own."""

    def now(self) -> float:
        """Seconds of a monotonic clock."""
        ...

    async def sleep_until(self, moment: float) -> None:
        """Return at that moment of `now`, or as soon after as possible."""
        ...


class LoopClock:
    """The running event loop's clock."""

    def now(self) -> float:
        """Seconds of the loop's monotonic clock."""
        return asyncio.get_running_loop().time()

    async def sleep_until(self, moment: float) -> None:
        """Sleep; a moment already past gives others one turn of the loop."""
        await asyncio.sleep(max(0.0, moment - self.now()))


class Pacer:
    """Gives the moments at which frames are due.

    Parameters
    ----------
    clock
        Where the time comes from.
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
            False if the clock had to be set anew, because more than `MAX_BURST` frames were missed.
        """
        due = self._start + self._count * self._interval
        await self._clock.sleep_until(due)
        self._count += 1
        if self._clock.now() - due > MAX_BURST * self._interval:
            self.restart()
            self._count = 1
            return False
        return True
