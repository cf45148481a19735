"""The database itself: migrations, refusals, damage, the log of corrections, restarts."""

from __future__ import annotations

import asyncio
import json
import pathlib
import re
import sqlite3
import subprocess
import sys
from collections.abc import AsyncGenerator

import alembic.autogenerate
import alembic.migration
import alembic.script
import pytest
import pytest_asyncio
import sqlalchemy as sa
import sqlalchemy.event
from sqlalchemy.ext import asyncio as sa_asyncio
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.engine import EngineOptions, ReplyEngine
from chatterbot.store import Store, database, migrating, privacy, sqlite, tables
from chatterbot.teaching import Limits, TrainSource

pytestmark = pytest.mark.protocol


@pytest_asyncio.fixture
async def world(url: str, tmp_path: pathlib.Path) -> AsyncGenerator[worlds.World, None]:
    async with worlds.opened(tmp_path, url) as opened:
        yield opened


@pytest_asyncio.fixture
async def on_sqlite(tmp_path: pathlib.Path) -> AsyncGenerator[worlds.World, None]:
    """For what is particular to SQLite."""
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as opened:
        yield opened


# -- what /status is told --------------------------------------------------------------------------------------


async def test_a_failed_change_is_noted_until_one_is_stored(url: str) -> None:
    async with database.Database.open(url) as opened:
        assert opened.write_problem is None
        with pytest.raises(errors.StoreError):
            await opened.writing(lambda connection: connection.execute(sa.text("INSERT INTO nowhere VALUES (1)")))
        assert opened.write_problem is not None
        await opened.reading(lambda connection: connection.execute(sa.text("SELECT 1")).scalar())
        assert opened.write_problem is not None, "reading proves nothing"
        await opened.writing(lambda connection: connection.execute(sa.delete(tables.consents)))
        assert opened.write_problem is None


# -- migrations --------------------------------------------------------------------------------------------------


async def test_migrations_make_the_tables_the_program_uses(url: str) -> None:
    async with Store.open(url):
        pass
    engine = sa_asyncio.create_async_engine(url)

    def differences(connection: sa.Connection) -> list[object]:
        context = alembic.migration.MigrationContext.configure(connection, opts={"compare_type": True})
        return list(alembic.autogenerate.compare_metadata(context, tables.metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_partial_indexes_are_partial_on_each_database(url: str) -> None:
    """The tables name the condition as SQLite's alone, and Alembic compares none: the migrations must give it to both."""
    async with Store.open(url):
        pass
    wanted = {
        str(index.name): _condition(str(where))
        for table in tables.metadata.sorted_tables
        for index in table.indexes
        if (where := index.dialect_options["sqlite"]["where"]) is not None
    }
    made = await _execute(
        url,
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        if url.startswith("sqlite")
        else "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    )
    found = {str(name): _condition(str(sql).partition(" WHERE ")[2]) for name, sql in made if " WHERE " in str(sql)}
    assert wanted
    assert found == wanted


def _condition(sql: str) -> str:
    """A condition without the parentheses and the table's name, which each database writes as it likes."""
    return re.sub(r"\w+\.|[()]", "", sql).strip().lower()


def test_the_start_loads_only_the_database_that_is_used() -> None:
    look = "import sys; import chatterbot.app; print([m for m in sys.modules if 'postgres' in m or m in {'asyncpg', 'yaml'}])"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=50, check=True)
    assert done.stdout.strip() == "[]"


def test_the_newest_migration_is_the_one_the_program_looks_for() -> None:
    scripts = alembic.script.ScriptDirectory(str(migrating.MIGRATIONS))
    assert scripts.get_heads() == [database.REVISION]


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(url: str) -> None:
    async with Store.open(url):
        pass
    await _execute(url, "UPDATE alembic_version SET version_num = 'from-the-future'")
    with pytest.raises(errors.StoreError, match=r"newer version.*from-the-future") as raised:
        async with Store.open(url):
            pass
    assert not raised.value.retryable
    assert await _execute(url, "SELECT version_num FROM alembic_version") == [("from-the-future",)]


async def test_a_failed_migration_leaves_the_database_as_it_was(url: str) -> None:
    # A table in the way: half of the tables could be made before the error.
    await _execute(url, "CREATE TABLE turns (note TEXT)")
    with pytest.raises(errors.StoreError):
        async with Store.open(url):
            pass
    engine = sa_asyncio.create_async_engine(url, poolclass=sa.NullPool)
    async with engine.connect() as connection:
        assert await connection.run_sync(lambda opened: sa.inspect(opened).get_table_names()) == ["turns"]
    await engine.dispose()


@pytest.mark.parametrize("trouble", [ConnectionRefusedError("Discord is away"), TimeoutError()])
async def test_what_fails_while_the_database_is_open_is_not_told_as_its_fault(trouble: OSError) -> None:
    with pytest.raises(type(trouble)) as raised:
        async with Store.open(worlds.MEMORY):
            raise trouble
    assert raised.value is trouble


async def test_a_database_that_goes_away_is_a_failing_service(tmp_path: pathlib.Path) -> None:
    async with Store.open(worlds.on_disk(tmp_path)) as store:
        with pytest.raises(errors.StoreError) as refused:
            async with store._database.read():
                raise ConnectionResetError("the server closed the connection")
        assert refused.value.retryable


async def test_an_erasure_is_done_though_a_reader_holds_the_log(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 1)
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path)) as world:
        await world.teach(("where is the tea", "In the kitchen."))
        async with world.store._database.read() as reader:
            await reader.execute(sa.select(tables.examples))
            receipt = await world.privacy.erase(ADA, HOME, keep_taught=False)
            assert receipt.counts["examples"] == 1
            assert "write-ahead log" in caplog.text
        assert (await world.ask("where is the tea")).confidence == 0.0  # the index knows


