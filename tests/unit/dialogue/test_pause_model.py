"""How long a person pauses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import pause_model
from chatterbot.dialogue.pause_model import Pace

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


def test_two_ends_that_came_too_soon_are_a_habit() -> None:
    learned = pause_model.PauseModel()
    learned.note_wrong_end(0.9)
    assert learned.habit_s is None
    learned.note_wrong_end(0.9)
    assert learned.habit_s == 0.9


def test_a_short_turn_without_long_pauses_is_brisk() -> None:
    learned = pause_model.PauseModel()
    assert learned.pace(pause_model.SHORT_TURN_S) is Pace.BRISK
    assert learned.pace(pause_model.SHORT_TURN_S + 0.1) is Pace.USUAL
    assert learned.pace(pause_model.LONG_TURN_S + 0.1) is Pace.TELLING
    learned.note(pause_model.LONG_S)
    assert learned.pace(2.0) is Pace.USUAL
    learned.note_turn(2.0)
    assert learned.pace(2.0) is Pace.BRISK, "each turn is judged anew"


def test_who_was_cut_off_is_not_brisk_until_they_speak_fluently_again() -> None:
    learned = pause_model.PauseModel()
    learned.note_wrong_end(0.5)
    learned.note_turn(2.0)
    for _ in range(pause_model.FLUENT_TURNS):
        assert learned.pace(2.0) is Pace.USUAL
        learned.note_turn(2.0)
    assert learned.pace(2.0) is Pace.BRISK


def test_a_fluent_person_is_brisk_in_long_turns_too_until_they_pause() -> None:
    learned = pause_model.PauseModel()
    for _ in range(pause_model.FLUENT_TURNS):
        assert not learned.is_fluent
        learned.note_turn(0.5)
        learned.note(0.2)
        learned.note_turn(2.0)
    assert learned.pace(20.0) is Pace.BRISK
    learned.note(0.5)
    assert learned.pace(20.0) is Pace.TELLING
