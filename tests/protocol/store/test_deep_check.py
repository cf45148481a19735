"""Everything kept is compared with itself: what is in order is called so, each kind of damage is found, and repaired where that is safe."""

from __future__ import annotations

import contextlib
import json
import pathlib
import sqlite3
from collections.abc import AsyncGenerator, Sequence

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio
from tests import postgres
from tests.unit.services import world as worlds
from tests.unit.services.test_importing import CAMP, WORKSHOP, handbook, taken
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.consistency import CheckedPart, DeepCheck, Discrepancy
from chatterbot.engine import EngineOptions, ReplyEngine
from chatterbot.store import Database, NewTrigger
from chatterbot.teaching import add_answer, set_extras, triggers

pytestmark = pytest.mark.protocol

SECRET = "Пётр's \u200bwords 🙂"
"""In everything that people taught: no sentence repeats it."""


@pytest_asyncio.fixture
async def address(url: str, tmp_path: pathlib.Path) -> str:
    return await lived_in(url, tmp_path)


async def lived_in(url: str, folder: pathlib.Path) -> str:
    """Make a database and a data folder in which everything happened that can happen to them."""
    async with worlds.opened(folder, url) as world:
        changes = world.teaching.changes
        gone = await world.teach(("where is the key?", f"Under the mat, {SECRET}."), (f"hi {SECRET}", "Hello!"))
        await world.teach(("when do we meet?", "On Fridays."), ("wann?", "Freitags."), author_id=BOB)
        await world.teaching.teach(
            HOME,
            ADA,
            [models.NewExample("lamp on", None, "light"), models.NewExample("say it", "Never.", positive=False)],
            source="text",
        )
        await world.teaching.correct(HOME, BOB, await world.say("when do we meet?", message_id=3), "On Mondays.")
        await world.teaching.correct(HOME, BOB, await world.say("wann?", message_id=4), "Montags.")
        await world.say("what is the capital of Australia?", message_id=5)
        await taken(world, handbook(WORKSHOP, CAMP))
        await taken(world, handbook(WORKSHOP, digest=b"2" * 32), scope_id=HOME + 1)
        turn = await world.say("when do we meet?", message_id=6)
        path = await world.teaching.keep_upload(
            HOME, ADA, "uploads/20260101-000000-map.png", b"\x89PNG\r\n\x1a\n" + bytes(50)
        )
        await set_extras(changes, HOME, ADA, turn.reply.example_id or 0, models.AnswerExtras(file=path))
        await add_answer(changes, HOME, ADA, (await world.ask("wann?")).example_id or 0, "Am Montag.")
        added = await triggers.add(
            changes, HOME, ADA, NewTrigger(kind=models.TriggerKind.KEYWORD, pattern="wifi", reply="On the door.")
        )
        await triggers.remove(changes, HOME, ADA, added.trigger.id)
        undone = await world.teaching.undo(HOME, ADA, gone)
        assert undone is not None
        await world.teaching.feedback(HOME, BOB, vote=models.Vote.UP, turn=turn)
    return url


async def checked(address: str, folder: pathlib.Path, *, repair: bool = False) -> dict[str, tuple[Discrepancy, ...]]:
    """Compare everything; returns what was found, by part, without what is harmless."""
    async with (
        Database.open(address, if_empty="it is there") as database,
        ReplyEngine.open(EngineOptions(encoder="none")) as engine,
    ):
        deep = DeepCheck(database, engine, folder, folder / "corrections.jsonl")
        parts: list[CheckedPart] = [part async for part in deep.run(repair=repair)]
    told = "\n".join(each.sentence for part in parts for each in part.found)
    assert SECRET not in told
    assert "Monday" not in told
    return {part.name: found for part in parts if (found := tuple(each for each in part.found if not each.harmless))}


@contextlib.asynccontextmanager
async def by_hand(address: str) -> AsyncGenerator[sa_asyncio.AsyncConnection]:
    """A connection that may break references."""
    engine = sa_asyncio.create_async_engine(address, poolclass=sa.NullPool)
    async with engine.begin() as connection:
        if not address.startswith("sqlite"):
            await connection.execute(sa.text("SET session_replication_role = replica"))
        yield connection
    await engine.dispose()


async def harmed(address: str, *statements: str) -> None:
    async with by_hand(address) as connection:
        for statement in statements:
            changed = await connection.execute(sa.text(statement))
            assert changed.rowcount, statement


async def rows(address: str) -> dict[str, int]:
    """Return how many rows each table has that holds people's words."""
    async with by_hand(address) as connection:
        names = (
            "examples",
            "turns",
            "corrections",
            "passages",
            "documents",
            "triggers",
            "feedback",
            "uploads",
            "changes",
        )
        return {name: int(await connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0) for name in names}


