"""Order within a channel, bounds within a guild."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot.plugins.lanes import Lanes

pytestmark = pytest.mark.unit


async def test_a_channel_keeps_its_order_and_a_guild_its_bound() -> None:
    lanes, order, inside, most = Lanes(at_once=2), list[tuple[int, int]](), 0, 0

    async def message(channel: int, number: int) -> None:
        nonlocal inside, most
        async with lanes.enter(1, channel):
            inside += 1
            most = max(most, inside)
            for _ in range(3):
                await asyncio.sleep(0)
            order.append((channel, number))
            inside -= 1

    async with asyncio.TaskGroup() as group:
        for number in range(5):
            for channel in range(4):
                group.create_task(message(channel, number))
    assert most == 2
    for channel in range(4):
        assert [number for where, number in order if where == channel] == list(range(5))
    assert not lanes._channels
    assert not lanes._guilds


async def test_a_full_guild_says_so() -> None:
    lanes, go = Lanes(at_once=1, waiting=3), asyncio.Event()

    async def message(channel: int) -> None:
        async with lanes.enter(1, channel):
            await go.wait()

    async with asyncio.TaskGroup() as group:
        for channel in range(3):
            assert not lanes.full(1)
            group.create_task(message(channel))
            await asyncio.sleep(0)
        assert lanes.full(1)
        assert not lanes.full(2)
        go.set()
    assert not lanes.full(1)


async def test_settling_waits_for_what_came_before_but_not_for_ever() -> None:
    lanes, go, entered = Lanes(), asyncio.Event(), asyncio.Event()

    async def message() -> None:
        async with lanes.enter(1, 7):
            entered.set()
            await go.wait()

    await lanes.settled(7, 0.01)
    async with asyncio.TaskGroup() as group:
        group.create_task(message())
        await entered.wait()
        await lanes.settled(7, 0.01)
        assert not go.is_set()
        waiting = group.create_task(lanes.settled(7, 5.0))
        await asyncio.sleep(0)
        assert not waiting.done()
        go.set()
        await waiting
