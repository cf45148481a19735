"""Many calls that begin at once keep the limit of their shard's connection; a single one never waits."""

from __future__ import annotations

import asyncio

import pytest
from tests.virtual_time import VirtualTimeLoop, passes

from chatterbot.calls.join_pace import BURST, JoinPace

pytestmark = pytest.mark.unit

MESSAGES_OF_A_JOIN = 3
LIMIT = 120


async def joins(pace: JoinPace, shard_id: int, count: int) -> list[float]:
    """Let so many calls join at once; return after how many seconds each did."""
    loop = asyncio.get_running_loop()
    began, came = loop.time(), list[float]()

    async def join() -> None:
        await pace.turn(shard_id)
        came.append(loop.time() - began)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(count):
            tasks.create_task(join())
    return came


async def _many() -> None:
    pace = JoinPace()
    both = await asyncio.gather(joins(pace, 0, 200), joins(pace, 1, BURST))
    assert both[1] == [0.0] * BURST, "another shard has a connection of its own"
    came = both[0]
    assert came == sorted(came)
    assert came[BURST - 1] == 0.0 < came[BURST]
    for start in came:
        minute = sum(start <= each < start + 60 for each in came)
        assert minute * MESSAGES_OF_A_JOIN < LIMIT
    await passes(60)
    assert await joins(pace, 0, 1) == [0.0], "after a while nobody waits"


def test_many_joins_of_a_shard_are_spread() -> None:
    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(_many())
