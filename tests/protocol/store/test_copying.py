"""A whole database is copied to another of either kind, and everything of it arrives, or nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import pathlib
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from tests import databases, postgres
from tests.unit.services import world as worlds

from chatterbot import errors
from chatterbot.store import Database, copying
from chatterbot.store.schema import AnswerExtrasJson, ComposedJson, metadata

pytestmark = [pytest.mark.protocol, pytest.mark.asyncio]

ODD = "Ünï 🙂‍↔️ \u202eكتاب, 'quoted' \"twice\" \\ %s :name\n\tпривет 漢字 \u0001\ufffe"
WHEN = dt.datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=dt.UTC)
ROWS = 7
"""Rows a table: more than two batches of the size that the tests copy in."""


@pytest_asyncio.fixture(params=databases.KINDS)
async def other(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> AsyncGenerator[str, None]:
    """Address of a second empty database."""
    folder = tmp_path / "other"
    folder.mkdir()
    async with databases.either(request, folder) as address:
        yield address


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "ROWS", 3)


def value(column: sa.Column[Any], row: int) -> Any:
    """Some value of a column's type; rows of one table differ in it."""
    if column.foreign_keys:
        own = next(iter(column.foreign_keys)).column.table is column.table
        return (row % ROWS + 1 if row % 2 else None) if own else row
    match column.type:
        case sa.Boolean():
            return row % 2 == 0
        case AnswerExtrasJson() | ComposedJson():
            return {"of another version": [ODD, row]} if row % 2 else None
        case sa.JSON():
            return {"b": [1.5, None, ODD], "a": {"row": row}}
        case sa.LargeBinary():
            return bytes([row, 0, 255, 128])
        case sa.Integer():
            return row
        case sa.Float():
            return 0.1 + row / 3
        case sa.Date():
            return WHEN.date() - dt.timedelta(days=row)
        case sa.String():
            length = getattr(column.type, "length", None)
            return (f"{row}{ODD}" * (20 if length is None else 1))[:length]
        case _:
            return WHEN - dt.timedelta(hours=row)


async def fill(database: Database) -> None:
    """Put rows into every table that there is."""
    async with database.write() as connection:
        for table in metadata.sorted_tables:
            plain = copying._plain(table)
            rows = [{column.name: value(column, row) for column in table.columns} for row in range(1, ROWS + 1)]
            own = {key.parent.name for key in table.foreign_keys if key.column.table is table}
            await connection.execute(sa.insert(plain), [row | dict.fromkeys(own) for row in rows])
            for row in rows if own else ():
                there = {name: row[name] for name in own}
                await connection.execute(sa.update(plain).where(plain.c["id"] == row["id"]).values(there))


async def contents(database: Database) -> dict[str, list[Any]]:
    async with database.snapshot() as connection:
        return {
            table.name: sorted(
                (repr(tuple(row)) for row in await connection.execute(sa.select(copying._plain(table)))), key=str
            )
            for table in metadata.sorted_tables
        }


async def test_everything_arrives_and_numbers_go_on(url: str, other: str) -> None:
    async with Database.open(url) as source, Database.open(other) as target:
        await fill(source)
        async with source.write() as connection:  # the highest id was given to a row that is gone
            feedback = copying._plain(metadata.tables["feedback"])
            await connection.execute(sa.delete(feedback).where(feedback.c["id"] == ROWS))
            if connection.dialect.name == "postgresql":
                for table in metadata.sorted_tables:
                    if "id" in table.primary_key:
                        number = sa.text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), {ROWS})")
                        await connection.execute(number)
        copied = {each.name: each.rows for each in await copying.copy(source, target)}
        assert copied == {name: ROWS - (name == "feedback") for name in metadata.tables}
        assert await contents(target) == await contents(source)
        async with target.write() as connection:
            feedback = metadata.tables["feedback"]
            values = {column.name: value(column, 90) for column in feedback.columns if column.name != "id"}
            added = await connection.execute(sa.insert(feedback).values({**values, "turn_id": 1}))
            assert added.inserted_primary_key is not None
            assert added.inserted_primary_key[0] == ROWS + 1


async def test_a_copy_that_is_cut_off_leaves_nothing(tmp_path: pathlib.Path, other: str) -> None:
    async with Database.open(worlds.on_disk(tmp_path)) as source, Database.open(other) as target:
        await fill(source)

        def cut_off(table: copying.CopiedTable) -> None:
            if table.name == "examples":
                raise KeyboardInterrupt

        with contextlib.suppress(KeyboardInterrupt):
            await copying.copy(source, target, cut_off)
        assert not any((await contents(target)).values())
        await copying.copy(source, target)
        assert await contents(target) == await contents(source)


async def test_a_database_with_rows_is_refused(tmp_path: pathlib.Path, other: str) -> None:
    async with Database.open(worlds.on_disk(tmp_path)) as source, Database.open(other) as target:
        await fill(source)
        async with target.write() as connection:
            chores = metadata.tables["chores"]
            await connection.execute(sa.insert(chores).values({"scope_id": 1, "name": "x", "done_at": WHEN}))
        before = await contents(target)
        with pytest.raises(errors.SettingsError, match="its table chores has rows"):
            await copying.copy(source, target)
        assert await contents(target) == before


async def test_what_did_not_arrive_is_noticed(
    tmp_path: pathlib.Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    insert = copying._insert

    async def losing(writing: Any, plain: sa.TableClause, values: list[dict[str, Any]]) -> None:
        for row in values:
            if plain.name == "turns" and row["id"] == 5:
                row["prompt"] += " "
        await insert(writing, plain, values)

    monkeypatch.setattr(copying, "_insert", losing)
    async with Database.open(worlds.on_disk(tmp_path)) as source, Database.open(other) as target:
        await fill(source)
        with pytest.raises(errors.StoreError, match="the table turns did not arrive as it was read"):
            await copying.copy(source, target)
        assert not any((await contents(target)).values())


async def test_a_text_that_postgresql_cannot_store_is_named(tmp_path: pathlib.Path, postgres_server: str) -> None:
    async with (
        Database.open(worlds.on_disk(tmp_path)) as source,
        postgres.database(postgres_server) as address,
        Database.open(address) as target,
    ):
        async with source.write() as connection:
            datasets = metadata.tables["datasets"]
            row = {"scope_id": 1, "name": "a\0b", "active": True, "created_at": WHEN}
            await connection.execute(sa.insert(datasets).values(row))
        with pytest.raises(errors.StoreError, match="the table datasets has a text with a zero character in name"):
            await copying.copy(source, target)
        assert not any((await contents(target)).values())
