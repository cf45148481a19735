"""Tests of a dataset, with its own examples or a file of cases: numbers, rows, and the difference from the last test.

Which answers count as right is said in `judging`: language twins and other wordings of the expected answer do.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Final, NoReturn

from chatterbot import datasets, errors, models
from chatterbot.engine import AnswerCandidate, Evaluation, Outcome
from chatterbot.engine import evaluate as measured
from chatterbot.teaching import changing, judging, keys, limits

__all__ = ("METRICS", "Cases", "Confused", "Judgement", "TestReport", "TestRow", "evaluate")

CROSS_VALIDATION: Final = "cross-validation"

METRICS: Final = (
    "accuracy",
    "answered_right",
    "answered_wrong",
    "abstained",
    "oos_recall",
    "oos_precision",
    "auroc",
)
"""The numbers that are stored and compared, as `engine.Evaluation` defines them; in [0, 1]."""

FEW: Final = limits.Limits().scored_examples
"""Fewest questions of a self-test whose result is given in percent."""

Cases = Sequence[datasets.TestCase] | Callable[[], Awaitable[Sequence[datasets.TestCase]]]
"""The questions of a test, or what reads them: a large file is only loaded when it is the test's turn."""

MOST_CONFUSIONS: Final = 50
"""Most confusions in a report: a page or two; the rows contain all of them."""


class Judgement(enum.StrEnum):
    """How one case was answered."""

    RIGHT = "right"
    WRONG = "wrong"
    """Answered, but with another answer."""
    DECLINED = "declined"
    """Not answered, although there is an answer."""
    DECLINED_RIGHTLY = "declined-rightly"
    """Not answered, as it should be."""
    ANSWERED_WRONGLY = "answered-wrongly"
    """Answered, although it should not be answered."""


@dataclasses.dataclass(frozen=True, slots=True)
class TestRow:
    """One case and how it was answered."""

    __test__ = False  # tells pytest that this is not a class of tests

    name: str
    """``<file>:<line>``, or ``example <id>``."""
    text: str
    expected: str | None
    """The reply or label; `None`: the case should not be answered."""
    given: str | None
    """The best answer, even if its confidence was too low; `None`: there was none."""
    confidence: float
    correct: bool
    """Whether the best answer counts as right (`judging`), even if its confidence was too low."""
    judgement: Judgement
    example_id: int | None = None
    """The example that the row tests (cross-validation), or that gave the answer."""

    @property
    def passed(self) -> bool:
        """Whether the bot answered rightly, or rightly did not answer."""
        return self.judgement in {Judgement.RIGHT, Judgement.DECLINED_RIGHTLY}


@dataclasses.dataclass(frozen=True, slots=True)
class Confused:
    """How often one answer was the best instead of another, at any confidence; or was given to a question that is off-topic."""

    expected: str | None
    """`None`: the questions should not be answered."""
    given: str | None
    count: int
    answered: int = 0
    """How many of them were answered so: the others were left unanswered, as the confidence was too low."""
    question: str = ""
    """One of the questions: that with the most confident wrong answer."""


@dataclasses.dataclass(frozen=True, slots=True)
class TestReport:
    """The result of a test."""

    __test__ = False

    run_id: int
    kind: str
    """``cross-validation``, or ``file:<name>``."""
    dataset: models.Dataset
    evaluation: Evaluation
    """The numbers; its confusions have the engine's keys, `confusions` has the texts."""
    rows: tuple[TestRow, ...]
    confusions: tuple[Confused, ...]
    """The most frequent first, at most `MOST_CONFUSIONS`."""
    previous: Mapping[str, float | None] | None
    """The numbers (`METRICS`) of the last test of the same dataset and kind; `None`: this is the first test."""
    difference: Mapping[str, float]
    """For each number that both tests have: this test's minus the last one's."""
    alone: int = 0
    """In a self-test, the own questions that could not be asked: their answer was taught with no other question."""

    @property
    def is_self_test(self) -> bool:
        """Whether the dataset was tested with its own examples, each left out once."""
        return self.kind == CROSS_VALIDATION

    @property
    def few(self) -> bool:
        """Whether a self-test asked so few questions that percentages would say more than is known (`FEW`)."""
        return self.is_self_test and self.evaluation.rows < FEW


