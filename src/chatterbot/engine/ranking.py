"""Ranking: from similar examples to answers, by the neighbours' vote and the head's shares, and the confidence.

The score of answer a is ``w C(a) + (1 - w) M P(a)`` for answers the head knows and ``C(a)`` for the others, where C is the share of
the k nearest examples' votes ``exp((s - 1) / T)``, P the head's softmax and M the votes' share of all answers the head knows: the
neighbours decide *whether* an answer with many examples is meant, the head helps to decide *which*. The nearest of 300 background texts
vote too, for no answer (a cohort, as in speaker verification: Auckenthaler et al. 2000): what is no nearer to anything taught than to
ordinary talk is not meant, even when only one thing was taught. The confidence is
the verifier's (`verifier`). Where there is none it is the mean of the score and of the answer's best similarity: one says "rather this
than the others", the other "like something I was taught".
"""

from __future__ import annotations

import dataclasses

import numpy as np
import numpy.typing as npt

from chatterbot.engine import clues, features, index
from chatterbot.engine import head as heads
from chatterbot.engine import verifier as verifiers

__all__ = ("Ranked", "rank", "score")

TEMPERATURE = 0.08
"""Width of the vote in units of similarity (chosen on held-out training data; .05 to .1 are within half a point)."""

NEIGHBOUR_WEIGHT = 0.4
"""Weight of the neighbours against the head, where there is one; .15 to .4 are within .3 points on held-out sets, and between languages .4 is best."""

BACKGROUND_WEIGHT = 0.2
"""Weight of a background text's vote. On held-out data .2 raised the AUROC against strangers from .960 to .973 and left the order of
right and wrong answers as it was; more would doubt greetings that every community teaches."""

VERIFIED = 3
"""Candidates that the verifier judges: as many as a verdict has."""

FEW_EXAMPLES = 10
"""Examples of a community at which the verifier counts as much as the former confidence: it learned from larger ones, and where a handful
was taught, being unlike the one other example proves nothing."""

LONE_DOUBT = 0.7
"""Share of the verifier's say that goes back to the former confidence where every answer has one example, half of that where they have two:
it learned most from answers with several, and doubts paraphrases of a lone one too much."""

_MOST_SIMILARITY = 1.05
"""Similarity with bonuses is not allowed above this in a vote."""


@dataclasses.dataclass(frozen=True, slots=True)
class Ranked:
    """Answers, best first, with the row of the nearest example, confidence, score and similarity of each."""

    answers: npt.NDArray[np.int64]
    rows: npt.NDArray[np.intp]
    confidence: npt.NDArray[np.float32]
    similarity: npt.NDArray[np.float32]


def score(
    query: features.Query,
    rows: index.Rows,
    matches: index.Matches,
    *,
    head: heads.Head | None,
    ordinary: npt.NDArray[np.float32],
    neighbours: int,
) -> clues.Scored:
    """Score the answers of matches (nearest first, at least one); `ordinary` are the query's similarities to the nearest background texts."""
    answers, nearest, of = np.unique(rows.answers[matches.rows], return_index=True, return_inverse=True)
    near = np.minimum(matches.similarity[:neighbours], _MOST_SIMILARITY)
    votes = np.bincount(of[:neighbours], np.exp((near - 1) / TEMPERATURE), len(answers))
    others = BACKGROUND_WEIGHT * np.exp((ordinary[:neighbours] - 1) / TEMPERATURE).sum()
    total = max(votes.sum() + others, 1e-12)
    votes = score = votes / total
    shares, opinion, logits = np.zeros(len(answers)), None, np.zeros(len(answers))
    energy = 0.0
    seen = index.head_input(query, words=not index.is_foreign(query, rows, matches.rows[:1])[0])
    if head is not None and seen.any():
        place = np.minimum(np.searchsorted(head.answers, answers), len(head.answers) - 1)
        known = head.answers[place] == answers
        told = head.logits(seen)
        opinion = heads.shares(told)
        shares, logits = np.where(known, opinion[place], 0), np.where(known, told[place], 0)
        energy = float(told.max() - np.log(opinion.max()))
        mixed = NEIGHBOUR_WEIGHT * score + (1 - NEIGHBOUR_WEIGHT) * score[known].sum() * shares
        score = np.where(known, mixed, score)
        opinion = np.sort(opinion)[::-1].astype(np.float64)
    similarity = np.clip(matches.similarity[nearest], 0, 1)
    order = np.lexsort((-similarity, -score))
    return clues.Scored(
        answers=answers[order],
        rows=matches.rows[nearest[order]],
        similarity=similarity[order].astype(np.float32),
        score=score[order],
        votes=votes[order],
        shares=shares[order],
        background=float(others / total),
        strength=float(np.log(total)),
        head=opinion,
        logits=logits[order],
        energy=energy,
    )


def rank(
    query: features.Query,
    rows: index.Rows,
    matches: index.Matches,
    *,
    head: heads.Head | None,
    ordinary: npt.NDArray[np.float32],
    neighbours: int,
    verifier: verifiers.Verifier | None = None,
    most: int = VERIFIED,
) -> Ranked:
    """Rank the answers of matches (nearest first); `ordinary` are the query's similarities to the nearest background texts.

    `verifier` says how sure the first `most` are, at least `VERIFIED`; without one, the score and the similarity do.
    """
    if not len(matches.rows):
        nothing = np.empty(0, np.float32)
        return Ranked(np.empty(0, np.int64), np.empty(0, np.intp), nothing, nothing)
    scored = score(query, rows, matches, head=head, ordinary=ordinary, neighbours=neighbours)
    confidence = scored.confidence.astype(np.float32)
    if verifier is not None:
        found = verifier.confidence(
            clues.of_candidates(query, rows, matches, scored, ordinary=ordinary, most=max(most, VERIFIED))
        )
        each = len(matches.rows) / len(scored.answers)
        share = np.full(len(found), rows.living / (rows.living + FEW_EXAMPLES) * (1 - LONE_DOUBT / each), np.float32)
        # It judges by words, too, and learned within languages: between scripts it would doubt everything.
        share[index.is_foreign(query, rows, scored.rows[: len(found)])] = 0
        found = (share * found + (1 - share) * confidence[: len(found)]).astype(np.float32)
        # What is behind those is no surer than the last of them, nor than it was.
        confidence = np.concatenate([found, np.minimum(confidence[len(found) :], found.min())])
    return Ranked(scored.answers, scored.rows, confidence, scored.similarity)
