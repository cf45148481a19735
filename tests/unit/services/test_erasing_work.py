"""After an erasure, nothing is written by work of the person that was running at the time."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import datasets, errors, files
from chatterbot.engine import ReplyEngine
from chatterbot.erasures import Erasures
from chatterbot.store import TurnStore, tables
from chatterbot.teaching import Limits, TrainSource

pytestmark = pytest.mark.unit

LINES = "\n".join(f"Adas question {number} => Adas answer {number}" for number in range(20))


class Gate:
    """Holds the encoder until it is opened; the texts before are encoded and cached, so that there is something to erase."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        encode = ReplyEngine.features

        async def features(
            engine: ReplyEngine, texts: Sequence[str], progress: Callable[[int], None] | None = None
        ) -> list[bytes]:
            made = await encode(engine, texts, progress)
            if any("19" in text or "late" in text for text in texts):
                self.reached.set()
                await self.open.wait()
            return made

        monkeypatch.setattr(ReplyEngine, "features", features)


@pytest_asyncio.fixture
async def world(tmp_path: pathlib.Path, database_url: str) -> AsyncGenerator[worlds.World]:
    """Yield services that encode one text at a time, so that a job has cached some when it is stopped."""
    bounds = Limits(encoded_at_once=1)
    async with worlds.opened(tmp_path, database_url or worlds.MEMORY, bounds=bounds) as opened:
        yield opened


async def nothing_left(world: worlds.World) -> None:
    """Assert that no row names Ada, and none contains her words or their features."""
    assert (await world.privacy.stored_about(ADA, None)).total == 0
    async with world.store._database.read() as connection:
        for table in tables.metadata.sorted_tables:
            for row in await connection.execute(sa.select(table)):
                assert "Adas" not in str(row), table.name
        assert not (await connection.execute(sa.select(tables.features))).all()
    assert not [path for path in world.root.rglob("*.txt") if path.is_file()]


@pytest.mark.parametrize("place", [HOME, None])
@pytest.mark.parametrize("waits", [False, True], ids=["runs", "waits for its turn"])
async def test_a_training_job_is_stopped(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch, place: int | None, *, waits: bool
) -> None:
    gate = Gate(monkeypatch)
    jobs = [await world.teaching.train(HOME, ADA, TrainSource.of_text(LINES), skip_bad=False) for _ in range(1 + waits)]
    await gate.reached.wait()
    erasing = asyncio.ensure_future(world.privacy.erase(ADA, place, keep_taught=False))
    for job in jobs:
        with pytest.raises(errors.RefusedError, match="error-train-cancelled"):
            await job.finished()
    gate.open.set()
    await erasing
    await nothing_left(world)
    assert world.teaching.training(HOME) == []
    await world.teach(("Adas next", "She may teach again."))
    assert (await world.ask("Adas next")).text == "She may teach again."


