"""Leave classes out of a set of questions, and say how sure a measured share is: pure functions, used by `near_strangers`."""

from __future__ import annotations

import collections
import dataclasses
import enum
import random
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Text = tuple[str, str]
"""A text and its label."""

LEAST_KNOWN: Final = 2
"""Labels that are taught at least: with one there is nothing to confuse."""


class Kind(enum.IntEnum):
    """What a question is to a community that was taught the known labels only."""

    KNOWN = 0
    """One of the known labels answers it."""
    NEAR = 1
    """Of a label that was left out: from the same domain, but nobody taught it."""
    FAR = 2
    """From another domain."""
    OWN = 3
    """A real question that the set's authors found no label for."""


@dataclasses.dataclass(frozen=True)
class Split:
    """A set of which only some labels are taught."""

    taught: list[Text]
    known: list[Text]
    """Questions of the taught labels."""
    near: list[str]
    """Questions of the labels that were left out."""


def few(rows: Sequence[Text], shots: int | None, draw: int = 0) -> list[Text]:
    """Keep `shots` random texts of each label; another `draw` keeps others."""
    if shots is None:
        return list(rows)
    groups: dict[str, list[Text]] = collections.defaultdict(list)
    for row in random.Random(draw).sample(list(rows), len(rows)):
        groups[row[1]].append(row)
    return [row for label in sorted(groups) for row in groups[label][:shots]]


def split(train: Sequence[Text], test: Sequence[Text], *, ratio: float, shots: int | None, seed: int) -> Split:
    """Teach a `ratio` of the labels with `shots` examples each (`None`: all), and leave the others out.

    The labels and the examples are chosen by the `seed` alone, so that the same ones are compared before and after a change.
    """
    labels = sorted({label for _, label in train})
    if len(labels) <= LEAST_KNOWN:
        raise ValueError(f"{len(labels)} labels: too few to leave any out")
    count = min(max(LEAST_KNOWN, round(ratio * len(labels))), len(labels) - 1)
    known = set(random.Random(f"{seed} {ratio}").sample(labels, count))
    taught = few([row for row in train if row[1] in known], shots, seed)
    words = {_folded(text) for text, label in train if label in known}
    return Split(
        taught,
        [row for row in test if row[1] in known],
        [text for text, label in test if label not in known and _folded(text) not in words],
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@dataclasses.dataclass(frozen=True)
class Asked:
    """Questions that were asked, as columns (n,)."""

    part: npt.NDArray[np.intp]
    """The split each belongs to."""
    kind: npt.NDArray[np.intp]
    right: npt.NDArray[np.bool_]
    """The best answer is the right one, whatever its confidence."""
    given: npt.NDArray[np.bool_]
    """The best answer reached the threshold."""
    confidence: npt.NDArray[np.float64]

    def of(self, kind: Kind) -> npt.NDArray[np.bool_]:
        """Return which of them are of a kind."""
        return self.kind == kind

    def chosen(self, rows: npt.NDArray[np.intp]) -> Asked:
        """Return these rows; a row may be there several times."""
        return Asked(self.part[rows], self.kind[rows], self.right[rows], self.given[rows], self.confidence[rows])


Values = dict[str, float]
"""Measures by name."""
Measure = Callable[[Asked], float]
"""A number measured on questions; NaN where there are none it is about."""


def _mean(values: npt.NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")


def area(inside: npt.NDArray[np.float64], outside: npt.NDArray[np.float64]) -> float:
    """Return the area under the ROC curve: how often `inside` is above `outside`, ties counted half."""
    if not len(inside) or not len(outside):
        return float("nan")
    ordered = np.sort(outside)
    below = np.searchsorted(ordered, inside, "left") + np.searchsorted(ordered, inside, "right")
    return float(below.mean() / 2 / len(ordered))


MEASURES: Final[dict[str, Measure]] = {
    "acc": lambda asked: _mean(asked.right[asked.of(Kind.KNOWN)]),
    "in_ok": lambda asked: _mean((asked.given & asked.right)[asked.of(Kind.KNOWN)]),
    "in_wrong": lambda asked: _mean((asked.given & ~asked.right)[asked.of(Kind.KNOWN)]),
    "near": lambda asked: _mean(~asked.given[asked.of(Kind.NEAR)]),
    "far": lambda asked: _mean(~asked.given[asked.of(Kind.FAR)]),
    "own": lambda asked: _mean(~asked.given[asked.of(Kind.OWN)]),
    "auroc": lambda asked: area(
        asked.confidence[asked.of(Kind.KNOWN) & asked.right],
        asked.confidence[asked.of(Kind.NEAR) | asked.of(Kind.OWN)],
    ),
}
"""Share of right best answers; answered right and wrong at the threshold; near, far and own strangers declined; and the AUROC of the
confidence, right best answers against strangers from the same domain."""


def resampled(asked: Asked, times: int, seed: int) -> list[npt.NDArray[np.intp]]:
    """Draw the rows of bootstrap samples: splits with replacement, then of each its questions of each kind with replacement.

    Both are chance: which labels are known, and which questions are asked. The same seed draws the same rows, so that two measurements
    of the same questions are compared pair by pair; sets whose mean is taken need a seed each.
    """
    chance = np.random.default_rng(seed)
    groups = [
        [rows for kind in Kind if len(rows := np.flatnonzero((asked.part == part) & (asked.kind == kind)))]
        for part in np.unique(asked.part)
    ]
    return [
        np.concatenate(
            [
                chance.choice(rows, len(rows))
                for place in chance.integers(len(groups), size=len(groups))
                for rows in groups[place]
            ]
        )
        for _ in range(times)
    ]


def measured(asked: Asked) -> Values:
    """Return each measure."""
    return {name: measure(asked) for name, measure in MEASURES.items()}


def bootstrap(asked: Asked, times: int, seed: int = 0) -> list[Values]:
    """Return each measure in each of `times` bootstrap samples."""
    return [measured(asked.chosen(rows)) for rows in resampled(asked, times, seed)]


def differences(before: Sequence[Values], after: Sequence[Values]) -> list[Values]:
    """Return how much each measure grew in each sample: of the same questions, asked twice."""
    return [{name: two[name] - one[name] for name in one} for one, two in zip(before, after, strict=True)]


def mean(sets: Sequence[Values]) -> Values:
    """Return the mean of each measure over sets; those that a set has none of are left out."""
    return {name: _mean_number([values[name] for values in sets]) for name in MEASURES}


def means(sets: Sequence[Sequence[Values]]) -> list[Values]:
    """Return the mean over sets in each of their bootstrap samples."""
    return [mean(samples) for samples in zip(*sets, strict=True)]


def intervals(samples: Sequence[Values]) -> dict[str, tuple[float, float]]:
    """Return what the middle 95 % of each measure lie between."""
    return {name: _middle([values[name] for values in samples]) for name in MEASURES}


def _numbers(values: Sequence[float]) -> npt.NDArray[np.float64]:
    numbers = np.array(values)
    return numbers[~np.isnan(numbers)]


def _mean_number(values: Sequence[float]) -> float:
    numbers = _numbers(values)
    return float(numbers.mean()) if len(numbers) else float("nan")


def _middle(values: Sequence[float]) -> tuple[float, float]:
    numbers = _numbers(values)
    if not len(numbers):
        return float("nan"), float("nan")
    return float(np.quantile(numbers, 0.025)), float(np.quantile(numbers, 0.975))
