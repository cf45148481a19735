"""How many examples a scope may have in use, and how large the database may become."""

from __future__ import annotations

import collections
import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Final

from chatterbot import admission, errors
from chatterbot.store import AppliedChange, KeyedExample, NewChange, Store
from chatterbot.teaching import limits

__all__ = ("Quota",)

REMEMBERED: Final = 10_000
"""Scopes of which it is remembered how many examples fit in, about 200 bytes each; the others are counted again."""
MEASURED_S: Final = 10.0
"""Seconds for which the measured size of the database is used: in that time it grows by some 50 MB at most."""


class Quota:
    """Refuses changes that would teach too much.

    What is in use is counted inside a change's transaction. As counting takes some milliseconds in a large scope, it is remembered how
    many more examples surely fit in, and changes within that are not counted.

    Parameters
    ----------
    clock
        Returns the present moment in seconds.
    """

    def __init__(self, store: Store, bounds: limits.Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._limits = bounds
        self._clock = clock
        self._room: collections.OrderedDict[int, int] = collections.OrderedDict()
        self._size = 0
        self._measured_at: float | None = None

    def most(self, scope_id: int, author_id: int) -> int:
        """Return how many examples a scope may have in use."""
        is_direct = admission.Requester(scope_id, author_id).is_direct
        return self._limits.examples_direct if is_direct else self._limits.examples

    async def check(
        self, scope_id: int, dataset_id: int, author_id: int, add: Sequence[KeyedExample], *, replaces: bool = False
    ) -> None:
        """Refuse a large source before its texts are encoded; `apply` checks what is really added.

        Parameters
        ----------
        replaces
            Whether examples of the source may take the place of known ones.

        Raises
        ------
        errors.RefusedError
            As `apply`.
        """
        if add:
            await self._check_size()
        if len(add) <= self._room.get(scope_id, 0):
            return
        used, new = await self._store.examples.count_new(scope_id, dataset_id, add)
        most = self.most(scope_id, author_id)
        if new > most - (0 if replaces else used):
            raise errors.RefusedError("error-examples-full", used=used, new=new, limit=most)

    async def check_passages(self, scope_id: int, author_id: int, new: int, gone: int) -> None:
        """Refuse a document with too many passages; call it with the scope's write lock held, or before the work, to save that.

        Parameters
        ----------
        new, gone
            How many passages come, and how many go.

        Raises
        ------
        errors.RefusedError
            ``error-passages-full(used, new, limit)``, ``error-database-full(size, limit)``
        """
        await self._check_size()
        is_direct = admission.Requester(scope_id, author_id).is_direct
        most = self._limits.passages_direct if is_direct else self._limits.passages
        used = await self._store.documents.count(scope_id) if new > gone else 0
        if new > gone and used - gone + new > most:
            raise errors.RefusedError("error-passages-full", used=used, new=new, limit=most)

    async def apply(self, change: NewChange) -> AppliedChange:
        """Write a change (`ExampleStore.apply`) if what it adds fits in; call it with the scope's write lock held.

        Raises
        ------
        errors.RefusedError
            ``error-examples-full(used, new, limit)``, ``error-examples-history(limit)``, ``error-database-full(size, limit)``
        """
        if change.add or change.document is not None:
            await self._check_size()
        room = self._room.pop(change.scope_id, None)
        if room is None or len(change.add) > room:
            most = self.most(change.scope_id, change.author_id)
            applied = await self._store.examples.apply(dataclasses.replace(change, most_examples=most))
            room = applied.room
        else:
            applied = await self._store.examples.apply(change)
            room -= len(change.add)
        if room is not None:
            self._room[change.scope_id] = room
            if len(self._room) > REMEMBERED:
                self._room.popitem(last=False)
        return applied

    def forget(self, scope_id: int) -> None:
        """Count again at the next change: examples were restored by an undo."""
        self._room.pop(scope_id, None)

    async def _check_size(self) -> None:
        now = self._clock()
        if self._measured_at is None or now - self._measured_at >= MEASURED_S:
            self._measured_at = now
            self._size = await self._store.size()
        if self._size >= self._limits.database_bytes:
            raise errors.RefusedError("error-database-full", size=self._size, limit=self._limits.database_bytes)
