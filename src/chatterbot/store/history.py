"""What was changed, by whom and when: the kept changes, and what each of them taught and removed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import records, replaying, tables
from chatterbot.store.database import Database
from chatterbot.store.memory import ReplyMemory

__all__ = ("ChangeWords", "HistoryFilter", "HistoryStore", "ListedAct", "UndoCandidate")

_CHANGES: Final = tables.changes
_EXAMPLES: Final = tables.examples
_EFFECTS: Final = tables.effects
_COLUMNS: Final = tuple(_EXAMPLES.c[field.name] for field in dataclasses.fields(models.Example))

MOST_CANDIDATES: Final = 10_000
"""Most changes that one bulk undo looks at, the latest first."""


@dataclasses.dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which changes are listed."""

    author_id: int | None = None
    kinds: tuple[records.ChangeKind, ...] = ()
    """Empty: all."""
    since: dt.datetime | None = None


class ListedAct(enum.Enum):
    """What a change did to a document or a trigger."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


class TriggerWords(NamedTuple):
    """A trigger, as a change tells it."""

    pattern: str
    reply: str


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeWords:
    """What a change taught and removed, the first of it."""

    taught: tuple[models.Example, ...] = ()
    again: tuple[models.Example, ...] = ()
    """What it taught though it was known."""
    removed: tuple[models.Example, ...] = ()
    replaced: str | None = None
    """The reply that a correction took the place of."""
    dataset: str = ""
    """The dataset's name."""
    names: tuple[str, ...] = ()
    """Patterns of the triggers, and titles of the documents, that it added or removed."""
    act: ListedAct | None = None
    """What became of the document or the triggers; `None` for every other kind of change."""
    triggers_added: tuple[TriggerWords, ...] = ()
    triggers_removed: tuple[TriggerWords, ...] = ()
    passages_added: int = 0
    passages_removed: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class UndoCandidate:
    """One change that may be undone together with others."""

    id: int
    undoes: int | None
    stands: bool


class HistoryStore:
    """Changes, newest first. The other parts of the store write them."""

    def __init__(self, database: Database, memory: ReplyMemory) -> None:
        self._database = database
        self._memory = memory

    def subscribe(self, changed: Callable[[int], None]) -> None:
        """Call `changed` with the scope after everything that may have written a change; `changed` must not raise."""
        self._memory.subscribe(changed)

    @uninterrupted
    async def change(self, scope_id: int, change_id: int) -> records.ChangeRecord | None:
        """Return one change."""
        return (await self.by_id(scope_id, [change_id])).get(change_id)

    @uninterrupted
    async def by_id(self, scope_id: int, change_ids: Iterable[int]) -> dict[int, records.ChangeRecord]:
        """Return some changes (a page of them), by their ids."""
        found = await self._changes(scope_id, _CHANGES.c.id.in_(list(change_ids)))
        return {change.id: change for change in found}

    @uninterrupted
    async def changes(self, scope_id: int, limit: int) -> list[records.ChangeRecord]:
        """Return the latest changes, newest first."""
        return await self._changes(scope_id, limit=limit)

    @uninterrupted
    async def page(self, scope_id: int, wanted: HistoryFilter, offset: int, limit: int) -> list[records.ChangeRecord]:
        """Return changes, newest first."""
        return await self._changes(scope_id, *_conditions(wanted), offset=offset, limit=limit)

    @uninterrupted
    async def after(self, scope_id: int, change_id: int, limit: int) -> list[records.ChangeRecord]:
        """Return the changes after one, oldest first; of more than `limit` the latest."""
        return (await self._changes(scope_id, _CHANGES.c.id > change_id, limit=limit))[::-1]

    @uninterrupted
    async def newest(self) -> int:
        """Return the id of the newest change of all scopes; 0 without any. It says nothing about a scope."""
        query = sa.select(sa.func.max(_CHANGES.c.id))
        return await self._database.reading(lambda connection: connection.scalar(query)) or 0

    @uninterrupted
    async def candidates(self, scope_id: int, wanted: HistoryFilter, up_to: int) -> list[UndoCandidate]:
        """Return the changes that a bulk undo of some concerns, newest first: no erasures, and no starter examples.

        Parameters
        ----------
        up_to
            The newest change that is looked at.
        """
        kept = [records.ChangeKind.ERASE.value, records.ChangeKind.SEED.value]
        query = (
            sa.select(_CHANGES.c.id, _CHANGES.c.undoes, _CHANGES.c.undone_by)
            .where(
                _CHANGES.c.scope_id == scope_id,
                _CHANGES.c.id <= up_to,
                _CHANGES.c.kind.not_in(kept),
                *_conditions(wanted),
            )
            .order_by(_CHANGES.c.id.desc())
            .limit(MOST_CANDIDATES)
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return [UndoCandidate(row.id, row.undoes, row.undone_by is None) for row in rows]

    @uninterrupted
    async def between(self, scope_id: int, first: int, last: int) -> list[records.ChangeRecord]:
        """Return the changes of a range that undid others, newest first."""
        undone = _CHANGES.c.kind == records.ChangeKind.UNDO.value
        return await self._changes(scope_id, _CHANGES.c.id.between(first, last), undone, limit=MOST_CANDIDATES)

    @uninterrupted
    async def words(self, scope_id: int, changes: Iterable[records.ChangeRecord], limit: int) -> dict[int, ChangeWords]:
        """Return what some changes taught and removed, of each the first `limit` examples."""
        wanted = list(changes)
        return await self._database.reading(
            lambda connection: {change.id: _words(connection, scope_id, change, limit) for change in wanted}
        )

    async def _changes(
        self, scope_id: int, *conditions: sa.ColumnElement[bool], offset: int = 0, limit: int | None = None
    ) -> list[records.ChangeRecord]:
        query = (
            sa.select(_CHANGES)
            .where(_CHANGES.c.scope_id == scope_id, *conditions)
            .order_by(_CHANGES.c.id.desc())
            .limit(limit)
            .offset(offset)
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).mappings().all())
        return [_change(dict(row)) for row in rows]


