"""Shows how far work under way is, as often as Discord allows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

import hikari

__all__ = ("ProgressMessage",)

_log = logging.getLogger(__name__)

INTERVAL_S: Final = 2.0
"""Seconds between two edits that show progress: Discord allows 5 edits in 5 s in a channel, for all that goes on there."""


class ProgressMessage:
    """A message that shows the latest state of work under way.

    Parameters
    ----------
    say
        Puts a text in the place of the one before.
    """

    def __init__(self, say: Callable[[str], Awaitable[None]]) -> None:
        self._say = say
        self._text = ""
        self._news = asyncio.Event()
        self._editing = asyncio.Lock()
        self._closed = False

    def show(self, text: str) -> None:
        """Show `text` as soon as the next edit is due; of several texts until then only the last is shown."""
        if text != self._text:
            self._text = text
            self._news.set()

    async def run(self) -> None:
        """Edit the message until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                async with self._editing:
                    if self._closed:
                        return
                    await self._say(self._text)
            except (hikari.NotFoundError, hikari.UnauthorizedError):
                return  # the message is gone, or the 15 minutes in which an interaction's answer can be edited are over
            except hikari.HikariError as error:
                _log.warning("progress could not be shown: %s", error)
            await asyncio.sleep(INTERVAL_S)

    async def close(self) -> None:
        """Begin no further edit, and wait for one under way: if it were cut off, it might reach Discord after the receipt."""
        self._closed = True
        async with self._editing:
            pass
