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
    """Fail at the end of the block if the loop stood still for longer than `most_s` because of this process.

    A loop also stands still while a worker thread keeps the interpreter's lock, as a slow regular expression does. A pause counts only if
    this process worked for that long meanwhile; otherwise the machine was busy with other things.
    """
    pauses: list[str] = []

    async def beat() -> None:
        while True:
            began, worked = time.monotonic(), time.process_time()
            await asyncio.sleep(BEAT_S)  # the beat itself
            late, busy = time.monotonic() - began - BEAT_S, time.process_time() - worked
            if late > most_s and busy > most_s:
                pauses.append(f"{late:.2f} s ({busy:.2f} s of processor time)")

    watchdog = asyncio.create_task(beat(), name="loop-watchdog")
    try:
        yield
    finally:
        watchdog.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watchdog
    assert not pauses, f"the event loop stood still: {', '.join(pauses)}"
