"""Progress on standard error: one line that is rewritten on a terminal, silence elsewhere."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator
from typing import TextIO

__all__ = ("TerminalProgress",)

REDRAW_S = 0.1
"""Seconds between two drawings: what an eye follows."""
BAR = 24
"""Characters of the bar."""


class TerminalProgress:
    """``encoding ███████░░░░░  310/1000``.

    Parameters
    ----------
    stream
        Where to; drawn only if it is a terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn_at = 0.0
        self._visible = stream.isatty()

    @classmethod
    @contextlib.contextmanager
    def shown(cls, stream: TextIO | None = None) -> Generator[TerminalProgress]:
        """Show progress; the line is gone at the end."""
        progress = cls(stream or sys.stderr)
        try:
            yield progress
        finally:
            progress.clear()

    def show(self, stage: str, done: int, total: int) -> None:
        """Draw how far `stage` is."""
        now = time.monotonic()
        if not self._visible or (now - self._drawn_at < REDRAW_S and done < total):
            return
        self._drawn_at = now
        filled = BAR * done // total if total else 0
        self._stream.write(f"\r\x1b[K{stage} {'█' * filled}{'░' * (BAR - filled)} {done}/{total}")
        self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._visible and self._drawn_at:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
