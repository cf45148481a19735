"""Progress on standard error: on a terminal one line that is redrawn, elsewhere nothing."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator
from typing import TextIO

__all__ = ("TerminalProgress",)

REDRAW_S = 0.1
"""Least seconds between two drawings: more would flicker."""
BAR = 24
"""Length of the bar in characters."""


class TerminalProgress:
    """A progress line such as ``encoding ███████░░░░░  310/1000``.

    Parameters
    ----------
    stream
        Stream to draw on; nothing is drawn if it is not a terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn_at = 0.0
        self._visible = stream.isatty()

    @classmethod
    @contextlib.contextmanager
    def shown(cls, stream: TextIO | None = None) -> Generator[TerminalProgress]:
        """Return a progress line; leaving the context removes the line."""
        progress = cls(stream or sys.stderr)
        try:
            yield progress
        finally:
            progress.clear()

    def show(self, stage: str, done: int, total: int) -> None:
        """Draw that `done` of `total` steps of `stage` are done."""
        now = time.monotonic()
        if not self._visible or (now - self._drawn_at < REDRAW_S and done < total):
            return
        self._drawn_at = now
        filled = BAR * done // total if total else 0
        self._stream.write(f"\r\x1b[K{stage} {'█' * filled}{'░' * (BAR - filled)} {done}/{total}")
        self._stream.flush()

    def clear(self) -> None:
        """Remove the line."""
        if self._visible and self._drawn_at:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
