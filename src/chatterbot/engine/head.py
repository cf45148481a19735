"""The softmax head: multinomial logistic regression on the semantic vectors, for answers that have several examples.

Fitted by full-batch gradient descent with Nesterov momentum (Beck & Teboulle 2009, FISTA's sequence), in float32, and ended early, which
keeps it from being too sure. Such a descent follows one path: steps four times as long reach the same place in half as many (Su, Boyd &
Candes 2014). The safe step length assumes two answers that are as likely as each other; between many answers far longer steps are stable,
so those are tried first, and shorter ones only where the loss rises.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

__all__ = ("FEWER", "FEWEST", "LEAST_EXAMPLES", "Head", "fit", "select", "shares")

LEAST_EXAMPLES = 2
"""Examples an answer needs before the head learns it: from two on it beats the neighbours (by 5 points at two, on held-out data)."""

_STEPS = 160
"""Gradient steps of the safe length: with 80 a head of 58 labels and 6,656 examples is 3 points worse on held-out data, with 300 no better."""
FEWER = 2
"""How many times fewer steps are taken where that holds the path, longer by the square of it: the shares differ by .002 on average."""
FEWEST = 4
"""The same of a quick fit: the shares differ by .004 to .007 on average (BANKING77, Home Assistant), with six times fewer by .03."""
_RISE = 1.01
"""Factor by which the loss of a step may be above that of the step before: more is a descent that does not hold its path."""
_ROUNDS = 20
"""Rounds of the power iteration for the step length: within 1 % of the exact value."""
_SCALE = np.float32(5)
"""Unit vectors are stretched by this: logits of a few units are reached with small weights, so the L2 penalty stays weak."""
_PENALTY = np.float32(1e-5)
"""L2 penalty on the weights."""
_LEAST_SHARE = np.float32(1e-30)
"""A share that has become 0 in float32 counts as this in the loss."""
_CHUNK = 64_000
"""Examples times labels of one matrix product: 50 Mflop, 1 to 3 ms, after which a waiting query goes first; 256 KB of shares."""


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """`answers` (k,) int64 sorted; `weights` (dimensions + 1, k) float32, the last row is the bias."""

    answers: npt.NDArray[np.int64]
    weights: npt.NDArray[np.float32]

    def probabilities(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the share of every answer, (k,), for a unit vector (dimensions,)."""
        return shares(self.logits(vector))

    def logits(self, vector: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return the logit of every answer, (k,), for a unit vector (dimensions,); einsum keeps BLAS threads out of queries."""
        return np.einsum("i,ij->j", vector * _SCALE, self.weights[:-1]) + self.weights[-1]


def shares(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the shares of logits (k,): they add up to 1."""
    found = np.exp(logits - logits.max())
    return found / found.sum()


def select(
    answers: npt.NDArray[np.int64],
    most_labels: int,
    most_examples: int,
    most_work: int,
) -> npt.NDArray[np.intp]:
    """Choose the examples to fit on: of the answers with enough examples the largest, and of each the latest.

    Parameters
    ----------
    answers
        Answer of every example, oldest first.
    most_labels, most_examples, most_work
        Limits of the answers, of the examples, and of the product of both.
    """
    _, of, counts = np.unique(answers, return_inverse=True, return_counts=True)
    able = np.flatnonzero(counts >= LEAST_EXAMPLES)
    able = able[np.argsort(-counts[able], kind="stable")][:most_labels]
    if len(able) < 2:
        return np.empty(0, np.intp)
    most = min(most_examples, most_work // len(able))
    each = _each(counts[able], most)
    chosen = np.isin(of, able)
    order = np.argsort(of, kind="stable")  # by label, oldest first
    from_the_end = np.empty(len(answers), np.intp)
    ends = np.cumsum(counts)
    from_the_end[order] = np.repeat(ends, counts) - np.arange(len(answers)) - 1
    return np.flatnonzero(chosen & (from_the_end < each))


def _each(counts: npt.NDArray[np.intp], most: int) -> int:
    """Return the most examples a label may keep so that all together are about `most`; at least `LEAST_EXAMPLES`."""
    kept = np.arange(1, counts.max() + 1)
    ordered = np.sort(counts)
    below = np.searchsorted(ordered, kept)  # labels that keep fewer
    totals = np.concatenate(([0], np.cumsum(ordered)))[below] + kept * (len(counts) - below)
    return max(int(np.searchsorted(totals, most, "right")), LEAST_EXAMPLES)


def fit(
    vectors: npt.NDArray[np.float32],
    answers: npt.NDArray[np.int64],
    pause: Callable[[], None] = lambda: None,
    *,
    fewer: int = FEWER,
) -> Head:
    """Fit a head on unit vectors (n, d) and their answers; `pause` is called between chunks and may wait.

    It takes up to `fewer` times fewer steps than the safe ones.
    """
    labels, target, counts = np.unique(answers, return_inverse=True, return_counts=True)
    count, dimensions = vectors.shape
    inputs = np.empty((count, dimensions + 1), np.float32)
    np.multiply(vectors, _SCALE, out=inputs[:, :-1])
    inputs[:, -1] = 1
    step = _step(inputs)
    # At the beginning the loss is about as steep as the largest answer's share of the examples, not a half, times their second moment.
    longest = max(count / counts.max(), 4)
    fewer = min(fewer, int(longest**0.5))
    while (weights := _descend(inputs, target, len(labels), step, fewer=fewer, pause=pause)) is None:
        fewer -= 1
    return Head(labels, weights)


def _descend(
    inputs: npt.NDArray[np.float32],
    target: npt.NDArray[np.intp],
    labels: int,
    step: float,
    *,
    fewer: int,
    pause: Callable[[], None],
) -> npt.NDArray[np.float32] | None:
    """Return the weights after `fewer` times fewer, longer steps; `None` if the loss rose on the way, unless steps are the safe ones."""
    count = len(inputs)
    length = np.float32(step * fewer * fewer)
    weights = np.zeros((inputs.shape[1], labels), np.float32)
    ahead, momentum, before = weights, 1.0, float("inf")
    rows = max(_CHUNK // labels, 16)
    for _ in range(_STEPS if fewer == 1 else -(-_STEPS // fewer) + 1):  # long steps lag behind by a little
        gradient = np.zeros_like(weights)
        loss = 0.0
        for start in range(0, count, rows):
            part, wanted = inputs[start : start + rows], target[start : start + rows]
            shares = part @ ahead
            shares -= shares.max(1, keepdims=True)
            np.exp(shares, out=shares)
            shares /= shares.sum(1, keepdims=True)
            own = shares[np.arange(len(part)), wanted]
            loss -= float(np.log(np.maximum(own, _LEAST_SHARE)).sum())
            shares[np.arange(len(part)), wanted] = own - 1
            gradient += part.T @ shares
            pause()
        if fewer > 1 and loss > before * _RISE:
            return None
        before = loss
        following = (ahead - length * (gradient / np.float32(count) + _PENALTY * ahead)).astype(np.float32)
        grown = (1 + (1 + 4 * momentum * momentum) ** 0.5) / 2
        ahead = (following + np.float32((momentum - 1) / grown) * (following - weights)).astype(np.float32)
        weights, momentum = following, grown
    return weights


def _step(inputs: npt.NDArray[np.float32]) -> float:
    """Return the safe step length: the inverse of the loss's Lipschitz constant, at most half of the inputs' second moment (Boehning 1992).

    The moment's largest eigenvalue comes from a power iteration: products with a vector, where a decomposition took a quarter of a fit.
    """
    sample = inputs[:: max(len(inputs) // 2_000, 1)]
    direction = np.random.default_rng(0).standard_normal(inputs.shape[1]).astype(np.float32)
    largest = 0.0
    for _ in range(_ROUNDS):
        direction /= np.float32(max(np.linalg.norm(direction), 1e-12))
        direction = sample.T @ (sample @ direction) / np.float32(len(sample))
        largest = float(np.linalg.norm(direction))
    return 2 / max(largest, 1e-12)
