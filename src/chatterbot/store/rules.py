"""What a change does to the live examples of one question: the rules, without a database.

Every rule stays within one question (one prompt key): the same example again, its opposite, an earlier correction. So what counts for a
question follows from the changes that stand and concern it, done in order; `apply` does one of them, and undo does them all again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

__all__ = ("ChangeStatements", "LiveExamples", "RuleOutcome", "Statement", "replay")


@dataclasses.dataclass(frozen=True, slots=True)
class Statement:
    """One example, as one change teaches it."""

    row: int
    """The row that holds it, or its position in what is being taught."""
    identity: bytes
    """Equal for equal examples (`KeyedExample.identity`)."""
    answer: int | None
    positive: bool
    correction: bool
    """A later correction of the question replaces it."""
    replaces: bool = False
    """It is what a correction teaches: it replaces earlier corrections, and its equal."""


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeStatements:
    """What one change says about one question."""

    change_id: int
    add: Sequence[Statement]
    """No two with the same identity."""
    remove: Iterable[bytes] = ()
    """Identities of the examples that it removes explicitly."""


@dataclasses.dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What a change did to the live examples of one question."""

    added: list[Statement]
    repeated: list[tuple[Statement, Statement]]
    """What was taught although it counted already, each with the one that counts."""
    removed: list[Statement]


class LiveExamples:
    """The live examples of one question."""

    def __init__(self, live: Iterable[Statement] = ()) -> None:
        self._live: dict[bytes, Statement] = {}
        self._by_answer: dict[tuple[int | None, bool], dict[bytes, None]] = {}
        self._corrections: dict[bytes, None] = {}
        for statement in live:
            self._put(statement)

    def take(self, add: Sequence[Statement], remove: Iterable[bytes] = ()) -> RuleOutcome:
        """Do what a change says: first what it removes, then what it teaches.

        What counts already is a repetition, and stays. What is new removes its opposite (the same answer with the other polarity): the
        latest teaching wins. A correction also replaces its equal and earlier corrections, so that it is the latest of all. Everything
        that the change teaches counts afterwards, in whatever order it says it.
        """
        removed = [self._drop(identity) for identity in remove if identity in self._live]
        repeated = [
            (statement, self._live[statement.identity])
            for statement in add
            if statement.identity in self._live and not statement.replaces
        ]
        kept = {statement.identity for statement, _ in repeated}
        added = [statement for statement in add if statement.identity not in kept]
        gone: dict[bytes, None] = {}
        for statement in added:
            gone |= self._by_answer.get((statement.answer, not statement.positive), {})
            if statement.replaces:
                gone |= self._corrections
                gone[statement.identity] = None
        removed += [self._drop(identity) for identity in gone if identity in self._live and identity not in kept]
        for statement in added:
            self._put(statement)
        return RuleOutcome(added, repeated, removed)

    def _put(self, statement: Statement) -> None:
        self._live[statement.identity] = statement
        self._by_answer.setdefault((statement.answer, statement.positive), {})[statement.identity] = None
        if statement.correction:
            self._corrections[statement.identity] = None

    def _drop(self, identity: bytes) -> Statement:
        statement = self._live.pop(identity)
        del self._by_answer[statement.answer, statement.positive][identity]
        self._corrections.pop(identity, None)
        return statement


def replay(events: Iterable[ChangeStatements]) -> dict[int, int | None]:
    """Do changes one after the other, from nothing, and return what became of each row.

    Returns
    -------
    dict[int, int | None]
        By row: `None` if it is live in the end, else the change because of which it is not (its own, if its equal counted already).
    """
    live = LiveExamples()
    fates: dict[int, int | None] = {}
    for event in sorted(events, key=lambda event: event.change_id):
        outcome = live.take(event.add, event.remove)
        for statement in outcome.removed:
            fates[statement.row] = event.change_id
        for statement, present in outcome.repeated:
            if statement.row != present.row:
                fates.setdefault(statement.row, event.change_id)
        for statement in outcome.added:
            fates[statement.row] = None
    return fates
