"""The pacer on a scripted clock: lateness never adds up, and after a long stall nothing is sent in one burst."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.voice.clocks import ScriptedClock

from chatterbot.voice import pacer

pytestmark = pytest.mark.unit


async def beats(clock: ScriptedClock, count: int, late: dict[int, float] | None = None) -> list[float]:
    """When each of `count` frames was given; before some of them the loop is late."""
    pace = pacer.Pacer(clock)
    moments: list[float] = []
    start = clock.time

    async def send() -> None:
        for number in range(count):
            await pace.wait()
            moments.append(round(clock.time - start, 6))
            clock.stall((late or {}).get(number, 0.0))

    task = asyncio.create_task(send())
    while not task.done():
        await clock.advance(0.02)
    await task
    return moments


async def test_frames_are_due_every_twenty_milliseconds() -> None:
    assert await beats(ScriptedClock(), 5) == [0.0, 0.02, 0.04, 0.06, 0.08]


async def test_being_late_once_is_made_up_for() -> None:
    assert await beats(ScriptedClock(), 6, {1: 0.045}) == [0.0, 0.02, 0.065, 0.065, 0.08, 0.1]


async def test_a_little_late_each_time_does_not_add_up() -> None:
    moments = await beats(ScriptedClock(), 500, dict.fromkeys(range(500), 0.013))
    assert moments[-1] == pytest.approx(499 * 0.02, abs=1e-6)


async def test_after_a_long_stall_the_clock_is_set_anew() -> None:
    clock = ScriptedClock()
    pace = pacer.Pacer(clock)
    assert await pace.wait()
    clock.stall(0.5)
    assert not await pace.wait()
    task = asyncio.create_task(pace.wait())
    await clock.idle()
    assert not task.done()  # no burst: the next is due a whole frame later
    await clock.advance(0.02)
    assert await task


async def test_the_loops_clock_returns_at_the_moment() -> None:
    clock = pacer.LoopClock()
    moment = clock.now() + 0.01
    await clock.sleep_until(moment)
    assert clock.now() >= moment
    await clock.sleep_until(moment - 1)
