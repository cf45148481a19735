"""The end of a process in bounded time, whatever still runs in it.

A process is stopped in order: what is open is closed, then Python ends. Either can take longer than whoever stopped it will wait: a call
into native code cannot be interrupted, and Python waits for its threads before it ends (they are no daemons, because Python's end in the
middle of native code aborts the process; see `chatterbot.speech.native_executor`). When the time is up, everything written is flushed and
`os._exit` ends the process at once, without Python's own end. What was confirmed to anybody is on the disk by then: the database syncs at
each commit.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from types import TracebackType
from typing import Final, NoReturn, Self

__all__ = ("CLOSE_S", "EXIT_S", "Deadline", "end_process")

_log = logging.getLogger(__name__)

CLOSE_S: Final = 13.0
"""Seconds from a signal until the process ends with things still open; deploy/chatterbot.service lets 20 s pass until it is killed."""
EXIT_S: Final = 4.0
"""Seconds that the end of Python may wait for threads when everything is closed."""
_FLUSH_S: Final = 1.0
"""Seconds for writing the last of the output: nobody may be reading it."""


class Deadline:
    """Ends the process some seconds after `start`, unless the context is left before.

    Parameters
    ----------
    seconds
        From `start` on.
    status
        Exit status then.
    message
        Log line then: what the operator should know; `None`: no line.
    """

    def __init__(self, seconds: float, status: int, message: str | None = None) -> None:
        self._seconds = seconds
        self._status = status
        self._message = message
        self._left = threading.Event()
        self._started = False

    def __enter__(self) -> Self:
        """Do nothing yet: `start` does."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Call the end of the process off."""
        self._left.set()

    def start(self) -> None:
        """Begin to count; a second call changes nothing."""
        if not self._started:
            self._started = True
            # A daemon, as it must not keep the process alive: it only waits for a lock, which is no native code to be cut off in.
            threading.Thread(target=self._wait, name="deadline", daemon=True).start()

    def _wait(self) -> None:
        if self._left.wait(self._seconds):
            return
        last = threading.Thread(target=self._last_words, name="last-words", daemon=True)
        last.start()
        last.join(_FLUSH_S)  # a log that nobody reads must not hold the process
        os._exit(self._status)

    def _last_words(self) -> None:
        if self._message is not None:
            _log.warning("%s", self._message)
        _flush()


def end_process(status: int) -> NoReturn:
    """End this process with a status: as Python does, or at once if threads are still inside native code after `EXIT_S`."""
    # Without a word: whoever left the thread running has said so, and the last line of the log is "Stopped.".
    Deadline(EXIT_S, status).start()
    sys.exit(status)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # closed, or its reader is gone
            stream.flush()
