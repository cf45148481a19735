"""Which request the program is working for: an id that each line of the log names, so that those of one message or command are found together."""

from __future__ import annotations

import contextlib
import contextvars
import secrets
from collections.abc import Generator
from typing import Final

__all__ = ("current", "request")

_CURRENT: Final[contextvars.ContextVar[str]] = contextvars.ContextVar("request", default="")
"""Kept with the task, and with the tasks and threads that `asyncio` starts for it."""


def current() -> str:
    """Return the id of the request that is worked for; empty if there is none."""
    return _CURRENT.get()


@contextlib.contextmanager
def request() -> Generator[str]:
    """Work for a new request during the block. Its id is 32 hexadecimal digits, as a trace's of W3C Trace Context."""
    token = _CURRENT.set(secrets.token_hex(16))
    try:
        yield _CURRENT.get()
    finally:
        _CURRENT.reset(token)
