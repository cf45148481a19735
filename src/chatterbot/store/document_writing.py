"""How an imported document is written: part of the transaction of its change."""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from chatterbot import errors
from chatterbot.store import records, tables
from chatterbot.store.chunks import chunks

__all__ = ("write",)

_DOCUMENTS: Final = tables.documents
_PASSAGES: Final = tables.passages


def write(connection: sa.Connection, change: records.NewChange, change_id: int, now: dt.datetime) -> None:
    """Write the document of a change: its rows are added, those of the document that it takes the place of no longer count."""
    gone = list(change.drop_documents)
    document = change.document
    if document is not None:
        same = sa.select(_DOCUMENTS.c.id).where(
            _DOCUMENTS.c.scope_id == change.scope_id,
            _DOCUMENTS.c.dataset_id == change.dataset_id,
            _DOCUMENTS.c.name == document.name,
            _DOCUMENTS.c.live,
        )
        gone += connection.scalars(same).all()
    _drop(connection, change.scope_id, gone, change_id)
    if document is None:
        return
    insert = sa.insert(_DOCUMENTS).values(
        scope_id=change.scope_id,
        dataset_id=change.dataset_id,
        name=document.name,
        title=document.title,
        kind=document.kind,
        url=document.url,
        digest=document.digest,
        author_id=change.author_id,
        created_at=now,
        added_by=change_id,
        live=True,
    )
    key = connection.execute(insert).inserted_primary_key
    if key is None:
        raise errors.StoreError("the database gave no key to a new row", retryable=False)
    rows = [
        {
            "scope_id": change.scope_id,
            "dataset_id": change.dataset_id,
            "document_id": int(key[0]),
            "position": position,
            "heading": passage.heading,
            "text": passage.text,
            "url": passage.url,
            "text_key": passage.text_key,
            "added_by": change_id,
            "live": True,
        }
        for position, passage in enumerate(document.passages)
    ]
    if rows:
        connection.execute(sa.insert(_PASSAGES), rows)


def _drop(connection: sa.Connection, scope_id: int, document_ids: list[int], change_id: int) -> None:
    for part in chunks(document_ids):
        for table, column in ((_PASSAGES, _PASSAGES.c.document_id), (_DOCUMENTS, _DOCUMENTS.c.id)):
            connection.execute(
                sa.update(table)
                .where(table.c.scope_id == scope_id, column.in_(part), table.c.live)
                .values(removed_by=change_id, live=False)
            )
