"""Notices when something blocks the event loop, as people would: nobody gets an answer meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
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

    What counts is the processor time of the loop's own thread: on a busy machine a loop stands still although nothing blocks it. What a
    worker thread does while it keeps the interpreter's lock is not seen; `tests/unit/test_linear_time.py` looks for that.
    """
    pauses: list[str] = []

    async def beat() -> None:
        while True:
            began, worked = time.monotonic(), time.thread_time()
            await asyncio.sleep(BEAT_S)  # the beat itself
            late, busy = time.monotonic() - began - BEAT_S, time.thread_time() - worked
            if min(late, busy) > most_s:
                pauses.append(f"{late:.2f} s ({busy:.2f} s of processor time)")

    watchdog = asyncio.create_task(beat(), name="loop-watchdog")
    try:
        yield
    finally:
        watchdog.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watchdog
    assert not pauses, f"the event loop stood still: {', '.join(pauses)}"
