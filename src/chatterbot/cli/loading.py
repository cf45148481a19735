"""The import of the bot: some 1,100 modules, nearly all of what a start takes, and two thirds of the memory of an idle bot."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import sys
from collections.abc import Generator
from typing import Final

__all__ = ("import_bot",)

YOUNG: Final = 10_000
"""New objects between two collections while importing. Next to none of them are garbage: Python's 350 looks at them take 0.2 s of the
import's 1.9 s (processor time on a slow machine), these few take half of that for the same memory. None at all would save the
other half, and leave 4.5 MB more in use for good."""
RARELY: Final = 1_000
"""Collections of young objects before one of older ones: none of those while importing."""
M_ARENA_MAX: Final = -8
"""The parameter's number in glibc's ``malloc.h``; see mallopt(3)."""


def import_bot() -> None:
    """Import `chatterbot.app`, for whoever imports it next."""
    _one_arena()
    with _few_collections():
        importlib.import_module("chatterbot.app")


@contextlib.contextmanager
def _few_collections() -> Generator[None]:
    """Look for garbage rarely inside, and never again at what is there at the end.

    That is 140,000 objects that live as long as the process; each full collection, in the middle of some reply, would take 0.1 s
    for them.
    """
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, RARELY, RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()


def _one_arena() -> None:
    """Let all threads take memory from one place, where the C library can (glibc's `mallopt`).

    Each of the nine threads (engine, database, files) would begin an arena of its own: 4 MB of 154 of the idle bot. Python's own lock
    keeps nearly all of them from meeting there.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # musl has no such function
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
