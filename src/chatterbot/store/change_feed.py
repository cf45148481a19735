"""What was changed lately, in the order in which it can be read: so that each process follows what the others did.

The triggers of `coordination` add an entry in the transaction of every change, and tell its number when that is committed. Numbers are given
before the commit, so a lower one may appear after a higher one. Therefore a reader's position is no number but a transaction: all that
began before it have ended. What it reads from there on it has partly read before, and knows by the numbers.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from chatterbot.store import coordination
from chatterbot.store.database import Database

__all__ = ("ChangeFeed", "FeedEntry")

_CHANGES: Final = coordination.changes
_LEASES: Final = coordination.leases
KEPT: Final = "15 minutes"
"""How long entries are kept. A process that does not read for a shorter time (the longest lease) has lost its lease and ends."""

_POSITION: Final = sa.text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
_PURGE: Final = sa.text(
    f"DELETE FROM {coordination.SCHEMA}.changes WHERE changed_at < clock_timestamp() - interval '{KEPT}'"  # noqa: S608 - constants
)


@dataclasses.dataclass(frozen=True, slots=True)
class FeedEntry:
    """One change of another process."""

    number: int
    transaction: int
    topic: str
    scope_id: int | None
    """`None`: all scopes."""
    person_id: int | None
    """Who is being erased."""


class ChangeFeed:
    """The latest changes of all processes on one PostgreSQL database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listening(
        self, told: Callable[[], object], lost: Callable[[], object]
    ) -> contextlib.AbstractAsyncContextManager[None]:
        """Call `told` during the block when something was changed, and `lost` when the connection is gone, so that nothing is told any more."""
        return self._database.listening([coordination.CHANGED], told, lost)

    async def position(self) -> int:
        """Return where to read on from now."""
        return await self._database.reading(lambda connection: int(connection.execute(_POSITION).scalar_one()))

    async def read(self, position: int) -> tuple[list[FeedEntry], int]:
        """Return what other processes changed since a position, and the position to read on from; some entries may come again."""
        columns = [_CHANGES.c[field.name] for field in dataclasses.fields(FeedEntry)]
        query = (
            sa.select(*columns)
            .where(_CHANGES.c.transaction >= position, _CHANGES.c.writer != self._database.writer)
            .order_by(_CHANGES.c.number)
        )

        def read(connection: sa.Connection) -> tuple[list[FeedEntry], int]:
            after = int(connection.execute(_POSITION).scalar_one())  # before the rows: what ends in between comes again
            return [FeedEntry(*row) for row in connection.execute(query)], after

        return await self._database.reading(read)

    async def announce(self, topic: str, scope_id: int | None, person_id: int | None = None) -> int:
        """Tell the other processes something that no table says, and return its number."""
        insert = sa.insert(_CHANGES).values(topic=topic, scope_id=scope_id, person_id=person_id)

        def write(connection: sa.Connection) -> int:
            number: int = connection.execute(insert.returning(_CHANGES.c.number)).scalar_one()
            connection.execute(sa.select(sa.func.pg_notify(coordination.CHANGED, str(number))))
            return number

        return await self._database.writing(write)

    async def withdraw(self, number: int) -> None:
        """Delete an announcement, which may name a person."""
        delete = sa.delete(_CHANGES).where(_CHANGES.c.number == number)
        async with self._database.unfenced() as connection:
            await connection.execute(delete)

    async def followed(self, token: int, number: int) -> None:
        """Note that the process with this lease has done what an announcement asks for."""
        update = sa.update(_LEASES).where(_LEASES.c.token == token).values(followed=number)
        async with self._database.unfenced() as connection:
            await connection.execute(update)

    async def purge(self) -> None:
        """Delete what every process has followed, or has lost its lease meanwhile."""
        async with self._database.unfenced() as connection:
            await connection.execute(_PURGE)
