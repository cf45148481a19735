"""Looking for words in what was taught: the text that is searched, and the condition for it in SQL."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from chatterbot import folding

__all__ = ("holds", "searched")


def searched(*parts: str | None) -> str:
    """Return the text in which words are looked for: the parts, folded, one a line."""
    return "\n".join(folding.fold(part) for part in parts if part)


def holds(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a column holds a text; no sign in the text stands for others.

    It is not LIKE, which takes twice as long.
    """
    return _Place(column, sa.literal(text, sa.Text)) > 0


class _Place(FunctionElement[int]):
    """Where in a text another one begins, from 1; 0 if it is not there."""

    inherit_cache = True
    type = sa.Integer()


@compiles(_Place)
def _place(element: _Place, compiler: Any, **options: Any) -> str:
    text, part = (compiler.process(each, **options) for each in element.clauses)
    return f"strpos({text}, {part})"


@compiles(_Place, "sqlite")
def _place_on_sqlite(element: _Place, compiler: Any, **options: Any) -> str:
    # As bytes: SQLite walks through texts letter by letter, which takes longer than comparing them.
    text, part = (compiler.process(each, **options) for each in element.clauses)
    return f"instr(CAST({text} AS BLOB), CAST({part} AS BLOB))"
