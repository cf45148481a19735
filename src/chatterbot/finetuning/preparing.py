"""From examples to the files of a fine-tuning job: one to train with, and one held back, by which the server sees how well it goes."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chatterbot import datasets, errors, models
from chatterbot.datasets import ExportFormat
from chatterbot.engine import normalise
from chatterbot.finetuning.checking import FEWEST_ROWS, check_file

__all__ = ("PreparedFiles", "held_out", "prepare")

SHARE: Final = 0.1
"""Share of the questions that are held back."""
FEWEST: Final = 20
"""Rows below which none is held back: each is needed."""
MOST_SHARE: Final = 0.25
"""Most of the rows that are held back, where one question has very many."""


@dataclasses.dataclass(frozen=True, slots=True)
class PreparedFiles:
    """The files of a job, and what people are told about them before they are sent."""

    form: ExportFormat
    training: bytes = dataclasses.field(repr=False)
    validation: bytes | None = dataclasses.field(repr=False)
    """`None`: there are too few rows to hold some back."""
    rows: int
    """Rows to train with."""
    held_out: int
    """Rows of the validation file."""
    duplicates: int
    """Rows that were left out because another one is the same."""
    left_out: Mapping[datasets.Omission, int]
    """Examples that have no place in the format."""
    reduced: int
    """Examples of which something is not in the files: a label, a language, what is sent along."""
    tokens: int
    """About how many tokens the training file has; 0 if it cannot be used."""
    problem: errors.InvalidInputError | None = None
    """Why the files cannot be used."""


def held_out(prompts: Iterable[str]) -> frozenset[str]:
    """Return the questions of a dataset that are held back, in normal form (`engine.normalise`): about a tenth, the same ones each time.

    A hash of the question decides, so that all rows of one question are on one side, and a question stays there when others are taught.
    """
    rows = collections.Counter(map(normalise, prompts))
    total = sum(rows.values())
    room = min(int(total * MOST_SHARE), total - FEWEST_ROWS)
    held: set[str] = set()
    if total < FEWEST:
        return frozenset()
    for place, question in sorted((_place(question), question) for question in rows):
        if place >= SHARE and held:
            break
        if rows[question] <= room:
            held.add(question)
            room -= rows[question]
    return frozenset(held)


def _place(question: str) -> float:
    """Return a number in [0, 1) that a question always has."""
    digest = hashlib.sha256(question.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def prepare(
    examples: Sequence[models.NewExample | models.Example], form: ExportFormat, persona: str | None
) -> PreparedFiles:
    """Write a dataset as the files of a job, and hold them against the format's rules. Call it in a worker thread.

    Parameters
    ----------
    form
        CHAT or PREFERENCE.
    persona
        How the model is to speak: the first message of every row.
    """
    written = datasets.training_rows(examples, form, persona)
    unique = [*{row.line: row for row in written.rows}.values()]
    held = held_out(row.prompt for row in unique)
    back = [row for row in unique if normalise(row.prompt) in held]
    kept = [row for row in unique if normalise(row.prompt) not in held]
    training, validation = datasets.as_file(kept), datasets.as_file(back)
    tokens, problem = 0, None
    try:
        tokens = check_file(training, form)
        check_file(validation, form, fewest=0)
    except errors.InvalidInputError as error:
        problem = error
    return PreparedFiles(
        form=form,
        training=training,
        validation=validation or None,
        rows=len(kept),
        held_out=len(back),
        duplicates=len(written.rows) - len(unique),
        left_out=written.left_out,
        reduced=written.reduced,
        tokens=tokens,
        problem=problem,
    )
