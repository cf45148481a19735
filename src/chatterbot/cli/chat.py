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
import queue
import signal
import sys
import threading
import types
from collections.abc import Callable, Generator, Iterator
from typing import Final

from chatterbot import errors, services, settings
from chatterbot.cli import check_model, console, process, talk, words

__all__ = ("chat",)

PROMPT: Final = "you> "


def chat(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Read lines and print replies until the input ends; the status is `process.REFUSED` if a line of a pipe could not be read."""
    terminal = sys.stdin.isatty()
    if terminal:
        with contextlib.suppress(ImportError):
            importlib.import_module("readline")  # gives `input` line editing and history; not there on Windows
    status = process.OK
    with _Background.started(_wanted(sourced.settings, model=arguments.model), arguments.server) as bot:
        if terminal:
            print(f"{bot.help}\n")
        for line in _typed() if terminal else console.lines(sys.stdin.buffer, sys.stdin.encoding):
            if line.text == "/quit":
                break
            if line.problem:
                sys.stdout.flush()
                print(f"chatterbot: line {line.number}: {line.problem}.", file=sys.stderr, flush=True)
                status = process.OK if terminal else process.REFUSED
            elif line.text and (reply := bot.say(line.text, _show)):
                print(reply, flush=True)
    return status


def _wanted(given: settings.Settings, *, model: bool) -> settings.Settings:
    """Return the settings with the language model, or without it.

    Raises
    ------
    errors.SettingsError
        If it is wanted and none is configured, or its library is not installed.
    """
    if not model:
        return given.model_copy(update={"llm": given.llm.model_copy(update={"model": ""})})
    if not given.llm.model:
        raise errors.SettingsError(
            "llm.model: names no language model, so there is none to ask. Set it, and llm.base_url for a server of your own: "
            "chatterbot chat --model --set llm.model=llama3.2 --set llm.base_url=http://localhost:11434/v1"
        )
    check_model.check_client()
    return given


def _show(text: str) -> None:
    """Print words of an answer that is being written."""
    print(text, end="", flush=True)


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


class _AnswerEndedError(Exception):
    """Ctrl-C was pressed while an answer was written."""


@contextlib.contextmanager
def _ending_the_answer() -> Generator[None]:
    """Let Ctrl-C raise `_AnswerEndedError` in the block; SIGTERM still ends the program."""

    def end(_number: int, _frame: types.FrameType | None) -> None:
        raise _AnswerEndedError

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Background:
    """The bot, running in the event loop of a thread of its own."""

    def __init__(self) -> None:
        self.ready: concurrent.futures.Future[None] = concurrent.futures.Future()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._talk: talk.Talk | None = None
        self._stop = asyncio.Event()
        self._answering: asyncio.Task[None] | None = None
        self._pieces: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        """What is to be shown while an answer is written; `None`: it is whole."""

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
                self._talk = talk.Talk(parts, scope_id, self._pieces.put)
                self.ready.set_result(None)
                await self._stop.wait()
                if self._answering is not None:  # it uses the services: it ends before they do
                    self._answering.cancel()
                    await asyncio.wait([self._answering])
        except BaseException as error:
            if self.ready.done():
                raise
            self.ready.set_exception(error)

    @property
    def help(self) -> str:
        """What can be said."""
        return talk.HELP if self._talk is None else self._talk.help

    def say(self, line: str, show: Callable[[str], None]) -> str:
        """Return the reply to a line, or the text of the user's error; called from the main thread.

        Where a language model is asked, Ctrl-C ends the answer and not the program; pressed again meanwhile, it ends both.

        Parameters
        ----------
        show
            Shows words of an answer that is being written.
        """
        if self._loop is None or self._talk is None:
            raise RuntimeError("not started")
        ended: concurrent.futures.Future[str] = concurrent.futures.Future()
        task = asyncio.run_coroutine_threadsafe(self._answer(line, ended), self._loop)
        try:
            with _ending_the_answer() if self._talk.asks_model else contextlib.nullcontext():
                while (piece := self._pieces.get()) is not None:
                    show(piece)
            return ended.result()
        except _AnswerEndedError:
            task.cancel()
            while self._pieces.get() is not None:
                pass  # what was written before it was cancelled
            return "\n(stopped)"
        except errors.UserError as error:
            return words.explain(error)

    async def _answer(self, line: str, ended: concurrent.futures.Future[str]) -> None:
        """Answer a line, and put the end behind all that is to be shown, whatever happens."""
        if self._talk is None:
            raise RuntimeError("not started")
        self._answering = asyncio.current_task()
        try:
            ended.set_result(await self._talk.say(line))
        except BaseException as error:
            ended.set_exception(error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._answering = None
            self._pieces.put(None)

    def close(self) -> None:
        """Make `live` end; called from the main thread."""
        if self._loop is not None and self._loop.is_running():
            self._loop.call_soon_threadsafe(self._stop.set)
