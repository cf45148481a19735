"""Events of the stand-in's world, for tests that wait for them and for the playground, which shows them."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import enum
from typing import TYPE_CHECKING, Self, TypeVar

from chatterbot.standin import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.protocol import Json

T = TypeVar("T")

SUBSCRIPTION_LIMIT = 1000
"""Events a subscription holds for a slow reader; with more the oldest are dropped and counted."""


class WorldEventKind(enum.StrEnum):
    """Kinds of event."""

    MESSAGE_CREATED = "message_created"
    MESSAGE_UPDATED = "message_updated"
    MESSAGE_DELETED = "message_deleted"
    REACTION_ADDED = "reaction_added"
    REACTION_REMOVED = "reaction_removed"
    TYPING = "typing"
    INTERACTION_CREATED = "interaction_created"
    INTERACTION_ANSWERED = "interaction_answered"
    MODAL_OPENED = "modal_opened"
    COMMANDS_REGISTERED = "commands_registered"
    THREAD_CHANGED = "thread_changed"
    """A thread was started or changed; ``data`` is the thread."""
    THREAD_DELETED = "thread_deleted"
    VOICE_STATE = "voice_state"
    BOT_CONNECTED = "bot_connected"
    BOT_DISCONNECTED = "bot_disconnected"


@dataclasses.dataclass(frozen=True, slots=True)
class WorldEvent:
    """One event of the world.

    Parameters
    ----------
    kind
        What happened.
    data
        The payload: a message, a modal, an interaction's ``{"id", "type", "callback"}``. Do not change it.
    channel_id
        The channel, if it happened in one.
    visible_to
        The only user who sees it (ephemeral messages, modals, autocomplete); `None` if everybody in the channel does.
    interaction_id
        The interaction that it answers, if any.
    """

    kind: WorldEventKind
    data: Json
    channel_id: str | None = None
    visible_to: str | None = None
    interaction_id: str | None = None


class EventSubscription:
    """The events as they happen, read with ``async for``; ends when it is closed, or with the stand-in."""

    def __init__(self, source: WorldEvents, limit: int) -> None:
        self._source = source
        self._queue: collections.deque[WorldEvent] = collections.deque(maxlen=limit)
        self._available = asyncio.Event()
        self._closed = False
        self.dropped = 0
        """Events lost because the reader was too slow."""

    def put(self, event: WorldEvent) -> None:
        """Add an event; called by `WorldEvents`."""
        if len(self._queue) == self._queue.maxlen:
            self.dropped += 1
        self._queue.append(event)
        self._available.set()

    def close(self) -> None:
        """End the subscription; events that were already added can still be read."""
        self._closed = True
        self._source.unsubscribe(self)
        self._available.set()

    async def __aenter__(self) -> Self:
        """Return the subscription; leaving the context closes it."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the subscription."""
        self.close()

    def __aiter__(self) -> Self:
        """Return the subscription, which is its own iterator."""
        return self

    async def __anext__(self) -> WorldEvent:
        """Wait for the next event."""
        while not self._queue:
            if self._closed:
                raise StopAsyncIteration
            self._available.clear()
            await self._available.wait()
        return self._queue.popleft()


class WorldEvents:
    """Publishes events to subscribers, and lets tests wait for a condition."""

    def __init__(self) -> None:
        self._subscriptions: list[EventSubscription] = []
        self._notified = asyncio.Event()

    def subscribe(self, limit: int = SUBSCRIPTION_LIMIT) -> EventSubscription:
        """Return a new subscription to all events from now on."""
        subscription = EventSubscription(self, limit)
        self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: EventSubscription) -> None:
        """Stop sending events to a subscription; called when it closes."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def publish(
        self,
        kind: WorldEventKind,
        data: Json,
        *,
        channel_id: str | None = None,
        visible_to: str | None = None,
        interaction_id: str | None = None,
    ) -> None:
        """Send an event to every subscriber, and let all waiters check their conditions again."""
        event = WorldEvent(kind, data, channel_id, visible_to, interaction_id)
        for subscription in self._subscriptions:
            subscription.put(event)
        self.notify()

    def notify(self) -> None:
        """Let all waiters check their conditions again."""
        self._notified.set()
        self._notified = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T], timeout_s: float, what: Callable[[], str]) -> T:
        """Wait until a condition is true, and return its result.

        Parameters
        ----------
        predicate
            The condition, checked now and after every change; its first true result is returned.
        timeout_s
            Seconds of real time to wait.
        what
            Returns the text of the error.

        Raises
        ------
        NoAnswerError
            If the condition is not true in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not (result := predicate()):
                    await self._notified.wait()
                return result
        except TimeoutError:
            raise errors.NoAnswerError(what()) from None

    def close(self) -> None:
        """End all subscriptions."""
        for subscription in list(self._subscriptions):
            subscription.close()