async def test_jobs_of_others_and_in_other_scopes_continue(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    others = [
        await world.teaching.train(HOME, BOB, TrainSource.of_text("late 1 => one"), skip_bad=False),
        await world.teaching.train(HOME + 1, ADA, TrainSource.of_text("late 2 => two"), skip_bad=False),
    ]
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    gate.open.set()
    assert [(await job.finished()).added for job in others] == [1, 1]


async def test_a_job_that_is_being_committed_finishes_and_is_then_erased(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    committing, go_on = asyncio.Event(), asyncio.Event()
    apply = world.store.examples.apply

    async def slowly(change: object) -> object:
        committing.set()
        await go_on.wait()
        return await apply(change)  # pyright: ignore[reportArgumentType] # whatever it is given

    monkeypatch.setattr(world.store.examples, "apply", slowly)
    job = await world.teaching.train(HOME, ADA, TrainSource.of_text(LINES), skip_bad=False)
    await committing.wait()
    erasing = asyncio.ensure_future(world.privacy.erase(ADA, None, keep_taught=False))
    await asyncio.wait([erasing], timeout=0.05)
    assert not erasing.done()
    go_on.set()
    assert (await job.finished()).added == 20
    assert (await erasing).counts["examples"] == 20
    await nothing_left(world)


async def test_examples_that_wait_for_the_encoder_are_refused(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await world.say("Adas question, late", message_id=1)
    gate = Gate(monkeypatch)
    theirs = [
        asyncio.ensure_future(world.teach(("Adas question, too late", "Adas answer"))),
        asyncio.ensure_future(world.teaching.correct(HOME, BOB, asked, "Bobs answer")),  # to her words
    ]
    await gate.reached.wait()
    await world.privacy.erase(ADA, None, keep_taught=False)
    gate.open.set()
    for one in theirs:
        with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
            await one
    await nothing_left(world)


async def test_an_exchange_that_began_before_is_not_recorded(world: worlds.World) -> None:
    prompt = worlds.prompt("Adas question")
    reply = await world.conversation.reply(prompt)
    await world.privacy.erase(ADA, HOME, keep_taught=True)
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        await world.conversation.delivered(prompt, reply, 1)
    await nothing_left(world)
    await world.say("a new question")
    assert (await world.privacy.stored_about(ADA, None)).total == 1


async def test_an_exchange_is_not_revised_by_a_reply_that_began_before(world: worlds.World) -> None:
    prompt = worlds.prompt("Adas question")
    before = await world.conversation.reply(prompt)
    await world.privacy.erase(ADA, None, keep_taught=False)
    turn = await world.conversation.delivered(prompt, await world.conversation.reply(prompt), 1)
    assert await world.conversation.revise(turn, "Adas words", before) is None
    now = await world.conversation.reply(prompt)
    revised = await world.conversation.revise(turn, "another question", now)
    assert revised is not None
    assert revised.prompt == "another question"


async def test_an_opinion_that_is_being_written_is_waited_for(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go, add = asyncio.Event(), asyncio.Event(), TurnStore.add_feedback

    async def slow(*args: Any, **options: Any) -> int | None:
        reached.set()
        await go.wait()
        return await add(*args, **options)

    monkeypatch.setattr(TurnStore, "add_feedback", slow)
    opinion = asyncio.ensure_future(world.teaching.feedback(HOME, ADA, text="Adas opinion"))
    await reached.wait()
    erasure = asyncio.ensure_future(world.privacy.erase(ADA, None, keep_taught=False))
    await asyncio.sleep(0)
    go.set()
    await asyncio.gather(opinion, erasure)
    await nothing_left(world)


async def test_a_file_that_is_being_sent_is_waited_for(world: worlds.World, monkeypatch: pytest.MonkeyPatch) -> None:
    writing, go_on = asyncio.Event(), asyncio.Event()
    write = files.GuildFiles.write

    async def slowly(folder: files.GuildFiles, path: str, data: bytes, *, replace: bool = True) -> files.FileEntry:
        writing.set()
        await go_on.wait()
        return await write(folder, path, data, replace=replace)

    monkeypatch.setattr(files.GuildFiles, "write", slowly)
    sending = asyncio.ensure_future(world.teaching.keep_upload(HOME, ADA, "uploads/a.txt", b"Adas words"))
    await writing.wait()
    erasing = asyncio.ensure_future(world.privacy.erase(ADA, None, keep_taught=False))
    await asyncio.wait([erasing], timeout=0.05)
    go_on.set()
    await sending
    assert (await erasing).files == 1
    await nothing_left(world)


async def test_a_running_self_test_is_not_stored(world: worlds.World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.teach(*((f"question {number}", f"answer {number}") for number in range(12)), author_id=BOB)
    matching, go_on = asyncio.Event(), asyncio.Event()
    match = ReplyEngine.match

    async def slowly(engine: ReplyEngine, key: int, text: str, *rest: object) -> object:
        matching.set()
        await go_on.wait()
        return await match(engine, key, text, *rest)  # pyright: ignore[reportArgumentType] # whatever it is given

    monkeypatch.setattr(ReplyEngine, "match", slowly)
    cases = [datasets.TestCase("1", "question 1", "answer 1", by_label=False)]
    testing = asyncio.ensure_future(world.teaching.evaluate(HOME, ADA, cases))
    await matching.wait()
    await world.privacy.erase(ADA, None, keep_taught=False)
    go_on.set()
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        await testing
    assert (await world.privacy.stored_about(ADA, None)).total == 0


async def test_only_the_latest_erasures_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chatterbot.erasures.REMEMBERED", 2)
    erasures = Erasures()
    began = erasures.moment()
    for user in (1, 2, 3):
        await erasures.begin(user, None)
    assert [erasures.since(began, HOME, [user]) for user in (0, 1, 2, 3)] == [False, False, True, True]
    assert not erasures.since(erasures.moment(), HOME, [3])


async def test_somebodys_erasure_is_noticed_where_it_counts() -> None:
    erasures = Erasures()
    moment = erasures.moment()
    assert not erasures.any_since(moment, HOME)
    await erasures.begin(BOB, HOME + 1)
    assert not erasures.any_since(moment, HOME)
    assert erasures.any_since(moment, HOME + 1)
    later = erasures.moment()
    await erasures.begin(ADA, None)
    assert erasures.any_since(moment, HOME)
    assert erasures.any_since(later, HOME)
    assert not erasures.any_since(erasures.moment(), HOME)
