"""Numbers of each day and of each example, without people: written in the transaction of what they count, and kept longer than it."""

from __future__ import annotations

import datetime as dt
import enum
from typing import Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.store import schema

__all__ = ("Counted", "count", "count_reply", "count_vote")


class Counted(enum.StrEnum):
    """What is counted on each day (UTC)."""

    ANSWERED = "answered"
    """Questions that were answered."""
    DECLINED = "declined"
    """Questions that were not: the answer was not known."""
    CHOSEN = "chosen"
    """Of those that were answered: with a taught answer that a language model chose."""
    COMPOSED = "composed"
    """Of those that were answered: by a language model, from examples and passages."""
    GENERAL = "general"
    """Of those that were answered: by a language model, from what it knows itself."""
    CORRECTED = "corrected"
    """Answers that a person corrected or rejected."""
    TAUGHT = "taught"
    """Missing answers that a person taught."""
    UP = "up"
    """Votes 👍 as they stand; one that was changed counts on the day of the first."""
    DOWN = "down"


# As text, because both databases have this statement, but SQLAlchemy's Core only in the dialect of each.
_COUNT: Final = sa.text(
    "INSERT INTO daily_counts (scope_id, day, what, count) VALUES (:scope_id, :day, :what, :step) "
    "ON CONFLICT (scope_id, day, what) DO UPDATE SET count = daily_counts.count + excluded.count"
).bindparams(
    sa.bindparam("scope_id", type_=sa.BigInteger()),
    sa.bindparam("day", type_=sa.Date()),
    sa.bindparam("what", type_=sa.String()),
    sa.bindparam("step", type_=sa.Integer()),
)
_USE: Final = sa.text(
    "INSERT INTO uses (scope_id, example_id, uses, last_used_at) "
    "SELECT scope_id, id, 1, :now FROM examples WHERE id = :example_id AND scope_id = :scope_id "
    "ON CONFLICT (example_id) DO UPDATE SET uses = uses.uses + 1, last_used_at = excluded.last_used_at"
).bindparams(
    sa.bindparam("now", type_=schema.UtcDateTime()),
    sa.bindparam("example_id", type_=schema.Id),
    sa.bindparam("scope_id", type_=sa.BigInteger()),
)
"""Counts that an example answered. Of an example that was erased nothing is counted."""
_VOTES: Final = {models.Vote.UP: Counted.UP, models.Vote.DOWN: Counted.DOWN}

_BY_MODEL: Final = {
    models.ReplySource.CHOSEN: (Counted.CHOSEN,),
    models.ReplySource.COMPOSED: (Counted.COMPOSED,),
    models.ReplySource.GENERAL: (Counted.GENERAL,),
}


def count(connection: sa.Connection, scope_id: int, moment: dt.datetime, what: Counted, step: int = 1) -> None:
    """Add `step` to a number of the day of a moment."""
    day = moment.astimezone(dt.UTC).date()
    connection.execute(_COUNT, {"scope_id": scope_id, "day": day, "what": what.value, "step": step})


def count_reply(
    connection: sa.Connection,
    scope_id: int,
    reply: models.Reply,
    now: dt.datetime,
    *,
    asked_at: dt.datetime,
    former: models.Reply | None = None,
) -> None:
    """Count a reply, and the use of the example that gave it, or of those that a language model wrote it from.

    Parameters
    ----------
    asked_at
        When the question was asked: the day it counts on.
    former
        The reply that it takes the place of, which is no longer counted.
    """
    now_counted, before = _kinds(reply), _kinds(former) if former is not None else frozenset[Counted]()
    for kind in sorted(now_counted ^ before):
        count(connection, scope_id, asked_at, kind, 1 if kind in now_counted else -1)
    for example_id in sorted(_used(reply) - (set() if former is None else _used(former))):
        connection.execute(_USE, {"scope_id": scope_id, "example_id": example_id, "now": now})


def count_vote(
    connection: sa.Connection,
    scope_id: int,
    first_at: dt.datetime,
    vote: models.Vote | None,
    former: models.Vote | None,
) -> None:
    """Count a vote in the place of the former one, on the day of a person's first word about the reply."""
    if vote is None or vote is former:
        return
    count(connection, scope_id, first_at, _VOTES[vote])
    if former is not None:
        count(connection, scope_id, first_at, _VOTES[former], -1)


def _used(reply: models.Reply) -> set[int]:
    named = reply.composed.examples if reply.composed is not None and reply.example_id is None else ()
    return {*named, *(() if reply.example_id is None else (reply.example_id,))}


def _kinds(reply: models.Reply) -> frozenset[Counted]:
    """Return what a reply counts as."""
    if reply.source is models.ReplySource.UNKNOWN:
        return frozenset({Counted.DECLINED})
    return frozenset({Counted.ANSWERED, *_BY_MODEL.get(reply.source, ())})
