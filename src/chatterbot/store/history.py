"""What was changed, by whom and when: the kept changes, read."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import records, tables
from chatterbot.store.database import Database

__all__ = ("HistoryStore",)

_CHANGES: Final = tables.changes


class HistoryStore:
    """Changes, newest first. `ExampleStore` and `ProposalStore` write them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def change(self, scope_id: int, change_id: int) -> records.ChangeRecord | None:
        """Return one change."""
        return next(iter(await self._changes(scope_id, _CHANGES.c.id == change_id, 1)), None)

    @uninterrupted
    async def changes(self, scope_id: int, limit: int) -> list[records.ChangeRecord]:
        """Return the latest changes, newest first."""
        return await self._changes(scope_id, sa.true(), limit)

    async def _changes(
        self, scope_id: int, condition: sa.ColumnElement[bool], limit: int
    ) -> list[records.ChangeRecord]:
        query = (
            sa.select(_CHANGES)
            .where(_CHANGES.c.scope_id == scope_id, condition)
            .order_by(_CHANGES.c.id.desc())
            .limit(limit)
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).mappings().all())
        return [_change(dict(row)) for row in rows]


def _change(row: dict[str, Any]) -> records.ChangeRecord:
    row["kind"] = records.ChangeKind(row["kind"])
    return records.ChangeRecord(**row)
