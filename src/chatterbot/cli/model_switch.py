"""The playground's switch of the language model: the preference that /settings changes, too."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Final, Self

from chatterbot.preferences import ModelMode
from chatterbot.services import Services

__all__ = ("PreferenceSwitch",)

CHORE: Final = "playground-model"
"""Noted when the model was switched off in a new playground."""


class PreferenceSwitch:
    """Turns the language model of some services on and off."""

    def __init__(self, services: Services, name: str, host: str | None) -> None:
        self._services = services
        self._name = name
        self._host = host

    @classmethod
    def of(cls, services: Services) -> Self | None:
        """Return the switch; `None`: there is no language model."""
        terms = services.model_terms
        return None if terms is None else cls(services, terms.model, terms.host)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def host(self) -> str | None:
        """The server that questions are sent to; `None`: it is in this program."""
        return self._host

    async def is_on(self, scope_id: int) -> bool:
        """Tell whether the model may be asked there. In a new playground it is off, so that a newcomer first sees what was taught."""
        if await self._services.store.chores.note(scope_id, CHORE):
            await self._services.preferences.change(scope_id, model=ModelMode.OFF)
        return (await self._services.preferences.get(scope_id)).model is not ModelMode.OFF

    async def turn(self, scope_ids: Sequence[int], *, on: bool) -> None:
        """Let the model be asked in some places, or not."""
        for scope_id in scope_ids:
            await self._services.preferences.change(scope_id, model=ModelMode.GROUNDED if on else ModelMode.OFF)

    def watched(self, scope_id: int, changed: Callable[[], None]) -> contextlib.AbstractContextManager[None]:
        """Call `changed` inside the block whenever the preferences there have changed."""
        return self._services.preferences.watched(scope_id, changed)
