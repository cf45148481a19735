"""Requests under way: each waits until the bot is ready, and may finish at shutdown.

Hikari runs each listener in a task that nothing awaits. Without this module a shutdown would close the connection in the middle of
answers, and lightbulb would drop every command that arrives while it is still starting.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from types import TracebackType
from typing import Final, Self

import hikari
import lightbulb
import yuyo

from chatterbot import errors, request_ids, spans
from chatterbot.discord import components
from chatterbot.discord.context import Answerable
from chatterbot.discord.cooldowns import Cooldowns
from chatterbot.discord.entrance import Entrance

__all__ = ("InflightRequests",)

_log = logging.getLogger(__name__)

PATIENCE_S: Final = 2.5
"""Seconds a command may wait for the bot to become ready: Discord gives up on it after 3."""
SHARE: Final = 20
"""Commands, clicks and completions of one person under way at the same time: a person's own client sends a few."""
LOG_APART_S: Final = 60.0
"""Seconds in which the log says once of a person that theirs are too many."""
GRACE_S: Final = 5.0
"""Seconds that work under way gets to finish at shutdown. Docker kills after 10."""


class InflightRequests:
    """Counts the requests under way, one task each. As an async context manager it lets them finish at the end of the block.

    Parameters
    ----------
    entrance
        Who may use the bot.
    """

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance
        self.traces: spans.Collector | None = None
        """Who gets the traces of requests; `None`: nobody."""
        self.ready = asyncio.Event()
        """Set when everything is loaded and registered."""
        self._inside: set[asyncio.Task[object]] = set()
        self._by_person: collections.Counter[int] = collections.Counter()
        self._cooldowns = Cooldowns()
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the bot is ending, and takes no new requests."""
        return self._closed

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
    async def visit(self, kind: str) -> AsyncGenerator[bool]:
        """Count the current task as a request of a kind ("message") during the block; yield `False` if it must not be answered.

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
            with request_ids.request() as request_id, spans.trace(kind, request_id, self.traces):
                yield True
        finally:
            self._inside.discard(task)

    @contextlib.asynccontextmanager
    async def _own_share(self, person_id: int) -> AsyncGenerator[bool]:
        """Count a request of a person during the block; yield `False` if they have too many under way."""
        if self._by_person[person_id] >= SHARE:
            if self._cooldowns.begin(person_id, LOG_APART_S):
                _log.warning(
                    "person %d: more than %d commands and clicks at once; those beyond are refused",
                    person_id,
                    SHARE,
                )
            yield False
            return
        self._by_person[person_id] += 1
        try:
            yield True
        finally:
            self._by_person[person_id] -= 1
            if not self._by_person[person_id]:
                del self._by_person[person_id]

    def admit_interactions(
        self,
        bot: hikari.GatewayBot,
        client: lightbulb.GatewayEnabledClient,
        buttons: yuyo.ComponentClient,
        forms: yuyo.ModalClient,
        *,
        verbs: Collection[str],
        own_data: Collection[str],
        refuse: Callable[[Answerable, errors.ChatterbotError], Awaitable[None]],
    ) -> None:
        """Hand commands to lightbulb, buttons and forms to yuyo: each interaction to exactly one of them.

        Parameters
        ----------
        verbs
            The verbs of all buttons and forms that have a handler.
        own_data
            The commands and verbs with which people look at and erase their own data: those nobody is denied.
        refuse
            Tells a person why there is no answer: a button or form has no handler, as an older version of the bot may have left it (yuyo
            would say so in English), or too many of theirs are under way.
        """
        for own in bot.get_listeners(hikari.InteractionCreateEvent, polymorphic=False):
            bot.unsubscribe(hikari.InteractionCreateEvent, own)  # lightbulb's, which drops what comes too early

        async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
            async with (
                self._own_share(int(event.interaction.user.id)) as has_room,
                self.visit("interaction") as welcome,
            ):
                if not has_room:
                    if isinstance(event.interaction, Answerable):
                        await refuse(event.interaction, errors.RefusedError("error-too-many-requests"))
                    return
                if not welcome:
                    return
                try:
                    self._entrance.check_interaction(event.interaction, own_data)
                except errors.RefusedError as error:
                    if isinstance(event.interaction, Answerable):
                        await refuse(event.interaction, error)
                    return
                match event.interaction:
                    case hikari.ComponentInteraction() | hikari.ModalInteraction() as stale if (
                        components.split_custom_id(stale.custom_id)[0] not in verbs
                    ):
                        await refuse(stale, errors.NotFoundError("error-button-broken"))
                    case hikari.ComponentInteraction():
                        await buttons.on_gateway_event(event)
                    case hikari.ModalInteraction():
                        await forms.on_gateway_event(event)
                    case interaction:
                        await client.handle_interaction_create(interaction)

        bot.subscribe(hikari.InteractionCreateEvent, on_interaction)
