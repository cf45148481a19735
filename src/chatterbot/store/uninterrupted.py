"""Work that is done to its end although the caller is cancelled meanwhile.

A statement cut short costs its connection, and with it, in memory, the database; a change cut short between database and index would
leave the two apart.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable, Coroutine
from typing import Any, ParamSpec, TypeVar

__all__ = ("uninterrupted", "whole")

P = ParamSpec("P")
T = TypeVar("T")


async def whole(work: Coroutine[Any, Any, T]) -> T:
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
    """Let every call of a coroutine function be `whole`."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        return await whole(function(*args, **kwargs))

    return run
