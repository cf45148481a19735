"""``test``: measure how well examples answer questions. It all happens in memory; the database is never touched.

Which answers count as right is said in `teaching.judging`, as for /test: language twins and other wordings of the expected answer do.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot import datasets, engine, errors, models, numbers, services, settings
from chatterbot.cli import process, progress, reading, words
from chatterbot.engine import normalise
from chatterbot.teaching import judging

__all__ = ("AnswerKeys", "Measured", "test")

DATASET: Final = 0
"""The engine's key for the only dataset used here."""
CONFUSIONS_SHOWN: Final = 10
FEW: Final = 50
"""Questions below which the table says how much one of them counts."""


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """The results of one measurement."""

    evaluation: engine.Evaluation
    examples: int
    encoder: str
    seconds_to_learn: float
    """Seconds from encoding the first text to the end of the fit."""
    times_ms: Sequence[float]
    """Milliseconds each question took, asked one after the other: encoding, search and ranking."""

    def as_json(self) -> dict[str, Any]:
        """Return the fields of ``--json``; shares are in [0, 1], `None` if there was nothing to divide by."""
        evaluation = self.evaluation
        return {
            "rows": evaluation.rows,
            "accuracy": evaluation.accuracy,
            "answered_right": evaluation.answered_right,
            "answered_wrong": evaluation.answered_wrong,
            "abstained": evaluation.abstained,
            "oos_recall": evaluation.oos_recall,
            "oos_precision": evaluation.oos_precision,
            "auroc": evaluation.auroc,
            "threshold": evaluation.threshold,
            "seconds_to_learn": self.seconds_to_learn,
            "p50_ms": numbers.quantile(self.times_ms, 0.50),
            "p99_ms": numbers.quantile(self.times_ms, 0.99),
            "examples": self.examples,
            "encoder": self.encoder,
        }


