"""A task that lives exactly as long as a block."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Coroutine
from typing import Any

__all__ = ("background",)


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
