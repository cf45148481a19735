"""How much the language model was used: requests and tokens of each scope, day (UTC) and model, without people."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import model_tables
from chatterbot.store.database import Database

__all__ = ("ModelUse", "ModelUseRow", "ModelUseStore")

ALL_SCOPES: Final = -1
"""The scope of the rows that count all scopes together: no Discord object has this id.

They stay when a person's own scope is erased, so that the month's sum stays right, and a month is summed up from a few rows.
"""
LONGEST_NAME: Final = 200
"""Characters of a model's name: as many as its column takes."""

_USE: Final = model_tables.model_use
# As text, because both databases have this statement, but SQLAlchemy's Core only in the dialect of each.
_ADD: Final = sa.text(
    "INSERT INTO model_use (scope_id, day, model, requests, failed, prompt_tokens, completion_tokens) "
    "VALUES (:scope_id, :day, :model, :requests, :failed, :prompt_tokens, :completion_tokens) "
    "ON CONFLICT (scope_id, day, model) DO UPDATE SET "
    "requests = model_use.requests + excluded.requests, "
    "failed = model_use.failed + excluded.failed, "
    "prompt_tokens = model_use.prompt_tokens + excluded.prompt_tokens, "
    "completion_tokens = model_use.completion_tokens + excluded.completion_tokens"
).bindparams(
    sa.bindparam("scope_id", type_=sa.BigInteger()),
    sa.bindparam("day", type_=sa.Date()),
    sa.bindparam("model", type_=sa.String()),
    sa.bindparam("requests", type_=sa.Integer()),
    sa.bindparam("failed", type_=sa.Integer()),
    sa.bindparam("prompt_tokens", type_=sa.BigInteger()),
    sa.bindparam("completion_tokens", type_=sa.BigInteger()),
)


@dataclasses.dataclass(frozen=True, slots=True)
class ModelUse:
    """Requests and tokens, as the server counted them."""

    requests: int = 0
    failed: int = 0
    """How many of the requests failed."""
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: ModelUse) -> ModelUse:
        return ModelUse(
            self.requests + other.requests,
            self.failed + other.failed,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclasses.dataclass(frozen=True, slots=True)
class ModelUseRow:
    """What one scope used of one model on one day (UTC)."""

    scope_id: int | None
    """`None`: it counts for all scopes together only."""
    day: dt.date
    model: str
    use: ModelUse


class ModelUseStore:
    """Counts what the model was used for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, rows: Collection[ModelUseRow]) -> None:
        """Add what was used to what is counted; all of it is kept, or nothing."""
        values = [
            {"scope_id": scope_id, "day": row.day, "model": _name(row.model), **dataclasses.asdict(row.use)}
            for row in rows
            for scope_id in (row.scope_id, ALL_SCOPES)
            if scope_id is not None
        ]
        # Always in the same order: two writers that wait for each other's rows would never end.
        values.sort(key=lambda each: (each["scope_id"], each["day"], each["model"]))
        if values:
            await self._database.writing(lambda connection: connection.execute(_ADD, values))

    async def used(self, scope_id: int | None, first: dt.date, last: dt.date) -> ModelUse:
        """Return what a scope used from one day to another, both included; without a scope what all used together."""
        query = sa.select(*_SUMS).where(*_period(scope_id, first, last))
        row = await self._database.reading(lambda connection: connection.execute(query).one())
        return _use(row)

    async def days(self, scope_id: int | None, first: dt.date, last: dt.date) -> list[tuple[dt.date, ModelUse]]:
        """Return what a scope used on each day that has any, the earliest first; without a scope what all used together."""
        query = (
            sa.select(_USE.c.day, *_SUMS)
            .where(*_period(scope_id, first, last))
            .group_by(_USE.c.day)
            .order_by(_USE.c.day)
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return [(row.day, _use(row)) for row in rows]


_SUMS: Final = tuple(
    sa.func.coalesce(sa.func.sum(column), 0).label(column.name)
    for column in (_USE.c.requests, _USE.c.failed, _USE.c.prompt_tokens, _USE.c.completion_tokens)
)


def _period(scope_id: int | None, first: dt.date, last: dt.date) -> tuple[sa.ColumnElement[bool], ...]:
    return _USE.c.scope_id == (ALL_SCOPES if scope_id is None else scope_id), _USE.c.day.between(first, last)


def _use(row: sa.Row[tuple[object, ...]]) -> ModelUse:
    # PostgreSQL sums up to decimal numbers.
    return ModelUse(int(row.requests), int(row.failed), int(row.prompt_tokens), int(row.completion_tokens))


def _name(model: str) -> str:
    """Return a model's name as it can be stored: it comes from the server, and PostgreSQL stores no zero character."""
    return model.replace("\0", "").encode("utf-8", "replace").decode()[:LONGEST_NAME] or "?"
