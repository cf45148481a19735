"""Every version's database opens in this one with all its rows, goes back to each version, and opens here again; on both databases.

A new migration is tested as soon as it is there: the versions are read from the folder of migrations.
"""

from __future__ import annotations

import datetime as dt
import json
import pathlib
from collections.abc import Callable
from typing import Any

import alembic.command
import alembic.config
import alembic.script
import pytest
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio
from tests.protocol.store.test_deep_check import checked, lived_in
from tests.unit.services import world as worlds

from chatterbot.store import migrating

pytestmark = [pytest.mark.protocol, pytest.mark.timeout(120)]

WHEN = dt.datetime(2026, 2, 28, 23, 59, 59, tzinfo=dt.UTC)
ODD = "Ünï 🙂‍↔️ 'quoted' \"twice\" \\ %s :name\n\tпривет 漢字"
MADE_ANEW = frozenset({"prompt_key", "identity", "answer", "folded"})
"""What follows from an example's words: versions differ in it."""

Row = dict[str, Any]


def config(connection: sa.Connection) -> alembic.config.Config:
    found = alembic.config.Config(attributes={"connection": connection})
    found.set_main_option("script_location", str(migrating.MIGRATIONS).replace("%", "%%"))
    return found


def versions() -> list[str]:
    """Return every version of the tables, oldest first."""
    scripts = alembic.script.ScriptDirectory(str(migrating.MIGRATIONS))
    return [script.revision for script in scripts.walk_revisions()][::-1]


async def in_database(url: str, work: Callable[[sa.Connection], Any]) -> Any:
    engine = sa_asyncio.create_async_engine(url, poolclass=sa.NullPool)
    async with engine.begin() as connection:
        found = await connection.run_sync(work)
    await engine.dispose()
    return found


def reflected(connection: sa.Connection) -> list[sa.Table]:
    """Return the tables as they are in this version of the database, those that are named first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def value(column: sa.Column[Any], number: int) -> Any:
    """Some value of a column's type, another one for each row."""
    if column.foreign_keys:
        return None if column.nullable else number
    match column.type:
        case sa.Boolean():
            return number % 2 == 0
        case sa.DateTime():
            return WHEN.replace(tzinfo=None) if column.type.timezone is False else WHEN
        case sa.Date():
            return WHEN.date() + dt.timedelta(number)
        case sa.Integer():
            return number
        case sa.Float():
            return number / 4
        case sa.LargeBinary():
            return number.to_bytes(16, "little")
        case sa.String():
            return f"{number} {ODD}"[: column.type.length]
        case _:
            assert isinstance(column.type, sa.JSON)
            return {"of": number, "odd": ODD}


def fill(connection: sa.Connection, number: int) -> None:
    """Write one row with every column into every table."""
    for table in reflected(connection):
        row = {column.name: value(column, number) for column in table.columns}
        connection.execute(sa.insert(table).values(row))


def contents(connection: sa.Connection) -> dict[str, list[Row]]:
    """Return all rows of the tables that have a number of their own, in its order."""
    found: dict[str, list[Row]] = {}
    for table in reflected(connection):
        order = list(table.primary_key.columns) or [*table.columns]
        rows = connection.execute(sa.select(table).order_by(*order)).mappings().all()
        found[table.name] = [{name: plain(each) for name, each in row.items() if name not in MADE_ANEW} for row in rows]
    return found


def plain(found: Any) -> Any:
    if isinstance(found, memoryview):
        return bytes(found)
    return json.dumps(found, sort_keys=True) if isinstance(found, dict) else found


def kept(before: dict[str, list[Row]], after: dict[str, list[Row]]) -> None:
    """Assert that of what both versions know, every row and value is as it was; a version may have more."""
    for name in before.keys() & after.keys():
        shared = (
            [{column: row[column] for column in row.keys() & other[0].keys()} for row in before[name]]
            if (other := after[name])
            else []
        )
        narrowed = (
            [{column: row[column] for column in row.keys() & before[name][0].keys()} for row in other]
            if before[name]
            else other
        )
        missing = [row for row in shared if row not in narrowed]
        assert not missing, f"{name}: {missing[:1]}"
        assert len(other) >= len(before[name]), name


async def test_rows_of_every_version_are_kept_by_every_upgrade_and_every_downgrade(url: str) -> None:
    for number, version in enumerate(versions(), start=1):

        def one_up(connection: sa.Connection, version: str = version, number: int = number) -> None:
            before = contents(connection)
            alembic.command.upgrade(config(connection), version)
            kept(before, contents(connection))
            fill(connection, number)

        await in_database(url, one_up)
    last: dict[str, list[Row]] = await in_database(url, contents)
    assert all(last.values())
    for version in versions()[-2::-1]:

        def one_down(connection: sa.Connection, version: str = version) -> None:
            before = contents(connection)
            alembic.command.downgrade(config(connection), version)
            kept(before, contents(connection))

        await in_database(url, one_down)

    def back(connection: sa.Connection) -> None:
        before = contents(connection)
        alembic.command.upgrade(config(connection), "head")
        kept(before, contents(connection))

    await in_database(url, back)
    assert len((await in_database(url, contents))["examples"]) == len(versions())


async def test_a_bot_that_was_taught_goes_back_to_the_first_version_and_answers_after_the_upgrade(
    url: str, tmp_path: pathlib.Path
) -> None:
    await lived_in(url, tmp_path)
    log = (tmp_path / "corrections.jsonl").read_bytes()
    await in_database(url, lambda connection: alembic.command.downgrade(config(connection), versions()[0]))
    async with worlds.opened(tmp_path, url) as world:  # as every start does: the upgrade, then the log is compared
        assert (await world.ask("when do we meet?")).text == "On Mondays."
        assert (await world.ask("lamp on")).text == "light"
        assert (await world.ask("where is the key?")).text != "Under the mat."
        change = await world.teach(("new", "Yes."))
        assert await world.teaching.undo(worlds.HOME, worlds.ADA, change) is not None
    assert (tmp_path / "corrections.jsonl").read_bytes() == log
    # The first version did not keep what the engine made of texts as today; where that does not fit, the index waits for its repair.
    assert set(await checked(url, tmp_path)) <= {"files", "encoded texts", "index"}
    await checked(url, tmp_path, repair=True)
    assert set(await checked(url, tmp_path)) <= {"files"}
