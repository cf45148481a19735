"""Ending processes that were started with pipes."""

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
"""Seconds to wait until a killed process has ended and its pipes are closed: a process outside its group may hold them open."""
_BLOCK: Final = 65_536
"""Bytes read at once."""


async def end(process: asyncio.subprocess.Process, *serving: asyncio.Task[Any], group: bool = False) -> None:
    """Kill a process if it still runs, and wait until it has ended, even if cancelled meanwhile.

    What it has written is read and dropped: `Process.wait` also waits for the pipes to be closed, and never sees that of a full pipe
    that is not read (https://github.com/python/cpython/issues/119710).

    Parameters
    ----------
    serving
        Tasks that read from its pipes or write to them; they are cancelled.
    group
        Whether it leads a process group (``start_new_session``); the whole group is killed, even if the process itself has ended.
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
        _log.warning("process %d was killed, but another process still holds its pipes open", process.pid)
