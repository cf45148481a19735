"""Which indexes stay in memory, and that a server answers the same after its index was dropped and loaded again."""

from __future__ import annotations

import asyncio
import collections
import pathlib
from collections.abc import AsyncGenerator

import pytest
from tests.unit.services import world as worlds

from chatterbot import models
from chatterbot.engine import ReplyEngine
from chatterbot.teaching import IndexBounds, Limits, eviction, indexes
from chatterbot.teaching.loaded import LoadedDataset, LoadedScope

pytestmark = pytest.mark.unit

BOUNDS = IndexBounds(memory=100, unused_s=1000, grace_s=10)


def scopes(*held: tuple[int, float], busy: tuple[int, ...] = ()) -> collections.OrderedDict[int, LoadedScope]:
    """Scopes 1, 2, ... with so many bytes, last used then."""
    found: collections.OrderedDict[int, LoadedScope] = collections.OrderedDict()
    for number, (size, used_at) in enumerate(held, 1):
        dataset = models.Dataset(number, number, "default", active=True, examples=1)
        found[number] = LoadedScope(loaded={number: LoadedDataset(dataset, memory=size)}, used_at=used_at)
        found[number].users = int(number in busy)
    return found


def dropped(found: collections.OrderedDict[int, LoadedScope], now: float) -> list[tuple[int, bool]]:
    return list(eviction.unneeded(found, BOUNDS, now))


def test_those_used_longest_ago_go_until_the_rest_has_room() -> None:
    assert dropped(scopes((50, 0), (50, 1)), 500) == []
    assert dropped(scopes((50, 0), (30, 1), (21, 2)), 500) == [(1, True)]
    assert dropped(scopes((50, 0), (60, 1), (60, 2)), 500) == [(1, True), (2, True)]
    assert dropped(scopes((1, 0), (1, 1), (500, 2)), 500) == [(1, True), (2, True)], "the last one stays"


def test_what_is_busy_or_was_just_used_stays() -> None:
    assert dropped(scopes((90, 0), (90, 1), (90, 2), busy=(1,)), 500) == [(2, True)]
    assert dropped(scopes((90, 0), (90, 491), (90, 492)), 500) == [(1, True)]


def test_what_nobody_uses_goes_though_there_is_room() -> None:
    assert dropped(scopes((10, 0), (10, 1), (10, 2)), 1001) == [(1, False), (2, False)]
    assert dropped(scopes((10, 0), (10, 1), busy=(1, 2)), 5000) == []


async def test_a_scope_that_is_encoded_is_busy() -> None:
    done = asyncio.Event()
    found = scopes((200, 0), (200, 1), (1, 2))
    found[1].loaded[1].encoding = asyncio.create_task(done.wait())  # type: ignore[assignment]
    await asyncio.sleep(0)
    assert dropped(found, 500) == [(2, True)]
    done.set()
    await asyncio.wait([found[1].loaded[1].encoding])  # type: ignore[list-item]
    assert dropped(found, 500) == [(1, True), (2, True)]


@pytest.fixture
async def world(tmp_path: pathlib.Path) -> AsyncGenerator[worlds.World]:
    bounds = Limits(indexes=IndexBounds(memory=1, grace_s=0))
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), bounds=bounds) as world:
        yield world


async def test_answers_and_threshold_are_the_same_after_it_was_loaded_again(world: worlds.World) -> None:
    lessons = [(f"what is number {number} of the list", f"It is {number}.") for number in range(40)]
    await world.teach(*lessons, scope_id=1)
    await world.teaching.indexes.settled(1)
    asked = [f"number {number} of the list?" for number in range(0, 40, 7)]
    before = [await world.ask(each, scope_id=1) for each in asked]
    assert world.teaching.indexes.memory > 0
    await world.teach(("hello", "Hi!"), scope_id=2)
    assert world.teaching.indexes.in_memory() == [2]
    after = [await world.ask(each, scope_id=1) for each in asked]
    await world.teaching.indexes.settled(1)
    again = [await world.ask(each, scope_id=1) for each in asked]
    assert [each.text for each in before] == [each.text for each in after] == [each.text for each in again]
    assert [each.threshold for each in before] == pytest.approx([each.threshold for each in again])
    counts = world.teaching.indexes.counts
    assert (counts.loaded, counts.for_room, counts.unused) == (3, 2, 0)


async def test_a_change_of_a_server_that_is_not_in_memory_is_in_use_when_it_comes_back(world: worlds.World) -> None:
    await world.teach(("who are you", "A bot."), scope_id=1)
    await world.teach(("hello", "Hi!"), scope_id=2)
    await world.teach(("where are you", "Here."), scope_id=1)
    await world.teach(("bye", "See you!"), scope_id=2)
    assert world.teaching.indexes.in_memory() == [2]
    assert (await world.ask("where are you", scope_id=1)).text == "Here."
    assert (await world.ask("who are you", scope_id=1)).text == "A bot."


async def test_what_is_not_needed_is_looked_for_now_and_then(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "TIDY_EVERY_S", 0.01)
    monkeypatch.setattr(indexes, "WORTH_RETURNING", 1)
    returned = asyncio.Event()

    async def give_back(_engine: ReplyEngine) -> None:
        returned.set()

    monkeypatch.setattr(ReplyEngine, "return_memory", give_back)
    bounds = Limits(indexes=IndexBounds(unused_s=0.05, grace_s=0))
    async with worlds.opened(tmp_path, worlds.on_disk(tmp_path), bounds=bounds) as world:
        await world.teach(("who are you", "A bot."), scope_id=1)
        async with asyncio.timeout(10):
            await returned.wait()
        assert world.teaching.indexes.in_memory() == []
        assert world.teaching.indexes.counts.unused == 1
        assert world.teaching.indexes.memory == 0
        assert (await world.ask("who are you", scope_id=1)).text == "A bot."
