"""``test``: how well do these examples answer these questions? In memory; the database is never touched."""

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

__all__ = ("AnswerKeys", "Measured", "test")

DATASET: Final = 0
"""The engine's key for the one dataset there is here."""
CONFUSIONS_SHOWN: Final = 10


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """What came out."""

    evaluation: engine.Evaluation
    examples: int
    encoder: str
    seconds_to_learn: float
    """From the first text encoded to the end of the fit."""
    times_ms: Sequence[float]
    """Of each question, one after the other: encoding, search and ranking."""

    def as_json(self) -> dict[str, Any]:
        """Give the fields of ``--json``; shares in [0, 1], `None` where there was nothing to divide by."""
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
    """Learn, ask, measure, print.

    Raises
    ------
    errors.SettingsError, errors.UserError
        If a file cannot be used.
    """
    file: pathlib.Path = arguments.examples
    parsed = reading.dataset(file, reading.content(file))
    reading.refuse_bad(parsed, file)
    questions: pathlib.Path = arguments.questions
    cases = _cases(questions)
    if not cases:
        raise errors.SettingsError(f"{questions}: holds no question.")
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
    """Which key the engine knows an answer by, and the answer in words.

    Examples with a label share it as their answer; a question that expects the text of such an example expects its label.
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
        """Give the key; `None`: should not be answered."""
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
        """Give the key of the right answer."""
        return self.of(None, case.expected) if case.by_label else self.of(case.expected, None)

    def words(self, key: int | None) -> str:
        """Give the answer in words."""
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
            lessons = [
                engine.IndexedExample(
                    number,
                    example.prompt,
                    answers.of(example.reply, example.label),
                    positive=example.positive,
                    previous=example.previous,
                )
                for number, example in enumerate(examples, start=1)
            ]
            await opened.load(DATASET, lessons, records)
            await opened.settled(DATASET)
            seconds = time.perf_counter() - began
            outcomes: list[engine.Outcome] = []
            times: list[float] = []
            for number, case in enumerate(cases, start=1):
                began = time.perf_counter()
                verdict = await opened.match(DATASET, case.text)
                times.append((time.perf_counter() - began) * 1000)
                best = verdict.candidates[0] if verdict.candidates else None
                outcomes.append(
                    engine.Outcome(
                        answers.expected(case),
                        best.answer if best else None,
                        best.confidence if best else 0.0,
                        verdict.threshold,
                    )
                )
                shown.show("asking", number, len(cases))
        evaluated = await asyncio.to_thread(engine.evaluate, outcomes, opened.threshold(DATASET))
        return Measured(evaluated, len(examples), opened.description, seconds, times)


def _table(measured: Measured, answers: AnswerKeys) -> Iterator[str]:
    found = measured.as_json()

    def share(name: str) -> str:
        return "-" if found[name] is None else f"{found[name]:.1%}"

    yield f"{found['examples']} examples learned in {found['seconds_to_learn']:.1f} s with {found['encoder']}"
    yield f"{found['rows']} questions asked; one took {found['p50_ms']:.1f} ms (p99 {found['p99_ms']:.1f} ms)"
    yield ""
    rows = {
        "accuracy": "best answer is right, whatever its confidence",
        "answered_right": f"answered right, at the threshold of {found['threshold']:.2f}",
        "answered_wrong": "answered wrong",
        "abstained": "not answered, though taught",
        "oos_recall": "not taught, and not answered",
        "oos_precision": "rightly so, of all that was not answered",
    }
    for name, meaning in rows.items():
        yield f"{share(name):>8}  {name:<15} {meaning}"
    auroc = found["auroc"]
    yield f"{'-' if auroc is None else f'{auroc:.3f}':>8}  {'auroc':<15} taught and untaught told apart by confidence"
    if measured.evaluation.confusions:
        yield "\nmost frequent wrong best answers:"
        for confusion in measured.evaluation.confusions[:CONFUSIONS_SHOWN]:
            wanted, got = answers.words(confusion.expected), answers.words(confusion.given)
            yield f"{confusion.count:>8}  {wanted[:40]}  ->  {got[:40]}"
