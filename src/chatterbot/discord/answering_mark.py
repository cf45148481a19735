"""Until when a bot that has its database for itself answered: what was asked later is answered by the next start (`MissedMessages`)."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
import pathlib
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot import private_files
from chatterbot.aio import background

__all__ = ("AnsweringMark",)

_log = logging.getLogger(__name__)

FILE: Final = "answering"
"""The name of the file in the data folder; only its time counts."""
EVERY_S: Final = 3.0
"""Seconds between two touches, as between two renewals of a lease: cheap, and far less than what is looked back."""


class AnsweringMark:
    """A file whose time says when the bot was last connected."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._file = folder / FILE

    async def read(self) -> dt.datetime | None:
        """Return when an earlier process was connected last; `None`: there was none."""
        try:
            return dt.datetime.fromtimestamp((await asyncio.to_thread(self._file.stat)).st_mtime, dt.UTC)
        except OSError:
            return None

    @contextlib.asynccontextmanager
    async def kept(self, connected: Callable[[], bool]) -> AsyncGenerator[None]:
        """Touch the file during the block while `connected` is true, and at its end."""
        async with background(self._touch_repeatedly(connected), "answering: mark"):
            yield
        if connected():
            await self._touch()

    async def _touch_repeatedly(self, connected: Callable[[], bool]) -> None:
        while True:
            if connected():
                await self._touch()
            await asyncio.sleep(EVERY_S)

    async def _touch(self) -> None:
        try:
            await asyncio.to_thread(self._file.touch, private_files.FILE_MODE)
        except OSError as error:
            _log.debug("%s cannot be touched: %s", self._file, error.strerror)
