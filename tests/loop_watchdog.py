"""Notices when something blocks the event loop, as people would: nobody gets an answer meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
import time
from collections.abc import AsyncGenerator
from typing import Final

__all__ = ("MOST_LAG_S", "watched_loop")

MOST_LAG_S: Final = 0.25
"""Seconds for which nothing else may run on the loop. People notice a pause from about a fifth of a second."""
BEAT_S: Final = 0.02
"""Seconds between two looks at the clock."""


@contextlib.asynccontextmanager
async def watched_loop(most_s: float = MOST_LAG_S) -> AsyncGenerator[None]:
    """Fail at the end of the block if one step of the loop worked for longer than `most_s`.

    What counts is the processor time of the loop's own thread: on a busy machine a loop stands still although nothing blocks it. Python's
    collections of garbage do not count: after thousands of tests there is much more to look through than in the program. What a worker
    thread does while it keeps the interpreter's lock is not seen; `tests/unit/test_linear_time.py` looks for that.
    """
    pauses: list[str] = []
    collected = [0.0, 0.0]
    """When the collection under way began, and the time of all collections, by the clock of the thread."""
    own = threading.get_ident()

    def collecting(phase: str, _: object) -> None:
        if threading.get_ident() != own:
            return
        if phase == "start":
            collected[0] = time.thread_time()
        else:
            collected[1] += time.thread_time() - collected[0]

    async def beat() -> None:
        while True:
            began, worked = time.monotonic(), time.thread_time() - collected[1]
            await asyncio.sleep(BEAT_S)  # the beat itself
            late, busy = time.monotonic() - began - BEAT_S, time.thread_time() - collected[1] - worked
            if min(late, busy) > most_s:
                pauses.append(f"{late:.2f} s ({busy:.2f} s of processor time)")

    watchdog = asyncio.create_task(beat(), name="loop-watchdog")
    gc.callbacks.append(collecting)
    try:
        yield
    finally:
        gc.callbacks.remove(collecting)
        watchdog.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watchdog
    assert not pauses, f"the event loop stood still: {', '.join(pauses)}"
