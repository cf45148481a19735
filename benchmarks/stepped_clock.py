"""A clock that sound steps: an event loop in which waiting takes no time, and work takes none of the clock's.

Scenes that are played in real time depend on what else the machine does. On this loop the clock stands still while a thread works or while
`hold` is open, and jumps to the next timer when nothing is left to do. Whoever wants work to take time adds it as a sleep. So each wait is
exact, a result is the same on a busy machine, and half a minute of conversation passes in a moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import selectors
from collections.abc import Callable, Generator
from concurrent.futures import Executor
from typing import Any

__all__ = ("SteppedLoop", "stepped")


class _Selector(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.stepped = False
        self.held = 0
        self.skipped_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if not self.stepped or timeout is None:
            return super().select(timeout)
        if self.held and timeout > 0:
            return super().select(None)  # a thread works, and wakes the loop when it is done
        found = super().select(0)
        if not found:
            self.skipped_s += max(0.0, timeout)
        return found


class SteppedLoop(asyncio.SelectorEventLoop):
    """Runs in real time until `step` is called, for loading and teaching; then by its own clock."""

    def __init__(self) -> None:
        self._stepping = _Selector()
        self._stopped_at = 0.0
        super().__init__(self._stepping)

    def step(self) -> None:
        """From now on, let time pass only where somebody waits for it."""
        self._stopped_at = super().time()
        self._stepping.stepped = True

    def time(self) -> float:
        """Return the seconds of the clock."""
        return self._stopped_at + self._stepping.skipped_s if self._stepping.stepped else super().time()

    @contextlib.contextmanager
    def hold(self) -> Generator[None]:
        """Let no time pass meanwhile: something outside of the loop works."""
        self._stepping.held += 1
        try:
            yield
        finally:
            self._stepping.held -= 1

    def run_in_executor(self, executor: Executor | None, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        """Run in a thread, and hold the clock until that is done."""
        running: asyncio.Future[Any] = super().run_in_executor(executor, func, *args)
        self._stepping.held += 1

        def done(_: asyncio.Future[Any]) -> None:
            self._stepping.held -= 1

        running.add_done_callback(done)
        return running


def stepped() -> SteppedLoop:
    """Return the running loop, which must be one."""
    loop = asyncio.get_running_loop()
    if not isinstance(loop, SteppedLoop):
        raise TypeError("this needs a loop of the kind SteppedLoop")
    return loop
