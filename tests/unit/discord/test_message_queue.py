"""Order within a channel, bounds within a guild."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot.discord.message_queue import MessageQueues

pytestmark = pytest.mark.unit


async def test_messages_of_a_channel_keep_their_order_and_a_guild_its_limit() -> None:
    lanes, order, inside, most = MessageQueues(at_once=2), list[tuple[int, int]](), 0, 0

    async def message(channel: int, number: int) -> None:
        nonlocal inside, most
        async with lanes.enter(1, channel, 5):
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
    assert not lanes._last
    assert not lanes._ahead
    assert not lanes._guilds


async def test_a_guild_with_too_many_waiting_messages_is_full() -> None:
    lanes, go = MessageQueues(at_once=1, waiting=3), asyncio.Event()

    async def message(person: int) -> None:
        async with lanes.enter(1, person, person):
            await go.wait()

    async with asyncio.TaskGroup() as group:
        for person in range(3):
            assert not lanes.full(1, person)
            group.create_task(message(person))
            await asyncio.sleep(0)
        assert all(lanes.full(1, person) for person in range(3))
        assert not lanes.full(1, 3)  # who has none under way gets a place, until there are twice as many
        assert not lanes.full(2, 1)
        for person in range(3, 6):
            group.create_task(message(person))
        await asyncio.sleep(0)
        assert lanes.full(1, 6)
        go.set()
    assert not lanes.full(1, 1)
    assert not lanes._under_way
    assert not lanes._by_person


async def test_one_person_takes_only_their_share_of_a_guild() -> None:
    lanes, go = MessageQueues(waiting=10, share=2), asyncio.Event()

    async def message() -> None:
        async with lanes.enter(1, 7, 5):
            await go.wait()

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            assert not lanes.full(1, 5)
            group.create_task(message())
            await asyncio.sleep(0)
        assert lanes.full(1, 5)
        assert not lanes.full(1, 6)
        assert not lanes.full(2, 5)
        go.set()
    assert not lanes.full(1, 5)


async def test_settled_waits_for_earlier_messages_until_its_timeout() -> None:
    lanes, go, entered = MessageQueues(), asyncio.Event(), asyncio.Event()

    async def message() -> None:
        async with lanes.enter(1, 7, 5):
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


async def test_waiting_messages_are_prepared_in_order_a_few_at_a_time() -> None:
    lanes, go, all_prepared = MessageQueues(), asyncio.Event(), asyncio.Event()
    prepared, order = list[int](), list[int]()
    at_once = most = 0

    async def message(number: int) -> None:
        async def prepare() -> None:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            prepared.append(number)
            for _ in range(3):
                await asyncio.sleep(0)
            at_once -= 1
            if len(prepared) == 5:
                all_prepared.set()

        async with lanes.enter(1, 7, 5, prepare):
            await go.wait()
            order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(6):
            group.create_task(message(number))
        await all_prepared.wait()
        assert not order
        go.set()
    assert (prepared, order, most) == ([1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], 2)
    assert not lanes._last
    assert not lanes._ahead


async def test_a_message_cancelled_while_waiting_lets_no_other_overtake() -> None:
    lanes, go, order = MessageQueues(), asyncio.Event(), list[int]()

    async def message(number: int) -> None:
        async with lanes.enter(1, 7, 5):
            order.append(number)
            await go.wait()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(message(number)) for number in range(3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert order == [0]
        go.set()
    assert order == [0, 2]
    assert not lanes._last
