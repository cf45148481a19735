"""An event loop whose clock jumps to the next timer when there is nothing else to do: an hour of waiting takes a moment."""

from __future__ import annotations

import asyncio
import selectors

__all__ = ("VirtualTimeLoop", "passes")


class _Jumping(selectors.DefaultSelector):
    """Sees what sockets have at once, and never waits for a timer."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:  # no timer: something outside (a thread) has to happen
            return super().select(None)
        found = super().select(0)
        if not found:
            self.passed_s += max(0.0, timeout)
        return found


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """For code that waits by the loop's clock and for no thread meanwhile."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Seconds since the loop was made, all of them skipped."""
        return self._jumping.passed_s

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - as in Python 3.12
        """Wait for its threads without a timer, which would have passed at once."""
        await super().shutdown_default_executor()


async def passes(seconds: float) -> None:
    """Let time pass."""
    await asyncio.sleep(seconds)  # nobody waits: time jumps
