"""What an erasure does to the answers that a language model wrote from what a person taught or imported."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.store import tables
from chatterbot.store.chunks import chunks

__all__ = ("erase_answers",)


async def erase_answers(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Delete the exchanges whose answer rests on a person's examples or documents: it repeats their words, and names them.

    Call it before those are deleted or made nobody's.
    """
    turns, examples, passages, documents = tables.turns, tables.examples, tables.passages, tables.documents
    written = sa.select(turns.c.id, turns.c.composed).where(
        turns.c.composed.is_not(None), sa.true() if scope_id is None else turns.c.scope_id == scope_id
    )
    by_example: dict[int, set[int]] = {}
    by_passage: dict[int, set[int]] = {}
    result = await connection.stream(written)
    try:
        async for row in result:
            for named, ids in ((row.composed.examples, by_example), (row.composed.passages, by_passage)):
                for each in named:
                    ids.setdefault(each, set()).add(row.id)
    finally:
        await result.close()
    theirs = sa.or_(examples.c.author_id == user_id, examples.c.credited_id == user_id)
    gone: set[int] = set()
    for part in chunks(by_example):
        query = sa.select(examples.c.id).where(examples.c.id.in_(part), theirs)
        for example_id in await connection.scalars(query):
            gone |= by_example[example_id]
    for part in chunks(by_passage):
        query = (
            sa.select(passages.c.id)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(passages.c.id.in_(part), documents.c.author_id == user_id)
        )
        for passage_id in await connection.scalars(query):
            gone |= by_passage[passage_id]
    for part in chunks(gone):
        await connection.execute(sa.delete(turns).where(turns.c.id.in_(part)))
