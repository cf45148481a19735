"""`Personas`: how a language model is to speak in each place; a cache of the database, which is written first."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import errors, texts
from chatterbot.erasures import Erasures
from chatterbot.store import EVERYWHERE_HERE, PersonaRecord, Store

__all__ = ("LONGEST_PERSONA", "MOST_PERSONAS", "Personas")

LONGEST_PERSONA: Final = 4000
"""Characters of a persona: as many as fit into a field of a form on Discord."""
MOST_PERSONAS: Final = 50
"""Places of a scope with a persona of their own."""
MOST_CACHED: Final = 500
"""Most scopes whose personas are kept in memory: usually a few KB each, 800 KB at most."""


class Personas:
    """The personas of every scope (`generation.PersonaSource`).

    Parameters
    ----------
    store
        The database.
    erasures
        The latest erasures: nothing is written of a person who was erased meanwhile.
    """

    def __init__(self, store: Store, erasures: Erasures) -> None:
        self._store = store
        self._erasures = erasures
        self._cached: collections.OrderedDict[int, Mapping[int, PersonaRecord]] = collections.OrderedDict()
        self._changing = asyncio.Lock()

    async def persona(self, scope_id: int, place: Sequence[int]) -> str | None:
        """Return the persona of the nearest place that has one, else the scope's; `None`: none was written.

        Parameters
        ----------
        place
            Ids of the place and of what it belongs to, nearest first: a thread, its channel, that channel's category.
        """
        present = await self.present(scope_id)
        found = next((present[each] for each in (*place, EVERYWHERE_HERE) if each in present), None)
        return None if found is None else found.text

    async def present(self, scope_id: int) -> Mapping[int, PersonaRecord]:
        """Return a scope's personas by place."""
        cached = self._cached.get(scope_id)
        if cached is not None:
            self._cached.move_to_end(scope_id)
            return cached
        async with self._changing:
            return await self._read(scope_id)

    async def write(self, scope_id: int, place_id: int, text: str, author_id: int) -> PersonaRecord:
        """Give a place (`EVERYWHERE_HERE`: the scope) a persona.

        Raises
        ------
        errors.InvalidInputError
            ``error-persona-empty``, ``error-persona-long(most)``, ``error-persona-many(most)``
        errors.RefusedError
            As `Erasures.writing`.
        """
        wanted = text.replace("\0", "").strip()
        if texts.is_blank(wanted):
            raise errors.InvalidInputError("error-persona-empty")
        if len(wanted) > LONGEST_PERSONA:
            raise errors.InvalidInputError("error-persona-long", most=LONGEST_PERSONA)
        moment = self._erasures.moment()
        async with self._changing, self._erasures.writing(moment, scope_id, author_id):
            present = await self._read(scope_id)
            if place_id not in present and len(present) >= MOST_PERSONAS:
                raise errors.InvalidInputError("error-persona-many", most=MOST_PERSONAS)
            written = await self._store.personas.put(scope_id, place_id, wanted, author_id)
            self._cached.pop(scope_id, None)
        return written

    async def reset(self, scope_id: int, place_id: int, author_id: int) -> PersonaRecord:
        """Take the persona away from a place.

        Raises
        ------
        errors.NotFoundError
            ``error-persona-none``, if it has none.
        errors.RefusedError
            As `Erasures.writing`.
        """
        moment = self._erasures.moment()
        async with self._changing, self._erasures.writing(moment, scope_id, author_id):
            if place_id not in await self._read(scope_id):
                raise errors.NotFoundError("error-persona-none")
            written = await self._store.personas.put(scope_id, place_id, None, author_id)
            self._cached.pop(scope_id, None)
        return written

    async def undo(self, scope_id: int, persona_id: int, author_id: int) -> PersonaRecord:
        """Put back what was so before a persona was written or reset; return what is so now.

        Raises
        ------
        errors.NotFoundError
            ``error-persona-changed``, if it was changed again since.
        errors.RefusedError
            As `Erasures.writing`.
        """
        moment = self._erasures.moment()
        async with self._changing, self._erasures.writing(moment, scope_id, author_id):
            restored = await self._store.personas.restore(scope_id, persona_id, author_id)
            self._cached.pop(scope_id, None)
        if restored is None:
            raise errors.NotFoundError("error-persona-changed")
        return restored

    async def forget(self, _user_id: int, scope_id: int | None) -> None:
        """Read personas from the database again at their next use, since somebody was erased from a scope or (`None`) from all."""
        async with self._changing:  # a read that is under way may still return what was erased
            if scope_id is None:
                self._cached.clear()
            else:
                self._cached.pop(scope_id, None)

    async def _read(self, scope_id: int) -> Mapping[int, PersonaRecord]:
        present = {each.place_id: each for each in await self._store.personas.present(scope_id)}
        self._cached[scope_id] = present
        if len(self._cached) > MOST_CACHED:
            self._cached.popitem(last=False)
        return present