MENDED: Sequence[tuple[str, str, str]] = (
    ("references", "UPDATE feedback SET turn_id = 999", "1 row of feedback with a turn_id that turns lacks"),
    (
        "references",
        "UPDATE uses SET example_id = 998 WHERE example_id = (SELECT min(example_id) FROM uses)",
        "of uses with",
    ),
    (
        "keys",
        "UPDATE examples SET prompt_key = identity WHERE prompt = 'say it'",
        "3 examples are found by other words",
    ),
    (
        "keys",
        "UPDATE examples SET folded = '' WHERE prompt = 'where is the key?'",
        "3 examples are found by other words",
    ),
    ("keys", "UPDATE examples SET answer = 5 WHERE label IS NOT NULL", "3 examples are found by other words"),
    (
        "keys",
        "UPDATE passages SET text_key = (SELECT digest FROM documents WHERE scope_id = 100)",
        "3 passages have the key of other words",
    ),
    ("answers", "UPDATE triggers SET live = true", "1 row of triggers counted although undone"),
    ("answers", "UPDATE passages SET live = false", "3 rows of passages counted although undone"),
    ("numbers", "UPDATE uses SET uses = -3", "below zero in uses.uses"),
    (
        "encoded texts",
        "INSERT INTO features SELECT encoder_id, digest, features FROM features, documents WHERE scope_id = 101 LIMIT 1",
        "1 encoded text of what is no longer kept",
    ),
    (
        "encoded texts",
        "UPDATE features SET features = text_key WHERE text_key NOT IN (SELECT digest FROM documents)",
        "damaged or of the wrong size",
    ),
)


async def test_what_is_in_order_is_called_so_and_what_follows_from_the_rest_is_made_anew(
    address: str, tmp_path: pathlib.Path
) -> None:
    before = await rows(address)
    assert min(before.values()) > 0
    assert await checked(address, tmp_path, repair=True) == {}
    assert await rows(address) == before
    numbered = (
        "UPDATE sqlite_sequence SET seq = 1 WHERE name = 'examples'"
        if address.startswith("sqlite")
        else "SELECT setval(pg_get_serial_sequence('examples', 'id'), 1)"
    )
    harms = [*MENDED, ("numbers", numbered, "new rows of examples would get numbers that are taken")]
    await harmed(address, *(harm for _, harm, _ in harms))
    found = await checked(address, tmp_path)
    for part, _, sentence in harms:
        assert any(sentence in each.sentence and each.is_fault and each.repairable for each in found[part]), sentence
    mended = await checked(address, tmp_path, repair=True)
    for part, _, sentence in harms:
        assert any(sentence in each.sentence and each.repaired for each in mended[part]), sentence
    assert await checked(address, tmp_path) == {}
    assert await rows(address) == before
    async with worlds.opened(tmp_path, address) as world:
        assert (await world.ask("when do we meet?")).text == "On Mondays."
        assert (await world.ask("is the workshop open on Thursdays?")).source is models.ReplySource.DOCUMENT
        await world.teach(("new", "It is."))


LOST: Sequence[tuple[str, str, str]] = (
    (
        "references",
        "DELETE FROM documents WHERE scope_id = 101",
        "1 row of passages with a document_id that documents lacks",
    ),
    (
        "references",
        "UPDATE corrections SET scope_id = 7",
        "2 rows of corrections with a change_id of another server's changes",
    ),
    ("answers", "UPDATE examples SET reply = NULL WHERE reply = 'On Mondays.'", "1 answer without a reply or a label"),
    (
        "answers",
        "UPDATE datasets SET active = false WHERE scope_id = 100",
        "1 server has sets of examples and uses none",
    ),
    ("answers", "UPDATE changes SET undone_by = NULL WHERE undone_by IS NOT NULL", "1 change is noted as undone"),
)


async def test_what_is_lost_is_named_and_nothing_is_deleted(address: str, tmp_path: pathlib.Path) -> None:
    await harmed(address, *(harm for _, harm, _ in LOST))
    before = await rows(address)
    found = await checked(address, tmp_path, repair=True)
    for part, _, sentence in LOST:
        assert any(sentence in each.sentence and each.is_fault and not each.repairable for each in found[part]), (
            sentence
        )
    assert await rows(address) == before


async def test_the_log_of_corrections_is_brought_in_line(tmp_path: pathlib.Path) -> None:
    address = await lived_in(worlds.on_disk(tmp_path), tmp_path)
    log = tmp_path / "corrections.jsonl"
    first, second = log.read_text("utf-8").splitlines()
    other = {**json.loads(first), "id": "f" * 32}
    log.write_text(
        "\n".join(
            ["no line", json.dumps({**json.loads(second), "better": "Never."}), json.dumps(other), '{"id": "cut']
        ),
        "utf-8",
    )
    found = {each.sentence for each in (await checked(address, tmp_path))["corrections.jsonl"]}
    assert found == {
        "1 correction has no line",
        "the last line is cut off",
        "1 line says other words than the database",
    }
    await checked(address, tmp_path, repair=True)
    assert await checked(address, tmp_path) == {}
    lines = log.read_text("utf-8").splitlines()
    assert lines[0] == "no line"
    assert {json.loads(line)["id"]: line for line in lines[1:]} == {
        json.loads(second)["id"]: second,
        "f" * 32: json.dumps(other),
        json.loads(first)["id"]: first,
    }


