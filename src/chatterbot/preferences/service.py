"""`Preferences`: the settings that each scope has chosen with /settings."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import Callable, Generator
from typing import Any, Final

from chatterbot.preferences.checking import check, from_row, to_row
from chatterbot.preferences.choices import GuildPreferences
from chatterbot.store import Store

__all__ = ("Preferences",)

MOST_CACHED: Final = 10_000
"""Most scopes whose preferences are kept in memory, about 1 KiB each."""


class Preferences:
    """The preferences of every scope: a cache of the database, which is written first.

    Parameters
    ----------
    store
        The database.
    defaults
        The preferences of a scope that has chosen nothing.
    """

    def __init__(self, store: Store, defaults: GuildPreferences | None = None) -> None:
        self._store = store
        self._defaults = defaults or GuildPreferences()
        self._cached: collections.OrderedDict[int, GuildPreferences] = collections.OrderedDict()
        self._changing = asyncio.Lock()
        self._watchers: dict[int, list[Callable[[], None]]] = {}

    async def get(self, scope_id: int) -> GuildPreferences:
        """Return a scope's preferences."""
        cached = self._cached.get(scope_id)
        if cached is not None:
            return cached
        async with self._changing:
            return await self._read(scope_id)

    async def strictness(self, scope_id: int) -> float | None:
        """Return how strict a scope wants the bot to be (`GuildPreferences.strictness`)."""
        return (await self.get(scope_id)).strictness

    async def quotes_documents(self, scope_id: int) -> bool:
        """Return whether a scope wants documents to be quoted (`GuildPreferences.documents`)."""
        return (await self.get(scope_id)).documents

    async def change(self, scope_id: int, **fields: Any) -> GuildPreferences:
        """Change some of a scope's preferences and return all of them.

        Raises
        ------
        errors.InvalidInputError
            ``error-preference-unknown(name)``, ``error-preference-value(name, value)``
        """
        checked = {name: check(name, value) for name, value in fields.items()}
        async with self._changing:
            changed = dataclasses.replace(await self._read(scope_id), **checked)
            await self._store.people.put_preferences(scope_id, to_row(changed))
            self._keep(scope_id, changed)
        self._tell(scope_id)
        return changed

    async def forget(self, scope_id: int) -> None:
        """Read the scope's preferences from the database again at their next use, as they were erased."""
        async with self._changing:  # a read that is under way may still return what was erased
            self._cached.pop(scope_id, None)
        self._tell(scope_id)

    @contextlib.contextmanager
    def watched(self, scope_id: int, changed: Callable[[], None]) -> Generator[None]:
        """Call `changed` inside the block whenever the scope's preferences have changed."""
        watchers = self._watchers.setdefault(scope_id, [])
        watchers.append(changed)
        try:
            yield
        finally:
            watchers.remove(changed)
            if not watchers and self._watchers.get(scope_id) is watchers:
                del self._watchers[scope_id]

    def _tell(self, scope_id: int) -> None:
        for changed in [*self._watchers.get(scope_id, ())]:
            changed()

    async def _read(self, scope_id: int) -> GuildPreferences:
        cached = self._cached.get(scope_id)
        if cached is None:
            cached = from_row(await self._store.people.preferences(scope_id), self._defaults)
            self._keep(scope_id, cached)
        return cached

    def _keep(self, scope_id: int, preferences: GuildPreferences) -> None:
        self._cached[scope_id] = preferences
        if len(self._cached) > MOST_CACHED:
            self._cached.popitem(last=False)
