"""Errors of the database as this program's own, in words for the log: never with a value of a statement, which people wrote."""

from __future__ import annotations

from typing import Final

import sqlalchemy.exc as sa_exc

from chatterbot import errors

__all__ = ("damaged", "is_damage", "reason", "translated")

DAMAGED: Final = (
    "the database {file} is damaged ({reason}): stop the bot and put its last backup in its place, without the -wal and -shm files "
    "beside it, or save what can still be read with: sqlite3 {file} .recover | sqlite3 recovered.sqlite3"
)
"""What to do about a file that SQLite cannot read (https://sqlite.org/recovery.html)."""

_DAMAGE: Final = ("file is not a database", "disk image is malformed", "malformed database schema")
"""What SQLite says of such a file (https://sqlite.org/rescode.html: SQLITE_NOTADB, SQLITE_CORRUPT)."""

_ABOUT_VALUES: Final = ("22", "23")
"""Classes of SQLSTATE in which PostgreSQL repeats values: wrong data, and constraints."""


def reason(error: BaseException) -> str:
    """Return what went wrong, without the values of the statement.

    SQLite names tables and columns only. PostgreSQL's and its driver's texts repeat values ("Key (name)=(value) already exists"), so
    they are kept only where the SQLSTATE says that they are about the connection, rights or the server.
    """
    cause = error.orig if isinstance(error, sa_exc.DBAPIError) and error.orig is not None else error
    kind = type(cause).__name__
    if type(cause).__module__ == "sqlite3":
        return f"{kind}: {cause}"
    if isinstance(cause, sa_exc.DBAPIError):  # its text is the statement, and the values
        return kind
    if isinstance(cause, sa_exc.SQLAlchemyError):
        return f"{kind}: {cause}"
    # asyncpg's own error is the cause of the one that SQLAlchemy made of it.
    told = cause.__cause__ or cause
    state = getattr(told, "sqlstate", None)
    if not isinstance(state, str):
        return type(told).__name__
    if state.startswith(_ABOUT_VALUES):
        names = (getattr(told, name, None) for name in ("table_name", "column_name", "constraint_name"))
        return " ".join([f"{type(told).__name__} ({state})", *(str(name) for name in names if name)])
    return f"{type(told).__name__} ({state}): {getattr(told, 'message', None) or told}"


def is_damage(error: BaseException) -> bool:
    """Tell whether an error says that the database's file is damaged, or is none of SQLite's."""
    return any(sign in reason(error) for sign in _DAMAGE)


def damaged(file: str, what: str) -> errors.StoreError:
    """Return the error about a damaged file, with what can be done."""
    return errors.StoreError(DAMAGED.format(file=file, reason=what), retryable=False)


def translated(error: sa_exc.SQLAlchemyError | OSError, file: str) -> errors.StoreError:
    """Return an error of the database as a `StoreError` that says what happened, and what to do where something can be done.

    Parameters
    ----------
    file
        SQLite's file; empty where there is none.
    """
    if isinstance(error, OSError):  # PostgreSQL's driver lets those of the network through
        return errors.StoreError(f"the database is out of reach: {error}")
    if is_damage(error):
        return damaged(file, reason(error))
    busy = isinstance(error, sa_exc.OperationalError | sa_exc.TimeoutError | sa_exc.InterfaceError)
    return errors.StoreError(f"the database refused: {reason(error)}", retryable=busy)
