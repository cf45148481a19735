"""The pacer on a scripted clock: delays never add up, and a long stall is not followed by one large burst."""

from __future__ import annotations

import asyncio
import pathlib
import sys

import pytest
from tests.unit.voice.clocks import ScriptedClock

from chatterbot.voice import pacer, timer

pytestmark = pytest.mark.unit


async def beats(clock: ScriptedClock, count: int, late: dict[int, float] | None = None) -> list[float]:
    """Return when each of `count` frames was due; before some of them the loop is late."""
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


async def test_one_delay_is_made_up_for() -> None:
    assert await beats(ScriptedClock(), 6, {1: 0.045}) == [0.0, 0.02, 0.065, 0.065, 0.08, 0.1]


async def test_small_delays_do_not_add_up() -> None:
    moments = await beats(ScriptedClock(), 500, dict.fromkeys(range(500), 0.013))
    assert moments[-1] == pytest.approx(499 * 0.02, abs=1e-6)


async def test_after_a_long_stall_the_pacer_restarts() -> None:
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


async def test_the_precise_clock_never_wakes_too_early_and_can_be_set_again() -> None:
    clock = timer.PreciseClock()
    for _ in range(20):
        moment = clock.now() + 0.0013
        await clock.sleep_until(moment)
        assert clock.now() >= moment
    waiting = asyncio.create_task(clock.sleep_until(clock.now() + 0.001))
    await asyncio.sleep(0)
    waiting.cancel()
    moment = clock.now() + 0.02
    await clock.sleep_until(moment)  # and not when the cancelled one would have woken
    assert clock.now() >= moment
    await clock.sleep_until(moment - 1)
    clock.close()
    clock.close()


def open_files() -> int:
    return len([*pathlib.Path("/proc/self/fd").iterdir()])


@pytest.mark.skipif(sys.platform != "linux", reason="the system has no timerfd")
async def test_the_precise_clock_leaves_no_file_open() -> None:
    before = open_files()
    clock = timer.PreciseClock()
    await clock.sleep_until(clock.now() + 0.001)
    assert open_files() == before + 1
    clock.close()
    assert open_files() == before


async def test_without_a_system_timer_the_loop_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    clock = timer.PreciseClock()
    moment = clock.now() + 0.002
    await clock.sleep_until(moment)
    assert clock.now() >= moment
    clock.close()
