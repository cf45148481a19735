"""`Preferences`: the settings that each scope has chosen with /settings."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.preferences.checking import check, from_row, to_row
from chatterbot.preferences.choices import MOST_OVERRIDES, ChannelOverride, GuildPreferences, ModelMode
from chatterbot.preferences.places import model_at, override_at, strictness_at
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

    async def strictness(self, scope_id: int, place: Sequence[int] = ()) -> float | None:
        """Return how strict a scope wants the bot to be (`GuildPreferences.strictness`) in a place (see `override_at`)."""
        return strictness_at(await self.get(scope_id), place)

    async def dataset(self, scope_id: int, place: Sequence[int]) -> str | None:
        """Return the name of the dataset that answers in a place (see `override_at`); `None`: the active one."""
        return override_at(await self.get(scope_id), place).dataset

    async def change_override(self, scope_id: int, place_id: int, **values: Any) -> GuildPreferences:
        """Change some of what holds in one channel or category, and return all preferences; a place without own values is left out.

        Raises
        ------
        errors.InvalidInputError
            ``error-preference-value(name, value)``; ``error-places-too-many(most)``
        """

        def changed(present: GuildPreferences) -> dict[str, Any]:
            override = dataclasses.replace(present.overrides.get(place_id, ChannelOverride()), **values)
            others = {place: each for place, each in present.overrides.items() if place != place_id}
            if override == ChannelOverride():
                return {"overrides": others}
            if len(others) >= MOST_OVERRIDES:
                raise errors.InvalidInputError("error-places-too-many", most=MOST_OVERRIDES)
            return {"overrides": others | {place_id: override}}

        return await self.update(scope_id, changed)

    async def language(self, scope_id: int) -> str | None:
        """Return the code of the language that a scope chose (`GuildPreferences.language`)."""
        return (await self.get(scope_id)).language

    async def quotes_documents(self, scope_id: int) -> bool:
        """Return whether a scope wants documents to be quoted (`GuildPreferences.documents`)."""
        return (await self.get(scope_id)).documents

    async def model(self, scope_id: int, place: Sequence[int]) -> tuple[ModelMode, str | None]:
        """Return what a language model may write in a place, and which model the scope chose (`GuildPreferences.model_name`)."""
        present = await self.get(scope_id)
        return model_at(present, place), present.model_name

    async def change(self, scope_id: int, **fields: Any) -> GuildPreferences:
        """Change some of a scope's preferences and return all of them.

        Raises
        ------
        errors.InvalidInputError
            ``error-preference-unknown(name)``, ``error-preference-value(name, value)``
        """
        return await self.update(scope_id, lambda _: fields)

    async def update(self, scope_id: int, change: Callable[[GuildPreferences], Mapping[str, Any]]) -> GuildPreferences:
        """Change preferences by what they are now, so that two people at the same time do not undo each other's change.

        Parameters
        ----------
        change
            Returns the fields to change from the present preferences; what it raises leaves them as they are.

        Raises
        ------
        errors.InvalidInputError
            As `change`.
        """
        async with self._changing:
            present = await self._read(scope_id)
            checked = {name: check(name, value) for name, value in change(present).items()}
            changed = dataclasses.replace(present, **checked)
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
