"""What an erasure does to what a person's triggers left with others: answers that were given, and triggers that others only added to."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.store import tables

__all__ = ("erase_echoes",)


async def erase_echoes(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Delete the answers that a person's triggers gave to others; call it before the triggers are deleted.

    Whoever changes what goes along with a trigger's answer becomes its author, while the words stay the person's: such triggers go, too.
    """
    triggers, turns = tables.triggers, tables.turns
    theirs, before = triggers.alias(), triggers.alias()
    here = sa.true() if scope_id is None else triggers.c.scope_id == scope_id

    def same(other: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        names = ("scope_id", "dataset_id", "kind", "pattern", "reply")
        return [other.c[name] == triggers.c[name] for name in names]

    earlier = sa.select(before.c.id).where(*same(before), before.c.id < theirs.c.id, before.c.author_id != user_id)
    first = sa.select(theirs.c.id).where(
        *same(theirs),
        theirs.c.author_id == user_id,
        theirs.c.id < triggers.c.id,
        ~earlier.correlate(theirs, triggers).exists(),
    )
    copies = sa.select(triggers.c.id).where(here, triggers.c.author_id != user_id, first.correlate(triggers).exists())
    ids = [row.id for row in await connection.execute(copies)]
    given = sa.select(triggers.c.id).where(here, sa.or_(triggers.c.author_id == user_id, triggers.c.id.in_(ids)))
    await connection.execute(
        sa.delete(turns).where(
            turns.c.trigger_id.in_(given), sa.true() if scope_id is None else turns.c.scope_id == scope_id
        )
    )
    await connection.execute(sa.delete(triggers).where(triggers.c.id.in_(ids)))
