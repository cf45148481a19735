"""Requests that wait for a limit of Discord let everything else go on."""

from __future__ import annotations

import asyncio
import time

import pytest
from hikari.impl import buckets, rate_limits
from hikari.internal import routes
from tests.loop_watchdog import watched_loop

from chatterbot.discord import throttling

pytestmark = pytest.mark.unit


def limited(*, over_for_s: float) -> buckets.RESTBucket:
    """A bucket with one place in 0.6 s, taken, whose window is over by the clock, while no answer of Discord said so."""
    bucket = buckets.RESTBucket(
        "bucket", routes.GET_GATEWAY.compile(), rate_limits.ManualRateLimiter(), max_rate_limit=300.0
    )
    bucket.remaining, bucket.limit, bucket.period = 0, 1, 0.6
    bucket.move_at = time.time() - over_for_s
    bucket._out_of_sync = True
    bucket._is_unknown = False
    return bucket


async def test_a_window_that_is_over_does_not_stop_the_loop() -> None:
    throttling.mend()
    bucket = limited(over_for_s=0.1)
    async with watched_loop(0.1):
        await asyncio.sleep(0)  # the watch begins
        async with asyncio.timeout(10):
            await bucket.acquire()
    assert bucket.remaining == 0
    assert bucket.throttle_task is None


async def test_who_waits_longer_goes_first() -> None:
    throttling.mend()
    bucket = limited(over_for_s=0.55)
    bucket.period = 0.05
    done: list[int] = []

    async def wait(number: int) -> None:
        await bucket.acquire()
        done.append(number)
        bucket.release()

    bucket.limit = 3
    async with asyncio.timeout(10):
        await asyncio.gather(*(wait(number) for number in range(5)))
    assert done == [0, 1, 2, 3, 4]
