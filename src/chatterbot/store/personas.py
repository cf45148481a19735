"""How a language model is to speak in the places of a scope, with what was so before."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import applying, tables
from chatterbot.store.database import Database

__all__ = ("EVERYWHERE_HERE", "PersonaRecord", "PersonaStore")

EVERYWHERE_HERE: Final = 0
"""The place that is the whole scope."""
KEPT: Final = 20
"""Former personas that are kept of a place; the oldest go."""

_PERSONAS: Final = tables.personas


@dataclasses.dataclass(frozen=True, slots=True)
class PersonaRecord:
    """A persona of a place, or that it has none since then."""

    id: int
    scope_id: int
    place_id: int
    """A channel or category; `EVERYWHERE_HERE`: the whole scope."""
    text: str | None = dataclasses.field(repr=False)
    """`None`: it was reset."""
    author_id: int
    """Who wrote it; 0 if that person had it made anonymous."""
    created_at: dt.datetime


class PersonaStore:
    """Personas, by scope and place."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    async def present(self, scope_id: int) -> list[PersonaRecord]:
        """Return the persona of each place that has one."""
        newest = sa.select(sa.func.max(_PERSONAS.c.id)).where(_PERSONAS.c.scope_id == scope_id)
        query = sa.select(_PERSONAS).where(
            _PERSONAS.c.scope_id == scope_id,
            _PERSONAS.c.id.in_(newest.group_by(_PERSONAS.c.place_id)),
            _PERSONAS.c.text.is_not(None),
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return [_record(row) for row in rows]

    @uninterrupted
    async def put(self, scope_id: int, place_id: int, text: str | None, author_id: int) -> PersonaRecord:
        """Give a place a persona, or (`None`) none, and return what is kept of that."""
        now = self._now()

        def write(connection: sa.Connection) -> PersonaRecord:
            return _insert(connection, PersonaRecord(0, scope_id, place_id, text, author_id, now))

        return await self._database.writing(write)

    @uninterrupted
    async def restore(self, scope_id: int, persona_id: int, author_id: int) -> PersonaRecord | None:
        """Put back what was so before a persona, with its author; `None` if that persona is not the latest of its place any more."""
        now = self._now()

        def write(connection: sa.Connection) -> PersonaRecord | None:
            row = connection.execute(
                sa.select(_PERSONAS).where(_PERSONAS.c.scope_id == scope_id, _PERSONAS.c.id == persona_id)
            ).first()
            if row is None:
                return None
            of_place = (_PERSONAS.c.scope_id == scope_id, _PERSONAS.c.place_id == row.place_id)
            two = sa.select(_PERSONAS).where(*of_place).order_by(_PERSONAS.c.id.desc()).limit(2)
            newest, *before = connection.execute(two).all()
            if newest.id != persona_id:
                return None
            former = _record(before[0]) if before else PersonaRecord(0, scope_id, row.place_id, None, author_id, now)
            return _insert(connection, former)

        return await self._database.writing(write)


def _insert(connection: sa.Connection, persona: PersonaRecord) -> PersonaRecord:
    values = {name: value for name, value in dataclasses.asdict(persona).items() if name != "id"}
    key = applying.key_of(connection.execute(sa.insert(_PERSONAS).values(values)))
    of_place = (_PERSONAS.c.scope_id == persona.scope_id, _PERSONAS.c.place_id == persona.place_id)
    old = sa.select(_PERSONAS.c.id).where(*of_place).order_by(_PERSONAS.c.id.desc()).offset(KEPT).limit(1)
    oldest = connection.scalar(old)
    if oldest is not None:
        connection.execute(sa.delete(_PERSONAS).where(*of_place, _PERSONAS.c.id <= oldest))
    return dataclasses.replace(persona, id=key)


def _record(row: sa.Row[Any]) -> PersonaRecord:
    return PersonaRecord(
        id=row.id,
        scope_id=row.scope_id,
        place_id=row.place_id,
        text=row.text,
        author_id=row.author_id,
        created_at=row.created_at,
    )
