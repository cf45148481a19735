"""What rows of the database say about one another: references, scopes, numbers that follow from other rows.

Every function here is about the whole database: no person asks it, and none gives a row away, only how many there are.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.store import schema, tables

__all__ = (
    "BrokenLink",
    "answers_without_examples",
    "broken_links",
    "crossed_links",
    "late_numbers",
    "mend_link",
    "mend_listed",
    "mend_negative",
    "mend_number",
    "negative_counters",
    "scopes_without_dataset",
    "undo_differences",
    "wrongly_listed",
)

COUNTERS: Final = (
    tables.uses.c.uses,
    tables.daily_counts.c.count,
    tables.changes.c.added,
    tables.changes.c.removed,
    tables.model_use.c.requests,
    tables.model_use.c.failed,
)
"""Numbers that can never be below zero."""

LISTED: Final = (tables.triggers, tables.documents, tables.passages)
"""Tables whose rows say by themselves whether they count (`live`); it follows from the changes that name them."""


@dataclasses.dataclass(frozen=True, slots=True)
class BrokenLink:
    """A column whose rows name rows that are not there."""

    table: str
    column: str
    target: str
    """The table that lacks them."""
    rows: int
    remedy: str
    """``forget``: the reference may be emptied; ``delete``: the rows mean nothing without it; empty: neither is safe."""


def _references() -> Iterator[tuple[sa.Column[Any], sa.Column[Any], str]]:
    for table in schema.metadata.sorted_tables:
        for key in table.foreign_keys:
            # Rows of `uses` and `effects` hold numbers about an example, and no words.
            counts_only = key.ondelete == "CASCADE" and table in {tables.uses, tables.effects}
            remedy = "forget" if key.ondelete == "SET NULL" else "delete" if counts_only else ""
            yield key.parent, key.column, remedy


def _missing(column: sa.Column[Any], target: sa.Column[Any]) -> sa.ColumnElement[bool]:
    other = target.table.alias()
    there = sa.select(other.c[target.name]).where(other.c[target.name] == column).correlate(column.table).exists()
    return column.is_not(None) & ~there


def _count(connection: sa.Connection, table: sa.FromClause, *conditions: sa.ColumnElement[bool]) -> int:
    return int(connection.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0)


def broken_links(connection: sa.Connection) -> list[BrokenLink]:
    """Return the references to rows that are not there. No engine lets them arise: they come from damage, or from changes by hand."""
    found: list[BrokenLink] = []
    for column, target, remedy in _references():
        if rows := _count(connection, column.table, _missing(column, target)):
            found.append(BrokenLink(_name(column), column.name, _name(target), rows, remedy))
    return found


def mend_link(connection: sa.Connection, link: BrokenLink) -> None:
    """Empty references to rows that are not there, or delete the rows that mean nothing without them, as the link's `remedy` says."""
    for column, target, remedy in _references():
        if (_name(column), column.name, _name(target)) != (link.table, link.column, link.target):
            continue
        if remedy == "forget":
            connection.execute(sa.update(column.table).where(_missing(column, target)).values({column.name: None}))
        elif remedy == "delete":
            connection.execute(sa.delete(column.table).where(_missing(column, target)))


def crossed_links(connection: sa.Connection) -> list[BrokenLink]:
    """Return the references from one server's rows to another's."""
    found: list[BrokenLink] = []
    for column, target, _ in _references():
        table, other = column.table, target.table.alias()
        if "scope_id" not in table.c or "scope_id" not in other.c:
            continue
        joined = table.join(other, column == other.c[target.name])
        if rows := _count(connection, joined, table.c.scope_id != other.c.scope_id):
            found.append(BrokenLink(_name(column), column.name, _name(target), rows, ""))
    return found


def late_numbers(connection: sa.Connection) -> list[str]:
    """Return the tables that would give a new row a number that was given already."""
    return [
        table.name
        for table in schema.metadata.sorted_tables
        if "id" in table.primary_key and _last_number(connection, table) < _highest(connection, table)
    ]


