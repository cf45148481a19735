"""How long a person pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import pause_model

pytestmark = pytest.mark.unit


def habit(*pauses_s: float) -> float | None:
    learned = pause_model.PauseModel()
    for pause_s in pauses_s:
        learned.note(pause_s)
    return learned.habit_s


def test_a_few_pauses_are_no_habit() -> None:
    assert habit() is None
    assert habit(*[0.5] * (pause_model.ENOUGH - 1)) is None
    assert habit(*[0.5] * pause_model.ENOUGH) == 0.5


def test_the_habit_is_one_of_the_longer_pauses() -> None:
    assert habit(*[0.2, 0.3, 0.25, 0.7, 0.2] * 6) == 0.7
    assert habit(*[0.2, 0.3, 0.25, 0.3, 0.2] * 6) == 0.3


def test_one_very_long_pause_does_not_change_the_habit() -> None:
    assert habit(*[0.3] * 9, 30.0) == 0.3
    assert habit(*[30.0] * 9) == pause_model.LONGEST_S


def test_the_habit_follows_the_latest_pauses() -> None:
    slow, quick = [0.8] * 40, [0.25] * 40
    assert habit(*slow, *quick) == 0.25
    assert habit(*slow, *quick[:5]) == 0.8
    assert habit(*quick, *slow[:10]) == 0.8


def test_too_short_a_silence_is_no_pause() -> None:
    assert habit(*[0.0, -1.0, 0.1] * 20) is None  # the last one is a "t"


@given(st.lists(st.floats(pause_model.SHORTEST_S, 10), min_size=pause_model.ENOUGH, max_size=200))
def test_the_habit_is_one_of_the_latest_pauses(pauses_s: list[float]) -> None:
    found = habit(*pauses_s)
    latest = [min(pause_s, pause_model.LONGEST_S) for pause_s in pauses_s[-pause_model.LATEST :]]
    assert found in latest
    assert sum(pause_s <= found for pause_s in latest if found is not None) >= len(latest) / 2
