"""What an erasure does to the documents that a person imported, beside deleting their rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.store import tables
from chatterbot.store.chunks import chunks

__all__ = ("erase_traces",)


async def erase_traces(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Delete the features of the passages that a person imported, and the exchanges that quote them; call it before they are deleted.

    Should somebody else have imported the same passage, it is encoded again at its next use.
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
