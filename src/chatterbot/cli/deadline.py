"""Ends the process within a fixed time, whatever still runs in it.

A process is stopped in order: first everything open is closed, then Python ends. Both can take too long, because a call into native code
cannot be interrupted and Python waits for its threads before it ends. (They are not daemon threads: if Python ends in the middle of native
code, the process is aborted; see `chatterbot.speech.native_executor`.) When the time is up, all output is flushed and `os._exit` ends the
process at once. Nothing that was confirmed to a person is lost then: the database writes to the disk at each commit.
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
"""Seconds that closing may take after a signal; deploy/chatterbot.service kills the process after 20 s."""
EXIT_S: Final = 4.0
"""Seconds that Python may wait for threads at its end, after everything is closed."""
_FLUSH_S: Final = 1.0
"""Seconds that writing the last output may take: the reader of a pipe may have stopped reading."""


class Deadline:
    """Ends the process some seconds after `start`, unless the context is left before.

    Parameters
    ----------
    seconds
        The time from `start` until the process is ended.
    status
        Exit status of the process that is ended.
    message
        Log line before the process is ended, for the operator; `None`: none.
    """

    def __init__(self, seconds: float, status: int, message: str | None = None) -> None:
        self._seconds = seconds
        self._status = status
        self._message = message
        self._left = threading.Event()
        self._started = False

    def __enter__(self) -> Self:
        """Return this object; the time runs only from `start`."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop the time: the process is not ended."""
        self._left.set()

    def start(self) -> None:
        """Start the time; a second call changes nothing."""
        if not self._started:
            self._started = True
            # A daemon thread, because it must not keep the process alive. It only waits for a lock: no native code of a library runs in it.
            threading.Thread(target=self._wait, name="deadline", daemon=True).start()

    def _wait(self) -> None:
        if self._left.wait(self._seconds):
            return
        final = threading.Thread(target=self._write_last_output, name="last-output", daemon=True)
        final.start()
        final.join(_FLUSH_S)  # a pipe that is not read blocks the write
        os._exit(self._status)

    def _write_last_output(self) -> None:
        if self._message is not None:
            _log.warning("%s", self._message)
        _flush()


def end_process(status: int) -> NoReturn:
    """End this process with a status: in Python's own way, or at once if other threads still run after `EXIT_S`."""
    # No message: the executor that left the call running has logged it, and the last line of the log is "Stopped.".
    Deadline(EXIT_S, status).start()
    sys.exit(status)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the stream is closed, or its reader has ended
            stream.flush()