def mend_number(connection: sa.Connection, name: str) -> None:
    """Let a table number new rows from its highest number on."""
    table = schema.metadata.tables[name]
    highest = _highest(connection, table)
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": name})
        connection.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"), {"table": name, "last": highest}
        )
        return
    connection.execute(
        sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), CAST(:last AS BIGINT))"),
        {"table": name, "last": highest},
    )


def _highest(connection: sa.Connection, table: sa.Table) -> int:
    return int(connection.scalar(sa.select(sa.func.max(table.c.id))) or 0)


def _last_number(connection: sa.Connection, table: sa.Table) -> int:
    if connection.dialect.name == "sqlite":
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
        return int(connection.scalar(query, {"table": table.name}) or 0)
    sequence = connection.scalar(sa.text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": table.name})
    quoted = str(sequence)  # the server's own name of it, quoted where it has to be
    query = sa.text(f"SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END FROM {quoted}")  # noqa: S608 - see above
    return int(connection.scalar(query) or 0)


def negative_counters(connection: sa.Connection) -> list[tuple[str, str, int]]:
    """Return the table, column and number of rows of counters below zero."""
    return [
        (_name(column), column.name, rows)
        for column in COUNTERS
        if (rows := _count(connection, column.table, column < 0))
    ]


def mend_negative(connection: sa.Connection) -> None:
    """Set counters below zero to zero: how often it really was is not known."""
    for column in COUNTERS:
        connection.execute(sa.update(column.table).where(column < 0).values({column.name: 0}))


def answers_without_examples(connection: sa.Connection) -> int:
    """Return how many answers can be chosen, and have neither a reply nor a label to be given."""
    table = tables.examples
    grouped = (
        sa.select(table.c.answer)
        .where(table.c.removed_by.is_(None), table.c.positive, table.c.answer.is_not(None))
        .group_by(table.c.scope_id, table.c.dataset_id, table.c.answer)
        .having(sa.func.count(table.c.reply) + sa.func.count(table.c.label) == 0)
    )
    return _count(connection, grouped.subquery())


def scopes_without_dataset(connection: sa.Connection) -> int:
    """Return how many servers have sets of examples, and answer from none of them."""
    table = tables.datasets
    active = sa.func.sum(sa.case((table.c.active, 1), else_=0))
    return _count(connection, sa.select(table.c.scope_id).group_by(table.c.scope_id).having(active == 0).subquery())


def undo_differences(connection: sa.Connection) -> int:
    """Return how many changes are noted as undone although nothing that stands undoes them, or the other way round."""
    table, other = tables.changes, tables.changes.alias()
    undoer = (
        sa.select(sa.func.max(other.c.id))
        .where(other.c.scope_id == table.c.scope_id, other.c.undoes == table.c.id, other.c.undone_by.is_(None))
        .correlate(table)
        .scalar_subquery()
    )
    return _count(connection, table, table.c.undone_by.is_distinct_from(undoer))


def wrongly_listed(connection: sa.Connection) -> list[tuple[str, int]]:
    """Return the tables, and numbers of rows, that say the wrong thing about whether they count."""
    return [
        (table.name, rows)
        for table in LISTED
        if (rows := _count(connection, table, table.c.live.is_distinct_from(_counts(table))))
    ]


def mend_listed(connection: sa.Connection) -> None:
    """Let rows of triggers, documents and passages say whether they count, as it follows from the changes that name them."""
    for table in LISTED:
        counts = _counts(table)
        connection.execute(sa.update(table).where(table.c.live.is_distinct_from(counts)).values(live=counts))


def _counts(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that a row counts: what added it stands, and what removed it does not."""
    return _stands(table, table.c.added_by) & ~_stands(table, table.c.removed_by)


def _stands(table: sa.Table, column: sa.Column[int]) -> sa.ColumnElement[bool]:
    change = tables.changes.alias()
    return sa.select(change.c.id).where(change.c.id == column, change.c.undone_by.is_(None)).correlate(table).exists()


def _name(column: sa.Column[Any]) -> str:
    return str(column.table.name)
