"""The threshold, from the taught examples alone: how confident the engine would be in right answers it had not been taught.

Every example (or an even sample) is asked leave-one-out: without itself, with a head fitted without its fold. The threshold at
strictness q is the q-quantile of the confidences of right answers, but not less than the uncalibrated one: with few examples an answer
the quantile falls far below what separates right from wrong (on held-out data the best threshold stays near .5 from one example an
answer to a hundred).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from chatterbot.engine import examples, index, pairwise, ranking
from chatterbot.engine import head as heads
from chatterbot.engine import options as options_
from chatterbot.engine import verifier as verifiers

__all__ = ("Calibration", "answer_each", "refit", "uncalibrated")

FOLDS = 3
"""Heads fitted on two thirds each stand in for the head in leave-one-out; more folds cost more and change little."""

QUICK_EXAMPLES = 1_000
"""Up to so many examples, the quick fit's head is as good as the thorough one's."""
QUICK_WORK = 350_000
"""Most examples times answers of the quick fit's head: about 0.4 s of one core, a head of 1,000 examples 0.1 s."""
QUICK_SAMPLE = 150
"""Most examples answered for a quick calibration: 0.1 s."""

PRIOR_EXAMPLES = 20
"""Right answers at which the quantile counts as much as the uncalibrated threshold."""

UNCALIBRATED = 0.42
"""Uncalibrated threshold at `settings.DEFAULT_STRICTNESS`: on held-out data it declines 96 % of strangers at 1 to 10 examples an answer."""
PER_DOUBLING = 0.05
"""What it grows by when the strictness doubles."""
OFFERED = 0.7
"""Share of the threshold from which an answer that was held back is offered: "Did you mean ...?". On held-out questions (BANKING77, three
languages of voice assistants, 5 and 10 examples an answer) the bot then asks back for 5 to 9 of 10 that it would have declined, the right
answer is among those offered for 3 to 8, and 1 of 10 off-topic texts is asked back; at .5 it would be every third."""
_LEAST, _MOST = 0.2, 0.8
"""Limits of the uncalibrated threshold."""


FEW_EXAMPLES = 5
"""Up to so many examples in all, the threshold is higher by `CAUTION`."""
ENOUGH_EXAMPLES = 20
"""From so many examples on, it is not higher any more."""
CAUTION = 0.1
"""With 5 examples of BANKING77, the bot then declines 88 % of the questions that are near what was taught in place of 75, and answers 3 % of
what was taught wrongly in place of 7; 52 % are answered in place of 62, and most of the difference is asked back."""


LONE_EACH = 2
"""Up to so many examples an answer on average, the threshold is higher by `LONE_CAUTION`."""
ENOUGH_EACH = 5
"""From so many on, it is not higher any more."""
LONE_CAUTION = 0.06
"""One wording says little about which words of it matter. On 12 public sets with 1 to 3 examples an answer, the bot then (with what `distinction`
does there) answers 5 to 8 of 100 questions to what was taught wrongly in place of 6 to 10, and 10 to 22 of those near it in place of 13 to 27; 2 to
5 right answers are held back, and most of them asked back."""


def caution(taught: int, answers: int) -> float:
    """Return by how much the threshold is higher while people have taught only so many examples with so many different answers.

    With few examples little competes with them, and with few of each answer it is unknown what else would ask for it.
    """
    if not taught:
        return 0.0
    few = CAUTION * _share_missing(taught, FEW_EXAMPLES, ENOUGH_EXAMPLES)
    return max(few, LONE_CAUTION * _share_missing(taught / max(answers, 1), LONE_EACH, ENOUGH_EACH))


def _share_missing(count: float, few: int, enough: int) -> float:
    """Return 1 up to `few`, 0 from `enough` on, and evenly less between."""
    return min(max((enough - count) / (enough - few), 0.0), 1.0)


def uncalibrated(strictness: float) -> float:
    """Return the threshold for a strictness in (0, 1) when nothing is known of the examples."""
    doublings = math.log2(max(strictness, 1e-6) / options_.DEFAULT_STRICTNESS)
    return min(max(UNCALIBRATED + PER_DOUBLING * doublings, _LEAST), _MOST)


@dataclasses.dataclass(frozen=True, slots=True)
class Calibration:
    """Sorted confidences of right leave-one-out answers, (n,)."""

    right: npt.NDArray[np.float32]

    @classmethod
    def initial(cls) -> Calibration:
        """Return the calibration before anything is known."""
        return cls(np.empty(0, np.float32))

    def threshold(self, strictness: float) -> float:
        """Return the confidence in [0, 1] required at a strictness in (0, 1)."""
        prior, count = uncalibrated(strictness), len(self.right)
        if not count:
            return prior
        quantile = float(np.quantile(self.right, min(max(strictness, 0.0), 1.0)))
        return max(prior, (count * quantile + PRIOR_EXAMPLES * prior) / (count + PRIOR_EXAMPLES))


