"""A scope's preferences, people's consents, and the record of corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import records, tables
from chatterbot.store.chunks import CHUNK
from chatterbot.store.database import Database

__all__ = ("PeopleStore",)


class PeopleStore:
    """Preferences, consents, corrections."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    # -- preferences and consents --------------------------------------------------------------------------------

    @uninterrupted
    async def preferences(self, scope_id: int) -> Mapping[str, Any]:
        """Return a scope's preferences as they were stored."""
        table = tables.preferences
        async with self._database.read() as connection:
            return await connection.scalar(sa.select(table.c["values"]).where(table.c.scope_id == scope_id)) or {}

    @uninterrupted
    async def put_preferences(self, scope_id: int, values: Mapping[str, Any]) -> None:
        """Keep a scope's preferences."""
        table = tables.preferences
        row = {"values": dict(values), "updated_at": self._now()}
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(table).where(table.c.scope_id == scope_id).values(row))
            if not changed.rowcount:
                await connection.execute(sa.insert(table).values(scope_id=scope_id, **row))

    @uninterrupted
    async def consent(self, scope_id: int, user_id: int, purpose: str) -> bool | None:
        """Return what a person decided about a purpose (``voice``: being heard); `None` if nothing."""
        table = tables.consents
        query = sa.select(table.c.granted).where(
            table.c.scope_id == scope_id, table.c.user_id == user_id, table.c.purpose == purpose
        )
        async with self._database.read() as connection:
            granted = await connection.scalar(query)
        return None if granted is None else bool(granted)

    async def granted(self, scope_id: int, purpose: str) -> frozenset[int]:
        """Return everybody who agreed to a purpose and did not take it back."""
        table = tables.consents
        query = sa.select(table.c.user_id).where(
            table.c.scope_id == scope_id, table.c.purpose == purpose, table.c.granted
        )
        users = await self._database.reading(lambda connection: connection.scalars(query).all())
        return frozenset(users)

    @uninterrupted
    async def put_consent(self, scope_id: int, user_id: int, purpose: str, *, granted: bool) -> None:
        """Keep what a person decided."""
        table = tables.consents
        mine = (table.c.scope_id == scope_id, table.c.user_id == user_id, table.c.purpose == purpose)
        row = {"granted": granted, "updated_at": self._now()}
        async with self._database.write() as connection:
            changed = await connection.execute(sa.update(table).where(*mine).values(row))
            if not changed.rowcount:
                await connection.execute(
                    sa.insert(table).values(scope_id=scope_id, user_id=user_id, purpose=purpose, **row)
                )

    # -- the log of corrections ----------------------------------------------------------------------------------

    async def corrections(self, after_id: int = 0) -> AsyncIterator[list[records.CorrectionRecord]]:
        """Return all corrections of all scopes, in order, for the log file, which people never see."""
        while found := await self._corrections(after_id):
            after_id = found[-1].id
            yield found

    @uninterrupted
    async def _corrections(self, after_id: int) -> list[records.CorrectionRecord]:
        table = tables.corrections
        columns = [column for column in table.c if column.name != "change_id"]
        query = sa.select(*columns).where(table.c.id > after_id).order_by(table.c.id).limit(CHUNK)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [records.CorrectionRecord(**row) for row in rows]
