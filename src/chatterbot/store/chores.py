"""When something that is done once, or once in a while, was last done in a scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import tables
from chatterbot.store.database import Database

__all__ = ("ChoreStore",)

_CHORES: Final = tables.chores


class ChoreStore:
    """Chores, by scope and name."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    async def last(self, scope_id: int, name: str) -> dt.datetime | None:
        """Return when a chore was last done in a scope; `None`: never."""
        query = sa.select(_CHORES.c.done_at).where(_CHORES.c.scope_id == scope_id, _CHORES.c.name == name)
        return await self._database.reading(lambda connection: connection.scalar(query))

    @uninterrupted
    async def note(self, scope_id: int, name: str) -> bool:
        """Note that a chore is done now; tell whether it is the first time. Of two at the same time one is the first."""
        mine = (_CHORES.c.scope_id == scope_id, _CHORES.c.name == name)
        now = self._now()

        def write(connection: sa.Connection) -> bool:
            if connection.execute(sa.update(_CHORES).where(*mine).values(done_at=now)).rowcount:
                return False
            connection.execute(sa.insert(_CHORES).values(scope_id=scope_id, name=name, done_at=now))
            return True

        return await self._database.writing(write)

    @uninterrupted
    async def note_at(self, scope_id: int, name: str, moment: dt.datetime) -> None:
        """Note that a chore was done at a moment, or put the note back to what it was."""
        mine = (_CHORES.c.scope_id == scope_id, _CHORES.c.name == name)

        def write(connection: sa.Connection) -> None:
            if not connection.execute(sa.update(_CHORES).where(*mine).values(done_at=moment)).rowcount:
                connection.execute(sa.insert(_CHORES).values(scope_id=scope_id, name=name, done_at=moment))

        await self._database.writing(write)