def fit_head(
    rows: index.Rows,
    options: options_.EngineOptions,
    pause: Callable[[], None],
    *,
    folds: int = FOLDS,
    fewer: int = heads.FEWER,
) -> tuple[heads.Head | None, list[heads.Head], dict[int, int]]:
    """Fit the head, and one head for each of the first `folds` folds; `fewer` as in `head.fit`.

    Returns
    -------
        The head or `None`, the folds' heads, and the fold of every row that was used.
    """
    alive = rows.alive()
    alive = alive[np.argsort(rows.ids[alive], kind="stable")]
    used = alive[heads.select(rows.answers[alive], options.head_labels, options.head_examples, options.head_work)]
    if not len(used):
        return None, [], {}
    vectors, answers = rows.inputs(used), rows.answers[used]
    fold = _folds(answers)
    head = heads.fit(vectors, answers, pause, fewer=fewer)
    others = [heads.fit(vectors[fold != f], answers[fold != f], pause, fewer=fewer) for f in range(folds)]
    return head, others, dict(zip(used.tolist(), fold.tolist(), strict=True))


def _folds(answers: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """Deal every answer's examples to the folds in turn, so that no fold misses an answer."""
    shuffled = np.random.default_rng(0).permutation(len(answers))
    order = shuffled[np.argsort(answers[shuffled], kind="stable")]
    _, starts, counts = np.unique(answers[order], return_index=True, return_counts=True)
    fold = np.empty(len(answers), np.intp)
    fold[order] = (np.arange(len(answers)) - np.repeat(starts, counts)) % FOLDS
    return fold


def answer_each(
    rows: index.Rows,
    sample: npt.NDArray[np.intp],
    folds: list[heads.Head],
    fold_of: dict[int, int],
    *,
    ordinary: index.Rows,
    neighbours: int,
    pause: Callable[[], None],
    verifier: verifiers.Verifier | None = None,
) -> Iterator[examples.SelfTestRow]:
    """Answer every row of `sample` as if it had not been taught."""
    others = pairwise.nearest_each(rows, sample, rows, same=True)
    for row, matches, near in zip(sample.tolist(), others, pairwise.nearest_each(rows, sample, ordinary), strict=True):
        query = rows.query(row)
        head = folds[fold_of.get(row, 0)] if folds else None
        ranked = ranking.rank(
            query,
            rows,
            matches,
            head=head,
            ordinary=near.similarity,
            neighbours=neighbours,
            verifier=verifier,
            most=1,
        )
        expected = int(rows.answers[row])
        found = len(ranked.answers) > 0
        given = int(ranked.answers[0]) if found else examples.UNANSWERED
        yield examples.SelfTestRow(
            int(rows.ids[row]),
            None if expected == examples.UNANSWERED else expected,
            None if given == examples.UNANSWERED else given,
            float(ranked.confidence[0]) if found else 0.0,
            int(rows.ids[ranked.rows[0]]) if found else None,
            float(ranked.similarity[0]) if found else 0.0,
        )
        pause()


def sample_rows(rows: index.Rows, most: int) -> npt.NDArray[np.intp]:
    """Choose up to `most` living rows at random, always the same ones."""
    alive = rows.alive()
    return np.sort(np.random.default_rng(0).permutation(alive)[:most])


def refit(
    rows: index.Rows,
    ordinary: index.Rows,
    options: options_.EngineOptions,
    pause: Callable[[], None],
    *,
    verifier: verifiers.Verifier | None = None,
) -> tuple[heads.Head | None, Calibration, tuple[examples.SelfTestRow, ...]]:
    """Fit the head and calibrate; `ordinary` are the background texts; `pause` is called every few milliseconds and may wait, or raise to stop."""
    head, folds, fold_of = fit_head(rows, options, pause)
    sample = sample_rows(rows, options.calibration_examples)
    answered = tuple(
        answer_each(
            rows,
            sample,
            folds,
            fold_of,
            ordinary=ordinary,
            neighbours=options.neighbours,
            pause=pause,
            verifier=verifier,
        )
    )
    return head, _calibrated(answered), answered


def quick(
    rows: index.Rows,
    ordinary: index.Rows,
    options: options_.EngineOptions,
    pause: Callable[[], None],
    *,
    new: bool,
    verifier: verifiers.Verifier | None = None,
) -> tuple[heads.Head | None, Calibration | None]:
    """Fit the head and, if a `new` calibration is wanted, calibrate; as `refit`, but in tenths of a second however much was taught.

    Of more than `QUICK_SAMPLE` examples, one fold stands for the others.
    """
    options = dataclasses.replace(options, head_work=min(options.head_work, QUICK_WORK))
    whole = rows.living <= QUICK_SAMPLE
    count = 0 if not new else FOLDS if whole else 1
    head, folds, fold_of = fit_head(rows, options, pause, folds=count, fewer=heads.FEWEST)
    if not new:
        return head, None
    sample = sample_rows(rows, rows.living)
    if not whole:
        sample = sample[[fold_of.get(row, 0) == 0 for row in sample.tolist()]]
        sample = np.sort(np.random.default_rng(0).permutation(sample)[:QUICK_SAMPLE])
    each = answer_each(
        rows, sample, folds, fold_of, ordinary=ordinary, neighbours=options.neighbours, pause=pause, verifier=verifier
    )
    return head, _calibrated(each)


def _calibrated(answered: Iterable[examples.SelfTestRow]) -> Calibration:
    right = [row.confidence for row in answered if row.given == row.expected and row.expected is not None]
    return Calibration(np.sort(np.array(right, np.float32)))
