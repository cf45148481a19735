"""Imported documents, their passages, and what was read but waits to be looked at. Every statement names the scope."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import document_records, records, tables
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database

__all__ = ("DocumentStore",)

_DOCUMENTS: Final = tables.documents
_PASSAGES: Final = tables.passages
_DRAFTS: Final = tables.drafts
_EXAMPLES: Final = tables.examples

STREAM_ROWS: Final = 2_000
"""Passages that are read in one step when a whole dataset is read."""

_STORED: Final = (_PASSAGES.c.id, _PASSAGES.c.heading, _DOCUMENTS.c.title, _PASSAGES.c.text, _PASSAGES.c.text_key)
_WITH_DOCUMENT: Final = _PASSAGES.join(_DOCUMENTS, _DOCUMENTS.c.id == _PASSAGES.c.document_id)


class DocumentStore:
    """Documents, passages, drafts. Documents are written by `ExampleStore.apply`, as part of a change."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    # -- documents -------------------------------------------------------------------------------------------------

    @uninterrupted
    async def documents(self, scope_id: int, dataset_id: int) -> list[document_records.DocumentRecord]:
        """Return the documents of a dataset that count, newest first, with their numbers of passages and examples."""
        passages = (
            sa.select(_PASSAGES.c.document_id, sa.func.count().label("passages"))
            .where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.dataset_id == dataset_id, _PASSAGES.c.live)
            .group_by(_PASSAGES.c.document_id)
            .subquery()
        )
        query = (
            sa.select(_DOCUMENTS, sa.func.coalesce(passages.c.passages, 0).label("passages"))
            .outerjoin(passages, passages.c.document_id == _DOCUMENTS.c.id)
            .where(_DOCUMENTS.c.scope_id == scope_id, _DOCUMENTS.c.dataset_id == dataset_id, _DOCUMENTS.c.live)
            .order_by(_DOCUMENTS.c.id.desc())
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        counts = await self._examples(scope_id, dataset_id, [row.name for row in rows])
        return [_document(row, row.passages, counts.get(row.name, 0)) for row in rows]

    async def _examples(self, scope_id: int, dataset_id: int, names: Sequence[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for part in chunks(names):
            query = (
                sa.select(_EXAMPLES.c.source, sa.func.count())
                .where(*_imported(scope_id, dataset_id), _EXAMPLES.c.source.in_(part))
                .group_by(_EXAMPLES.c.source)
            )
            rows = await self._database.reading(lambda connection, query=query: connection.execute(query).all())
            found |= {row[0]: int(row[1]) for row in rows}
        return found

    @uninterrupted
    async def document(self, scope_id: int, document_id: int) -> document_records.DocumentRecord | None:
        """Return one document, whether it counts or not."""
        query = sa.select(_DOCUMENTS).where(_DOCUMENTS.c.scope_id == scope_id, _DOCUMENTS.c.id == document_id)
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _document(row)

    @uninterrupted
    async def named(self, scope_id: int, dataset_id: int, name: str) -> document_records.DocumentRecord | None:
        """Return the document of that name that counts in a dataset."""
        query = sa.select(_DOCUMENTS).where(
            _DOCUMENTS.c.scope_id == scope_id,
            _DOCUMENTS.c.dataset_id == dataset_id,
            _DOCUMENTS.c.name == name,
            _DOCUMENTS.c.live,
        )
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _document(row)

    @uninterrupted
    async def of_change(self, scope_id: int, change_id: int) -> document_records.DocumentRecord | None:
        """Return the document that a change imported."""
        query = sa.select(_DOCUMENTS).where(_DOCUMENTS.c.scope_id == scope_id, _DOCUMENTS.c.added_by == change_id)
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _document(row)

    @uninterrupted
    async def taught(self, scope_id: int, dataset_id: int, name: str) -> dict[bytes, int]:
        """Return the examples in use that were imported from the document of that name: their ids by identity."""
        query = sa.select(_EXAMPLES.c.identity, _EXAMPLES.c.id).where(
            *_imported(scope_id, dataset_id), _EXAMPLES.c.source == name
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {row.identity: row.id for row in rows}

    # -- passages --------------------------------------------------------------------------------------------------

    @uninterrupted
    async def passage(self, scope_id: int, passage_id: int) -> document_records.PassageRecord | None:
        """Return one passage with its document, whether it counts or not."""
        query = (
            sa.select(
                _DOCUMENTS,
                *(column.label(f"passage_{column.name}") for column in _PASSAGES.c if column.name != "scope_id"),
            )
            .select_from(_WITH_DOCUMENT)
            .where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.id == passage_id)
        )
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        if row is None:
            return None
        return document_records.PassageRecord(
            id=row.passage_id,
            scope_id=row.scope_id,
            heading=row.passage_heading,
            text=row.passage_text,
            url=row.passage_url,
            live=bool(row.passage_live),
            document=_document(row),
        )

    @uninterrupted
    async def text_keys(self, scope_id: int, document_id: int) -> list[bytes]:
        """Return the keys of a document's passages, in order."""
        query = (
            sa.select(_PASSAGES.c.text_key)
            .where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.document_id == document_id)
            .order_by(_PASSAGES.c.position)
        )
        return await self._database.reading(lambda connection: list(connection.scalars(query)))

    @uninterrupted
    async def count(self, scope_id: int) -> int:
        """Return how many passages of a scope count."""
        query = sa.select(sa.func.count()).where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.live)
        return await self._database.reading(lambda connection: connection.scalar(query) or 0)

    @uninterrupted
    async def live_ids(self, scope_id: int, dataset_id: int) -> set[int]:
        """Return the ids of a dataset's passages that count."""
        query = sa.select(_PASSAGES.c.id).where(
            _PASSAGES.c.scope_id == scope_id, _PASSAGES.c.dataset_id == dataset_id, _PASSAGES.c.live
        )
        async with self._database.read() as connection:
            return set(await connection.scalars(query))

    @uninterrupted
    async def stored(self, scope_id: int, passage_ids: Iterable[int]) -> list[document_records.StoredPassage]:
        """Return what the engine needs of some passages, in their order."""
        found: list[document_records.StoredPassage] = []
        async with self._database.read() as connection:
            for part in chunks(passage_ids):
                query = (
                    sa.select(*_STORED)
                    .select_from(_WITH_DOCUMENT)
                    .where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.id.in_(part))
                )
                found += [document_records.StoredPassage(*row) for row in await connection.execute(query)]
        return sorted(found, key=lambda passage: passage.id)

    @uninterrupted
    async def live_stored(self, scope_id: int, dataset_id: int) -> list[document_records.StoredPassage]:
        """Return what the engine needs of every passage of a dataset that counts, in their order."""
        query = (
            sa.select(*_STORED)
            .select_from(_WITH_DOCUMENT)
            .where(_PASSAGES.c.scope_id == scope_id, _PASSAGES.c.dataset_id == dataset_id, _PASSAGES.c.live)
            .order_by(_PASSAGES.c.id)
        )
        async with self._database.read() as connection:
            result = await connection.stream(query)
            try:
                return [
                    document_records.StoredPassage(*row)
                    async for part in result.partitions(STREAM_ROWS)
                    for row in part
                ]
            finally:
                await result.close()

    # -- drafts ----------------------------------------------------------------------------------------------------

    @uninterrupted
    async def add_draft(self, scope_id: int, author_id: int, draft: document_records.NewDraft, most: int) -> int:
        """Keep a draft, and give its id; of the scope's drafts only the `most` latest stay."""
        insert = sa.insert(_DRAFTS).values(
            scope_id=scope_id,
            author_id=author_id,
            name=draft.name,
            title=draft.title,
            kind=draft.kind,
            url=draft.url,
            digest=draft.digest,
            content=dict(draft.content),
            left_out=[],
            created_at=self._now(),
        )
        older = sa.select(_DRAFTS.c.id).where(_DRAFTS.c.scope_id == scope_id).order_by(_DRAFTS.c.id.desc()).offset(most)

        def write(connection: sa.Connection) -> int:
            key = connection.execute(insert).inserted_primary_key
            gone = connection.scalars(older.limit(most)).all()
            connection.execute(sa.delete(_DRAFTS).where(_DRAFTS.c.scope_id == scope_id, _DRAFTS.c.id.in_(gone)))
            return int(key[0]) if key is not None else 0

        return await self._database.writing(write)

    @uninterrupted
    async def draft(self, scope_id: int, draft_id: int) -> document_records.DraftRecord | None:
        """Return a draft; `None` if it was decided on, or is too old."""
        query = sa.select(_DRAFTS).where(_DRAFTS.c.scope_id == scope_id, _DRAFTS.c.id == draft_id)
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _draft(row)

    @uninterrupted
    async def leave_out(self, scope_id: int, draft_id: int, places: Sequence[int]) -> None:
        """Note which pairs of a draft are not wanted."""
        update = (
            sa.update(_DRAFTS)
            .where(_DRAFTS.c.scope_id == scope_id, _DRAFTS.c.id == draft_id)
            .values(left_out=list(places))
        )
        await self._database.writing(lambda connection: connection.execute(update).close())

    @uninterrupted
    async def drop_draft(self, scope_id: int, draft_id: int) -> bool:
        """Delete a draft; tell whether it was there: of two people at the same time one decides."""
        delete = sa.delete(_DRAFTS).where(_DRAFTS.c.scope_id == scope_id, _DRAFTS.c.id == draft_id)
        return await self._database.writing(lambda connection: bool(connection.execute(delete).rowcount))

    @uninterrupted
    async def purge(self, before: dt.datetime) -> int:
        """Delete drafts made before a moment, in every scope; return how many."""
        delete = sa.delete(_DRAFTS).where(_DRAFTS.c.created_at < before)
        return await self._database.writing(lambda connection: connection.execute(delete).rowcount)


