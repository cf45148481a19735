"""``health``: is the bot on this data folder connected to Discord? For Docker and other watchers; takes milliseconds.

The running bot touches a file while it is connected; a file that is old or missing means that it is not.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import pathlib
import sys
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot import private_files, settings

__all__ = ("beating", "health")

_LOGGER: Final = logging.getLogger(__name__)

FILE: Final = "connected"
BEAT_S: Final = 20.0
"""Seconds between two touches: a watcher asks every half minute or so."""
OLD_S: Final = 90.0
"""Seconds after which a file no longer counts: four missed beats, or a reconnection that takes too long."""


def health(_arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Tell, and give 0 if it is connected, else 1."""
    file = sourced.settings.files.data / FILE
    try:
        age = max(0.0, time.time() - file.stat().st_mtime)
    except OSError:
        print(f"not running, or not connected: there is no {file}", file=sys.stderr)
        return 1
    if age > OLD_S:
        print(f"not connected for {age:.0f} s", file=sys.stderr)
        return 1
    print("connected")
    return 0


@contextlib.asynccontextmanager
async def beating(folder: pathlib.Path, connected: Callable[[], bool]) -> AsyncGenerator[None]:
    """Touch the file now and then while `connected`; leaving removes it."""
    file = folder / FILE

    async def beat() -> None:
        while True:
            if connected():
                try:
                    await asyncio.to_thread(file.touch, private_files.FILE_MODE)
                except OSError as error:
                    _LOGGER.warning("%s cannot be touched: %s", file, error)
            await asyncio.sleep(BEAT_S)

    task = asyncio.create_task(beat(), name="health")  # no task group: what the body raises shall leave as it is
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(OSError):
            await asyncio.to_thread(file.unlink, missing_ok=True)
