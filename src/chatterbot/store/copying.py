"""Copies a whole database into an empty one, of the same kind or another, and compares what arrived with what was read.

All that is read is one committed state, and all that is written is one transaction: a copy that is cut off leaves the target as empty as
it was. Ids stay what they are, and so does the highest id that was ever given, because the ids of erased rows are never used again.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import pathlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import errors
from chatterbot.store.database import Database
from chatterbot.store.schema import AnswerExtrasJson, ComposedJson, metadata

__all__ = ("CopiedTable", "copy", "refuse_rows", "write_snapshot")

ROWS: Final = 1_000
"""Rows that are read and written at a time: a few megabytes of the widest table (`features`, 2 KB a row)."""


@dataclasses.dataclass(frozen=True, slots=True)
class CopiedTable:
    """A table that was copied: its name, and how many rows it has."""

    name: str
    rows: int


class _Contents:
    """Counts rows and sums up their hashes: equal for the same rows in any order (databases order texts differently)."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            told = json.dumps([_comparable(value) for value in row], ensure_ascii=False, sort_keys=True)
            self._sum += int.from_bytes(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest())
            self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Contents) and (self.rows, self._sum) == (other.rows, other._sum)

    __hash__ = None  # type: ignore[assignment] # it changes


async def copy(
    source: Database, target: Database, tell: Callable[[CopiedTable], None] = lambda _: None
) -> list[CopiedTable]:
    """Copy every table into a database that has none of its rows yet; `tell` is called after each.

    Raises
    ------
    errors.SettingsError
        If the target is not empty.
    errors.StoreError
        If a database fails, a value cannot be stored in the target, or what arrived is not what was read.
    """
    found: list[CopiedTable] = []
    async with source.snapshot() as reading, target.write() as writing:
        await _refuse_rows(writing)
        for table in metadata.sorted_tables:
            read = await _copy_table(table, reading, writing)
            if await _contents(table, writing) != read:
                raise errors.StoreError(
                    f"the table {table.name} did not arrive as it was read; nothing was copied", retryable=False
                )
            found.append(CopiedTable(table.name, read.rows))
            tell(found[-1])
        await _number_on(reading, writing)
    return found


async def refuse_rows(database: Database) -> None:
    """Raise `errors.SettingsError` if any table has rows."""
    async with database.read() as connection:
        await _refuse_rows(connection)


async def _refuse_rows(connection: sa_asyncio.AsyncConnection) -> None:
    for table in metadata.sorted_tables:
        if await connection.scalar(sa.select(sa.exists(sa.select(table)))):
            raise errors.SettingsError(
                f"the target is not empty: its table {table.name} has rows. Nothing was copied. Name an empty database."
            )


async def _copy_table(
    table: sa.Table, reading: sa_asyncio.AsyncConnection, writing: sa_asyncio.AsyncConnection
) -> _Contents:
    """Copy rows in the order of their keys; columns that name rows of the same table are set when all of them are there."""
    plain, read = _plain(table), _Contents()
    keys = [plain.c[column.name] for column in table.primary_key]
    own = sorted(key.parent.name for key in table.foreign_keys if key.column.table is table)
    later: list[dict[str, Any]] = []
    async with reading.stream(sa.select(plain).order_by(*keys)) as result:
        async for rows in result.partitions(ROWS):
            read.add(rows)
            values = [dict(zip(plain.c.keys(), row, strict=True)) for row in rows]
            for row in values if own else ():
                if any(row[name] is not None for name in own):
                    later.append({f"to_{key.name}": row[key.name] for key in keys} | {name: row[name] for name in own})
                row.update(dict.fromkeys(own))
            await _insert(writing, plain, values)
    if later:
        here = [key == sa.bindparam(f"to_{key.name}") for key in keys]
        # Plain statements with many values: SQLAlchemy's own `update` of rows by their keys is the ORM's.
        set_own = sa.update(plain).where(*here).values({name: sa.bindparam(name) for name in own})
        await writing.execute(set_own, later)
    return read


async def _insert(writing: sa_asyncio.AsyncConnection, plain: sa.TableClause, values: list[dict[str, Any]]) -> None:
    if writing.dialect.name == "postgresql":
        for row in values:
            for name, value in row.items():
                if isinstance(value, str) and "\0" in value:
                    raise errors.StoreError(
                        f"the table {plain.name} has a text with a zero character in {name}, which PostgreSQL cannot store; "
                        "nothing was copied",
                        retryable=False,
                    )
    await writing.execute(sa.insert(plain), values)


async def _contents(table: sa.Table, connection: sa_asyncio.AsyncConnection) -> _Contents:
    found = _Contents()
    async with connection.stream(sa.select(_plain(table))) as result:
        async for rows in result.partitions(ROWS):
            found.add(rows)
    return found


def _plain(table: sa.Table) -> sa.TableClause:
    """Return the table with the values as they are stored: nothing is made into the program's own objects, which may know fewer fields."""

    def kind(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
        is_json = isinstance(column.type, sa.JSON | AnswerExtrasJson | ComposedJson)
        return sa.JSON(none_as_null=True) if is_json else column.type

    return sa.table(table.name, *(sa.column(column.name, kind(column)) for column in table.columns))


def _comparable(value: Any) -> Any:
    """Return a value in a form that is the same whatever database it comes from."""
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case dt.datetime() | dt.date():
            return value.isoformat()
        case Mapping():
            return {str(name): _comparable(each) for name, each in value.items()}
        case _:
            return value


async def _number_on(reading: sa_asyncio.AsyncConnection, writing: sa_asyncio.AsyncConnection) -> None:
    """Let the target number new rows from where the source was."""
    for table in metadata.sorted_tables:
        if "id" not in table.primary_key:
            continue
        if reading.dialect.name == "sqlite":
            last = await reading.scalar(
                sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table"), {"table": table.name}
            )
        else:
            sequence = await reading.scalar(_SEQUENCE, {"table": table.name})
            quoted = str(sequence)  # the server's own name of it, quoted where it has to be
            last = await reading.scalar(sa.text(f"SELECT CASE WHEN is_called THEN last_value END FROM {quoted}"))  # noqa: S608 - see above
        if last is None:
            continue
        if writing.dialect.name == "sqlite":
            await writing.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
            await writing.execute(
                sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)"),
                {"table": table.name, "last": int(last)},
            )
        else:
            await writing.execute(
                sa.text("SELECT setval(pg_get_serial_sequence(:table, 'id'), CAST(:last AS BIGINT))"),
                {"table": table.name, "last": int(last)},
            )


_SEQUENCE: Final = sa.text("SELECT pg_get_serial_sequence(:table, 'id')")


async def write_snapshot(database: Database, path: pathlib.Path) -> None:
    """Write a database, as it is at one moment, to a new file of SQLite, whatever it is itself and whoever writes meanwhile.

    Raises
    ------
    errors.StoreError
        If it cannot be read, or the file cannot be written.
    """
    if await database.vacuum_into(path):
        return
    async with Database.open(f"sqlite+aiosqlite:///{path}") as target:
        await copy(database, target)
        await target.scrub()
