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
    """Run `work` beside the block; at the block's end it is cancelled and awaited. An error that `work` raised itself is raised here.

    A `TaskGroup` would put an error of the block into an exception group, which the block's callers do not expect.
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
    """Run `work` to its end and return its result; if the caller is cancelled meanwhile, the cancellation is raised after the end."""
    task = asyncio.ensure_future(work)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            task.exception()  # retrieved, or asyncio would log that it never was
        raise cancelled
    return task.result()


def uninterrupted(function: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """Decorate a coroutine function so that each of its calls is `shielded`."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await shielded(function(*args, **kwargs))

    return run


class Signal:
    """Wakes tasks that wait for conditions; any number may wait, each for its own.

    `asyncio.Condition` does the same, but only a task that holds its lock may notify: `tell` is also called where nothing can be awaited.
    """

    def __init__(self) -> None:
        self._told = asyncio.Event()

    def tell(self) -> None:
        """Let every waiting task check its condition again; call it whenever one may have become true."""
        self._told.set()

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        """Wait until `condition()` is true; return `False` if it is not within `timeout_s` seconds (`None`: wait without end)."""
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    self._told.clear()
                    await self._told.wait()
        except TimeoutError:
            return False
        return True
