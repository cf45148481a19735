"""Those who ask for different datasets take turns, and a flood leaves a place to the others."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable

import pytest

from chatterbot.engine import fair_turns

pytestmark = pytest.mark.unit


class Bench:
    """Turns with a clock that is set, and who went in, in order."""

    def __init__(self, places: int) -> None:
        self.now = 100.0
        self.turns = fair_turns.FairTurns(places, lambda: self.now)
        self.entered: list[str] = []
        self._leaving: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str) -> None:
        """Ask as the key that the name begins with; `name` tells one visit from another."""
        self._leaving[name] = asyncio.Event()

        async def visit() -> None:
            async with self.turns.turn(name[0]):
                self.entered.append(name)
                await self._leaving[name].wait()

        self.tasks[name] = asyncio.create_task(visit())
        await self.calm()

    async def leave(self, *names: str) -> None:
        for name in names:
            self._leaving[name].set()
            await self.calm()

    @staticmethod
    async def calm() -> None:
        for _ in range(5):
            await asyncio.sleep(0)

    async def end(self) -> None:
        for event in self._leaving.values():
            event.set()
        await asyncio.wait(self.tasks.values())


@pytest.fixture
async def bench() -> Callable[[int], Bench]:
    return Bench


async def test_who_asks_alone_has_all_places_and_the_rest_wait_in_order(bench: Callable[[int], Bench]) -> None:
    two = bench(2)
    for name in ("a1", "a2", "a3", "a4"):
        await two.ask(name)
    assert (two.entered, two.turns.waiting) == (["a1", "a2"], 2)
    await two.leave("a2")
    assert two.entered == ["a1", "a2", "a3"]
    await two.end()
    assert two.entered == ["a1", "a2", "a3", "a4"]
    assert two.turns.waiting == 0


async def test_in_company_a_flood_leaves_a_place_free(bench: Callable[[int], Bench]) -> None:
    two = bench(2)
    await two.ask("b1")
    await two.leave("b1")
    for name in ("a1", "a2", "a3"):
        await two.ask(name)
    assert two.entered == ["b1", "a1"], "somebody else asked a moment ago"
    await two.ask("b2")
    assert two.entered[-1] == "b2"
    await two.leave("b2")
    assert two.entered[-1] == "b2", "the free place is kept"
    await two.leave("a1")
    assert two.entered[-1] == "a2"
    two.now += fair_turns.SHARED_S
    await two.ask("a4")
    assert two.entered[-1] == "a2", "it comes behind those who wait"
    await two.leave("a2")
    assert two.entered[-2:] == ["a3", "a4"]
    await two.end()


async def test_those_who_wait_take_turns(bench: Callable[[int], Bench]) -> None:
    one = bench(1)
    for name in ("a1", "a2", "a3", "b1", "b2", "c1"):
        await one.ask(name)
    await one.leave(*["a1", "a2", "b1", "c1", "a3", "b2"])
    assert one.entered == ["a1", "a2", "b1", "c1", "a3", "b2"]
    await one.end()


async def test_with_one_place_nobody_is_kept_from_it(bench: Callable[[int], Bench]) -> None:
    one = bench(1)
    await one.ask("b1")
    await one.leave("b1")
    await one.ask("a1")
    assert one.entered == ["b1", "a1"]
    await one.end()


async def test_who_gives_up_leaves_no_trace(bench: Callable[[int], Bench]) -> None:
    one = bench(1)
    for name in ("a1", "b1", "b2", "c1"):
        await one.ask(name)
    one.tasks["b1"].cancel()
    one.tasks["c1"].cancel()
    await one.calm()
    assert one.turns.waiting == 1
    await one.leave("a1")
    assert one.entered == ["a1", "b2"]
    one.tasks["b2"].cancel()
    await one.calm()
    await one.ask("a9")
    assert one.entered[-1] == "a9"
    await one.end()


@pytest.mark.parametrize("first", ["place", "cancel"])
async def test_a_place_is_not_lost_with_who_gives_up_at_that_moment(bench: Callable[[int], Bench], first: str) -> None:
    one = bench(1)
    async with contextlib.AsyncExitStack() as mine:
        await mine.enter_async_context(one.turns.turn("a"))
        await one.ask("b1")
        await one.ask("c1")
        if first == "place":
            await mine.aclose()  # b1 has the place, and does not know it yet
            one.tasks["b1"].cancel()
        else:
            one.tasks["b1"].cancel()
            await mine.aclose()
    await one.calm()
    assert one.tasks["b1"].cancelled()
    assert one.entered == ["c1"]
    await one.leave("c1")
    await one.ask("d1")
    assert one.entered == ["c1", "d1"]
    assert one.turns.waiting == 0
    await one.end()


async def test_who_waits_is_company_however_long(bench: Callable[[int], Bench]) -> None:
    three = bench(3)
    for name in ("a1", "a2", "a3", "b1"):
        await three.ask(name)
    three.now += 10
    await three.ask("a4")
    await three.leave("a1")
    assert three.entered == ["a1", "a2", "a3", "b1"]
    await three.ask("c1")
    three.now += 10
    await three.leave("b1")
    assert three.entered[-1] == "c1"
    await three.end()


async def test_many_who_come_and_go_all_get_their_turn() -> None:
    chance, turns = random.Random(7), fair_turns.FairTurns(2)
    inside = most = 0

    async def visit(key: int | None) -> None:
        nonlocal inside, most
        async with turns.turn(key):
            inside += 1
            most = max(most, inside)
            try:
                for _ in range(chance.randrange(4)):
                    await asyncio.sleep(0)
            finally:
                inside -= 1

    tasks: list[asyncio.Task[None]] = []
    for _ in range(300):
        tasks.append(asyncio.create_task(visit(chance.choice((1, 1, 1, 2, None)))))
        if chance.random() < 0.2:
            chance.choice(tasks).cancel()
        for _ in range(chance.randrange(3)):
            await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await asyncio.wait(tasks)
    assert (inside, most, turns.waiting) == (0, 2, 0)
