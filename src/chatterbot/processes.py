"""The end of processes that were started with pipes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from typing import Any, Final

__all__ = ("end",)

_log = logging.getLogger(__name__)

DYING_S: Final = 5.0
"""Seconds that a killed process gets to be gone, and its pipes with it: they stay open if somebody outside its group holds them."""
_BLOCK: Final = 65_536
"""Bytes read at once."""


async def end(process: asyncio.subprocess.Process, *serving: asyncio.Task[Any], group: bool = False) -> None:
    """Kill a process if it still runs, and wait until it is gone, even when cancelled meanwhile.

    What it has written is read and dropped: `Process.wait` returns when the pipes are closed, too, and a full one that nobody reads is
    never found closed (https://github.com/python/cpython/issues/119710).

    Parameters
    ----------
    serving
        Tasks that read or feed its pipes; they are cancelled.
    group
        It leads a process group (``start_new_session``), which is killed as a whole, though it has ended itself.
    """
    if group:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    for task in serving:
        task.cancel()
    gone = asyncio.create_task(_gone(process, *serving), name=f"end of process {process.pid}")
    try:
        await asyncio.shield(gone)
    except asyncio.CancelledError:
        await gone
        raise


async def _gone(process: asyncio.subprocess.Process, *serving: asyncio.Task[Any]) -> None:
    if serving:
        await asyncio.wait(serving)
    if process.stdin is not None:
        process.stdin.close()
    try:
        async with asyncio.timeout(DYING_S):
            for pipe in (process.stdout, process.stderr):
                while pipe is not None and await pipe.read(_BLOCK):
                    pass
            await process.wait()
    except TimeoutError:
        _log.warning("process %d is killed, but somebody else holds its pipes open", process.pid)
