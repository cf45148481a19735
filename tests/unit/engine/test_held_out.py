"""Tests of how the benchmark of near strangers leaves labels out, and of its intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from benchmarks import held_out
from benchmarks.held_out import Kind

pytestmark = pytest.mark.unit

LABELS = [f"label {number}" for number in range(12)]
TRAIN = [(f"taught {label} {number}", label) for label in LABELS for number in range(20)]
TEST = [(f"asked {label} {number}", label) for label in LABELS for number in range(5)]


@pytest.mark.parametrize("ratio", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("shots", [None, 5])
def test_what_is_left_out_is_neither_taught_nor_known(ratio: float, shots: int | None) -> None:
    part = held_out.split(TRAIN, TEST, ratio=ratio, shots=shots, seed=3)
    taught = {label for _, label in part.taught}
    assert len(taught) == round(ratio * len(LABELS))
    assert {label for _, label in part.known} == taught
    assert len(part.taught) == len(taught) * (shots or 20)
    left_out = [text for text, label in TEST if label not in taught]
    assert part.near == left_out  # every question of every other label, and nothing else
    assert part.near
    assert len(part.known) + len(part.near) == len(TEST)


def test_a_seed_chooses_and_a_question_in_taught_words_is_no_stranger() -> None:
    one, same, other = (held_out.split(TRAIN, TEST, ratio=0.5, shots=5, seed=seed) for seed in (1, 1, 2))
    assert one == same
    assert {label for _, label in one.taught} != {label for _, label in other.taught}
    word_for_word = [*TEST, *((f"  {text.upper()} ", "left out") for text, _ in TRAIN)]
    again = held_out.split(TRAIN, word_for_word, ratio=0.5, shots=5, seed=1)
    known = {label for _, label in one.taught}
    assert len(again.near) == len(one.near) + sum(label not in known for _, label in TRAIN)


def test_never_all_and_never_one_label_is_taught() -> None:
    few = TRAIN[:60]  # three labels
    for ratio in (0.01, 0.99):
        part = held_out.split(few, TEST[:15], ratio=ratio, shots=None, seed=0)
        assert len({label for _, label in part.known}) == 2
        assert len(part.taught) == 40
    with pytest.raises(ValueError, match="too few"):
        held_out.split(TRAIN[:40], TEST, ratio=0.5, shots=None, seed=0)


def asked(right: list[bool], strangers: int, *, parts: int = 1) -> held_out.Asked:
    """Questions of `parts` equal splits: known ones, all answered, and strangers, of whom every second one is."""
    count = len(right) + strangers
    given = np.array([True] * len(right) + [number % 2 == 0 for number in range(strangers)])
    one = held_out.Asked(
        np.zeros(count, np.intp),
        np.array([Kind.KNOWN] * len(right) + [Kind.NEAR] * strangers, np.intp),
        np.array(right + [False] * strangers),
        given,
        np.where(given, 0.9, 0.1),
    )
    rows = np.tile(np.arange(count), parts)
    whole = one.chosen(rows)
    return held_out.Asked(np.repeat(np.arange(parts), count), whole.kind, whole.right, whole.given, whole.confidence)


def test_an_interval_is_as_wide_as_the_questions_are_few() -> None:
    questions = asked([number % 10 < 7 for number in range(400)], 100)
    low, high = held_out.intervals(held_out.bootstrap(questions, 2_000))["acc"]
    half = 1.96 * math.sqrt(0.7 * 0.3 / 400)
    assert held_out.measured(questions)["acc"] == pytest.approx(0.7)
    assert low == pytest.approx(0.7 - half, abs=0.006)
    assert high == pytest.approx(0.7 + half, abs=0.006)


def test_measures_count_each_kind_alone_and_none_of_a_kind_is_not_a_number() -> None:
    questions = asked([True, True, False, True], 10)
    values = held_out.measured(questions)
    assert values["acc"] == values["in_ok"] == 0.75
    assert values["in_wrong"] == 0.25
    assert values["near"] == 0.5
    assert values["auroc"] == pytest.approx(0.75)  # above half of the strangers, equal to the others
    assert math.isnan(values["far"])
    assert all(math.isnan(end) for end in held_out.intervals(held_out.bootstrap(questions, 20))["own"])


def test_splits_that_differ_widen_the_interval() -> None:
    alike = asked([True, False] * 30, 2, parts=8)
    apart = held_out.Asked(
        alike.part, alike.kind, (alike.kind == Kind.KNOWN) & (alike.part < 4), alike.given, alike.confidence
    )
    (low, high), (lower, higher) = (held_out.intervals(held_out.bootstrap(one, 500))["acc"] for one in (alike, apart))
    assert held_out.measured(alike)["acc"] == held_out.measured(apart)["acc"] == 0.5
    assert higher - lower > 4 * (high - low)


def test_differences_are_between_the_same_questions() -> None:
    before, after = asked([True, False] * 50, 20), asked([True, True, True, False] * 25, 20)
    one, two = held_out.bootstrap(before, 500), held_out.bootstrap(after, 500)
    low, high = held_out.intervals(held_out.differences(one, two))["acc"]
    assert 0.15 < low < 0.25 < high < 0.35
    assert held_out.intervals(held_out.differences(one, one))["acc"] == (0.0, 0.0)


def test_a_mean_of_sets_leaves_out_what_a_set_does_not_have_and_is_surer_than_one_set() -> None:
    one, other = asked([True, True, True, False] * 25, 20), asked([True, False] * 50, 0)
    whole = held_out.mean([held_out.measured(one), held_out.measured(other)])
    assert whole["acc"] == pytest.approx(0.625)
    assert whole["near"] == 0.5  # the other set has no strangers
    samples = [held_out.bootstrap(each, 500, seed) for seed, each in enumerate((one, other))]
    low, high = held_out.intervals(held_out.means(samples))["acc"]
    assert low < 0.625 < high
    alone = held_out.intervals(samples[0])["acc"]
    assert high - low < alone[1] - alone[0]
