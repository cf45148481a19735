"""Examples to the files that fine-tuning jobs take: chats, and pairs of a preferred and a rejected answer.

Both are JSON Lines as OpenAI describes them (https://platform.openai.com/docs/guides/supervised-fine-tuning and
.../direct-preference-optimization). They hold a question, its answer and what was said before; what has no place in them is counted, so
that people can be told: `writing.write_jsonl` is the format that loses nothing.
"""

from __future__ import annotations

import collections
import dataclasses
import enum
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from chatterbot import folding, models

__all__ = ("ExportFormat", "Omission", "TrainingRow", "TrainingRows", "as_file", "training_rows")

_LINE_BREAKS: Final = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""Characters that JSON need not escape, and that other programs take for the end of a line."""

Message: TypeAlias = dict[str, object]
AnyExample: TypeAlias = models.NewExample | models.Example


class ExportFormat(enum.StrEnum):
    """How examples are written."""

    PROMPT_REPLY = "prompt-reply"
    """A question and its answer with all that is known about them; loses nothing."""
    CHAT = "chat"
    """Conversations that end with the right answer: for supervised fine-tuning."""
    PREFERENCE = "preference"
    """A question with an answer to give and one to avoid: for direct preference optimisation."""


class Omission(enum.StrEnum):
    """Why an example has no place in a format."""

    SILENT = "silent"
    """Its question must not be answered: a model would learn one fixed sentence from it."""
    NEGATIVE = "negative"
    """It says what must not be answered, and a chat only holds right answers."""
    UNPAIRED = "unpaired"
    """Its question has only answers to give, or only answers to avoid: that makes no pair."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingRow:
    """One line of a file."""

    prompt: str
    """The question that it is about."""
    line: str = dataclasses.field(repr=False)
    """JSON, without a line break."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainingRows:
    """A dataset in one of the formats."""

    rows: tuple[TrainingRow, ...]
    examples: int
    """How many examples they hold."""
    left_out: Mapping[Omission, int]
    """How many examples have no place in them."""
    reduced: int
    """How many of the examples lost something: a label, a language, what is sent along."""

    @property
    def data(self) -> bytes:
        """The rows as a file."""
        return as_file(self.rows)


def as_file(rows: Iterable[TrainingRow]) -> bytes:
    """Return rows as JSON Lines in UTF-8."""
    # A lone surrogate has no UTF-8, but \udXXX is valid JSON for it.
    return "".join(f"{row.line}\n" for row in rows).encode("utf-8", "backslashreplace")


def training_rows(examples: Sequence[AnyExample], form: ExportFormat, system: str | None = None) -> TrainingRows:
    """Return examples as rows of a file for fine-tuning; `read` gives the same questions and answers back.

    Parameters
    ----------
    form
        CHAT or PREFERENCE.
    system
        How the model is to speak: the first message of every row.
    """
    return _pairs(examples, system) if form is ExportFormat.PREFERENCE else _chats(examples, system)


def _chats(examples: Sequence[AnyExample], system: str | None) -> TrainingRows:
    left_out: collections.Counter[Omission] = collections.Counter()
    rows: list[TrainingRow] = []
    reduced = 0
    for example in examples:
        reply = _said(example)
        if not reply:
            left_out[Omission.SILENT] += 1
        elif not example.positive:
            left_out[Omission.NEGATIVE] += 1
        else:
            reduced += _loses(example)
            messages = [*_before(example, system), {"role": "assistant", "content": reply}]
            rows.append(_row(example, {"messages": messages}))
    return TrainingRows(tuple(rows), len(rows), dict(left_out), reduced)


def _pairs(examples: Sequence[AnyExample], system: str | None) -> TrainingRows:
    left_out: collections.Counter[Omission] = collections.Counter()
    asked: dict[tuple[str, str], list[AnyExample]] = {}
    for example in examples:
        if _said(example):
            asked.setdefault((folding.fold(example.prompt), example.previous or ""), []).append(example)
        else:
            left_out[Omission.SILENT] += 1
    rows: list[TrainingRow] = []
    taken = reduced = 0
    for same in asked.values():
        rejected = dict.fromkeys(_said(each) for each in same if not each.positive)
        # What was taught and then taken back is no answer to prefer.
        used = [each for each in same if not each.positive or _said(each) not in rejected]
        preferred = {_said(each): each for each in reversed(used) if each.positive}
        if not preferred or not rejected:
            left_out[Omission.UNPAIRED] += len(same)
            continue
        left_out[Omission.UNPAIRED] += len(same) - len(used)
        taken += len(used)
        reduced += sum(map(_loses, used))
        good, bad = [*reversed(preferred)], [*rejected]
        # Each answer stands in at least one pair, and none in more than are needed for that.
        for place in range(max(len(good), len(bad))):
            better, worse = good[place % len(good)], bad[place % len(bad)]
            example = preferred[better]
            content: Message = {
                "input": {"messages": _before(example, system)},
                "preferred_output": [{"role": "assistant", "content": better}],
                "non_preferred_output": [{"role": "assistant", "content": worse}],
            }
            rows.append(_row(example, content))
    return TrainingRows(tuple(rows), taken, dict(+left_out), reduced)


def _before(example: AnyExample, system: str | None) -> list[Message]:
    """Return the messages up to the question."""
    messages: list[Message] = []
    if system:
        messages.append({"role": "system", "content": system})
    if example.previous:
        # It is context: a job that knows weights does not learn to say it.
        messages.append({"role": "assistant", "content": example.previous, "weight": 0})
    return [*messages, {"role": "user", "content": example.prompt}]


def _row(example: AnyExample, content: Message) -> TrainingRow:
    return TrainingRow(example.prompt, json.dumps(content, ensure_ascii=False).translate(_LINE_BREAKS))


def _said(example: AnyExample) -> str:
    """Return what an example answers with, or forbids: its reply, else its label; empty if its question must not be answered."""
    return example.reply or example.label or ""


def _loses(example: AnyExample) -> bool:
    """Tell whether an example holds something that the formats have no place for."""
    alternative = isinstance(example, models.NewAlternative)
    return bool(alternative or example.label or example.extras or example.language)
