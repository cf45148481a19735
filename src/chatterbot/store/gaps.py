"""Questions without a good answer, what people decided about them, and numbers of days and answers."""

from __future__ import annotations

import collections
import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import knowledge_tables, records, tables
from chatterbot.store.chunks import chunks
from chatterbot.store.counting import Counted
from chatterbot.store.database import Database
from chatterbot.store.turns import feedback_of

__all__ = ("AnswerNumbers", "ChangeMark", "GapStore", "UnansweredTurn")

_TURNS: Final = tables.turns
_FEEDBACK: Final = tables.feedback
_CHANGES: Final = tables.changes
_EXAMPLES: Final = tables.examples
_DISMISSALS: Final = knowledge_tables.dismissals
_COUNTS: Final = knowledge_tables.daily_counts
_USES: Final = knowledge_tables.uses


PART: Final = 250
"""Exchanges that are read at a time: a few milliseconds."""


@dataclasses.dataclass(frozen=True, slots=True)
class UnansweredTurn:
    """One exchange that left somebody without a good answer."""

    id: int
    channel_id: int
    author_id: int
    prompt: str
    reply: str
    """What was answered; empty: the answer was not known."""
    disliked: bool
    """Somebody voted 👎."""
    corrected: bool
    created_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class AnswerNumbers:
    """How people took one taught answer."""

    example_id: int
    prompt: str
    reply: str | None
    label: str | None
    uses: int = 0
    up: int = 0
    down: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class ChangeMark:
    """How far the changes of a scope have come."""

    last: int
    """Number of the latest change; 0: none."""
    only_added: bool
    """Since the mark that was asked about, examples were only added: nothing that was answered before is unknown now."""


