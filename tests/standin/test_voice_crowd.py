"""Tests that ten users may join and leave while they speak: those who stay hear no longer gap than a transition takes."""

from __future__ import annotations

import asyncio

import pytest
from tests.standin.crowd import HELD_S, NAMES, STAYING, TRANSITION_S, Crowd
from tests.standin.fake_bot import settled
from tests.standin.fake_voice_bot import Caller
from tests.standin.town import Town

pytestmark = pytest.mark.protocol

SECONDS = 5.0
"""Seconds of joining and leaving; `benchmarks/voice_crowd.py` runs for a given time."""


CALM_S = TRANSITION_S + 0.5
"""Longest silence, in seconds, without faults; half a second of it is for a busy machine."""
STORM_S = 2 * (TRANSITION_S + HELD_S) + 1.0
"""Longest silence, in seconds, with faults: damaged commits take two more epochs, and op 22 is held back."""


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
