"""Waiting until something is so: whoever changes it tells, whoever waits looks again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

__all__ = ("News",)


class News:
    """One for all that can change a condition; any number may wait, each for its own."""

    def __init__(self) -> None:
        self._told = asyncio.Event()

    def tell(self) -> None:
        """Let those who wait look again."""
        self._told.set()

    async def next(self) -> None:
        """Wait until something is told."""
        self._told.clear()
        await self._told.wait()

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait for news that make it true; False if none did in time."""
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    await self.next()
        except TimeoutError:
            return False
        return True
