"""Triggers: keywords and patterns that are answered before meaning is looked at. Every statement names the scope."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import applying, records, tables
from chatterbot.store.database import Database
from chatterbot.store.memory import ReplyMemory

__all__ = ("TriggerStore",)

_TRIGGERS: Final = tables.triggers


class TriggerStore:
    """Triggers, each added by one change and removed by another."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime], memory: ReplyMemory) -> None:
        self._database = database
        self._now = now
        self._memory = memory

    def version(self, scope_id: int) -> tuple[int, int]:
        """Return a value that differs after each change of a scope's triggers, so that readers know that their copy is old.

        It begins anew with the process.
        """
        return self._memory.mark_triggers(scope_id)

    @uninterrupted
    async def live(self, scope_id: int, dataset_id: int) -> list[records.TriggerRecord]:
        """Return the triggers of a dataset that count, in the order in which they were added."""
        return await self._read(scope_id, _TRIGGERS.c.dataset_id == dataset_id, _TRIGGERS.c.live)

    @uninterrupted
    async def get(self, scope_id: int, trigger_id: int) -> records.TriggerRecord | None:
        """Return one trigger, whether it counts or not."""
        return next(iter(await self._read(scope_id, _TRIGGERS.c.id == trigger_id)), None)

    async def _read(self, scope_id: int, *conditions: sa.ColumnElement[bool]) -> list[records.TriggerRecord]:
        query = sa.select(_TRIGGERS).where(_TRIGGERS.c.scope_id == scope_id, *conditions).order_by(_TRIGGERS.c.id)
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return [_record(row) for row in rows]

    @uninterrupted
    async def apply(
        self, change: records.NewChange, add: records.NewTrigger | None, remove: Iterable[int] = ()
    ) -> tuple[int, records.TriggerRecord | None]:
        """Write the change that adds a trigger, removes some, or both; return the change's id, and the new trigger.

        Parameters
        ----------
        change
            Of the kind TRIGGER.
        """
        now = self._now()

        def write(connection: sa.Connection) -> tuple[int, records.TriggerRecord | None]:
            change_id = applying.insert_change(connection, change, 0 if add is None else 1, now)
            removed = 0
            for trigger_id in remove:
                result = connection.execute(
                    sa.update(_TRIGGERS)
                    .where(
                        _TRIGGERS.c.scope_id == change.scope_id,
                        _TRIGGERS.c.dataset_id == change.dataset_id,
                        _TRIGGERS.c.id == trigger_id,
                        _TRIGGERS.c.live,
                    )
                    .values(live=False, removed_by=change_id)
                )
                removed += result.rowcount
            if removed:
                changed = sa.update(tables.changes).where(tables.changes.c.id == change_id)
                connection.execute(changed.values(removed=removed))
            return change_id, None if add is None else _insert(connection, change, change_id, add, now)

        try:
            return await self._database.writing(write)
        finally:
            self._memory.triggered(change.scope_id)


def _insert(
    connection: sa.Connection, change: records.NewChange, change_id: int, add: records.NewTrigger, now: dt.datetime
) -> records.TriggerRecord:
    values: dict[str, Any] = {
        "scope_id": change.scope_id,
        "dataset_id": change.dataset_id,
        "author_id": change.author_id,
        "created_at": now,
        "live": True,
    }
    said = {
        "kind": add.kind.value,
        "pattern": add.pattern,
        "reply": add.reply,
        "extras": add.extras,
        "language": add.language,
        "samples": {name: list(texts) for name, texts in dataclasses.asdict(add.samples).items() if texts} or None,
    }
    inserted = connection.execute(sa.insert(_TRIGGERS).values(**values, **said, added_by=change_id))
    return records.TriggerRecord(
        id=applying.key_of(inserted),
        **values,
        **{field.name: getattr(add, field.name) for field in dataclasses.fields(add)},
    )


def _record(row: sa.Row[Any]) -> records.TriggerRecord:
    samples = {name: tuple(map(str, texts)) for name, texts in (row.samples or {}).items() if name in {"hit", "miss"}}
    return records.TriggerRecord(
        id=row.id,
        scope_id=row.scope_id,
        dataset_id=row.dataset_id,
        kind=models.TriggerKind(row.kind),
        pattern=row.pattern,
        reply=row.reply,
        extras=row.extras,
        language=row.language,
        samples=records.TriggerSamples(**samples),
        author_id=row.author_id,
        created_at=row.created_at,
        live=bool(row.live),
    )
