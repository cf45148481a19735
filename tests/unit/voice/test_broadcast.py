"""One queue for each consumer: the oldest item is dropped and counted, and no consumer delays another."""

from __future__ import annotations

import asyncio
import gc

import pytest

from chatterbot.voice import broadcast

pytestmark = pytest.mark.unit


async def collect(subscription: broadcast.Subscription[int]) -> list[int]:
    return [item async for item in subscription]


async def test_each_consumer_gets_all_items_since_it_subscribed() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(10)
    early = source.subscribe()
    source.put(1)
    late = source.subscribe()
    source.put(2)
    source.end()
    assert (await collect(early), await collect(late)) == ([1, 2], [2])
    assert await collect(source.subscribe()) == []


async def test_a_slow_consumer_loses_its_oldest_items_and_delays_nobody() -> None:
    drops: list[None] = []
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3, lambda: drops.append(None))
    slow = source.subscribe()
    for number in range(10):
        source.put(number)
    source.end()
    assert (slow.dropped, len(drops), len(slow)) == (7, 7, 3)
    assert await collect(slow) == [7, 8, 9]


async def test_a_waiting_consumer_is_woken_by_an_item() -> None:
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


async def test_a_cancelled_wait_loses_no_item() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3)
    subscription = source.subscribe()
    task = asyncio.create_task(anext(subscription))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    source.put(5)
    assert await anext(subscription) == 5


async def test_closed_and_unreferenced_subscriptions_are_removed() -> None:
    source: broadcast.Broadcast[int] = broadcast.Broadcast(3)
    async with source.subscribe() as subscription:
        assert source.has_listeners
    source.put(1)
    assert (await collect(subscription), source.has_listeners) == ([], False)
    forgotten = source.subscribe()
    assert source.has_listeners
    del forgotten
    gc.collect()
    assert not source.has_listeners
