"""The switch of the language model: what the page shows of it, and how it is turned. The program that runs the bot gives it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from chatterbot import errors, standin

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

__all__ = ("ModelControl", "ModelToggle")

_log = logging.getLogger(__name__)


class ModelToggle(Protocol):
    """Turns a language model on and off, in a guild and in direct messages."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def host(self) -> str | None:
        """The server that questions are sent to; `None`: it is a scripted model in this program."""
        ...

    async def is_on(self, scope_id: int) -> bool:
        """Tell whether the model may be asked there."""
        ...

    async def turn(self, scope_ids: Sequence[int], *, on: bool) -> None:
        """Let the model be asked in some places, or not."""
        ...

    def watched(self, scope_id: int, changed: Callable[[], None]) -> contextlib.AbstractContextManager[None]:
        """Call `changed` inside the block whenever it may have been turned there, by this switch or with /settings."""
        ...


class ModelControl:
    """The switch as all pages show it; there is none until the bot runs, and none if it has no model.

    Parameters
    ----------
    guild_id
        The guild whose setting is shown.
    people
        Whose direct messages are switched, too.
    """

    def __init__(self, guild_id: int, people: Sequence[int]) -> None:
        self._guild_id = guild_id
        self._people = people
        self._switch: ModelToggle | None = None
        self._on = False

    @property
    def shown(self) -> standin.Json | None:
        """What a page shows: ``{"name", "host", "on"}``."""
        if self._switch is None:
            return None
        return {"name": self._switch.name, "host": self._switch.host, "on": self._on}

    async def turn(self, *, on: bool) -> None:
        """Turn the model on or off.

        Raises
        ------
        standin.SetupError
            If there is none.
        """
        if self._switch is None:
            raise standin.SetupError("there is no language model")
        await self._switch.turn([self._guild_id, *self._people], on=on)

    @contextlib.asynccontextmanager
    async def connected(self, switch: ModelToggle | None, changed: Callable[[], None]) -> AsyncGenerator[None]:
        """Use a switch inside the block, and call `changed` when something else is to be shown."""
        if switch is None:
            yield
            return
        turned = asyncio.Event()
        with switch.watched(self._guild_id, turned.set):
            self._on = await switch.is_on(self._guild_id)
            self._switch = switch
            changed()
            following = asyncio.create_task(self._follow(switch, turned, changed), name="model switch")
            try:
                yield
            finally:
                following.cancel()
                await asyncio.wait([following])
                self._switch = None
                changed()

    async def _follow(self, switch: ModelToggle, turned: asyncio.Event, changed: Callable[[], None]) -> None:
        while True:
            await turned.wait()
            turned.clear()
            try:
                on = await switch.is_on(self._guild_id)
            except errors.ServiceError as error:
                _log.warning("the page does not show whether the language model is on: %s", error)
                continue
            if on is not self._on:
                self._on = on
                changed()
