"""One queue a consumer: the oldest is dropped, counted, and nobody waits for anybody."""

from __future__ import annotations

import asyncio
import gc

import pytest

from chatterbot.voice import broadcast

pytestmark = pytest.mark.unit


async def collect(subscription: broadcast.Subscription[int]) -> list[int]:
    return [item async for item in subscription]


async def test_each_consumer_gets_everything_since_it_came() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(10)
    early = source.subscribe()
    source.put(1)
    late = source.subscribe()
    source.put(2)
    source.end()
    assert (await collect(early), await collect(late)) == ([1, 2], [2])
    assert await collect(source.subscribe()) == []


async def test_a_slow_consumer_loses_its_oldest_and_holds_up_nobody() -> None:
    drops: list[None] = []
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3, lambda: drops.append(None))
    slow = source.subscribe()
    for number in range(10):
        source.put(number)
    source.end()
    assert (slow.dropped, len(drops), len(slow)) == (7, 7, 3)
    assert await collect(slow) == [7, 8, 9]


async def test_a_consumer_waits_and_is_woken() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3)
    subscription = source.subscribe()
    task = asyncio.create_task(anext(subscription))
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError, match="one task"):
        await anext(subscription)
    source.put(5)
    assert await task == 5
    task = asyncio.create_task(collect(subscription))
    await asyncio.sleep(0)
    source.end()
    assert await task == []


async def test_a_cancelled_wait_loses_nothing() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3)
    subscription = source.subscribe()
    task = asyncio.create_task(anext(subscription))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    source.put(5)
    assert await anext(subscription) == 5


async def test_whoever_closes_or_vanishes_is_no_consumer_any_more() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3)
    async with source.subscribe() as subscription:
        assert source.wanted
    source.put(1)
    assert (await collect(subscription), source.wanted) == ([], False)
    forgotten = source.subscribe()
    assert source.wanted
    del forgotten
    gc.collect()
    assert not source.wanted
