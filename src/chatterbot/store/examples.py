"""What is taught: datasets, changes and examples. Every statement names the scope."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import applying, records, tables, undo_records, undoing, weighing
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database
from chatterbot.store.memory import ReplyMemory

__all__ = ("ExampleStore",)

T = TypeVar("T")

_EXAMPLES: Final = tables.examples
_COLUMNS: Final = tuple(_EXAMPLES.c[field.name] for field in dataclasses.fields(models.Example))
_INDEXED: Final = (
    _EXAMPLES.c.id,
    _EXAMPLES.c.prompt,
    _EXAMPLES.c.answer,
    _EXAMPLES.c.positive,
    _EXAMPLES.c.correction,
    _EXAMPLES.c.previous,
)
_ANSWER: Final = (_EXAMPLES.c.id, _EXAMPLES.c.prompt_key, _EXAMPLES.c.answer, _EXAMPLES.c.previous)
_LIVE: Final = _EXAMPLES.c.removed_by.is_(None)

STREAM_ROWS: Final = 2_000
"""Rows that are read in one step when a whole dataset is read: the event loop is free between two steps."""

JUST_TAUGHT: Final = 8
"""Replies of a change that are remembered at once: people who taught a few examples ask for them next."""

# Built once: constructing a statement costs more than running it.
_BY_ID: Final = sa.select(*_COLUMNS).where(
    _EXAMPLES.c.scope_id == sa.bindparam("scope_id"), _EXAMPLES.c.id == sa.bindparam("example_id")
)


_ALONE: Final = sa.text("SELECT pg_advisory_xact_lock(CAST(:scope_id AS BIGINT))")
"""Waits until no other process changes what is taught in a scope."""


class ExampleStore:
    """Datasets, changes, examples."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime], memory: ReplyMemory) -> None:
        self._database = database
        self._now = now
        self._memory = memory

    # -- datasets ------------------------------------------------------------------------------------------------

    @uninterrupted
    async def open_dataset(
        self, scope_id: int, name: str, seed: Callable[[int], records.NewChange] | None = None
    ) -> models.Dataset:
        """Find the dataset of that name, or make it (the first one of a scope is active) and apply `seed` of its id with it."""
        table = tables.datasets

        def write(connection: sa.Connection) -> tuple[models.Dataset, bool]:
            rows = connection.execute(sa.select(table).where(table.c.scope_id == scope_id)).all()
            found = next((row for row in rows if row.name == name), None)
            if found is not None:
                return models.Dataset(found.id, scope_id, name, bool(found.active), 0), False
            insert = sa.insert(table).values(scope_id=scope_id, name=name, active=not rows, created_at=self._now())
            dataset_id = applying.key_of(connection.execute(insert))
            seeded = applying.apply(connection, seed(dataset_id), self._now()) if seed is not None else None
            return models.Dataset(dataset_id, scope_id, name, not rows, len(seeded.added) if seeded else 0), True

        dataset, made = await self._written(scope_id, write)
        return dataset if made else dataclasses.replace(dataset, examples=await self.count(scope_id, dataset.id))

    @uninterrupted
    async def active(self, scope_id: int) -> models.Dataset | None:
        """Return the scope's active dataset; `None` before the first contact."""
        return next((dataset for dataset in await self.datasets(scope_id) if dataset.active), None)

    @uninterrupted
    async def datasets(self, scope_id: int) -> list[models.Dataset]:
        """Return all datasets of a scope, by name."""
        table = tables.datasets
        counted = (
            sa.select(_EXAMPLES.c.dataset_id, sa.func.count().label("examples"))
            .where(_EXAMPLES.c.scope_id == scope_id, _LIVE)
            .group_by(_EXAMPLES.c.dataset_id)
            .subquery()
        )
        query = (
            sa.select(table, sa.func.coalesce(counted.c.examples, 0).label("examples"))
            .outerjoin(counted, counted.c.dataset_id == table.c.id)
            .where(table.c.scope_id == scope_id)
            .order_by(table.c.name)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [models.Dataset(row.id, scope_id, row.name, bool(row.active), row.examples) for row in rows]

    @uninterrupted
    async def count(self, scope_id: int, dataset_id: int) -> int:
        """Return how many live examples a dataset holds."""
        query = sa.select(sa.func.count()).where(
            _EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.dataset_id == dataset_id, _LIVE
        )
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    # -- changes -------------------------------------------------------------------------------------------------

    @uninterrupted
    async def apply(self, change: records.NewChange) -> records.AppliedChange:
        """Do a change whole, or not at all; on return it is on the disk."""
        applied = await self._written(
            change.scope_id, lambda connection: applying.apply(connection, change, self._now())
        )
        if any(keyed.rich for keyed in change.add):
            self._memory.keep_rich(change.scope_id, change.dataset_id, rich=True)
        mark = self._memory.mark_examples(change.scope_id)
        for example, _ in applied.added[:JUST_TAUGHT]:
            if example.label is None and example.reply is not None:
                self._memory.keep_spoken(change.scope_id, example.id, example.reply, mark)
        return applied

    async def count_new(self, scope_id: int, dataset_id: int, add: Iterable[records.KeyedExample]) -> tuple[int, int]:
        """Return how many examples a scope has in use, and how many of `add` its dataset lacks."""

        def read(connection: sa.Connection) -> tuple[int, int]:
            new = weighing.count_new(connection, scope_id, dataset_id, add)
            return applying.count_used(connection, scope_id), new

        return await self._database.reading(read)

    @uninterrupted
    async def undo(self, undos: Sequence[undo_records.NewUndo]) -> list[undo_records.AppliedUndo]:
        """Take some changes of one scope back in one transaction, each as a change of its own; those that do not stand are left out."""
        scope_id = undos[0].scope_id

        def write(connection: sa.Connection) -> list[undo_records.AppliedUndo]:
            done = (undoing.undo(connection, back, self._now()) for back in undos)
            return [applied for applied in done if applied is not None]

        try:
            return await self._written(scope_id, write)
        finally:
            self._memory.triggered(scope_id)

    async def _written(self, scope_id: int, work: Callable[[sa.Connection], T]) -> T:
        """Write something about what is taught in a scope: what its labels say may be other words then."""

        def write(connection: sa.Connection) -> T:
            if (
                connection.dialect.name == "postgresql"
            ):  # another process may write there; the lock ends with the transaction
                connection.execute(_ALONE, {"scope_id": scope_id})
            return work(connection)

        try:
            return await self._database.writing(write)
        finally:
            self._memory.taught(scope_id)

    def version(self, scope_id: int) -> tuple[int, int]:
        """Return a value that differs after each change of what is taught in a scope, so that readers know that their copy is old.

        It begins anew with the process.
        """
        return self._memory.mark_examples(scope_id)

    # -- examples ------------------------------------------------------------------------------------------------

    @uninterrupted
    async def example(self, scope_id: int, example_id: int) -> models.Example | None:
        """Return one example, live or removed."""
        return await self._database.reading(lambda connection: _example(connection, scope_id, example_id))

    @uninterrupted
    async def examples(self, scope_id: int, example_ids: Iterable[int]) -> list[models.Example]:
        """Return many examples, live or removed, in the order of teaching."""
        parts = [*chunks(example_ids)]

        def read(connection: sa.Connection) -> list[models.Example]:
            found: list[models.Example] = []
            for part in parts:
                query = sa.select(*_COLUMNS).where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id.in_(part))
                found += [models.Example(*row) for row in connection.execute(query)]
            return found

        if not parts:
            return []
        return sorted(await self._database.reading(read), key=lambda example: example.id)

    @uninterrupted
    async def put_right(self, scope_id: int, turn_id: int) -> models.Example | None:
        """Return the example that corrected a reply: the latest one whose change was not undone."""
        return (await self.put_right_all(scope_id, [turn_id])).get(turn_id)

    @uninterrupted
    async def put_right_all(self, scope_id: int, turn_ids: Collection[int]) -> dict[int, models.Example]:
        """Return the examples that corrected the replies of these turns, a few hundred at most, by the turn; see `put_right`."""
        if not turn_ids:
            return {}
        table = tables.changes
        query = (
            sa.select(table.c.turn_id, *_COLUMNS)
            .join(table, table.c.id == _EXAMPLES.c.added_by)
            .where(
                table.c.scope_id == scope_id,
                table.c.turn_id.in_(turn_ids),
                table.c.undone_by.is_(None),
                _EXAMPLES.c.scope_id == scope_id,
                _EXAMPLES.c.positive,
            )
            .order_by(table.c.id, _EXAMPLES.c.id.desc())
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {
            turn_id: models.Example(*columns) for turn_id, *columns in rows
        }  # the latest one takes the place of others

    @uninterrupted
    async def is_live(self, scope_id: int, example_id: int) -> bool:
        """Tell whether the example still counts."""
        query = sa.select(_EXAMPLES.c.id).where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id == example_id, _LIVE)
        return await self._database.reading(lambda connection: connection.scalar(query)) is not None

    async def corrected_by(self, scope_id: int, example_ids: Collection[int]) -> int | None:
        """Return the latest correction that taught one of some live examples as the better answer."""
        query = (
            sa.select(sa.func.max(tables.changes.c.id))
            .join(_EXAMPLES, _EXAMPLES.c.added_by == tables.changes.c.id)
            .where(
                _EXAMPLES.c.scope_id == scope_id,
                _EXAMPLES.c.id.in_(example_ids),
                _EXAMPLES.c.positive,
                _LIVE,
                tables.changes.c.kind == records.ChangeKind.CORRECT.value,
                tables.changes.c.undone_by.is_(None),
            )
        )
        return await self._database.reading(lambda connection: connection.scalar(query))

    @uninterrupted
    async def replies(self, scope_id: int, dataset_id: int, answers: Iterable[int]) -> dict[int, str]:
        """Return the words of many answers, as `spoken` gives them."""
        found: dict[int, str] = {}
        async with self._database.read() as connection:
            for part in chunks(answers):
                query = (
                    sa.select(_EXAMPLES.c.answer, _EXAMPLES.c.reply, _EXAMPLES.c.label)
                    .where(
                        _EXAMPLES.c.scope_id == scope_id,
                        _EXAMPLES.c.dataset_id == dataset_id,
                        _EXAMPLES.c.answer.in_(part),
                        _EXAMPLES.c.positive,
                        _LIVE,
                    )
                    .order_by(_EXAMPLES.c.reply.is_not(None), _EXAMPLES.c.id)
                )
                for answer, reply, label in await connection.execute(query):
                    found[answer] = label if reply is None else reply
        return found

    @uninterrupted
    async def live_corrections(self, scope_id: int, dataset_id: int, prompt_key: bytes) -> list[models.Example]:
        """Return the corrections that count for a prompt, oldest first."""
        query = sa.select(*_COLUMNS).where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            _EXAMPLES.c.prompt_key == prompt_key,
            _EXAMPLES.c.correction,
            _EXAMPLES.c.positive,
            _LIVE,
        )
        found = await self._database.reading(
            lambda connection: [models.Example(*row) for row in connection.execute(query)]
        )
        # Not ORDER BY: SQLite would walk through the dataset in order of id rather than look the few rows up and sort them.
        return sorted(found, key=lambda example: example.id)

    @uninterrupted
    async def live_examples(self, scope_id: int, dataset_id: int) -> list[models.Example]:
        """Return every live example of a dataset, in the order of teaching (for export)."""
        query = (
            sa.select(*_COLUMNS)
            .where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.dataset_id == dataset_id, _LIVE)
            .order_by(_EXAMPLES.c.id)
        )
        async with self._streamed(query) as rows:
            return [models.Example(*row) async for part in rows for row in part]

    @uninterrupted
    async def live_indexed(self, scope_id: int, dataset_id: int) -> list[records.StoredExample]:
        """Return what the engine needs of every live example of a dataset, in the order of teaching."""
        query = (
            sa.select(*_INDEXED)
            .where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.dataset_id == dataset_id, _LIVE)
            .order_by(_EXAMPLES.c.id)
        )
        async with self._streamed(query) as rows:
            return [records.StoredExample(*row) async for part in rows for row in part]

    @uninterrupted
    async def indexed(self, scope_id: int, example_ids: Iterable[int]) -> list[records.StoredExample]:
        """Return what the engine needs of some examples, in the order of teaching."""
        found: list[records.StoredExample] = []
        for part in chunks(example_ids):
            query = sa.select(*_INDEXED).where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id.in_(part))
            found += await self._database.reading(
                lambda connection, query=query: [records.StoredExample(*row) for row in connection.execute(query)]
            )
        return sorted(found, key=lambda example: example.id)

    @uninterrupted
    async def starter(self, scope_id: int, dataset_id: int) -> frozenset[int]:
        """Return the ids of the starter examples of a dataset that still count: what the program itself taught at the first contact."""
        seeds = sa.select(tables.changes.c.id).where(
            tables.changes.c.scope_id == scope_id,
            tables.changes.c.dataset_id == dataset_id,
            tables.changes.c.kind == records.ChangeKind.SEED.value,
        )
        query = sa.select(_EXAMPLES.c.id).where(
            _EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.added_by.in_(seeds), _LIVE
        )
        return await self._database.reading(lambda connection: frozenset(connection.scalars(query)))

    @uninterrupted
    async def answers_to(
        self, scope_id: int, dataset_id: int, prompt_keys: Iterable[bytes]
    ) -> list[records.StoredAnswer]:
        """Return what a dataset answers to some questions now, in the order of teaching."""
        found: list[records.StoredAnswer] = []
        for part in chunks(prompt_keys):
            found += await self._answers(
                scope_id, _EXAMPLES.c.dataset_id == dataset_id, _EXAMPLES.c.prompt_key.in_(part)
            )
        return sorted(found, key=lambda answer: answer.id)

    @uninterrupted
    async def answers_of_change(self, scope_id: int, change_id: int) -> list[records.StoredAnswer]:
        """Return what a change taught and still counts, in the order of teaching."""
        found = await self._answers(scope_id, _EXAMPLES.c.added_by == change_id)
        return sorted(found, key=lambda answer: answer.id)

    async def _answers(self, scope_id: int, *conditions: sa.ColumnElement[bool]) -> list[records.StoredAnswer]:
        query = sa.select(*_ANSWER).where(_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.positive, _LIVE, *conditions)
        return await self._database.reading(
            lambda connection: [records.StoredAnswer(*row) for row in connection.execute(query)]
        )

    @contextlib.asynccontextmanager
    async def _streamed(self, query: sa.Executable) -> AsyncGenerator[AsyncIterator[Sequence[sa.Row[Any]]], None]:
        async with self._database.read() as connection:
            result = await connection.stream(query)
            try:
                yield result.partitions(STREAM_ROWS)
            finally:
                await result.close()


def _example(connection: sa.Connection, scope_id: int, example_id: int) -> models.Example | None:
    row = connection.execute(_BY_ID, {"scope_id": scope_id, "example_id": example_id}).first()
    return None if row is None else models.Example(*row)
