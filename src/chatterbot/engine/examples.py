"""The values that go into and come out of the engine."""

from __future__ import annotations

import dataclasses

__all__ = ("UNANSWERED", "AnswerCandidate", "IndexedExample", "SelfTest", "SelfTestRow", "Verdict", "answer_key")

UNANSWERED = -(2**63)
"""Key that stands for "should not be answered" inside the arrays; callers write `None`, and must not use this key otherwise."""


def answer_key(answer: int | None) -> int:
    """Return the 64-bit key under which an answer stands in the arrays."""
    return UNANSWERED if answer is None else answer


@dataclasses.dataclass(frozen=True, slots=True)
class IndexedExample:
    """One taught example, as the index holds it.

    Parameters
    ----------
    example_id
        Identifies the example; of two examples with the same prompt the one with the larger id is the later one.
    prompt
        What a person would say.
    answer
        Signed 64-bit key of the answer; `None`: a text like this should not be answered.
    positive
        `False`: a veto: for prompts like this, never `answer`.
    correction
        Taught by correcting a wrong reply: very similar prompts prefer it.
    previous
        What the bot had said before, when taught inside a conversation.
    """

    example_id: int
    prompt: str
    answer: int | None
    positive: bool = True
    correction: bool = False
    previous: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerCandidate:
    """One possible answer: its nearest (of equals the latest) example, confidence and similarity, both in [0, 1]."""

    example_id: int
    answer: int | None
    confidence: float
    similarity: float


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """The engine's judgement of a text: a few candidates with distinct answers, best first; three unless more are asked for."""

    candidates: tuple[AnswerCandidate, ...]
    threshold: float
    exact: bool
    barred: frozenset[int] = frozenset()
    """Answers that a veto as near as the best candidate forbids, but which are no answers of examples: one of several replies, say."""
    vetoes: tuple[AnswerCandidate, ...] = ()
    """The vetoes that are about a text like this and hold against it, nearest first, each with another answer; at most eight."""
    offer_threshold: float = 1.0
    """From this confidence on a candidate may be what was meant, where none reaches `threshold`: the bot may ask."""

    @property
    def chosen(self) -> AnswerCandidate | None:
        """The candidate to answer with; `None`: the best one is below the threshold, or says "should not be answered"."""
        if not self.candidates:
            return None
        best = self.candidates[0]
        return None if best.answer is None or best.confidence < self.threshold else best


@dataclasses.dataclass(frozen=True, slots=True)
class SelfTestRow:
    """How one example would be answered had it not been taught (`given` is the winner, whatever its confidence)."""

    example_id: int
    expected: int | None
    given: int | None
    confidence: float
    nearest: int | None = None
    """The example that gave the answer: of those with it the nearest one; `None` if nothing else is known."""
    similarity: float = 0.0
    """Similarity of the question to that example's, in [0, 1]."""


@dataclasses.dataclass(frozen=True, slots=True)
class SelfTest:
    """Leave-one-out answers over (a sample of) everything taught, and the threshold in force."""

    rows: tuple[SelfTestRow, ...]
    threshold: float
