"""The head, the vote, the calibration and the measures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import engine
from chatterbot.engine import calibration, evaluation, examples, features, head, index, ranking
from chatterbot.engine import options as options_

pytestmark = pytest.mark.unit


def clusters(
    labels: int, each: int, spread: float
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float32]], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    random = np.random.default_rng(3)
    middles = random.normal(size=(labels, 32))
    vectors = np.repeat(middles, each, 0) + random.normal(0, spread, (labels * each, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), np.repeat(
        np.arange(labels, dtype=np.int64) * 100 - 300, each
    )


def test_the_head_separates_what_can_be_separated() -> None:
    vectors, answers = clusters(7, 10, 0.5)
    fitted = head.fit(vectors, answers)
    given_ = [int(fitted.answers[fitted.probabilities(vector).argmax()]) for vector in vectors]
    assert given_ == answers.tolist()
    assert fitted.probabilities(vectors[0]).sum() == pytest.approx(1, abs=1e-5)


def test_the_head_does_not_diverge_with_two_labels() -> None:
    vectors, answers = clusters(2, 50, 3.0)
    assert np.isfinite(head.fit(vectors, answers).weights).all()


def test_fitting_gives_way_often() -> None:
    vectors, answers = clusters(32, 200, 1.0)  # 6,400 x 32 are three chunks and a bit
    pauses: list[None] = []
    head.fit(vectors, answers, lambda: pauses.append(None), fewer=1)
    assert len(pauses) == 160 * 4


@pytest.mark.parametrize(("fewer", "off"), [(head.FEWER, 0.01), (head.FEWEST, 0.03)])
@pytest.mark.parametrize("counts", [(30,) * 40, (300, 30, 30, 8, 8), (50, 50), (3, 2)])
def test_fewer_longer_steps_reach_the_same_place(counts: tuple[int, ...], fewer: int, off: float) -> None:
    vectors, answers = clusters(len(counts), max(counts), 1.5)
    kept = np.concatenate(
        [np.flatnonzero(answers == each)[:count] for each, count in zip(np.unique(answers), counts, strict=True)]
    )
    pauses: dict[int, int] = {1: 0, fewer: 0}
    fitted: dict[int, head.Head] = {}
    for steps in pauses:

        def pause(steps: int = steps) -> None:
            pauses[steps] += 1

        fitted[steps] = head.fit(vectors[kept], answers[kept], pause, fewer=steps)
    differences = [
        np.abs(fitted[fewer].probabilities(vector) - fitted[1].probabilities(vector)).max() for vector in vectors
    ]
    assert np.mean(differences) < off
    assert pauses[fewer] < 0.6 * pauses[1]


def test_steps_too_long_are_taken_again_shorter() -> None:
    vectors, answers = clusters(2, 40, 0.1)
    vectors = np.repeat(vectors[::40], 40, 0)  # two points: as steep as can be
    flipped = answers.copy()
    flipped[::4] = answers[::-1][::4]  # and no weights are right for all
    fitted = head.fit(vectors, flipped, fewer=2)
    assert np.isfinite(fitted.weights).all()
    shares = fitted.probabilities(vectors[0])
    assert float(shares.max()) == pytest.approx(0.75, abs=0.02)


def test_the_head_takes_the_largest_labels_and_their_latest_examples() -> None:
    answers = np.array([1] * 5 + [2] * 3 + [3] + [4] * 4, np.int64)
    assert head.select(answers, 10, 100, 10_000).tolist() == [*range(8), *range(9, 13)]  # one example is too few
    assert head.select(answers, 2, 100, 10_000).tolist() == [*range(5), *range(9, 13)]
    assert head.select(answers, 2, 6, 10_000).tolist() == [2, 3, 4, 10, 11, 12]
    assert head.select(answers, 2, 100, 12).tolist() == [2, 3, 4, 10, 11, 12]
    assert not len(head.select(np.array([1, 1, 2], np.int64), 10, 100, 10_000))  # one label is no choice


def taught(*pairs: tuple[str, int | None]) -> index.Rows:
    batch, _ = features.make([prompt for prompt, _ in pairs], np.zeros((len(pairs), 0), np.float32))
    return index.Rows.empty(0).added(
        [examples.IndexedExample(number, prompt, answer) for number, (prompt, answer) in enumerate(pairs)], batch
    )


def test_the_head_cannot_answer_for_answers_it_does_not_know() -> None:
    rows = taught(("good morning", 1), ("good evening", 1), ("hello there", 2), ("hello you", 2), ("rare bird", 3))
    certain = head.Head(np.array([1, 2], np.int64), np.zeros((index.LEXICAL_INPUTS + 1, 2), np.float32))
    certain.weights[-1] = 50, 0  # believes in answer 1 whatever is asked
    query = features.query("rare birds", np.zeros(0, np.float32))
    ranked = ranking.rank(
        query, rows, rows.search(query), head=certain, ordinary=np.zeros(0, np.float32), neighbours=10
    )
    assert ranked.answers[0] == 3


def test_with_an_encoder_the_head_learns_from_meanings_and_makes_the_answer_surer() -> None:
    vectors, answers = clusters(2, 6, 0.5)
    prompts = [f"text {number}" for number in range(len(answers))]  # the words say nothing of the answer
    batch, _ = features.make(prompts, vectors)
    told = zip(prompts, answers.tolist(), strict=True)
    rows = index.Rows.empty(vectors.shape[1]).added(
        [examples.IndexedExample(number, prompt, answer) for number, (prompt, answer) in enumerate(told)], batch
    )
    fitted, _, _ = calibration.refit(rows, index.Rows.empty(vectors.shape[1]), options_.EngineOptions(), lambda: None)
    query = features.query("another wording", vectors[0])
    alone, helped = (
        ranking.rank(query, rows, rows.search(query), head=each, ordinary=np.zeros(0, np.float32), neighbours=10)
        for each in (None, fitted)
    )
    assert helped.answers[0] == alone.answers[0] == answers[0]
    assert helped.confidence[0] > alone.confidence[0]


def test_ordinary_talk_lowers_the_confidence_only() -> None:
    rows = taught(("good morning", 1), ("rare bird", 3))
    query = features.query("good mornings", np.zeros(0, np.float32))
    plain, ordinary = (
        ranking.rank(
            query, rows, rows.search(query), head=None, ordinary=np.full(count, 0.7, np.float32), neighbours=10
        )
        for count in (0, 10)
    )
    assert plain.answers.tolist() == ordinary.answers.tolist()
    assert plain.similarity.tolist() == ordinary.similarity.tolist()
    assert plain.confidence[0] > ordinary.confidence[0]


def test_the_threshold_refuses_the_share_it_may() -> None:
    right = np.linspace(0.5, 1, 10_001, dtype=np.float32)
    assert calibration.Calibration(right).threshold(0.05) == pytest.approx(0.525, abs=0.002)
    assert calibration.Calibration(right).threshold(0.5) == pytest.approx(0.75, abs=0.002)


def test_the_threshold_never_falls_below_the_uncalibrated_one() -> None:
    poor = calibration.Calibration(np.full(1_000, 0.1, np.float32))
    assert poor.threshold(0.05) == calibration.uncalibrated(0.05) == calibration.Calibration.initial().threshold(0.05)
    assert calibration.uncalibrated(0.01) < calibration.uncalibrated(0.05) < calibration.uncalibrated(0.2)


def test_leave_one_out_hides_the_example_from_neighbours_and_head() -> None:
    pairs = [
        (f"unique text {word}", answer)
        for answer, words in enumerate((("alpha", "beta", "gamma"), ("один", "два", "три")))
        for word in words
    ]
    rows = taught(*pairs, ("quite another thing", 9))
    _, fitted, answered = calibration.refit(rows, taught(), options_.EngineOptions(), lambda: None)
    alone = next(row for row in answered if row.expected == 9)
    assert alone.given != 9
    assert len(answered) == 7
    assert len(fitted.right) == sum(row.given == row.expected for row in answered)


def test_measures_of_answers() -> None:
    rows = [
        engine.Outcome(1, 1, 0.9),
        engine.Outcome(1, 2, 0.8),
        engine.Outcome(1, 2, 0.1),
        engine.Outcome(2, 2, 0.3),
        engine.Outcome(2, 2, 0.3, threshold=0.2),
        engine.Outcome(None, 2, 0.7),
        engine.Outcome(None, 1, 0.2),
        engine.Outcome(None, None, 0.9),
    ]
    result = engine.evaluate(rows, 0.5)
    assert (result.rows, result.threshold) == (8, 0.5)
    assert result.accuracy == pytest.approx(3 / 5)
    assert (result.answered_right, result.answered_wrong, result.abstained) == pytest.approx((2 / 5, 1 / 5, 2 / 5))
    assert result.oos_recall == pytest.approx(2 / 3)
    assert result.oos_precision == pytest.approx(2 / 4)
    assert result.confusions == (engine.Confusion(1, 2, 2),)


def test_measures_of_nothing_are_none() -> None:
    result = engine.evaluate([], 0.5)
    assert result.accuracy is None
    assert result.auroc is None
    assert result.oos_precision is None


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_auroc_counts_pairs(inside: list[float], outside: list[float]) -> None:
    pairs = [(one > other) + (one == other) / 2 for one in inside for other in outside]
    assert evaluation.auroc(inside, outside) == pytest.approx(sum(pairs) / len(pairs))