@dataclasses.dataclass(frozen=True, slots=True)
class _Asked:
    """One case with its answer, as texts and as the engine's keys."""

    name: str
    text: str
    expected: str | None
    expected_key: int | None
    given: str | None
    given_key: int | None
    confidence: float
    example_id: int | None
    threshold: float | None = None
    """The confidence this case needed; `None`: the dataset's threshold."""


async def evaluate(
    changes: changing.Changes,
    dataset: models.Dataset,
    author_id: int,
    cases: Cases | None,
    strictness: float | None,
    *,
    progress: Callable[[int, int], None] | None,
) -> TestReport:
    """Test a loaded dataset; see `Teaching.evaluate`."""
    began = changes.erasures.moment()
    alone = 0
    if callable(cases):
        cases = await cases()
    if cases is None:
        kind, (asked, alone) = CROSS_VALIDATION, await _cross_validated(changes, dataset)
    else:
        kind, asked = _kind(cases), await _asked(changes, dataset, cases, strictness, progress)
    if not asked:
        await _refuse_nothing(changes, dataset, alone, own=cases is None)
    threshold = changes.engine.threshold(dataset.id, strictness)
    outcomes = [Outcome(each.expected_key, each.given_key, each.confidence, each.threshold) for each in asked]
    evaluation = measured(outcomes, threshold)
    numbers: dict[str, float | None] = {name: getattr(evaluation, name) for name in METRICS}
    async with changes.erasures.writing(began, dataset.scope_id, author_id):
        run_id, before = await changes.store.journal.add_test_run(
            dataset.scope_id, dataset.id, author_id, kind, {**numbers, "rows": evaluation.rows, "threshold": threshold}
        )
    previous = None if before is None else {name: before.metrics.get(name) for name in METRICS}
    rows = tuple(_row(each, threshold) for each in asked)
    return TestReport(
        run_id=run_id,
        kind=kind,
        dataset=dataset,
        evaluation=evaluation,
        rows=rows,
        confusions=tuple(_confusions(asked, rows)),
        previous=previous,
        difference=_difference(numbers, previous or {}),
        alone=alone,
    )


async def _refuse_nothing(changes: changing.Changes, dataset: models.Dataset, alone: int, *, own: bool) -> NoReturn:
    """Say why there is nothing to test.

    Raises
    ------
    errors.InvalidInputError
        ``error-test-alone(count)`` if every answer was taught with one question only; ``error-test-starter`` if there are only starter
        examples; otherwise ``error-test-nothing``
    """
    if alone:
        raise errors.InvalidInputError("error-test-alone", count=alone)
    if own and await changes.store.examples.starter(dataset.scope_id, dataset.id):
        raise errors.InvalidInputError("error-test-starter")
    raise errors.InvalidInputError("error-test-nothing")


def _confusions(asked: Sequence[_Asked], rows: Sequence[TestRow]) -> Iterator[Confused]:
    """Yield the confusions with the question of their most confident row, the most frequent first; of equal ones those answered most."""
    found: dict[tuple[int | None, int | None], list[TestRow]] = {}
    for each, row in zip(asked, rows, strict=True):
        if not row.correct and (row.expected is not None or row.judgement is Judgement.ANSWERED_WRONGLY):
            found.setdefault((each.expected_key, each.given_key), []).append(row)
    wrong = (Judgement.WRONG, Judgement.ANSWERED_WRONGLY)
    confused = [
        Confused(
            expected=same[0].expected,
            given=same[0].given,
            count=len(same),
            answered=sum(row.judgement in wrong for row in same),
            question=max(same, key=lambda row: row.confidence).text,
        )
        for same in found.values()
    ]
    yield from sorted(confused, key=lambda pair: (-pair.count, -pair.answered))[:MOST_CONFUSIONS]


def _difference(now: Mapping[str, float | None], then: Mapping[str, float | None]) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, value in now.items():
        earlier = then.get(name)
        if value is not None and earlier is not None:
            found[name] = value - earlier
    return found


def _row(asked: _Asked, threshold: float) -> TestRow:
    needed = threshold if asked.threshold is None else asked.threshold
    answered = asked.given_key is not None and asked.confidence >= needed
    if asked.expected_key is None:
        judgement = Judgement.ANSWERED_WRONGLY if answered else Judgement.DECLINED_RIGHTLY
    elif not answered:
        judgement = Judgement.DECLINED
    else:
        judgement = Judgement.RIGHT if asked.given_key == asked.expected_key else Judgement.WRONG
    return TestRow(
        name=asked.name,
        text=asked.text,
        expected=asked.expected,
        given=asked.given,
        confidence=asked.confidence,
        correct=asked.given_key == asked.expected_key,
        judgement=judgement,
        example_id=asked.example_id,
    )


