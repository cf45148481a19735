"""Import the bot: about 1,100 modules, which take nearly all of the start's time and two thirds of an idle bot's memory."""

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
"""New objects between two garbage collections while importing. Hardly any of them are garbage: with Python's default threshold, 350
collections take 0.2 s of the import's 1.9 s (processor time on a slow machine). With this threshold they take half of that and the
memory is the same. No collection at all would save the other half, but 4.5 MB more would stay in use for good."""
RARELY: Final = 1_000
"""Collections of young objects before one of older objects: so many that there is none while importing."""
M_ARENA_MAX: Final = -8
"""The parameter's number in glibc's ``malloc.h``; see mallopt(3)."""


def import_bot() -> None:
    """Import `chatterbot.app`, so that later imports of it are quick."""
    _one_arena()
    with _few_collections():
        importlib.import_module("chatterbot.app")


@contextlib.contextmanager
def _few_collections() -> Generator[None]:
    """Collect garbage rarely inside the context, and afterwards never examine the objects that exist at its end.

    These are 140,000 objects that live as long as the process. Without freezing them each full collection would take 0.1 s longer,
    in the middle of some reply.
    """
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, RARELY, RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.freeze()


def _one_arena() -> None:
    """Make all threads allocate memory from one arena, where the C library can do that (glibc's `mallopt`).

    Otherwise each of the nine threads (engine, database, files) starts an arena of its own: 4 MB of an idle bot's 154 MB. Sharing one
    arena costs little, because Python's own lock lets hardly any two threads allocate at the same moment.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # musl has no such function
            ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)