async def test_files_are_compared_and_none_is_touched(tmp_path: pathlib.Path) -> None:
    address = await lived_in(worlds.on_disk(tmp_path), tmp_path)
    sent = tmp_path / "guilds" / str(HOME) / "uploads"
    (sent / "20260101-000000-map.png").rename(sent / "someone.png")
    for repair in (False, True):
        found = [each.sentence for each in (await checked(address, tmp_path, repair=repair))["files"]]
        assert [sentence.partition(" not there")[0].partition(" with no")[0] for sentence in found] == [
            "1 file that an answer sends along is",
            "1 file that somebody sent is",
            "1 file in `uploads` folders",
        ]
    assert [each.name for each in sent.iterdir()] == ["someone.png"]


async def test_a_question_with_the_features_of_another_is_noticed(address: str, tmp_path: pathlib.Path) -> None:
    async with by_hand(address) as connection:
        query = "SELECT text_key, features FROM features WHERE encoder_id LIKE 'none+f%' ORDER BY length(features)"
        found = (await connection.execute(sa.text(query))).all()
        swap = sa.text("UPDATE features SET features = :other WHERE text_key = :key")
        for row in found:
            await connection.execute(swap, {"key": row.text_key, "other": found[0].features})
    assert "not found by the words they have" in str((await checked(address, tmp_path))["index"])
    await checked(address, tmp_path, repair=True)
    async with worlds.opened(tmp_path, address) as world:
        assert (await world.ask("when do we meet?")).text == "On Mondays."
    assert await checked(address, tmp_path) == {}


async def test_a_damaged_index_is_made_anew_and_a_damaged_table_is_left_alone(tmp_path: pathlib.Path) -> None:
    address, file = worlds.on_disk(tmp_path), tmp_path / "chatterbot.sqlite3"
    async with worlds.opened(tmp_path, address) as world:
        await world.teach(*((f"question {number}", f"answer {number}") for number in range(150)))
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        made = "SELECT sql FROM sqlite_master WHERE name = 'ix_examples_author_id'"
        (sql,) = connection.execute(made).fetchone()
        # An index that was built of other rows than it says: it lacks all of them.
        connection.execute(
            "UPDATE sqlite_master SET sql = sql || ' WHERE author_id = 1' WHERE name = 'ix_examples_author_id'"
        )
        connection.commit()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("REINDEX ix_examples_author_id")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'ix_examples_author_id'", (sql,))
        connection.commit()
    found = (await checked(address, tmp_path))["structure"]
    assert "from index ix_examples_author_id" in found[0].sentence
    assert found[0].repairable
    assert (await checked(address, tmp_path, repair=True))["structure"][0].repaired
    assert await checked(address, tmp_path) == {}


async def test_indexes_of_postgresql_are_compared_where_the_server_can(
    postgres_server: str, tmp_path: pathlib.Path
) -> None:
    async with postgres.database(postgres_server) as address:
        async with worlds.opened(tmp_path, address) as world:
            await world.teach(("when do we meet?", "On Mondays."))
        async with by_hand(address) as connection:
            if not await connection.scalar(
                sa.text("SELECT count(*) FROM pg_available_extensions WHERE name = 'amcheck'")
            ):
                pytest.skip("the server does not have amcheck")
            await connection.execute(sa.text("CREATE EXTENSION amcheck"))
        assert await checked(address, tmp_path) == {}
        ready = "UPDATE pg_index SET indisready = {} WHERE indexrelid = 'ix_examples_author_id'::regclass"
        for statement in (ready.format("false"), "UPDATE examples SET author_id = 8", ready.format("true")):
            await harmed(address, statement)  # the index was not told of the change
        found = (await checked(address, tmp_path))["structure"]
        assert "index ix_examples_author_id: " in found[0].sentence
        assert (await checked(address, tmp_path, repair=True))["structure"][0].repaired
        assert await checked(address, tmp_path) == {}


async def test_a_cache_that_cannot_be_read_is_repaired_and_not_repeated(tmp_path: pathlib.Path) -> None:
    address = worlds.on_disk(tmp_path)
    async with worlds.opened(tmp_path, address) as world:
        await world.teach((SECRET, "Monday."), ("lamp on", "Done."))
    await harmed(address, "UPDATE features SET features = CAST(x'ff4d6f6e646179fe' AS TEXT)")
    found = await checked(address, tmp_path)
    assert "2 encoded texts are damaged" in str(found["encoded texts"])
    assert "not built" in str(found["index"])
    await checked(address, tmp_path, repair=True)
    assert await checked(address, tmp_path) == {}
    await harmed(address, "UPDATE examples SET reply = CAST(x'ff4d6f6e646179fe' AS TEXT)")
    with pytest.raises(errors.StoreError, match="Could not decode") as refused:
        await checked(address, tmp_path)
    assert "Monday" not in str(refused.value)
