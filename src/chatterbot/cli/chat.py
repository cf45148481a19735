"""``chat``: talk to the bot in the terminal, or through a pipe.

Reading a line blocks and cannot be cancelled, so the main thread reads lines and the bot runs in the event loop of a second thread.
"""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import contextlib
import importlib
import sys
import threading
from collections.abc import Generator
from typing import Final

from chatterbot import errors, services, settings
from chatterbot.cli import process, talk, words

__all__ = ("chat",)

PROMPT: Final = "you> "


def chat(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Read lines and print replies until the input ends."""
    terminal = sys.stdin.isatty()
    if terminal:
        with contextlib.suppress(ImportError):
            importlib.import_module("readline")  # gives `input` line editing and history; not there on Windows
    with _Background.started(sourced.settings, arguments.server) as bot:
        if terminal:
            print(f"{talk.HELP}\n")
        while (line := _line(terminal=terminal)) is not None:
            if line == "/quit":
                break
            if line and (reply := bot.say(line)):
                print(reply, flush=True)
    return process.OK


def _line(*, terminal: bool) -> str | None:
    if not terminal:
        line = sys.stdin.readline()
        return line.strip() if line else None
    try:
        return input(PROMPT).strip()
    except EOFError:
        print()
        return None


class _Background:
    """The bot, running in the event loop of a thread of its own."""

    def __init__(self) -> None:
        self.ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._talk: talk.Talk | None = None
        self._stop = asyncio.Event()

    @classmethod
    @contextlib.contextmanager
    def started(cls, given: settings.Settings, scope_id: int) -> Generator[_Background]:
        """Start the bot and wait until it can answer; leaving the context closes everything in order."""
        background = cls()
        thread = threading.Thread(target=lambda: asyncio.run(background.live(given, scope_id)), name="chat")
        thread.start()
        try:
            background.ready.result()
            yield background
        finally:
            background.close()
            thread.join()

    async def live(self, given: settings.Settings, scope_id: int) -> None:
        """Open the services and keep them open until `close` is called."""
        self._loop = asyncio.get_running_loop()
        try:
            async with services.services(given) as parts:
                self._talk = talk.Talk(parts, scope_id)
                self.ready.set_result(None)
                await self._stop.wait()
        except BaseException as error:
            if self.ready.done():
                raise
            self.ready.set_exception(error)

    def say(self, line: str) -> str:
        """Return the reply to a line, or the text of the user's error; called from the main thread."""
        if self._loop is None or self._talk is None:
            raise RuntimeError("not started")
        future = asyncio.run_coroutine_threadsafe(self._talk.say(line), self._loop)
        try:
            return future.result()
        except errors.UserError as error:
            return words.explain(error)

    def close(self) -> None:
        """Make `live` end; called from the main thread."""
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._stop.set)
