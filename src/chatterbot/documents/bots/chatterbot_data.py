"""What the Python library ChatterBot knows: its corpora (YAML) and its database (SQLite)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs
from chatterbot.documents.formats import examples
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("pairs",)

_MAGIC: Final = b"SQLite format 3\0"
_WAL: Final = 2
"""Number of the write-ahead journal in a database's header (bytes 18 and 19); 1 is the journal that needs no second file."""
_ALLOWED: Final = ("SELECT", "READ", "FUNCTION", "PRAGMA")
"""What a statement on somebody's database may do."""


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return what was said with what was answered.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: it is no database of ChatterBot's.
    errors.InvalidInputError
        As `datasets.read`, for a corpus.
    """
    found = BotPairs(parse_limits)
    for file in files:
        if file.data.startswith(_MAGIC):
            found.pairs += _of_database(file.data, parse_limits.max_examples + 1)
        else:
            found.pairs += examples.pairs(file, parse_limits)[0]
    return found


def _of_database(data: bytes, most: int) -> Iterator[values.FoundPair]:
    """Yield each answer that is in the table `statement`; what was said most often comes first."""
    import sqlite3  # noqa: PLC0415 - few files need it

    # Only in memory, and never changed: what the file holds cannot reach anything else.
    content = data[:18] + b"\1\1" + data[20:] if _WAL in data[18:20] else data
    allowed = {getattr(sqlite3, f"SQLITE_{name}") for name in _ALLOWED}
    try:
        with contextlib.closing(sqlite3.connect(":memory:")) as database:
            database.deserialize(content)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            database.execute("PRAGMA query_only = ON")
            database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY)
            table = database.execute("SELECT type FROM sqlite_master WHERE name = 'statement'").fetchone()
            if table is None or table[0] != "table":  # a view could be any query
                raise DocumentRefusal("error-document-export")
            rows = database.execute(
                "SELECT in_response_to, text, count(*) FROM statement"
                " WHERE typeof(text) = 'text' AND typeof(in_response_to) = 'text' AND in_response_to != ''"
                " GROUP BY in_response_to, text ORDER BY in_response_to, count(*) DESC LIMIT ?",
                (most,),
            ).fetchall()
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise DocumentRefusal("error-document-export") from error
    answers: dict[str, list[str]] = {}
    for question, answer, _count in rows:
        answers.setdefault(question, []).append(answer)
    for question, told in answers.items():
        yield values.FoundPair((question,), told[0], further_answers=tuple(told[1:]))
