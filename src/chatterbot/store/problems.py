"""Turn errors of the database into this program's own, with texts for the log that never contain a statement's values (people's words)."""

from __future__ import annotations

from typing import Final

import sqlalchemy.exc as sa_exc

from chatterbot import errors

__all__ = ("damaged", "is_damage", "reason", "translated")

DAMAGED: Final = (
    "the database {file} is damaged ({reason}): stop the bot and put its last backup in its place, without the -wal and -shm files "
    "beside it, or save what can still be read with: sqlite3 {file} .recover | sqlite3 recovered.sqlite3"
)
"""What the operator can do about a file that SQLite cannot read (https://sqlite.org/recovery.html)."""

_DAMAGE: Final = ("file is not a database", "disk image is malformed", "malformed database schema")
"""Parts of SQLite's messages about such a file (https://sqlite.org/rescode.html: SQLITE_NOTADB, SQLITE_CORRUPT)."""

_ABOUT_VALUES: Final = ("22", "23")
"""Classes of SQLSTATE whose messages repeat values: data exceptions and violated constraints."""


def reason(error: BaseException) -> str:
    """Return what went wrong, without the statement's values.

    SQLite's messages name only tables and columns, but for one about a damaged text ("... with text 'its words'"). Those of PostgreSQL and its driver repeat values ("Key (name)=(value) already
    exists"), so they are kept only if the SQLSTATE says that they are about the connection, permissions or the server.
    """
    cause = error.orig if isinstance(error, sa_exc.DBAPIError) and error.orig is not None else error
    kind = type(cause).__name__
    if type(cause).__module__ == "sqlite3":
        return f"{kind}: {str(cause).partition(' with text ')[0]}"
    if isinstance(cause, sa_exc.DBAPIError):  # its text contains the statement and its values
        return kind
    if isinstance(cause, sa_exc.SQLAlchemyError):
        return f"{kind}: {cause}"
    # SQLAlchemy wraps asyncpg's error and sets it as the cause.
    told = cause.__cause__ or cause
    state = getattr(told, "sqlstate", None)
    if not isinstance(state, str):
        return type(told).__name__
    if state.startswith(_ABOUT_VALUES):
        names = (getattr(told, name, None) for name in ("table_name", "column_name", "constraint_name"))
        return " ".join([f"{type(told).__name__} ({state})", *(str(name) for name in names if name)])
    return f"{type(told).__name__} ({state}): {getattr(told, 'message', None) or told}"


def is_damage(error: BaseException) -> bool:
    """Tell whether an error means that the database's file is damaged, or is not an SQLite file."""
    return any(sign in reason(error) for sign in _DAMAGE)


def damaged(file: str, what: str) -> errors.StoreError:
    """Return the error about a damaged file, which says what the operator can do."""
    return errors.StoreError(DAMAGED.format(file=file, reason=what), retryable=False)


def translated(error: sa_exc.SQLAlchemyError | OSError, file: str) -> errors.StoreError:
    """Return a `StoreError` that says what happened to the database and, if possible, what the operator can do.

    Parameters
    ----------
    file
        Path of SQLite's file; empty for a database that has none.
    """
    if isinstance(error, OSError):  # PostgreSQL's driver does not wrap errors of the network
        return errors.StoreError(f"the database is out of reach: {error}")
    if is_damage(error):
        return damaged(file, reason(error))
    busy = isinstance(error, sa_exc.OperationalError | sa_exc.TimeoutError | sa_exc.InterfaceError)
    return errors.StoreError(f"the database refused: {reason(error)}", retryable=busy)