def _kind(cases: Sequence[datasets.TestCase]) -> str:
    """Return the kind of a test of cases, by their file's name: after small changes to the file it is still the same test."""
    return f"file:{cases[0].name.rpartition(':')[0]}"[:80] if cases else "file:"


async def _cross_validated(changes: changing.Changes, dataset: models.Dataset) -> tuple[list[_Asked], int]:
    """Return the judged questions, and how many could not be asked."""
    found = await changes.engine.self_test(dataset.id)
    tested = await judging.self_tested(changes, dataset.scope_id, dataset.id, found.rows)
    stored = changes.store.examples
    examples = {
        example.id: example
        for example in await stored.examples(dataset.scope_id, [row.example_id for row in tested.rows])
    }
    answers = await stored.replies(
        dataset.scope_id,
        dataset.id,
        {key for row in tested.rows for key in (row.expected, row.given) if key is not None},
    )
    asked = [
        _Asked(
            name=f"example {row.example_id}",
            text=examples[row.example_id].prompt,
            expected=None if row.expected is None else answers.get(row.expected, ""),
            expected_key=row.expected,
            given=None if row.given is None else tested.words.get(row.example_id) or answers.get(row.given, ""),
            given_key=row.given,
            confidence=row.confidence,
            example_id=row.example_id,
        )
        for row in tested.rows
        if row.example_id in examples
    ]
    return asked, tested.alone


async def _asked(
    changes: changing.Changes,
    dataset: models.Dataset,
    cases: Sequence[datasets.TestCase],
    strictness: float | None,
    progress: Callable[[int, int], None] | None,
) -> list[_Asked]:
    stored = changes.store.answers
    spoken: dict[int, Sequence[str]] = {}
    found: list[_Asked] = []
    for number, case in enumerate(cases, 1):
        verdict = await changes.engine.match(dataset.id, case.text, None, strictness)
        best = verdict.candidates[0] if verdict.candidates else None
        given: Sequence[str] = ()
        if best is not None and best.answer is not None:
            if best.answer not in spoken:
                replies = await stored.replies(dataset.scope_id, dataset.id, best.example_id, best.answer)
                spoken[best.answer] = [each.text for each in replies] or [""]
            given = spoken[best.answer]
        given_key = None if best is None else best.answer
        expected_key = _expected_key(case)
        if best is not None and given and await _says_the_same(changes, dataset, case, given, best):
            given_key = expected_key
        found.append(
            _Asked(
                name=case.name,
                text=case.text,
                expected=case.expected,
                expected_key=expected_key,
                given=given[0] if given else None,
                given_key=given_key,
                confidence=0.0 if best is None else best.confidence,
                example_id=None if best is None else best.example_id,
                threshold=verdict.threshold,
            )
        )
        if progress is not None:
            progress(number, len(cases))
    return found


async def _says_the_same(
    changes: changing.Changes,
    dataset: models.Dataset,
    case: datasets.TestCase,
    given: Sequence[str],
    best: AnswerCandidate,
) -> bool:
    """Tell whether an answer with these replies counts as the one that a case expects (`judging`)."""
    expected_key = _expected_key(case)
    if case.expected is None or expected_key is None or best.answer is None or best.answer == expected_key:
        return False
    if not case.by_label and any(judging.alike(case.expected, each) for each in given):
        return True  # also if it was taught with a label
    stored = changes.store.examples
    (nearest,) = await stored.examples(dataset.scope_id, [best.example_id]) or (None,)
    if nearest is None:
        return False
    questions = (case.text, nearest.prompt)
    taught = await judging.taught_for(stored, dataset.scope_id, dataset.id, questions)
    found = judging.GivenAnswer(case.text, case.expected, given[0], nearest.prompt, best.similarity)
    return judging.right(found, expected_key, best.answer, taught)


def _expected_key(case: datasets.TestCase) -> int | None:
    if case.expected is None:
        return None
    return keys.answer_of(None, case.expected) if case.by_label else keys.answer_of(case.expected, None)