def test(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Learn the examples, ask the questions, and print the results.

    Raises
    ------
    errors.SettingsError, errors.UserError
        If a file cannot be read, or holds nothing usable.
    """
    file: pathlib.Path = arguments.examples
    parsed = reading.dataset(file, reading.content(file))
    reading.refuse_bad(parsed, file)
    questions: pathlib.Path = arguments.questions
    cases = _cases(questions)
    if not cases:
        raise errors.SettingsError(f"{questions}: contains no questions.")
    answers = AnswerKeys(parsed.examples)
    measured: list[Measured] = []

    async def work() -> int:
        measured.append(await _measure(sourced.settings, parsed.examples, cases, answers))
        return process.OK

    status = process.run_async(work())
    if arguments.json:
        print(json.dumps(measured[0].as_json()))
    else:
        print("\n".join(_table(measured[0], answers)))
    return status


def _cases(file: pathlib.Path) -> tuple[datasets.TestCase, ...]:
    try:
        return datasets.read_tests(reading.content(file), file.name, limits=reading.limits())
    except errors.UserError as error:
        raise errors.SettingsError(f"{file}: {words.explain(error)}") from error


class AnswerKeys:
    """Maps answers to the keys the engine uses for them, and keys back to the answers' texts.

    Examples with the same label are one answer. A question that expects the reply of a labelled example expects its label.
    """

    def __init__(self, examples: Sequence[models.NewExample]) -> None:
        self._keys: dict[tuple[str, str], int] = {}
        self._labelled = {
            example.reply.strip(): example.label
            for example in examples
            if example.label is not None and example.reply is not None
        }
        self._words = {
            self.of(example.reply, example.label): example.label or example.reply or "" for example in examples
        }

    def of(self, reply: str | None, label: str | None) -> int | None:
        """Return the key of an answer; `None` means that the question should not be answered."""
        if label is None and reply is not None:
            label = self._labelled.get(reply.strip())
        if label is not None:
            name = ("label", normalise(label))
        elif reply is not None:
            name = ("reply", reply.strip())
        else:
            return None
        return self._keys.setdefault(name, len(self._keys))

    def expected(self, case: datasets.TestCase) -> int | None:
        """Return the key of a test case's right answer, `None` if it should not be answered."""
        return self.of(None, case.expected) if case.by_label else self.of(case.expected, None)

    def words(self, key: int | None) -> str:
        """Return the text of the answer with this key."""
        return "(no answer)" if key is None else self._words.get(key, "(never taught)")


async def _measure(
    given: settings.Settings,
    examples: Sequence[models.NewExample],
    cases: Sequence[datasets.TestCase],
    answers: AnswerKeys,
) -> Measured:
    async with engine.ReplyEngine.open(services.engine_options(given)) as opened:
        with progress.TerminalProgress.shown() as shown:
            began = time.perf_counter()
            records = await opened.features(
                [example.prompt for example in examples], lambda done: shown.show("learning", done, len(examples))
            )
            indexed = [
                engine.IndexedExample(
                    number,
                    example.prompt,
                    answers.of(example.reply, example.label),
                    positive=example.positive,
                    previous=example.previous,
                )
                for number, example in enumerate(examples, start=1)
            ]
            await opened.load(DATASET, indexed, records)
            await opened.settled(DATASET)
            seconds = time.perf_counter() - began
            taught = judging.by_question(
                (example.prompt, key)
                for example in examples
                if example.positive and (key := answers.of(example.reply, example.label)) is not None
            )
            outcomes: list[engine.Outcome] = []
            times: list[float] = []
            for number, case in enumerate(cases, start=1):
                began = time.perf_counter()
                verdict = await opened.match(DATASET, case.text)
                times.append((time.perf_counter() - began) * 1000)
                best = verdict.candidates[0] if verdict.candidates else None
                expected, answer = answers.expected(case), best.answer if best else None
                if best and expected is not None and answer is not None:
                    nearest = examples[best.example_id - 1].prompt
                    found = judging.GivenAnswer(
                        case.text, case.expected or "", answers.words(answer), nearest, best.similarity
                    )
                    if judging.right(found, expected, answer, taught):
                        answer = expected
                outcomes.append(engine.Outcome(expected, answer, best.confidence if best else 0.0, verdict.threshold))
                shown.show("asking", number, len(cases))
        evaluated = await asyncio.to_thread(engine.evaluate, outcomes, opened.threshold(DATASET))
        return Measured(evaluated, len(examples), opened.description, seconds, times)


def _table(measured: Measured, answers: AnswerKeys) -> Iterator[str]:
    found = measured.as_json()

    def share(name: str) -> str:
        return "-" if found[name] is None else f"{found[name]:.1%}"

    yield f"{found['examples']} examples learned in {found['seconds_to_learn']:.1f} s with {found['encoder']}"
    yield f"{found['rows']} questions asked; median time {found['p50_ms']:.1f} ms, 99th percentile {found['p99_ms']:.1f} ms"
    yield ""
    rows = {
        "accuracy": "answerable questions whose best answer is right, at any confidence",
        "answered_right": f"answerable questions answered right, at the threshold of {found['threshold']:.2f}",
        "answered_wrong": "answerable questions answered wrong",
        "abstained": "answerable questions left unanswered",
        "oos_recall": "off-topic questions left unanswered",
        "oos_precision": "unanswered questions that were off-topic",
    }
    for name, meaning in rows.items():
        yield f"{share(name):>8}  {name:<15} {meaning}"
    auroc = found["auroc"]
    yield f"{'-' if auroc is None else f'{auroc:.3f}':>8}  {'auroc':<15} how well confidence separates answerable questions (1: fully)"
    if 0 < found["rows"] < FEW:
        yield f"With {found['rows']} questions, one of them changes a share by {100 / found['rows']:.1f} points or more."
    if measured.evaluation.confusions:
        yield "\nMost frequent wrong best answers (expected -> best):"
        for confusion in measured.evaluation.confusions[:CONFUSIONS_SHOWN]:
            wanted, got = answers.words(confusion.expected), answers.words(confusion.given)
            yield f"{confusion.count:>8}  {wanted[:40]}  ->  {got[:40]}"
