"""Requests under way: each waits until the bot is ready, and may finish at shutdown.

Hikari runs each listener in a task that nothing awaits. Without this module a shutdown would close the connection in the middle of
answers, and lightbulb would drop every command that arrives while it is still starting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from types import TracebackType
from typing import Final, Self

import hikari
import lightbulb
import yuyo

from chatterbot.discord import components

__all__ = ("InflightRequests",)

_log = logging.getLogger(__name__)

PATIENCE_S: Final = 2.5
"""Seconds a command may wait for the bot to become ready: Discord gives up on it after 3."""
GRACE_S: Final = 5.0
"""Seconds that work under way gets to finish at shutdown. Docker kills after 10."""


class InflightRequests:
    """Counts the requests under way, one task each. As an async context manager it lets them finish at the end of the block."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        """Set when everything is loaded and registered."""
        self._inside: set[asyncio.Task[object]] = set()
        self._closed = False

    @property
    def inside(self) -> int:
        """How many requests are under way."""
        return len(self._inside)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        if not self._inside:
            return
        _log.info("letting %d requests finish", len(self._inside))
        _, late = await asyncio.wait(self._inside, timeout=GRACE_S)
        for task in late:
            task.cancel()
        if late:
            _log.warning("cut off %d requests that took too long", len(late))
            await asyncio.wait(late)

    @contextlib.asynccontextmanager
    async def visit(self) -> AsyncGenerator[bool]:
        """Count the current task as a request during the block; give `False` if it must not be answered.

        That is when the bot is closing, or did not become ready within `PATIENCE_S`.
        """
        task = asyncio.current_task()
        if self._closed or task is None:
            yield False
            return
        self._inside.add(task)
        try:
            if not self.ready.is_set():  # waiting even when ready would let later requests overtake this one
                try:
                    await asyncio.wait_for(self.ready.wait(), PATIENCE_S)
                except TimeoutError:
                    _log.warning("a request was dropped: the bot was not ready within %.1f s", PATIENCE_S)
                    yield False
                    return
            yield True
        finally:
            self._inside.discard(task)

    def admit_interactions(
        self,
        bot: hikari.GatewayBot,
        client: lightbulb.GatewayEnabledClient,
        buttons: yuyo.ComponentClient,
        forms: yuyo.ModalClient,
        *,
        verbs: Collection[str],
        refuse: Callable[[hikari.ComponentInteraction | hikari.ModalInteraction], Awaitable[None]],
    ) -> None:
        """Hand commands to lightbulb, buttons and forms to yuyo: each interaction to exactly one of them.

        Parameters
        ----------
        verbs
            The verbs of all buttons and forms that have a handler.
        refuse
            Answers a button or form without one, as an older version of the bot may have left. (Yuyo would answer in English.)
        """
        for own in bot.get_listeners(hikari.InteractionCreateEvent, polymorphic=False):
            bot.unsubscribe(hikari.InteractionCreateEvent, own)  # lightbulb's, which drops what comes too early

        async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
            async with self.visit() as welcome:
                if not welcome:
                    return
                match event.interaction:
                    case hikari.ComponentInteraction() | hikari.ModalInteraction() as stale if (
                        components.split_custom_id(stale.custom_id)[0] not in verbs
                    ):
                        await refuse(stale)
                    case hikari.ComponentInteraction():
                        await buttons.on_gateway_event(event)
                    case hikari.ModalInteraction():
                        await forms.on_gateway_event(event)
                    case interaction:
                        await client.handle_interaction_create(interaction)

        bot.subscribe(hikari.InteractionCreateEvent, on_interaction)
