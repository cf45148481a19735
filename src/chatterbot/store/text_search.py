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
    data = text.encode()
    tail = data if data[:1].isascii() else data[1:]
    return _Place(column, sa.literal(text, sa.Text), sa.literal(tail, sa.LargeBinary)) > 0


class _Place(FunctionElement[int]):
    """Where in a text (the first argument) another one begins, from 1; 0 if it is not there.

    The third argument is the other one as bytes, without the first byte if that is only the beginning of a letter.
    """

    inherit_cache = True
    type = sa.Integer()


@compiles(_Place)
def _place(element: _Place, compiler: Any, **options: Any) -> str:
    text, part, _ = element.clauses
    return f"strpos({compiler.process(text, **options)}, {compiler.process(part, **options)})"


@compiles(_Place, "sqlite")
def _place_on_sqlite(element: _Place, compiler: Any, **options: Any) -> str:
    # As bytes: SQLite walks through texts letter by letter, which takes longer than comparing them. First without the first byte of a
    # Cyrillic letter: half of all bytes of such a text are one of two, and at each of them it would compare.
    text, part, tail = (compiler.process(each, **options) for each in element.clauses)
    whole = f"instr(CAST({text} AS BLOB), CAST({part} AS BLOB))"
    return f"CASE WHEN instr(CAST({text} AS BLOB), {tail}) THEN {whole} ELSE 0 END"
