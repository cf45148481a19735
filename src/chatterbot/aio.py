"""Small helpers around asyncio that the standard library does not have."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

__all__ = ("Signal", "background", "shielded", "uninterrupted")

P = ParamSpec("P")
T = TypeVar("T")


@contextlib.asynccontextmanager
async def background(work: Coroutine[Any, Any, None], name: str) -> AsyncGenerator[None]:
    """Run `work` beside the block; it is cancelled and awaited at the block's end. What `work` raises on its own comes out here.

    (A `TaskGroup` would wrap an error of the block into a group, and nobody would recognise it any more.)
    """
    task = asyncio.create_task(work, name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait((task,))
    if not task.cancelled() and (error := task.exception()) is not None:
        raise error


async def shielded(work: Coroutine[Any, Any, T]) -> T:
    """Run something to its end even if the caller is cancelled meanwhile; the cancellation is raised after that."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # looked at, so that nobody misses it
        raise cancelled
    return task.result()


def uninterrupted(function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let every call of a coroutine function be `shielded`."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await shielded(function(*args, **kwargs))

    return run


class Signal:
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
