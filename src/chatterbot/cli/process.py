"""Run one command as a process: its settings, log, signals and exit status."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import errno
import importlib
import logging
import os
import signal
import sys
import types
from collections.abc import Coroutine, Generator
from typing import Any, Final

from chatterbot import errors, logs, settings
from chatterbot.cli import deadline, words

__all__ = ("FAILED", "INTERRUPTED", "OK", "REFUSED", "run", "run_async")

OK: Final = 0
FAILED: Final = 1
REFUSED: Final = 2
"""Something the user can fix: wrong usage, a wrong setting, a file that cannot be read."""
INTERRUPTED: Final = 130
"""Ctrl-C or SIGTERM stopped the work before its end: 128 + SIGINT, the convention of shells."""

_LOGGER: Final = logging.getLogger(__name__)


class _StoppedError(Exception):
    """A signal stopped a coroutine, which has closed everything it had open."""


def run(arguments: argparse.Namespace) -> int:
    """Load the settings, set up the log and run the command; return the exit status."""
    redact = logs.Redactor()
    try:
        with _sigterm_as_interrupt(service=arguments.service):
            sourced = _load(arguments)
            redact = logs.Redactor(sourced.settings.secrets())
            _set_up_log(sourced, quiet=arguments.quiet)
            for warning in sourced.warnings:
                _LOGGER.warning("%s", warning)
            module, _, function = arguments.command.partition(":")
            command = getattr(importlib.import_module(f"chatterbot.cli.{module}"), function)
            status: int = command(arguments, sourced)
            sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the one place that turns every error into an exit status
        return _status(_cause(error), redact, service=arguments.service)
    return status


def _cause(error: BaseException) -> BaseException:
    """Return a single error without the exception groups that task groups put around it."""
    while isinstance(error, BaseExceptionGroup):
        group: BaseExceptionGroup[BaseException] = error
        if len(group.exceptions) != 1:
            break
        error = group.exceptions[0]
    return error


def _status(error: BaseException, redact: logs.Redactor, *, service: bool) -> int:
    """Log or print, without secrets, what ended a command; return the exit status."""
    match error:
        case KeyboardInterrupt() | _StoppedError() if service:
            _LOGGER.info("Stopped.")
            return OK
        case KeyboardInterrupt() | _StoppedError():
            print("chatterbot: stopped before the work was done.", file=sys.stderr)
            return INTERRUPTED
        case BrokenPipeError():
            _discard_output()  # the reader of the output has closed it (`chatterbot export | head`)
            return OK
        case OSError(errno=errno.ENOSPC):
            print(
                "chatterbot: no space left on device; the output, or what was to be stored, is not complete.",
                file=sys.stderr,
            )
            _discard_output()
            return FAILED
        case errors.ServiceError():
            _LOGGER.debug("The error in detail:", exc_info=error)
            print(f"chatterbot: {redact(str(error))}", file=sys.stderr)
            return FAILED
        case errors.ChatterbotError():
            print(f"chatterbot: {redact(words.explain(error))}", file=sys.stderr)
            return REFUSED
        case _:
            _LOGGER.error("Unexpected error", exc_info=error)
            return FAILED


def _discard_output() -> None:
    """Send what is still to be printed nowhere, so that Python keeps quiet when it flushes at exit."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run_async(work: Coroutine[Any, Any, int], *, service: bool = False) -> int:
    """Run `work` and return its exit status; SIGINT or SIGTERM cancels it, and a second signal ends the process at once.

    Parameters
    ----------
    service
        Whether a signal is the usual way to end `work` (status `OK`, otherwise `INTERRUPTED`).
    """
    with _limited(service=service) as limit:
        return _run_until_stopped(work, limit)


def _run_until_stopped(work: Coroutine[Any, Any, int], limit: deadline.Deadline) -> int:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task()
        stopped = False

        def stop() -> None:
            nonlocal stopped
            stopped = True
            limit.start()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)
            if task is not None:
                task.cancel()

        with contextlib.suppress(NotImplementedError):  # Windows: asyncio.run itself cancels at Ctrl-C.
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stop)
        try:
            return await work
        except asyncio.CancelledError:
            if stopped:
                raise _StoppedError from None
            raise

    return asyncio.run(main())


def _limited(*, service: bool) -> deadline.Deadline:
    """Return the time limit for closing after a signal."""
    return deadline.Deadline(
        deadline.CLOSE_S,
        OK if service else INTERRUPTED,
        f"Closing took longer than {deadline.CLOSE_S:g} s: the process was ended with work still running. Stopped.",
    )


@contextlib.contextmanager
def _sigterm_as_interrupt(*, service: bool) -> Generator[None]:
    """Let SIGTERM end this process as Ctrl-C does, also while no event loop runs.

    Without a handler the signal would do nothing in a container, where this process has the number 1.
    """
    with _limited(service=service) as limit:

        def stop(number: int, frame: types.FrameType | None) -> None:
            limit.start()
            signal.default_int_handler(number, frame)

        before = signal.signal(signal.SIGTERM, stop)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, before)


def _load(arguments: argparse.Namespace) -> settings.Sourced:
    if not arguments.configured:
        return settings.Sourced(settings.Settings(), {})
    given: dict[str, Any] = dict(arguments.assignments)
    options = {"data": "files.data", "log_level": "log.level", "port": "playground.port", "shards": "discord.shards"}
    for option, name in options.items():
        value = getattr(arguments, option, None)
        if value is not None:
            given[name] = value
    return settings.load(arguments.config, arguments=given)


def _set_up_log(sourced: settings.Sourced, *, quiet: bool) -> None:
    log = sourced.settings.log
    if quiet and sourced.sources.get("log.level", "default") == "default":
        log = log.model_copy(update={"level": settings.LogLevel.WARNING})
    logs.configure(
        log,
        sourced.settings.mode,
        secrets=sourced.settings.secrets(),
        colour=sys.stderr.isatty() and "NO_COLOR" not in os.environ,  # https://no-color.org
    )
