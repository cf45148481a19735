"""Which questions are asked: those that are given, or own ones that nothing compared has learned.

A fine-tuned model has learned what was taught here, so it can only be tested with the questions that were held back from its files. The
engine is tested with the same ones: it answers from an index without them.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence

from chatterbot import datasets, models
from chatterbot.engine import normalise
from chatterbot.finetuning import held_out
from chatterbot.store import StoredExample
from chatterbot.teaching import keyed

__all__ = ("ComparePlan", "CompareQuestion", "chosen", "given_questions", "own_questions")


@dataclasses.dataclass(frozen=True, slots=True)
class CompareQuestion:
    """A question with the answer that is right."""

    text: str
    expected: str | None
    """`None`: it should not be answered."""
    answer: int | None
    """The engine's key of that answer."""
    previous: str | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class ComparePlan:
    """What is going to be asked."""

    questions: tuple[CompareQuestion, ...]
    found: int
    """How many questions there were to choose from."""
    models: tuple[str, ...]
    """The models that each question goes to: the operator's, and the one that was fine-tuned here, if there is one."""
    own: bool
    """Whether the questions are own ones that were held back."""
    held: frozenset[str] = frozenset()
    """The questions that the engine must not know, in normal form."""

    @property
    def requests(self) -> int:
        """The most requests that it takes."""
        return len(self.questions) * len(self.models)


def given_questions(cases: Sequence[datasets.TestCase]) -> list[CompareQuestion]:
    """Return questions from a file or text."""
    return [
        CompareQuestion(
            case.text,
            case.expected,
            None
            if case.expected is None
            else keyed(
                models.NewExample(
                    case.text,
                    None if case.by_label else case.expected,
                    case.expected if case.by_label else None,
                )
            ).answer,
        )
        for case in cases
    ]


def own_questions(
    examples: Sequence[models.Example], stored: Sequence[StoredExample]
) -> tuple[list[CompareQuestion], frozenset[str]]:
    """Return the questions of a dataset that are held back, as `finetuning.held_out` does, and all of them in normal form.

    A question whose answer was taught with no other question could only be answered wrongly, and is not asked.
    """
    answers = {each.id: each.answer for each in stored}
    answered = [example for example in examples if example.positive and models.spoken(example)]
    silent = [example for example in examples if example.positive and not models.spoken(example)]
    held = held_out(example.prompt for example in answered) | held_out(example.prompt for example in silent)
    known = {answers.get(each.id) for each in answered if normalise(each.prompt) not in held}
    questions: dict[str, CompareQuestion] = {}
    for example in (*answered, *silent):
        normal, answer = normalise(example.prompt), answers.get(example.id)
        if normal in held and (answer is None or answer in known):
            questions[normal] = CompareQuestion(
                example.prompt, models.spoken(example) or None, answer, example.previous
            )
    return [*questions.values()], held


def chosen(questions: Iterable[CompareQuestion], most: int) -> tuple[CompareQuestion, ...]:
    """Return at most so many questions: the same ones each time, from all over the dataset."""
    return tuple(
        sorted(questions, key=lambda each: hashlib.sha256(each.text.encode("utf-8", "surrogatepass")).digest())[:most]
    )
