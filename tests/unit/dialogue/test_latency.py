"""How long the stages of turns took."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import latency

pytestmark = pytest.mark.unit


def test_without_turns_there_are_no_times() -> None:
    times = latency.StageTimes()
    assert [times.quantile(stage, 0.5) for stage in latency.Stage] == [None] * len(latency.Stage)
    assert times.count() == 0


def test_stages_are_kept_apart() -> None:
    times = latency.StageTimes()
    for tenths in range(1, 11):
        times.add(latency.Stage.TOTAL, tenths / 10)
    times.add(latency.Stage.BARGE_IN, -0.001)
    assert times.quantile(latency.Stage.TOTAL, 0.5) == 0.5
    assert times.quantile(latency.Stage.TOTAL, 0.95) == 1.0
    assert times.quantile(latency.Stage.TOTAL, 0) == 0.1
    assert times.quantile(latency.Stage.BARGE_IN, 0.5) == 0
    assert (times.count(), times.count(latency.Stage.BARGE_IN), times.count(latency.Stage.ANSWER)) == (10, 1, 0)


def test_the_latest_turns_count() -> None:
    times = latency.StageTimes()
    for _ in range(latency.LATEST):
        times.add(latency.Stage.SPEAK, 9.0)
    for _ in range(latency.LATEST):
        times.add(latency.Stage.SPEAK, 1.0)
    assert times.quantile(latency.Stage.SPEAK, 1.0) == 1.0
    assert times.count(latency.Stage.SPEAK) == latency.LATEST


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_of_0_and_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        latency.StageTimes().quantile(latency.Stage.TOTAL, share)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0, 1))
def test_the_share_of_turns_took_no_longer_than_the_quantile(seconds: list[float], share: float) -> None:
    times = latency.StageTimes()
    for one in seconds:
        times.add(latency.Stage.TOTAL, one)
    found = times.quantile(latency.Stage.TOTAL, share)
    assert found is not None
    assert found in seconds
    assert sum(one <= found for one in seconds) >= share * len(seconds) - 1e-9