def _imported(scope_id: int, dataset_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions of examples in use that an import taught."""
    imports = sa.select(tables.changes.c.id).where(
        tables.changes.c.scope_id == scope_id, tables.changes.c.kind == records.ChangeKind.IMPORT.value
    )
    return (
        _EXAMPLES.c.scope_id == scope_id,
        _EXAMPLES.c.dataset_id == dataset_id,
        _EXAMPLES.c.removed_by.is_(None),
        _EXAMPLES.c.added_by.in_(imports),
    )


def _document(row: sa.Row[Any], passages: int = 0, examples: int = 0) -> document_records.DocumentRecord:
    return document_records.DocumentRecord(
        id=row.id,
        scope_id=row.scope_id,
        dataset_id=row.dataset_id,
        name=row.name,
        title=row.title,
        kind=row.kind,
        url=row.url,
        digest=row.digest,
        author_id=row.author_id,
        created_at=row.created_at,
        live=bool(row.live),
        passages=passages,
        examples=examples,
    )


def _draft(row: sa.Row[Any]) -> document_records.DraftRecord:
    return document_records.DraftRecord(
        id=row.id,
        scope_id=row.scope_id,
        author_id=row.author_id,
        name=row.name,
        title=row.title,
        kind=row.kind,
        url=row.url,
        digest=row.digest,
        content=row.content,
        left_out=tuple(row.left_out),
        created_at=row.created_at,
    )
