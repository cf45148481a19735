"""What all tables are made of: their catalogue (`metadata`), and the types of columns that SQLite and PostgreSQL share."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import models

__all__ = ("NUMBERED", "AnswerExtrasJson", "ComposedJson", "Id", "UtcDateTime", "id_column", "metadata", "reference")

metadata: Final = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite numbers rows by itself only where the key is exactly INTEGER.
Id: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """An aware UTC time; SQLite, which knows no zones, keeps the naive UTC value."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Convert a time to UTC; a time without a zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the database are aware; this one has no zone")
        utc = value.astimezone(dt.UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Return the stored time with its zone, UTC."""
        return None if value is None else value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value


class AnswerExtrasJson(sa.TypeDecorator[models.AnswerExtras]):
    """What goes along with an answer, as a JSON object of the fields that are set; NULL: nothing."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: models.AnswerExtras | None, dialect: sa.Dialect) -> dict[str, Any] | None:
        """Convert to the JSON object."""
        if value is None or value == models.AnswerExtras():
            return None
        return {name: each for name, each in dataclasses.asdict(value).items() if each is not None}

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> models.AnswerExtras | None:
        """Return what was stored; fields of another version of the program are left out."""
        if not isinstance(value, Mapping):
            return None
        known = {field.name for field in dataclasses.fields(models.AnswerExtras)}
        return models.AnswerExtras(**{name: each for name, each in value.items() if name in known})


class ComposedJson(sa.TypeDecorator[models.Composed]):
    """How a language model made a reply, as a JSON object; NULL: none did."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: models.Composed | None, dialect: sa.Dialect) -> dict[str, Any] | None:
        """Convert to the JSON object."""
        return None if value is None else dataclasses.asdict(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> models.Composed | None:
        """Return what was stored; fields of another version of the program are left out."""
        if not isinstance(value, Mapping):
            return None
        known = {field.name for field in dataclasses.fields(models.Composed)}
        kept: dict[str, Any] = {
            name: tuple(each) if isinstance(each, list) else each for name, each in value.items() if name in known
        }
        return models.Composed(**kept)


def id_column() -> sa.Column[int]:
    """Return the column of a row's own number."""
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def reference(name: str, target: str, *, nullable: bool = False, ondelete: str | None = None) -> sa.Column[int]:
    """Return a column that names a row of another table, such as ``changes.id``."""
    return sa.Column(name, Id, sa.ForeignKey(target, ondelete=ondelete), nullable=nullable)


# Ids are never used again (`sqlite_autoincrement`), even of erased rows: an old message's button must not reach a stranger's row.
NUMBERED: Final[dict[str, Any]] = {"sqlite_autoincrement": True}
