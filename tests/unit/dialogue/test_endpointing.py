"""How much silence ends a turn."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue.endpointing import EndpointOptions, Evidence, silence_needed_s
from chatterbot.dialogue.pause_model import Pace

pytestmark = pytest.mark.unit

SETTINGS = EndpointOptions()
QUESTION, UNFINISHED = "what is the capital of France", "what is the capital of"


@pytest.mark.parametrize(
    ("evidence", "needed_s"),
    [
        (None, SETTINGS.normal_s),
        (Evidence("", taught=False, beginning=False), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=False, beginning=False), SETTINGS.normal_s),
        (Evidence(f"{QUESTION}?", taught=False, beginning=False), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=True, beginning=False), SETTINGS.early_s),
        (Evidence(QUESTION, taught=True, beginning=False, complete=0.99), SETTINGS.early_s),
        (Evidence(QUESTION, taught=True, beginning=False, complete=0.5), SETTINGS.early_s),
        (Evidence(QUESTION, taught=False, beginning=False, complete=0.99), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=False, beginning=False, complete=0.99, known=True), SETTINGS.likely_s),
        (Evidence(QUESTION, taught=False, beginning=False, complete=0.01, known=True), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=False, beginning=False, known=True), SETTINGS.brisk_s),
        (Evidence(QUESTION, taught=True, beginning=False, rephrased=True), SETTINGS.rephrased_s),
        (Evidence(QUESTION, taught=False, beginning=True, known=True), SETTINGS.long_s),
        (Evidence(f"{QUESTION} 7", taught=False, beginning=False, known=True), SETTINGS.normal_s),
        (Evidence(f"{QUESTION}...", taught=False, beginning=False, known=True), SETTINGS.long_s),
        (Evidence("1, 2.", taught=False, beginning=False), SETTINGS.long_s),
        (Evidence(QUESTION, taught=False, beginning=False, complete=0.5), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=False, beginning=False, complete=0.01), SETTINGS.long_s),
        (Evidence(UNFINISHED, taught=False, beginning=False), SETTINGS.long_s),
        (Evidence("what is", taught=False, beginning=True), SETTINGS.long_s),
        (Evidence("расскажи про", taught=False, beginning=False), SETTINGS.long_s),
        # The two contradict each other.
        (Evidence(QUESTION, taught=True, beginning=True), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=True, beginning=False, complete=0.01), SETTINGS.normal_s),
        (Evidence(QUESTION, taught=False, beginning=True, complete=0.99), SETTINGS.normal_s),
        (Evidence(UNFINISHED, taught=False, beginning=False, complete=0.99), SETTINGS.normal_s),
        # The engine finds the taught question in its beginning; the words say that it is one.
        (Evidence(UNFINISHED, taught=True, beginning=False), SETTINGS.long_s),
    ],
)
def test_the_words_decide_how_long_the_wait_is(evidence: Evidence | None, needed_s: float) -> None:
    assert silence_needed_s(evidence, None, SETTINGS) == pytest.approx(needed_s)


@pytest.mark.parametrize(
    ("text", "pace", "needed_s"),
    [
        (QUESTION, Pace.BRISK, SETTINGS.brisk_s),
        (QUESTION, Pace.USUAL, SETTINGS.normal_s),
        (QUESTION, Pace.TELLING, SETTINGS.telling_s),
        ("Paris?", Pace.BRISK, SETTINGS.normal_s),
        (f"{QUESTION} 7", Pace.BRISK, SETTINGS.normal_s),
        (UNFINISHED, Pace.BRISK, SETTINGS.long_s),
    ],
)
def test_how_a_person_speaks_decides_where_the_words_do_not(text: str, pace: Pace, needed_s: float) -> None:
    evidence = Evidence(text, taught=False, beginning=False)
    assert silence_needed_s(evidence, None, SETTINGS, pace=pace) == pytest.approx(needed_s)
    known = silence_needed_s(dataclasses.replace(evidence, text=QUESTION, known=True), None, SETTINGS, pace=pace)
    assert known == (SETTINGS.normal_s if pace is Pace.TELLING else SETTINGS.brisk_s)
    sure = dataclasses.replace(evidence, text=QUESTION, taught=True)
    assert silence_needed_s(sure, None, SETTINGS, pace=pace) == SETTINGS.early_s, "the words are better evidence"


def test_nobody_hurries_where_nobody_waits_for_the_bot() -> None:
    talk = Evidence(QUESTION, taught=False, beginning=False, known=True)
    assert silence_needed_s(talk, None, SETTINGS, patient=True) == SETTINGS.patient_s
    assert silence_needed_s(None, None, SETTINGS, patient=True) == SETTINGS.patient_s
    assert silence_needed_s(talk, 5.0, SETTINGS, patient=True) == SETTINGS.limit_s
    called = dataclasses.replace(talk, addressed=True)
    assert silence_needed_s(called, None, SETTINGS, patient=True) == SETTINGS.brisk_s


def test_short_pauses_do_not_lengthen_the_wait() -> None:
    done = Evidence(QUESTION, taught=True, beginning=False)
    assert silence_needed_s(None, 0.3, SETTINGS) == SETTINGS.normal_s
    assert silence_needed_s(done, 0.3, SETTINGS) == SETTINGS.early_s


def test_long_pauses_lengthen_the_wait() -> None:
    done, more = Evidence(QUESTION, taught=True, beginning=False), Evidence(UNFINISHED, taught=False, beginning=False)
    assert silence_needed_s(None, 0.8, SETTINGS) == pytest.approx(0.9)
    assert silence_needed_s(done, 0.8, SETTINGS) == pytest.approx(0.4)
    assert silence_needed_s(more, 0.8, SETTINGS) == pytest.approx(1.2)
    assert silence_needed_s(more, 5.0, SETTINGS) == SETTINGS.limit_s


EVIDENCE = st.builds(
    Evidence,
    st.sampled_from(["", QUESTION, UNFINISHED, "ну", "um", "ответ"]),
    st.booleans(),
    st.booleans(),
    st.none() | st.floats(0, 1),
    st.booleans(),
    st.booleans(),
)
HABITS = st.floats(0, 3)


@given(EVIDENCE, st.none() | HABITS)
def test_a_wait_lies_between_its_bounds(evidence: Evidence, habit_s: float | None) -> None:
    for pace in Pace:
        assert SETTINGS.early_s <= silence_needed_s(evidence, habit_s, SETTINGS, pace=pace) <= SETTINGS.limit_s


@given(st.none() | EVIDENCE, HABITS, HABITS)
def test_a_longer_habit_never_shortens_a_wait(evidence: Evidence | None, one: float, other: float) -> None:
    short, long = sorted((one, other))
    assert silence_needed_s(evidence, None, SETTINGS) <= silence_needed_s(evidence, short, SETTINGS)
    assert silence_needed_s(evidence, short, SETTINGS) <= silence_needed_s(evidence, long, SETTINGS)


@given(EVIDENCE, st.none() | HABITS)
def test_evidence_of_an_end_never_lengthens_and_of_more_never_shortens_the_wait(
    evidence: Evidence, habit_s: float | None
) -> None:
    def wait_s(**changed: bool | float) -> float:
        return silence_needed_s(dataclasses.replace(evidence, **changed), habit_s, SETTINGS)

    assert wait_s(known=True) <= wait_s(known=False)
    assert wait_s(taught=True, rephrased=False) <= wait_s(taught=True, rephrased=True)
    assert wait_s(taught=True) <= wait_s(taught=False)
    assert wait_s(beginning=False) <= wait_s(beginning=True)
    assert wait_s(complete=1.0) <= wait_s(complete=0.5) <= wait_s(complete=0.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"early_s": 0.0},
        {"early_s": 0.4},
        {"likely_s": 0.7},
        {"rephrased_s": 0.2},
        {"brisk_s": 0.7},
        {"telling_s": 0.5},
        {"patient_s": 1.7},
        {"normal_s": 1.0},
        {"limit_s": 0.8},
        {"complete_below": 0.9},
        {"habit_margin_s": -0.1},
    ],
)
def test_options_that_contradict_each_other_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="<="):
        EndpointOptions(**wrong)
