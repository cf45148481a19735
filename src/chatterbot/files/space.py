"""Storage limits with several writes at once: a file counts as stored from the moment its write begins."""

from __future__ import annotations

import contextlib
import re
import secrets
import threading
from collections.abc import Generator, Mapping
from typing import Final

__all__ = ("Space", "is_temporary", "temporary_name")

_TEMPORARY: Final = re.compile(r"\.[0-9a-f]{16}\.tmp")


def temporary_name() -> str:
    """Return a random name for a file that is being written; it is hidden, so people can neither list nor read it."""
    return f".{secrets.token_hex(8)}.tmp"


def is_temporary(name: str) -> bool:
    """Tell whether a name was made by `temporary_name`."""
    return _TEMPORARY.fullmatch(name) is not None


class Space:
    """The writes under way in each scope. Safe to use from several threads.

    Each write is announced before it counts how much is stored. Of two at the same time, at least one therefore sees the other, and they
    cannot both take the last free bytes; near the limit both may be refused.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes: dict[int, dict[str, int]] = {}

    @contextlib.contextmanager
    def announced(self, scope_id: int, size: int) -> Generator[tuple[str, Mapping[str, int]]]:
        """Announce a write of at most `size` bytes; it is under way until the block ends.

        Yields
        ------
            The temporary name to write under, and all announced writes of the scope with their sizes, this one included.
        """
        name = temporary_name()
        with self._lock:
            writes = self._writes.setdefault(scope_id, {})
            writes[name] = size
            known = dict(writes)
        try:
            yield name, known
        finally:
            with self._lock:
                del writes[name]
                if not writes:
                    self._writes.pop(scope_id, None)

    def announces(self, scope_id: int, name: str) -> bool:
        """Tell whether a write with this temporary name is under way."""
        with self._lock:
            return name in self._writes.get(scope_id, ())
