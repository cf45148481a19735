"""How much may be taught: examples in use, examples that were removed, the size of the database, indexes in memory."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME, opened

from chatterbot import errors, models
from chatterbot.teaching import IndexBounds, Limits, Policy, TrainSource

pytestmark = pytest.mark.unit

TEN = Limits(examples=10, examples_direct=4)


def lines(first: int, count: int, answer: str = "yes") -> str:
    return "\n".join(f"what about number {number} => {answer}" for number in range(first, first + count))


async def test_a_server_has_no_more_examples_in_use_than_the_limit(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        await world.train(TrainSource.of_text(lines(0, 9)))
        with pytest.raises(errors.RefusedError) as refused:
            await world.train(TrainSource.of_text(lines(5, 6)))
        assert (refused.value.key, refused.value.params) == ("error-examples-full", {"used": 9, "new": 2, "limit": 10})
        assert (await world.train(TrainSource.of_text(lines(5, 5)))).added == 1  # four of them are known
        with pytest.raises(errors.RefusedError, match="error-examples-full"):
            await world.teach(("one more", "no"))
        assert (await world.ask("what about number 9")).text == "yes"


async def test_what_is_undone_or_forgotten_makes_room(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        taught = await world.train(TrainSource.of_text(lines(0, 10)))
        with pytest.raises(errors.RefusedError, match="error-examples-full"):
            await world.teach(("one more", "no"))
        await world.teaching.undo(HOME, ADA, taught.change_id)
        await world.teach(("one more", "no"))
        assert (await world.train(TrainSource.of_text(lines(0, 9)))).added == 9


async def test_a_full_server_can_still_replace_answers(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        await world.train(TrainSource.of_text(lines(0, 10)))
        done = await world.train(TrainSource.of_text(lines(0, 10, "no")), policy=Policy.REPLACE)
        assert (done.added, done.replaced) == (10, 10)


async def test_examples_of_all_datasets_count_together(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        await world.train(TrainSource.of_text(lines(0, 8)))
        world.own.mkdir(parents=True)
        (world.own / "other.txt").write_text(lines(0, 8), encoding="utf-8")
        with pytest.raises(errors.RefusedError, match="error-examples-full"):
            await world.teaching.select_dataset(HOME, ADA, "other.txt")
        assert (await world.ask("what about number 3")).text == "yes"


async def test_direct_messages_have_less_room_than_servers(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        await world.teach(*((f"question {number}", "yes") for number in range(4)), scope_id=ADA, author_id=ADA)
        with pytest.raises(errors.RefusedError, match="error-examples-full"):
            await world.teach(("one more", "no"), scope_id=ADA, author_id=ADA)
        await world.teach(("one more", "no"), scope_id=BOB, author_id=BOB)


async def test_teaching_and_undoing_again_and_again_is_limited(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        for _ in range(4):
            taught = await world.train(TrainSource.of_text(lines(0, 10)))
            await world.teaching.undo(HOME, ADA, taught.change_id)
        with pytest.raises(errors.RefusedError, match="error-examples-history"):
            await world.train(TrainSource.of_text(lines(0, 10)))


async def test_a_refused_source_leaves_nothing(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=TEN) as world:
        with pytest.raises(errors.RefusedError, match="error-examples-full"):
            await world.train(TrainSource.of_text(lines(0, 11)))
        assert await world.teaching.export(HOME) == b""
        assert await world.store.features.get(world.engine.encoder_id, ["what about number 1"]) == {}


async def test_nothing_is_taught_into_a_database_that_is_too_large(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, worlds.on_disk(tmp_path), bounds=Limits(database_bytes=10_000)) as world:
        with pytest.raises(errors.RefusedError) as refused:
            await world.teach(("hello", "Hi!"))
        assert refused.value.key == "error-database-full"
        assert refused.value.params["limit"] == 10_000
        assert (await world.ask("hello")).source is models.ReplySource.UNKNOWN


async def test_indexes_of_many_scopes_stay_within_their_limit(tmp_path: pathlib.Path) -> None:
    async with opened(tmp_path, bounds=Limits(indexes=IndexBounds(memory=1, grace_s=0))) as world:
        for scope in (1001, 1002, 1003):
            await world.teach(*((f"question {number}", f"{scope}") for number in range(4)), scope_id=scope)
            world.teaching.indexes.forget(scope)
        for scope in (1001, 1002, 1003):
            assert (await world.ask("question 3", scope_id=scope)).text == f"{scope}"
        loaded = [world.teaching.indexes.loaded(scope) is not None for scope in (1001, 1002, 1003)]
        assert loaded == [False, False, True]
        assert (await world.ask("question 3", scope_id=1001)).text == "1001"
