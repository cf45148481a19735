"""Measures of a set of answers: pure functions of what was expected, given and how confidently."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable

import numpy as np

__all__ = ("Confusion", "Evaluation", "Outcome", "auroc", "evaluate")


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """One tested text.

    Parameters
    ----------
    expected
        The right answer; `None`: out of scope, should not be answered.
    given
        The engine's best answer, whatever its confidence; `None`: "should not be answered" won, or nothing is known.
    confidence
        Of the best answer, in [0, 1].
    threshold
        Required of this answer, where that differs (`Verdict.threshold` of texts in another script); `None`: as for all.
    """

    expected: int | None
    given: int | None
    confidence: float
    threshold: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Confusion:
    """How often `given` was the best answer where `expected` was right, whatever the confidence."""

    expected: int | None
    given: int | None
    count: int


@dataclasses.dataclass(frozen=True, slots=True)
class Evaluation:
    """Shares are in [0, 1]; `None` where there was nothing to divide by.

    Parameters
    ----------
    rows
        Texts tested.
    accuracy
        Share of in-scope texts whose best answer is right, without a threshold.
    answered_right, answered_wrong, abstained
        Shares of in-scope texts at the threshold; they add up to 1.
    oos_recall
        Share of out-of-scope texts that were declined.
    oos_precision
        Share of out-of-scope texts among the declined.
    auroc
        Probability that an in-scope text is more confident than an out-of-scope one.
    threshold
        Confidence that was required.
    confusions
        Wrong best answers of in-scope texts, most frequent first.
    """

    rows: int
    accuracy: float | None
    answered_right: float | None
    answered_wrong: float | None
    abstained: float | None
    oos_recall: float | None
    oos_precision: float | None
    auroc: float | None
    threshold: float
    confusions: tuple[Confusion, ...]


def auroc(inside: Iterable[float], outside: Iterable[float]) -> float | None:
    """Return the area under the ROC curve: the Mann-Whitney statistic, ties counted half; `None` if one side is empty."""
    first, second = np.fromiter(inside, float), np.sort(np.fromiter(outside, float))
    if not len(first) or not len(second):
        return None
    below = np.searchsorted(second, first, "left") + np.searchsorted(second, first, "right")
    return float(below.mean() / 2 / len(second))


def evaluate(outcomes: Iterable[Outcome], threshold: float) -> Evaluation:
    """Measure answers at a threshold. An answer is given if it is not `None` and its confidence reaches the threshold."""
    rows = list(outcomes)
    inside = [row for row in rows if row.expected is not None]
    outside = [row for row in rows if row.expected is None]

    def given(row: Outcome) -> bool:
        return row.given is not None and row.confidence >= (threshold if row.threshold is None else row.threshold)

    def certainty(row: Outcome) -> float:
        return 0.0 if row.given is None else row.confidence

    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    right = sum(given(row) and row.given == row.expected for row in inside)
    wrong = sum(given(row) and row.given != row.expected for row in inside)
    declined = sum(not given(row) for row in outside)
    pairs = collections.Counter((row.expected, row.given) for row in inside if row.given != row.expected)
    return Evaluation(
        rows=len(rows),
        accuracy=share(sum(row.given == row.expected for row in inside), len(inside)),
        answered_right=share(right, len(inside)),
        answered_wrong=share(wrong, len(inside)),
        abstained=share(len(inside) - right - wrong, len(inside)),
        oos_recall=share(declined, len(outside)),
        oos_precision=share(declined, declined + len(inside) - right - wrong),
        auroc=auroc(map(certainty, inside), map(certainty, outside)),
        threshold=threshold,
        confusions=tuple(Confusion(*pair, count) for pair, count in pairs.most_common()),
    )
