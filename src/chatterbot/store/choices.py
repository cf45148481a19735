"""Votes of people on what their questions mean: one for each person and question, and the proposal that the votes add up to."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import folding, models, texts
from chatterbot.aio import uninterrupted
from chatterbot.store import choice_tables, tables
from chatterbot.store.database import Database

__all__ = ("Ballot", "ChoiceStore", "NewChoice")

_CHOICES: Final = choice_tables.choices
_EXAMPLES: Final = tables.examples
_OFFERED: Final = sa.select(*(_EXAMPLES.c[field.name] for field in dataclasses.fields(models.Example))).where(
    _EXAMPLES.c.scope_id == sa.bindparam("scope_id"),
    _EXAMPLES.c.id.in_(sa.bindparam("example_ids", expanding=True)),
    ~sa.exists().where(
        _CHOICES.c.scope_id == sa.bindparam("scope_id"),
        _CHOICES.c.question_key == sa.bindparam("question_key"),
        _CHOICES.c.author_id == sa.bindparam("author_id"),
        _CHOICES.c.answer.is_(None),
    ),
)
"""Built once: constructing a statement costs more than running it."""
_ENDING: Final = " ?!.…"
"""Signs at the end of a question that change nothing about what it asks."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class NewChoice:
    """What a person meant by a question."""

    question: str
    """Of it only a hash is kept."""
    author_id: int
    dataset_id: int
    answer: int | None
    """The key of the answer; `None`: none of those that were offered."""
    spoken: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Ballot:
    """The equal votes on one question."""

    people: int
    """How many people meant the same answer."""
    written: int
    """How many of them pressed a button; the others said so."""
    proposal_id: int | None
    """The latest proposal that came of it, which may be decided or deleted by now; `None`: none did."""
    again: bool = False
    """Whether the person had voted so before, and nothing is new."""


class ChoiceStore:
    """Votes; see the module."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def put(self, scope_id: int, choice: NewChoice) -> Ballot:
        """Keep a vote in the place of the person's earlier one on this question; return the votes that are equal to it now.

        The same vote again changes nothing but that a written one counts more than a spoken one.
        """
        mine = sa.and_(_asked(scope_id, choice.question), _CHOICES.c.author_id == choice.author_id)

        def write(connection: sa.Connection) -> Ballot:
            before = connection.execute(sa.select(_CHOICES).where(mine)).first()
            again = before is not None and (before.dataset_id, before.answer) == (choice.dataset_id, choice.answer)
            spoken = choice.spoken and (before is None or not again or before.spoken)
            connection.execute(sa.delete(_CHOICES).where(mine))
            connection.execute(
                sa.insert(_CHOICES).values(
                    scope_id=scope_id,
                    question_key=_key(choice.question),
                    author_id=choice.author_id,
                    dataset_id=choice.dataset_id,
                    answer=choice.answer,
                    spoken=spoken,
                    proposal_id=before.proposal_id if before is not None and again else None,
                    created_at=self._now(),
                )
            )
            rows = connection.execute(sa.select(_CHOICES).where(_equal(scope_id, choice))).all()
            same = before is not None and again and spoken == before.spoken
            return _ballot(rows, again=same)

        return await self._database.writing(write)

    @uninterrupted
    async def link(self, scope_id: int, choice: NewChoice, proposal_id: int) -> None:
        """Note the proposal that the votes equal to this one add up to."""
        update = sa.update(_CHOICES).where(_equal(scope_id, choice)).values(proposal_id=proposal_id)
        await self._database.writing(lambda connection: connection.execute(update).close())

    async def offered(
        self, scope_id: int, question: str, author_id: int, example_ids: Collection[int]
    ) -> list[models.Example]:
        """Return a few examples by id, in any order; none to a person who meant none of what was offered for this question."""
        values = {
            "scope_id": scope_id,
            "question_key": _key(question),
            "author_id": author_id,
            "example_ids": list(example_ids),
        }
        rows = await self._database.reading(lambda connection: connection.execute(_OFFERED, values).all())
        return [models.Example(*row) for row in rows]

    async def people(self, scope_id: int, proposal_id: int) -> int:
        """Return how many people's votes add up to a proposal."""
        query = sa.select(sa.func.count()).where(_CHOICES.c.scope_id == scope_id, _CHOICES.c.proposal_id == proposal_id)
        return int(await self._database.reading(lambda connection: connection.scalar(query)) or 0)

    @uninterrupted
    async def purge(self, before: dt.datetime) -> int:
        """Delete votes that are older, in every scope; returns how many."""
        async with self._database.write() as connection:
            result = await connection.execute(sa.delete(_CHOICES).where(_CHOICES.c.created_at < before))
        return result.rowcount


def _key(question: str) -> bytes:
    """Return the hash of a question: capitals, spaces and the signs at its end make no difference."""
    plain = texts.one_line(folding.fold(question)).rstrip(_ENDING)
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16, person=b"choice").digest()


def _asked(scope_id: int, question: str) -> sa.ColumnElement[bool]:
    return sa.and_(_CHOICES.c.scope_id == scope_id, _CHOICES.c.question_key == _key(question))


def _equal(scope_id: int, choice: NewChoice) -> sa.ColumnElement[bool]:
    return sa.and_(
        _asked(scope_id, choice.question),
        _CHOICES.c.dataset_id == choice.dataset_id,
        _CHOICES.c.answer.is_not_distinct_from(choice.answer),
    )


def _ballot(rows: Sequence[sa.Row[Any]], *, again: bool) -> Ballot:
    proposals = [row.proposal_id for row in rows if row.proposal_id is not None]
    return Ballot(len(rows), sum(not row.spoken for row in rows), max(proposals, default=None), again)
