"""Tables as CSV files that a spreadsheet opens as they are: UTF-8 with a byte order mark, and no cell that it would run as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from chatterbot.gaps.insights import InsightNumbers
from chatterbot.gaps.values import QuestionGroup
from chatterbot.store import AnswerNumbers, ModelUse

__all__ = ("answer_table", "as_csv", "day_table", "group_table", "model_table")

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet may run: `OWASP, CSV injection`; the wide forms are read as the narrow ones in East Asia."""

Cell = str | int
Table = Sequence[Sequence[Cell]]


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return rows as a CSV file (RFC 4180)."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([_safe(cell) for cell in row] for row in rows)
    return file.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: Cell) -> Cell:
    """Return a cell that is shown as it is: an apostrophe before it tells a spreadsheet that it is text."""
    if isinstance(cell, int):
        return cell
    plain = cell.replace("\0", " ")
    return f"'{plain}" if plain.lstrip(" \u00a0").startswith(_FORMULA) or plain.startswith(_FORMULA) else plain


def day_table(numbers: InsightNumbers) -> Table:
    """Return the numbers of each day."""
    return [
        ("day", "questions", "answered", "declined", "corrected", "taught", "up", "down"),
        *(
            (day.day.isoformat(), day.asked, day.answered, day.declined, day.corrected, day.taught, day.up, day.down)
            for day in numbers.days
        ),
    ]


def model_table(numbers: InsightNumbers, uses: Mapping[dt.date, ModelUse]) -> Table:
    """Return what a language model did on each day; only the head if it was not used."""
    head = ("day", "requests", "failed", "prompt_tokens", "completion_tokens", "chosen", "composed", "general")
    if not uses and not numbers.total.by_model:
        return [head]
    rows = [(day, uses.get(day.day, ModelUse())) for day in numbers.days]
    return [
        head,
        *(
            (
                day.day.isoformat(),
                use.requests,
                use.failed,
                use.prompt_tokens,
                use.completion_tokens,
                day.chosen,
                day.composed,
                day.general,
            )
            for day, use in rows
        ),
    ]


def answer_table(numbers: InsightNumbers) -> Table:
    """Return the answers that were used or voted on, each once."""
    found: dict[int, AnswerNumbers] = {}
    for each in (*numbers.most_used, *numbers.helpful, *numbers.unhelpful):
        known = found.get(each.example_id)
        found[each.example_id] = AnswerNumbers(
            each.example_id,
            each.prompt,
            each.reply,
            each.label,
            uses=max(each.uses, known.uses if known else 0),
            up=max(each.up, known.up if known else 0),
            down=max(each.down, known.down if known else 0),
        )
    return [
        ("question", "answer", "uses", "up", "down"),
        *((each.prompt, each.reply or each.label or "", each.uses, each.up, each.down) for each in found.values()),
    ]


def group_table(groups: Sequence[QuestionGroup]) -> Table:
    """Return groups of questions without an answer."""
    return [
        ("question", "times", "people", "wordings", "languages", "first", "last", "down", "corrected"),
        *(
            (
                group.example,
                group.times,
                group.people,
                len(group.wordings),
                " ".join(group.languages),
                group.first.isoformat(timespec="seconds"),
                group.last.isoformat(timespec="seconds"),
                group.disliked,
                group.corrected,
            )
            for group in groups
        ),
    ]
