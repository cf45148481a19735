"""Questions and answers in tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from chatterbot.datasets import headings
from chatterbot.documents import values
from chatterbot.documents.formats import tree
from chatterbot.documents.sections import questions, rendering

__all__ = ("TablePair", "pairs")


@dataclasses.dataclass(frozen=True, slots=True)
class TablePair:
    """A row that is a question and its answer."""

    question: str
    answer: str
    place: values.DocumentPlace
    cells: tuple[tuple[tree.TextRun, ...], ...]


def pairs(table: tree.TableBlock) -> list[TablePair] | None:
    """Return the pairs of a table; `None`: it is no table of questions and answers.

    It is one if its first row names a column of questions and one of answers; or if it has two columns, and the first one asks in at
    least half of the rows, or the table is a file of its own that names no columns.
    """
    columns = _columns(table)
    start = 1
    if columns is None:
        if not _is_pairwise(table):
            return None
        columns, start = (0, 1), int(table.header)
    asked, told = columns
    found: list[TablePair] = []
    for number in range(start, len(table.rows)):
        cells = table.rows[number]
        question = tree.plain(cells[asked]) if asked < len(cells) else ""
        answer = rendering.inline(cells[told]) if told < len(cells) else ""
        line = None if table.place.line is None else table.place.line + number
        place = dataclasses.replace(table.place, line=line)
        found.append(TablePair(question, answer, place, cells))
    return found


def _columns(table: tree.TableBlock) -> tuple[int, int] | None:
    """Return the columns of questions and of answers, if the first row names one of each and others follow."""
    if len(table.rows) < 2:
        return None
    kinds = headings.columns(rendering.cells_of(table, 0))
    if kinds is None or kinds.count("prompt") != 1 or kinds.count("reply") != 1:
        return None
    return kinds.index("prompt"), kinds.index("reply")


def _is_pairwise(table: tree.TableBlock) -> bool:
    rows: Sequence[tuple[tuple[tree.TextRun, ...], ...]] = table.rows[1:] if table.header else table.rows
    if not rows or any(len(row) != 2 for row in rows):
        return False
    if table.loose and not table.header:
        return True
    return sum(questions.is_question(tree.plain(row[0])) for row in rows) * 2 >= len(rows)