async def test_what_is_no_database_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "chatterbot.sqlite3").write_bytes(b"this is no database, " * 500)
    with pytest.raises(errors.StoreError, match="not a database"):
        async with Store.open(worlds.on_disk(tmp_path)):
            pass
    (tmp_path / "file").touch()
    with pytest.raises(errors.StoreError, match="out of reach"):
        async with Store.open(f"sqlite+aiosqlite:///{tmp_path}/file/inside.sqlite3"):
            pass


@pytest.mark.parametrize("url", ["", "nonsense", "nosuch+driver:///x", "postgresql+nodriver://localhost/x"])
async def test_a_malformed_url_is_a_mistake_of_the_settings(url: str) -> None:
    with pytest.raises(errors.SettingsError, match=r"database\.url"):
        async with Store.open(url):
            pass


async def test_a_database_that_is_locked_says_so_and_keeps_nothing(on_sqlite: worlds.World) -> None:
    world = on_sqlite
    await world.teach(("a question", "an answer"))
    other = sqlite3.connect(world.root / "chatterbot.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        # Readers do not wait for a writer.
        assert (await world.ask("a question")).text == "an answer"
        writing = asyncio.ensure_future(world.teach(("another question", "another answer")))
        done, _ = await asyncio.wait([writing], timeout=0.1)
        assert not done
    finally:
        other.execute("ROLLBACK")
        other.close()
    await writing
    assert (await world.ask("another question")).text == "another answer"


async def test_errors_of_the_database_do_not_show_peoples_words(world: worlds.World, url: str) -> None:
    await world.teach(("a question", "an answer"))
    await _execute(url, "ALTER TABLE examples RENAME TO elsewhere")
    with pytest.raises(errors.StoreError) as raised:
        await world.teach(("a secret question", "a secret answer"))
    assert "secret" not in str(raised.value)


NAMES = frozenset({"author_id", "asker_id", "user_id", "decided_by", "credited_id", "approved_by", "helper_id"})
"""Columns that name people."""


def test_every_table_that_names_people_is_erased() -> None:
    naming = {
        table.name: tuple(column.name for column in table.c if column.name in NAMES)
        for table in tables.metadata.sorted_tables
    }
    assert {name: columns for name, columns in naming.items() if columns} == dict(privacy.NAMING)


async def test_no_statement_walks_through_what_is_taught(on_sqlite: worlds.World) -> None:
    """A missing index shows only with 100,000 examples; the plan shows it with one."""
    world = on_sqlite
    seen: set[str] = set()

    def note(_c: object, _u: object, statement: str, _p: object, _x: object, _m: object) -> None:
        seen.add(statement)

    engine = sa.Engine  # every engine: what somebody waits for has connections of its own
    sqlalchemy.event.listen(engine, "before_cursor_execute", note)
    await world.teaching.teach(HOME, ADA, [models.NewExample("hello", "Hi!", "greeting")], source="text")
    turn = await world.say("hello", message_id=1)
    done = await world.teaching.correct(HOME, BOB, turn, "Good day.")
    await world.teaching.undo(HOME, BOB, done.change_id)
    await world.teaching.reject(HOME, BOB, turn)
    await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    await world.conversation.recent_turns(HOME, worlds.CHANNEL)
    await world.teaching.datasets(HOME)
    await world.teaching.export(HOME)
    sqlalchemy.event.remove(engine, "before_cursor_execute", note)

    plans: dict[str, list[str]] = {}
    with sqlite3.connect(world.root / "chatterbot.sqlite3") as connection:
        for statement in seen:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                values = [None] * statement.count("?")
                found = connection.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
                plans[statement] = [str(row[3]) for row in found]
    connection.close()
    assert len(plans) > 15
    walks = {
        statement: plan
        for statement, plan in plans.items()
        if any(step.startswith(("SCAN examples", "SCAN turns", "SCAN changes", "SCAN features")) for step in plan)
        or ("prompt_key" in statement.partition("WHERE")[2] and not any("prompt_key=?" in step for step in plan))
    }
    assert walks == {}


# -- restart -----------------------------------------------------------------------------------------------------


async def test_a_restart_rebuilds_the_same_index(url: str, tmp_path: pathlib.Path) -> None:
    asked = [f"question {number} about {topic}" for number in range(30) for topic in ("tea", "doors", "birds")]
    async with worlds.opened(tmp_path, url) as world:
        lines = "\n".join(f"question {i} about {t} => {t} {i % 3}" for i in range(25) for t in ("tea", "doors"))
        await world.train(TrainSource.of_text(lines))
        turn = await world.say("question 3 about tea", message_id=1)
        corrected = await world.teaching.correct(HOME, ADA, turn, "Earl Grey")
        await world.teaching.reject(HOME, ADA, await world.say("question 4 about doors", message_id=2))
        await world.teaching.forget(HOME, ADA, (await world.ask("question 5 about tea")).example_id or 0)
        await world.teaching.undo(HOME, ADA, corrected.change_id)
        dataset = await world.teaching.indexes.ready(HOME)
        await world.engine.settled(dataset.id)
        before = [await world.ask(text) for text in asked]
    async with worlds.opened(tmp_path, url) as world:
        dataset = await world.teaching.indexes.ready(HOME)
        await world.engine.settled(dataset.id)
        assert [await world.ask(text) for text in asked] == before


async def test_another_encoder_encodes_anew_and_answers_meanwhile(url: str, tmp_path: pathlib.Path) -> None:
    lines = "\n".join(f"question {number} of many => answer {number}" for number in range(40))
    async with worlds.opened(tmp_path, url) as world:
        await world.train(TrainSource.of_text(lines))
    await _execute(url, "UPDATE features SET encoder_id = 'another'")
    few = Limits(encoded_inline=1, encoded_at_once=4)
    async with worlds.opened(tmp_path, url, bounds=few) as world:
        dataset = await world.teaching.indexes.ready(HOME)
        assert world.engine.size(dataset.id) < 40
        # A change while the rest is being encoded.
        changed = await world.teaching.teach(HOME, ADA, [models.NewExample("in between", "yes")], source="text")
        forgotten = (await world.store.examples.live_examples(HOME, dataset.id))[39]
        await world.teaching.forget(HOME, ADA, forgotten.id)
        await world.teaching.indexes.settled(HOME)
        assert world.engine.size(dataset.id) == 40
        assert (await world.ask("in between")).example_id == changed.examples[0].id
        assert (await world.ask("question 7 of many")).text == "answer 7"
        assert (await world.ask(forgotten.prompt)).text != forgotten.reply
        assert await world.store.features.forget_other_encoders([world.engine.encoder_id]) == 40


async def test_an_index_that_did_not_take_a_change_is_loaded_anew(world: worlds.World, url: str) -> None:
    await world.teach(("a question", "an answer"))
    await _execute(
        url, "UPDATE features SET features = substr(features, 1, 1)"
    )  # no features of any encoder: the engine refuses them
    turn = await world.say("a question", message_id=1)
    await world.teaching.correct(HOME, ADA, turn, "a better answer")
    await _execute(url, "DELETE FROM features")
    assert (await world.ask("a question")).text == "a better answer"


# -- the log of corrections --------------------------------------------------------------------------------------


async def test_the_log_is_mended_at_start(url: str, tmp_path: pathlib.Path) -> None:
    log = tmp_path / "corrections.jsonl"
    async with worlds.opened(tmp_path, url) as world:
        turn = await world.say("a question", message_id=1)
        for number in range(4):
            await world.teaching.correct(HOME, BOB, turn, f"answer {number}")
    whole = log.read_bytes().splitlines(keepends=True)
    foreign = b'{"id": "of another database", "better": "kept"}\n'
    log.write_bytes(foreign + whole[0] + whole[2] + b"no JSON at all\n" + whole[3][: len(whole[3]) // 2])
    async with worlds.opened(tmp_path, url):
        pass
    assert log.read_bytes().splitlines(keepends=True) == [
        foreign, whole[0], whole[2], b"no JSON at all\n", whole[1], whole[3],
    ]  # fmt: skip
    log.unlink()
    async with worlds.opened(tmp_path, url):
        pass
    assert log.read_bytes().splitlines(keepends=True) == whole


async def test_a_log_that_cannot_be_written_costs_no_correction(
    world: worlds.World, caplog: pytest.LogCaptureFixture
) -> None:
    log = world.root / "corrections.jsonl"
    log.mkdir()
    turn = await world.say("a question", message_id=1)
    await world.teaching.correct(HOME, BOB, turn, "first")
    assert (await world.ask("a question")).text == "first"
    assert "is not in" in caplog.text
    log.rmdir()
    await world.teaching.correct(HOME, BOB, turn, "second")
    assert [json.loads(line)["better"] for line in log.read_text().splitlines()] == ["first", "second"]


async def test_jobs_cut_off_are_marked(url: str) -> None:
    async with Store.open(url) as store:
        queued = await store.journal.open_job(HOME, ADA, "text")
        running = await store.journal.open_job(HOME, ADA, "text")
        await store.journal.note_job(HOME, running, state="running")
    async with Store.open(url) as store:
        found = {job.id: job for job in await store.journal.jobs(HOME, 10)}
    assert [found[job].state for job in (queued, running)] == ["interrupted", "interrupted"]
    assert found[queued].finished_at is not None


async def test_a_memory_database_serves_many_at_once() -> None:
    async with Store.open(worlds.MEMORY) as store, ReplyEngine.open(EngineOptions(encoder="none")):
        prompt = worlds.prompt("hello")
        reply = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
        turns = await asyncio.gather(*(store.turns.add(prompt, reply, number) for number in range(50)))
        found = await asyncio.gather(*(store.turns.by_message(HOME, number) for number in range(50)))
        assert found == turns


async def _execute(url: str, statement: str) -> list[tuple[object, ...]]:
    """Do something to the database from outside."""
    engine = sa_asyncio.create_async_engine(url, poolclass=sa.NullPool)
    async with engine.begin() as connection:
        done = await connection.exec_driver_sql(statement)
        found = [tuple(row) for row in done] if done.returns_rows else []
    await engine.dispose()
    return found


async def test_a_commit_is_on_the_disk_before_anyone_is_told_so(on_sqlite: worlds.World) -> None:
    engine = sa_asyncio.create_async_engine(worlds.on_disk(on_sqlite.root))
    sqlite.attach(engine)
    async with engine.connect() as connection:
        assert await connection.scalar(sa.text("PRAGMA synchronous")) == 2  # FULL
    await engine.dispose()
