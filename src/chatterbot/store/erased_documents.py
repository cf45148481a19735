"""What an erasure does to the documents that a person imported, beside deleting their rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.store import tables
from chatterbot.store.chunks import chunks

__all__ = ("erase_traces",)


async def erase_traces(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Delete the features of the passages that a person imported, the exchanges that quote them, and their names where others changed them.

    Call it before the documents are deleted. Should somebody else have imported the same passage, it is encoded again at its next use.
    """
    documents, passages, turns, features = tables.documents, tables.passages, tables.turns, tables.features
    mine = sa.true() if scope_id is None else documents.c.scope_id == scope_id
    theirs = (
        sa.select(passages.c.id, passages.c.text_key)
        .join(documents, documents.c.id == passages.c.document_id)
        .where(documents.c.author_id == user_id, mine)
    )
    found = (await connection.execute(theirs)).all()
    for part in chunks({row.text_key for row in found}):
        await connection.execute(sa.delete(features).where(features.c.text_key.in_(part)))
    for ids in chunks(row.id for row in found):
        await connection.execute(sa.delete(turns).where(turns.c.passage_id.in_(ids)))
    await _erase_names(connection, user_id, mine)


async def _erase_names(connection: sa_asyncio.AsyncConnection, user_id: int, mine: sa.ColumnElement[bool]) -> None:
    """Take the names of the person's documents out of the history of others, unless one of them imported a document of that name, too."""
    documents = tables.documents
    others = documents.alias()
    same = others.c.scope_id == documents.c.scope_id, others.c.name == documents.c.name
    names = (
        sa.select(documents.c.scope_id, documents.c.name)
        .where(documents.c.author_id == user_id, mine)
        .where(~sa.select(others.c.id).where(*same, others.c.author_id != user_id).exists())
        .distinct()
    )
    for scope_id, name in (await connection.execute(names)).all():
        for table in (tables.changes, tables.jobs):
            await connection.execute(
                sa.update(table).where(table.c.scope_id == scope_id, table.c.source == name).values(source="")
            )
