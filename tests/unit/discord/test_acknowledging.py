"""A request is acknowledged in time, and only if its work takes longer than a moment."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot.discord import acknowledging

pytestmark = pytest.mark.unit


async def test_quick_work_is_not_acknowledged() -> None:
    async def acknowledge() -> None:
        pytest.fail("nothing took long")

    async with acknowledging.in_time(acknowledge, after_s=60):
        pass


async def test_slow_work_is_acknowledged_while_it_goes_on_and_before_the_answer() -> None:
    told, done = asyncio.Event(), asyncio.Event()

    async def acknowledge() -> None:
        told.set()
        await done.wait()

    async def release() -> None:
        done.set()

    async with acknowledging.in_time(acknowledge, after_s=0):
        await told.wait()
        later = asyncio.create_task(release())  # the block ends while the acknowledgement is being sent
    assert later.done()
    assert done.is_set()


async def test_an_error_of_the_work_is_not_lost() -> None:
    async def acknowledge() -> None:
        pytest.fail("nothing took long")

    with pytest.raises(LookupError):
        async with acknowledging.in_time(acknowledge, after_s=60):
            raise LookupError


async def test_an_acknowledgement_that_fails_is_told() -> None:
    told = asyncio.Event()

    async def acknowledge() -> None:
        told.set()
        raise LookupError

    with pytest.raises(LookupError):
        async with acknowledging.in_time(acknowledge, after_s=0):
            await told.wait()