class GapStore:
    """Reads what was not answered and the numbers of days; keeps dismissals."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def questions(self, scope_id: int, most: int) -> list[UnansweredTurn]:
        """Return the latest exchanges that were declined, answered from general knowledge, voted 👎 or corrected, newest first."""
        disliked = (
            sa.exists()
            .where(_FEEDBACK.c.scope_id == scope_id, _FEEDBACK.c.turn_id == _TURNS.c.id, _FEEDBACK.c.vote == -1)
            .label("disliked")
        )
        corrected = (
            sa.exists()
            .where(
                _CHANGES.c.scope_id == scope_id,
                _CHANGES.c.turn_id == _TURNS.c.id,
                _CHANGES.c.kind == records.ChangeKind.CORRECT.value,
            )
            .label("corrected")
        )
        unknown = _TURNS.c.reply_source.in_(_NOT_TAUGHT)
        query = (
            sa.select(
                _TURNS.c.id,
                _TURNS.c.channel_id,
                _TURNS.c.author_id,
                _TURNS.c.prompt,
                _TURNS.c.reply,
                disliked,
                corrected,
                _TURNS.c.created_at,
            )
            .where(_TURNS.c.scope_id == scope_id, sa.or_(unknown, disliked.element, corrected.element))
            .order_by(_TURNS.c.id.desc())
            .limit(most)
        )
        found: list[UnansweredTurn] = []
        async with self._database.read() as connection:
            result = await connection.stream(query)
            try:
                # In parts, because others are waiting: there may be 10,000.
                async for part in result.partitions(PART):
                    found += [
                        UnansweredTurn(
                            id=row.id,
                            channel_id=row.channel_id,
                            author_id=row.author_id,
                            prompt=row.prompt,
                            reply=row.reply,
                            disliked=bool(row.disliked),
                            corrected=bool(row.corrected),
                            created_at=row.created_at,
                        )
                        for row in part
                    ]
            finally:
                await result.close()
        return found

    async def changed_since(self, scope_id: int, last: int) -> ChangeMark:
        """Return how far the changes have come since the one with that number."""
        mine = (_CHANGES.c.scope_id == scope_id, _CHANGES.c.id > last)
        harmless = (records.ChangeKind.TRAIN.value, records.ChangeKind.IMPORT.value, records.ChangeKind.SEED.value)
        query = sa.select(
            sa.func.max(_CHANGES.c.id),
            sa.func.count().filter(sa.or_(_CHANGES.c.removed > 0, _CHANGES.c.kind.not_in(harmless))),
        ).where(*mine)
        latest, others = await self._database.reading(lambda connection: connection.execute(query).one())
        return ChangeMark(last if latest is None else int(latest), not others)

    # -- dismissals ------------------------------------------------------------------------------------------------

    async def dismissed(self, scope_id: int) -> frozenset[bytes]:
        """Return the keys of the questions that somebody decided need no answer."""
        query = sa.select(_DISMISSALS.c.prompt_key).where(_DISMISSALS.c.scope_id == scope_id)
        return await self._database.reading(lambda connection: frozenset(connection.scalars(query)))

    @uninterrupted
    async def dismiss(self, scope_id: int, author_id: int, keys: Collection[bytes]) -> int | None:
        """Keep that some questions need no answer; return the number by which that is taken back, `None` if all were dismissed before."""
        now = self._now()

        def write(connection: sa.Connection) -> int | None:
            mine = _DISMISSALS.c.scope_id == scope_id
            known = set(connection.scalars(sa.select(_DISMISSALS.c.prompt_key).where(mine)))
            rows = [
                {"scope_id": scope_id, "prompt_key": key, "author_id": author_id, "created_at": now}
                for key in dict.fromkeys(keys)
                if key not in known
            ]
            if not rows:
                return None
            connection.execute(sa.insert(_DISMISSALS), rows)
            first = sa.select(sa.func.min(_DISMISSALS.c.id)).where(
                mine, _DISMISSALS.c.prompt_key == rows[0]["prompt_key"]
            )
            return connection.scalar(first)

        return await self._database.writing(write)

    @uninterrupted
    async def restore(self, scope_id: int, dismissal_id: int) -> int:
        """Take a dismissal back, with all that were kept together with it; return how many."""

        def write(connection: sa.Connection) -> int:
            mine = _DISMISSALS.c.scope_id == scope_id
            row = connection.execute(sa.select(_DISMISSALS).where(mine, _DISMISSALS.c.id == dismissal_id)).first()
            if row is None:
                return 0
            together = (_DISMISSALS.c.author_id == row.author_id, _DISMISSALS.c.created_at == row.created_at)
            return connection.execute(sa.delete(_DISMISSALS).where(mine, *together)).rowcount

        return await self._database.writing(write)

    # -- numbers ---------------------------------------------------------------------------------------------------

    @uninterrupted
    async def daily(self, scope_id: int | None, since: dt.date) -> Mapping[dt.date, Mapping[Counted, int]]:
        """Return the numbers of each day from one on that has any; without a scope (the command line's) those of all together."""
        query = (
            sa.select(_COUNTS.c.day, _COUNTS.c.what, sa.func.sum(_COUNTS.c.count))
            .where(_COUNTS.c.day >= since, _in(_COUNTS, scope_id))
            .group_by(_COUNTS.c.day, _COUNTS.c.what)
        )
        found: dict[dt.date, dict[Counted, int]] = collections.defaultdict(dict)
        async with self._database.read() as connection:
            for day, what, number in await connection.execute(query):
                if what in _COUNTED:  # not what a newer version counts
                    found[day][Counted(what)] = int(number)
        return found

    @uninterrupted
    async def most_used(self, scope_id: int | None, most: int) -> list[AnswerNumbers]:
        """Return the answers that were given most often since they were taught, with how often, the most used first."""
        query = (
            sa.select(*_ANSWER, _USES.c.uses)
            .join_from(_USES, _EXAMPLES, _USES.c.example_id == _EXAMPLES.c.id)
            .where(_in(_USES, scope_id), _EXAMPLES.c.removed_by.is_(None), _USES.c.uses > 0)
            .order_by(_USES.c.uses.desc(), _USES.c.example_id)
            .limit(most)
        )
        async with self._database.read() as connection:
            return [AnswerNumbers(*row[:4], uses=row.uses) for row in await connection.execute(query)]

    @uninterrupted
    async def voted(self, scope_id: int | None, since: dt.datetime) -> list[AnswerNumbers]:
        """Return the answers that people voted on since then and that are still in use, those with most votes first."""
        up = sa.func.count().filter(_FEEDBACK.c.vote == models.Vote.UP.value).label("up")
        down = sa.func.count().filter(_FEEDBACK.c.vote == models.Vote.DOWN.value).label("down")
        query = (
            sa.select(*_ANSWER, up, down)
            .join_from(_FEEDBACK, _EXAMPLES, _FEEDBACK.c.example_id == _EXAMPLES.c.id)
            .where(
                _in(_FEEDBACK, scope_id),
                _EXAMPLES.c.scope_id == _FEEDBACK.c.scope_id,
                _EXAMPLES.c.removed_by.is_(None),
                _FEEDBACK.c.vote.is_not(None),
                _FEEDBACK.c.updated_at >= since,
            )
            .group_by(*_ANSWER)
            .order_by(sa.func.count().desc(), _EXAMPLES.c.id)
        )
        async with self._database.read() as connection:
            return [AnswerNumbers(*row[:4], up=row.up, down=row.down) for row in await connection.execute(query)]

    @uninterrupted
    async def opinions(self, scope_id: int, most: int) -> Sequence[records.FeedbackRecord]:
        """Return the latest opinions about the bot that have words or a rating, newest first."""
        query = (
            sa.select(_FEEDBACK)
            .where(
                _FEEDBACK.c.scope_id == scope_id,
                sa.or_(_FEEDBACK.c.text.is_not(None), _FEEDBACK.c.rating.is_not(None)),
            )
            .order_by(_FEEDBACK.c.id.desc())
            .limit(most)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [feedback_of(row) for row in rows]

    @uninterrupted
    async def untaught(self, texts: Iterable[str]) -> set[str]:
        """Return those of some texts that no example of any scope has as its question: their features are needed by nobody else."""
        wanted = set(texts)
        async with self._database.read() as connection:
            for part in chunks(wanted.copy()):
                query = sa.select(_EXAMPLES.c.prompt).where(_EXAMPLES.c.prompt.in_(part)).distinct()
                wanted -= set(await connection.scalars(query))
        return wanted


_NOT_TAUGHT: Final = (models.ReplySource.UNKNOWN.value, models.ReplySource.GENERAL.value)
"""Where replies come from to which nothing that was taught or imported says anything: the community could teach them."""
_COUNTED: Final = frozenset(each.value for each in Counted)
_ANSWER: Final = (_EXAMPLES.c.id, _EXAMPLES.c.prompt, _EXAMPLES.c.reply, _EXAMPLES.c.label)


def _in(table: sa.Table, scope_id: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if scope_id is None else table.c.scope_id == scope_id
