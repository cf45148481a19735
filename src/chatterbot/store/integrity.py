"""Whether the database itself is undamaged, as SQLite or PostgreSQL tells it; damaged indexes are made anew from their tables.

Every function here is about the whole database, and none gives a row away.
"""

from __future__ import annotations

import re
from typing import Final

import sqlalchemy as sa
import sqlalchemy.exc as sa_exc

from chatterbot.store import problems
from chatterbot.store.schema import metadata

__all__ = ("can_compare_indexes", "damage", "is_of_indexes", "rebuild_indexes")

_OF_INDEX: Final = re.compile(r"missing from index|wrong # of entries in index|non-unique entry in index|out of order")
"""What SQLite says when a table is in order, and an index of it is not (https://sqlite.org/pragma.html#pragma_integrity_check)."""

_AMCHECK: Final = sa.text(
    "SELECT count(*) FROM pg_proc p WHERE p.proname = 'bt_index_check' AND has_function_privilege(p.oid, 'EXECUTE')"
)
_INDEXES: Final = sa.text(
    "SELECT i.indexrelid::regclass::text AS name, i.indisvalid AS valid FROM pg_index i"
    " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid"
    " JOIN pg_namespace n ON n.oid = t.relnamespace"
    " WHERE a.amname = 'btree' AND n.nspname = current_schema() AND t.relname = ANY(:tables) ORDER BY 1"
)
_CHECK_INDEX: Final = sa.text("SELECT bt_index_check(CAST(CAST(:name AS text) AS regclass), true)")


def damage(connection: sa.Connection) -> list[str]:
    """Return what is damaged in the database's own structure, as its engine says it; empty when nothing is.

    On PostgreSQL each index is compared with its table, where the extension `amcheck` is installed and may be used.
    """
    if connection.dialect.name == "sqlite":
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        return [] if found == ["ok"] else [line for text in found for line in text.splitlines()]
    compares, wrong = can_compare_indexes(connection), list[str]()
    for row in connection.execute(_INDEXES, {"tables": [table.name for table in metadata.sorted_tables]}).all():
        if not row.valid:
            wrong.append(f"index {row.name}: it was not built to its end")
        elif compares:
            try:
                with connection.begin_nested():
                    connection.execute(_CHECK_INDEX, {"name": row.name})
            except sa_exc.DBAPIError as error:
                wrong.append(f"index {row.name}: {problems.reason(error)}")
    return wrong


def can_compare_indexes(connection: sa.Connection) -> bool:
    """Tell whether indexes can be compared with their tables: always on SQLite; on PostgreSQL with the extension `amcheck`."""
    return connection.dialect.name == "sqlite" or bool(connection.scalar(_AMCHECK))


def is_of_indexes(connection: sa.Connection, found: list[str]) -> bool:
    """Tell whether all the damage is in indexes, which can be made anew from their tables."""
    if connection.dialect.name != "sqlite":
        return bool(found)
    return bool(found) and all(_OF_INDEX.search(line) for line in found if not line.startswith("*** in database"))


def rebuild_indexes(connection: sa.Connection) -> None:
    """Make all indexes anew from their tables."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("REINDEX")
        return
    for table in metadata.sorted_tables:
        # Names of tables are the program's own.
        connection.exec_driver_sql(f'REINDEX TABLE "{table.name}"')
