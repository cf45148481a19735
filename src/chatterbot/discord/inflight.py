"""Where every event of a person comes in: it waits until the bot is ready, is followed to its end, and is let finish at shutdown.

Hikari runs each listener in a task nobody awaits; without this a shutdown would pull the connection away under half-given answers,
and lightbulb would drop every command that arrives while it is still starting.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator
from types import TracebackType
from typing import Final, Self

import hikari
import lightbulb
import yuyo

__all__ = ("InflightRequests",)

_log = logging.getLogger(__name__)

PATIENCE_S: Final = 2.5
"""Seconds a command may wait for the bot to become ready: Discord gives up on it after 3."""
GRACE_S: Final = 5.0
"""Seconds that work under way gets to finish at shutdown. Docker kills after 10."""


class InflightRequests:
    """Lets requests in, one task each; an async context manager that sees the last of them out."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()
        """Set when everything is loaded and registered."""
        self._inside: set[asyncio.Task[object]] = set()
        self._closed = False

    @property
    def inside(self) -> int:
        """Requests under way."""
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
        """Follow the current task to its end. Gives `False` when it has to go: the bot is closing, or did not become ready in time."""
        task = asyncio.current_task()
        if self._closed or task is None:
            yield False
            return
        self._inside.add(task)
        try:
            if not self.ready.is_set():  # waiting gives way to others: who comes later keeps behind those before
                try:
                    await asyncio.wait_for(self.ready.wait(), PATIENCE_S)
                except TimeoutError:
                    _log.warning("a request came %.1f s before the bot was ready, and was dropped", PATIENCE_S)
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
    ) -> None:
        """Route commands to lightbulb, buttons and forms to yuyo: each to exactly one of them, through this door."""
        for own in bot.get_listeners(hikari.InteractionCreateEvent, polymorphic=False):
            bot.unsubscribe(hikari.InteractionCreateEvent, own)  # lightbulb's, which drops what comes too early

        async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
            async with self.visit() as welcome:
                if not welcome:
                    return
                match event.interaction:
                    case hikari.ComponentInteraction():
                        await buttons.on_gateway_event(event)
                    case hikari.ModalInteraction():
                        await forms.on_gateway_event(event)
                    case interaction:
                        await client.handle_interaction_create(interaction)

        bot.subscribe(hikari.InteractionCreateEvent, on_interaction)
