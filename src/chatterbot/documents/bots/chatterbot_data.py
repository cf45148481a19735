"""What the Python library ChatterBot (1.0 and later) knows: its corpora (YAML), its export for training (JSON) and its database (SQLite)."""

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
_TABLES: Final = ("statement", "django_chatterbot_statement")
"""Where its statements are: by SQLAlchemy, and in a project of Django."""
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
    """Yield each answer among the statements; what was said most often comes first.

    What the bot itself said counts only where a person said it, too: ChatterBot never learns from itself.
    """
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
            kinds = dict(database.execute("SELECT name, type FROM sqlite_master").fetchall())
            table = next((name for name in _TABLES if kinds.get(name) == "table"), None)  # a view could be any query
            if table is None:
                raise DocumentRefusal("error-document-export")
            columns = {column[1] for column in database.execute(f"PRAGMA table_info({table})")}
            said = " AND coalesce(persona, '') NOT LIKE 'bot:%'" if "persona" in columns else ""
            rows = database.execute(
                f"SELECT in_response_to, text, count(*) FROM {table}"  # noqa: S608 - both are constants of this module
                f" WHERE typeof(text) = 'text' AND typeof(in_response_to) = 'text' AND in_response_to != ''{said}"
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
