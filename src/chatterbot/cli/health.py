"""``health``: tell whether the bot that uses this data folder is connected to Discord. For Docker and other monitors; takes milliseconds.

The running bot touches a file while it is connected. If that file is old or missing, the bot is not connected.
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

__all__ = ("health", "heartbeat")

_LOGGER: Final = logging.getLogger(__name__)

FILE: Final = "connected"
TOUCH_S: Final = 20.0
"""Seconds between two touches; monitors usually ask every 30 s."""
STALE_S: Final = 90.0
"""Age in seconds from which the file no longer counts: four missed touches, or a reconnection that takes too long."""


def health(_arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Print whether the bot is connected; return 0 if it is, else 1."""
    file = _file(sourced.settings.files.data, sourced.settings.discord.shards)
    try:
        age = max(0.0, time.time() - file.stat().st_mtime)
    except OSError:
        print(f"not running, or not connected: there is no {file}", file=sys.stderr)
        return 1
    if age > STALE_S:
        print(f"not connected for {age:.0f} s", file=sys.stderr)
        return 1
    print("connected")
    return 0


@contextlib.asynccontextmanager
async def heartbeat(folder: pathlib.Path, connected: Callable[[], bool], shards: str = "") -> AsyncGenerator[None]:
    """Touch the file every `TOUCH_S` seconds while `connected` returns true; leaving the context removes the file.

    Parameters
    ----------
    shards
        The setting `discord.shards`: processes that share a folder have a file each.
    """
    file = _file(folder, shards)

    async def touch_repeatedly() -> None:
        while True:
            if connected():
                try:
                    await asyncio.to_thread(file.touch, private_files.FILE_MODE)
                except OSError as error:
                    _LOGGER.warning(
                        "%s cannot be touched (%s): `chatterbot health` will report no connection", file, error
                    )
            await asyncio.sleep(TOUCH_S)

    task = asyncio.create_task(
        touch_repeatedly(), name="health"
    )  # no task group: it would wrap what the body raises in an exception group
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(OSError):
            await asyncio.to_thread(file.unlink, missing_ok=True)


def _file(folder: pathlib.Path, shards: str) -> pathlib.Path:
    return folder / (f"{FILE}-{shards.replace('/', '-of-')}" if shards else FILE)
