"""Ranking: from similar examples to answers, by the neighbours' vote and the head's shares, and the confidence.

The score of answer a is ``w C(a) + (1 - w) M P(a)`` for answers the head knows and ``C(a)`` for the others, where C is the share of
the k nearest examples' votes ``exp((s - 1) / T)``, P the head's softmax and M the votes' share of all answers the head knows: the
neighbours decide *whether* an answer with many examples is meant, the head helps to decide *which*. The nearest of 300 background texts
vote too, for no answer (a cohort, as in speaker verification: Auckenthaler et al. 2000): what is no nearer to anything taught than to
ordinary talk is not meant, even when only one thing was taught. The confidence is the mean of
the score and of the answer's best similarity: one says "rather this than the others", the other "like something I was taught".
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from chatterbot.engine import features, index
from chatterbot.engine import head as heads

__all__ = ("Ranked", "rank")

TEMPERATURE = 0.08
"""Width of the vote in units of similarity (chosen on held-out training data; .05 to .1 are within half a point)."""

NEIGHBOUR_WEIGHT = 0.4
"""Weight of the neighbours against the head, where there is one."""

SIMILARITY_WEIGHT = 0.4
"""Weight of the best similarity in the confidence; the rest is the score."""

BACKGROUND_WEIGHT = 0.2
"""Weight of a background text's vote. On held-out data .2 raised the AUROC against strangers from .960 to .973 and left the order of
right and wrong answers as it was; more would doubt greetings that every community teaches."""

_MOST_SIMILARITY = 1.05
"""Similarity with bonuses is not allowed above this in a vote."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """Answers, best first, with the row of the nearest example, confidence, score and similarity of each."""

    answers: npt.NDArray[np.int64]
    rows: npt.NDArray[np.intp]
    confidence: npt.NDArray[np.float32]
    similarity: npt.NDArray[np.float32]


def rank(
    query: features.Query,
    rows: index.Rows,
    matches: index.Matches,
    *,
    head: heads.Head | None,
    ordinary: npt.NDArray[np.float32],
    neighbours: int,
) -> Ranked:
    """Rank the answers of matches (nearest first); `ordinary` are the query's similarities to the nearest background texts."""
    if not len(matches.rows):
        nothing = np.empty(0, np.float32)
        return Ranked(np.empty(0, np.int64), np.empty(0, np.intp), nothing, nothing)
    answers, nearest, of = np.unique(rows.answers[matches.rows], return_index=True, return_inverse=True)
    near = np.minimum(matches.similarity[:neighbours], _MOST_SIMILARITY)
    votes = np.bincount(of[:neighbours], np.exp((near - 1) / TEMPERATURE), len(answers))
    others = BACKGROUND_WEIGHT * np.exp((ordinary[:neighbours] - 1) / TEMPERATURE).sum()
    score = votes / max(votes.sum() + others, 1e-12)
    seen = index.head_input(query)
    if head is not None and seen.any():
        place = np.minimum(np.searchsorted(head.answers, answers), len(head.answers) - 1)
        known = head.answers[place] == answers
        opinion = np.where(known, head.probabilities(seen)[place], 0)
        mixed = NEIGHBOUR_WEIGHT * score + (1 - NEIGHBOUR_WEIGHT) * score[known].sum() * opinion
        score = np.where(known, mixed, score)
    similarity = np.clip(matches.similarity[nearest], 0, 1)
    confidence = SIMILARITY_WEIGHT * similarity + (1 - SIMILARITY_WEIGHT) * score
    order = np.lexsort((-similarity, -score))
    return Ranked(
        answers[order],
        matches.rows[nearest[order]],
        confidence[order].astype(np.float32),
        similarity[order].astype(np.float32),
    )
