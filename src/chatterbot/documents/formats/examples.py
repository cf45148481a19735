"""Files of examples (`datasets`): they become pairs, so that they can be reviewed as documents are."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from chatterbot import datasets, models
from chatterbot.documents import limits, values

__all__ = ("pairs",)


def pairs(
    file: values.SourceFile, parse_limits: limits.ParseLimits
) -> tuple[list[values.FoundPair], list[values.DocumentNote]]:
    """Return the pairs of a file, and what was left out: rows that were refused, and those that say what not to answer.

    Raises
    ------
    errors.InvalidInputError
        As `datasets.read`.
    """
    dataset_limits = datasets.DatasetLimits(
        max_bytes=parse_limits.max_bytes, max_examples=parse_limits.max_examples, max_reply=parse_limits.max_answer
    )
    dataset = datasets.read(file.data, file.name, limits=dataset_limits)
    told = [example for example in dataset.examples if example.positive and example.reply]
    notes: list[values.DocumentNote] = []
    if dataset.refused:
        notes.append(values.DocumentNote("document-note-refused-rows", {"count": len(dataset.refused)}))
    if len(told) < len(dataset.examples):
        notes.append(values.DocumentNote("document-note-not-answers", {"count": len(dataset.examples) - len(told)}))
    return list(_grouped(told)), notes


def _grouped(examples: Iterable[models.NewExample]) -> Iterator[values.FoundPair]:
    """Yield pairs; neighbours with the same answer, or with the same label, are wordings of one question."""
    for key, group in itertools.groupby(examples, key=lambda example: example.label or (example.reply,)):
        same = list(group)
        questions = tuple(dict.fromkeys(example.prompt for example in same))
        # Of a label's replies the one that comes last is given.
        answers = list(dict.fromkeys(example.reply or "" for example in reversed(same)))
        label = key if isinstance(key, str) else ""
        yield values.FoundPair(questions, answers[0], further_answers=tuple(answers[1:]), label=label)