def _conditions(wanted: HistoryFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.author_id is not None:
        found.append(_CHANGES.c.author_id == wanted.author_id)
    if wanted.kinds:
        found.append(_CHANGES.c.kind.in_([kind.value for kind in wanted.kinds]))
    if wanted.since is not None:
        found.append(_CHANGES.c.created_at >= wanted.since)
    return found


def _words(connection: sa.Connection, scope_id: int, change: records.ChangeRecord, limit: int) -> ChangeWords:
    def examples(*conditions: sa.ColumnElement[bool]) -> tuple[models.Example, ...]:
        query = sa.select(*_COLUMNS).where(_EXAMPLES.c.scope_id == scope_id, *conditions)
        rows = connection.execute(query.order_by(_EXAMPLES.c.id).limit(limit))
        return tuple(models.Example(*row) for row in rows)

    def affected(act: str) -> sa.ColumnElement[bool]:
        noted = sa.select(_EFFECTS.c.example_id).where(_EFFECTS.c.change_id == change.id, _EFFECTS.c.act == act)
        return _EXAMPLES.c.id.in_(noted)

    # Explicitly, and by the rules; an example that was known when it was taught is removed by its own change.
    removed = examples(affected(replaying.REMOVED)) + examples(
        _EXAMPLES.c.removed_by == change.id, _EXAMPLES.c.added_by != change.id
    )
    known = sa.and_(_EXAMPLES.c.added_by == change.id, _EXAMPLES.c.removed_by == change.id)
    corrections = tables.corrections
    replaced = sa.select(corrections.c.replaced).where(
        corrections.c.scope_id == scope_id, corrections.c.change_id == change.id
    )
    named = sa.select(tables.datasets.c.name).where(
        tables.datasets.c.scope_id == scope_id, tables.datasets.c.id == change.dataset_id
    )
    came, went = _listed(connection, scope_id, change, limit)
    return ChangeWords(
        taught=examples(_EXAMPLES.c.added_by == change.id, _EXAMPLES.c.removed_by.is_distinct_from(change.id)),
        again=(examples(affected(replaying.REPEATED)) + examples(known))[:limit],
        removed=tuple({example.id: example for example in removed}.values())[:limit],
        replaced=connection.scalar(replaced) if change.kind is records.ChangeKind.CORRECT else None,
        dataset=connection.scalar(named) or "",
        names=_names(connection, scope_id, change, limit),
        act=_act(bool(came.documents or came.triggers), bool(went.documents or went.triggers)),
        triggers_added=came.triggers,
        triggers_removed=went.triggers,
        passages_added=came.passages,
        passages_removed=went.passages,
    )


class _Listed(NamedTuple):
    """Rows of documents and triggers that a change added, or removed."""

    documents: int = 0
    passages: int = 0
    triggers: tuple[TriggerWords, ...] = ()


def _listed(
    connection: sa.Connection, scope_id: int, change: records.ChangeRecord, limit: int
) -> tuple[_Listed, _Listed]:
    """Return what came and what went with a change."""

    def count(table: sa.Table, column: str) -> int:
        query = sa.select(sa.func.count()).select_from(table)
        return connection.scalar(query.where(table.c.scope_id == scope_id, table.c[column] == change.id)) or 0

    def triggers(column: str) -> tuple[TriggerWords, ...]:
        table = tables.triggers
        query = sa.select(table.c.pattern, table.c.reply).where(
            table.c.scope_id == scope_id, table.c[column] == change.id
        )
        return tuple(TriggerWords(*row) for row in connection.execute(query.order_by(table.c.id).limit(limit)))

    columns = ("added_by", "removed_by")
    match change.kind:
        case records.ChangeKind.IMPORT:
            came, went = (_Listed(count(tables.documents, each), count(tables.passages, each)) for each in columns)
        case records.ChangeKind.TRIGGER:
            came, went = (_Listed(triggers=triggers(each)) for each in columns)
        case _:
            came = went = _Listed()
    return came, went


def _act(came: bool, went: bool) -> ListedAct | None:
    if came:
        return ListedAct.CHANGED if went else ListedAct.ADDED
    return ListedAct.REMOVED if went else None


def _names(connection: sa.Connection, scope_id: int, change: records.ChangeRecord, limit: int) -> tuple[str, ...]:
    if change.kind not in {records.ChangeKind.TRIGGER, records.ChangeKind.IMPORT}:
        return ()
    found: list[str] = []
    for table, column in ((tables.triggers, tables.triggers.c.pattern), (tables.documents, tables.documents.c.title)):
        query = sa.select(column).where(
            table.c.scope_id == scope_id, sa.or_(table.c.added_by == change.id, table.c.removed_by == change.id)
        )
        found += connection.scalars(query.order_by(table.c.id).limit(limit))
    return tuple(dict.fromkeys(found))[:limit]


def _change(row: Mapping[str, Any]) -> records.ChangeRecord:
    values = dict(row)
    values["kind"] = records.ChangeKind(values["kind"])
    return records.ChangeRecord(**values)
