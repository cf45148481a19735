"""The helpers around asyncio."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot import aio

pytestmark = pytest.mark.unit


async def test_a_condition_that_becomes_true_wakes_each_task_that_waits_for_it() -> None:
    signal, count = aio.Signal(), 0
    one = asyncio.create_task(signal.until(lambda: count >= 1))
    two = asyncio.create_task(signal.until(lambda: count >= 2))
    await asyncio.sleep(0)
    count = 1
    signal.tell()
    assert await one
    assert not two.done()
    count = 2
    signal.tell()
    assert await two


async def test_a_condition_that_is_true_already_needs_no_signal() -> None:
    assert await aio.Signal().until(lambda: True, 0)


async def test_a_condition_that_stays_false_ends_with_the_time_limit() -> None:
    assert not await aio.Signal().until(lambda: False, 0.01)


async def test_work_beside_a_block_is_cancelled_at_its_end() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with aio.background(work(), "work"):
        await asyncio.sleep(0)
    assert ended.is_set()


async def test_an_error_of_work_beside_a_block_is_raised_at_the_blocks_end() -> None:
    async def work() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        async with aio.background(work(), "work"):
            await asyncio.sleep(0)


@pytest.mark.parametrize("decorated", [False, True])
async def test_shielded_work_ends_before_its_callers_cancellation_is_raised(decorated: bool) -> None:
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        await may_end.wait()
        ended.set()

    caller = asyncio.create_task(aio.uninterrupted(work)() if decorated else aio.shielded(work()))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.sleep(0)
    caller.cancel()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended.is_set()
