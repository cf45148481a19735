"""``chat``: talk to the bot in the terminal, or through a pipe.

Reading a line blocks and cannot be cancelled, so the main thread reads lines and the bot runs in the event loop of a second thread.
"""

from __future__ import annotations

import argparse
import asyncio
import concurrent.futures
import contextlib
import importlib
import io
import itertools
import sys
import threading
from collections.abc import Generator, Iterator
from typing import Final

from chatterbot import errors, services, settings
from chatterbot.cli import console, process, talk, words

__all__ = ("chat",)

PROMPT: Final = "you> "


def chat(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Read lines and print replies until the input ends; the status is `process.REFUSED` if a line of a pipe could not be read."""
    terminal = sys.stdin.isatty()
    if terminal:
        with contextlib.suppress(ImportError):
            importlib.import_module("readline")  # gives `input` line editing and history; not there on Windows
    status = process.OK
    with _Background.started(sourced.settings, arguments.server) as bot:
        if terminal:
            print(f"{talk.HELP}\n")
        for line in _typed() if terminal else console.lines(sys.stdin.buffer, sys.stdin.encoding):
            if line.text == "/quit":
                break
            if line.problem:
                sys.stdout.flush()
                print(f"chatterbot: line {line.number}: {line.problem}.", file=sys.stderr, flush=True)
                status = process.OK if terminal else process.REFUSED
            elif line.text and (reply := bot.say(line.text)):
                print(reply, flush=True)
    return status


def _typed() -> Iterator[console.Line]:
    """Return the lines typed at the terminal."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")  # what cannot be decoded is told below, and ends nothing
    for number in itertools.count(1):
        try:
            text = input(PROMPT).strip()
        except EOFError:
            print()
            return
        yield (
            console.Line(number, text)
            if console.encodable(text)
            else console.Line(number, "", "not UTF-8; write UTF-8")
        )


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
