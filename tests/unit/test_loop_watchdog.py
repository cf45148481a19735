"""The watchdog of the event loop sees what blocks it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest
from tests.loop_watchdog import watched_loop

pytestmark = pytest.mark.unit


def _work(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        sum(range(1_000))


async def _watched(work: Callable[[], Awaitable[object]]) -> None:
    async with watched_loop(0.1):
        await asyncio.sleep(0)
        await work()
        await asyncio.sleep(0.05)  # for one more beat


async def test_work_on_the_loop_is_noticed() -> None:
    async def work() -> None:
        _work(0.4)

    with pytest.raises(AssertionError, match="stood still"):
        await _watched(work)


async def test_waiting_and_work_in_threads_are_fine() -> None:
    async with watched_loop(0.1):
        await asyncio.gather(asyncio.to_thread(_work, 0.2), asyncio.sleep(0.2))  # waiting is what is tested
