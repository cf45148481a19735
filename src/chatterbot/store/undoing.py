"""How a change is taken back: the statements of one transaction, given its connection.

A change *stands* if no standing change undoes it (`changes.undone_by` is the standing one that does). Undoing an undo therefore does the
change again. What counts follows from the changes that stand; see `store.replaying`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import sqlalchemy as sa

from chatterbot.store import applying, records, replaying, tables, undo_records

__all__ = ("undo",)

_CHANGES: Final = tables.changes
_LISTED: Final = (tables.triggers, tables.documents, tables.passages)
"""Rows that no rule removes: they count while the change that added them stands and the one that removed them does not."""

# Built once: constructing a statement costs more than running it.
_SCOPE: Final = sa.bindparam("scope")
_ID: Final = sa.bindparam("change")
_STANDING: Final = sa.select(_CHANGES).where(
    _CHANGES.c.scope_id == _SCOPE, _CHANGES.c.id == _ID, _CHANGES.c.undone_by.is_(None)
)
_CHANGE: Final = sa.select(_CHANGES).where(_CHANGES.c.scope_id == _SCOPE, _CHANGES.c.id == _ID)
_UNDOER: Final = sa.select(sa.func.max(_CHANGES.c.id)).where(
    _CHANGES.c.scope_id == _SCOPE, _CHANGES.c.undoes == _ID, _CHANGES.c.undone_by.is_(None)
)
_TURN: Final = (
    sa.update(_CHANGES)
    .where(_CHANGES.c.scope_id == _SCOPE, _CHANGES.c.id == _ID)
    .values(undone_by=sa.bindparam("undoer"))
)
_COUNT: Final = (
    sa.update(_CHANGES).where(_CHANGES.c.id == _ID).values(added=sa.bindparam("more"), removed=sa.bindparam("fewer"))
)


def _stands(table: sa.Table, column: sa.Column[int]) -> sa.ColumnElement[bool]:
    change = _CHANGES.alias()
    return sa.select(change.c.id).where(change.c.id == column, change.c.undone_by.is_(None)).correlate(table).exists()


_LIST_AGAIN: Final = tuple(
    sa.update(table)
    .where(table.c.scope_id == _SCOPE, column.in_(sa.bindparam("turned", expanding=True)))
    .values(live=_stands(table, table.c.added_by) & ~_stands(table, table.c.removed_by))
    for table in _LISTED
    for column in (table.c.added_by, table.c.removed_by)
)


def undo(connection: sa.Connection, back: undo_records.NewUndo, now: dt.datetime) -> undo_records.AppliedUndo | None:
    """Write the change that takes another one back; `None` if there is no such change, or it does not stand.

    What it taught no longer counts unless another change teaches it as well; what it removed counts again unless another change removes
    it; what it undid stands again.
    """
    scope_id = back.scope_id
    undone = connection.execute(_STANDING, {"scope": scope_id, "change": back.change_id}).first()
    if undone is None:
        return None
    as_change = records.NewChange(
        scope_id, undone.dataset_id, back.author_id, back.kind, undone.source, approved_by=back.approved_by
    )
    undo_id = applying.insert_change(connection, as_change, 0, now, undoes=back.change_id)
    turned = _turned(connection, scope_id, back.change_id)
    keys = replaying.touched(connection, scope_id, turned)
    if back.forget:
        applying.note_effects(connection, scope_id, undo_id, replaying.REMOVED, back.forget)
        keys |= replaying.touched(connection, scope_id, [undo_id])
    moved = replaying.replay(connection, scope_id, keys)
    for update in _LIST_AGAIN:
        connection.execute(update, {"scope": scope_id, "turned": turned})
    activated = [_choose_dataset(connection, scope_id, change_id) for change_id in turned]
    fewer, more = sum(each.fewer for each in moved.values()), sum(each.more for each in moved.values())
    connection.execute(_COUNT, {"change": undo_id, "more": more, "fewer": fewer})
    return undo_records.AppliedUndo(
        id=undo_id,
        change_id=back.change_id,
        moved=tuple(
            undo_records.MovedExamples(dataset_id, tuple(each.removed), tuple(each.restored), each.shares)
            for dataset_id, each in moved.items()
        ),
        fewer=fewer,
        more=more,
        turned=tuple(turned),
        activated=any(activated),
    )


def _turned(connection: sa.Connection, scope_id: int, undone: int) -> list[int]:
    """Note whether a change stands, now that something undoes it, and so on along what it undid itself; returns those that turned."""
    turned: list[int] = []
    change_id: int | None = undone
    while change_id is not None:
        mine = {"scope": scope_id, "change": change_id}
        change = connection.execute(_CHANGE, mine).one()
        undoer = connection.scalar(_UNDOER, mine)
        if undoer == change.undone_by:
            break
        connection.execute(_TURN, {**mine, "undoer": undoer})
        if (undoer is None) == (change.undone_by is None):
            break  # it is undone as before, by another change
        turned.append(change_id)
        change_id = change.undoes
    return turned


def _choose_dataset(connection: sa.Connection, scope_id: int, change_id: int) -> bool:
    """Answer from the dataset from before a selection that no longer stands, or from the one of a selection that stands again.

    Not if another one was selected since. Returns whether the active dataset is another one now.
    """
    change = connection.execute(_CHANGE, {"scope": scope_id, "change": change_id}).one()
    if change.previous_dataset_id is None:
        return False
    left, chosen = change.dataset_id, change.previous_dataset_id
    if change.undone_by is None:
        left, chosen = chosen, left
    datasets = tables.datasets
    active = connection.scalar(sa.select(datasets.c.id).where(datasets.c.scope_id == scope_id, datasets.c.active))
    if active != left or left == chosen:
        return False
    applying.activate(connection, scope_id, chosen)
    return True
