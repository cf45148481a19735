"""The latest erasures: work that began before a person's erasure must not write anything about the person after it.

Work that takes time asks for the `moment` when it begins, and writes inside `writing`, which refuses if the person was erased since.
An erasure starts with `begin`: it waits for everything that is just being written, so that the erasure finds it, and everything later
is refused. What the person does after the erasure is new work with a later moment.
"""

from __future__ import annotations

import collections
import contextlib
from collections.abc import AsyncGenerator, Collection
from typing import Final

from chatterbot import errors
from chatterbot.aio import Signal

__all__ = ("Erasures",)

REMEMBERED: Final = 10_000
"""Number of erasures that are remembered: no work takes so long that more can happen meanwhile."""

_NOBODY: Final = 0
"""Author id of what the program itself writes."""


class Erasures:
    """Remembers the erasures since the start of the program."""

    def __init__(self) -> None:
        self._count = 0
        self._marks: collections.OrderedDict[tuple[int, int | None], int] = collections.OrderedDict()
        self._writing: collections.Counter[int] = collections.Counter()
        self._signal = Signal()

    def moment(self) -> int:
        """Return the current moment, as the number of erasures so far."""
        return self._count

    def since(self, moment: int, scope_id: int, users: Collection[int]) -> bool:
        """Tell whether one of these people was erased after a moment, from the scope or from everywhere."""
        places = ((user, scope) for user in users if user != _NOBODY for scope in (scope_id, None))
        return any(self._marks.get(place, 0) > moment for place in places)

    def any_since(self, moment: int, scope_id: int) -> bool:
        """Tell whether anybody was erased after a moment, from the scope or from everywhere."""
        return any(mark > moment for (_, scope), mark in self._marks.items() if scope in {None, scope_id})

    @contextlib.asynccontextmanager
    async def writing(self, moment: int, scope_id: int, *users: int) -> AsyncGenerator[None]:
        """Write something that names people or contains their words inside the block; an erasure of them waits for its end.

        Raises
        ------
        errors.RefusedError
            ``error-erased-meanwhile``, if one of them was erased since the moment.
        """
        if self.since(moment, scope_id, users):
            raise errors.RefusedError("error-erased-meanwhile")
        self._writing.update(users)
        try:
            yield
        finally:
            self._writing.subtract(users)
            self._writing += collections.Counter[int]()  # removes people whose number is zero
            self._signal.tell()

    async def begin(self, user_id: int, scope_id: int | None) -> None:
        """Begin an erasure from a scope, or (`None`) from all: refuse work that began before, and wait for what is just being written."""
        self._count += 1
        self._marks[user_id, scope_id] = self._count
        self._marks.move_to_end((user_id, scope_id))
        while len(self._marks) > REMEMBERED:
            self._marks.popitem(last=False)
        await self._signal.until(lambda: not self._writing[user_id])
