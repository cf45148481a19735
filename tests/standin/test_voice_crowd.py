"""Ten people come and go at random while they speak; nobody who stays loses sound for longer than a transition takes."""

from __future__ import annotations

import asyncio

import pytest
from tests.standin.crowd import HELD_S, NAMES, STAYING, TRANSITION_S, Crowd
from tests.standin.fake_bot import settled
from tests.standin.fake_voice_bot import Caller
from tests.standin.town import Town

pytestmark = pytest.mark.protocol

SECONDS = 5.0
"""How long they come and go; `benchmarks/voice_crowd.py` takes as long as it is told."""


CALM_S = TRANSITION_S + 0.5
"""The longest silence when people only come and go; half a second for a machine that does other things as well."""
STORM_S = 2 * (TRANSITION_S + HELD_S) + 1.0
"""The same when commits are damaged, which takes two more epochs, and op 22 is held back."""


@pytest.mark.parametrize(("faults", "gap_s"), [(False, CALM_S), (True, STORM_S)])
async def test_a_crowd_hears_itself_without_long_gaps(town: Town, faults: bool, gap_s: float) -> None:
    async with Caller(town).running() as caller:
        crowd = Crowd(town, caller, seed=7, faults=faults)
        connection = await crowd.run(SECONDS)
        report = crowd.report
        assert report.joins >= len(NAMES) - STAYING
        assert report.joins == report.leaves
        assert not report.failed_joins
        assert bool(report.faults) == faults
        assert max(report.gaps.values()) < gap_s, report
        await settled(lambda: connection.counters.speakers == 0)  # no decoder is kept for those who have gone
        await connection.disconnect()
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("voice")]
    assert not town.discord.voice_server.sessions
    assert not town.discord.voice_server.calls
