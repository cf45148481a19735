"""Acknowledging a request in time: only where the work behind it takes longer than a moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final

__all__ = ("QUICK_S", "in_time")

QUICK_S: Final = 1.0
"""Seconds of work after which a request is acknowledged: Discord waits for 3, and the request may take one on a bad line."""


@contextlib.asynccontextmanager
async def in_time(acknowledge: Callable[[], Awaitable[None]], after_s: float = QUICK_S) -> AsyncGenerator[None]:
    """Call `acknowledge` if the block takes longer than `after_s` seconds; leaving the block waits until it is done.

    Raises
    ------
    BaseException
        What the block or `acknowledge` raises.
    """
    acknowledging = False

    async def wait() -> None:
        nonlocal acknowledging
        await asyncio.sleep(after_s)
        acknowledging = True
        await acknowledge()

    waiting = asyncio.create_task(wait(), name="acknowledge in time")
    try:
        yield
    finally:
        if not acknowledging:
            waiting.cancel()
        await asyncio.wait([waiting])
    if not waiting.cancelled():
        waiting.result()
