"""What happens in the stand-in's world, for those who wait for it or show it."""

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
"""Changes a subscription holds for a slow reader; beyond it the oldest are dropped and counted."""


class WorldEventKind(enum.StrEnum):
    """What changed."""

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
    VOICE_STATE = "voice_state"
    BOT_CONNECTED = "bot_connected"
    BOT_DISCONNECTED = "bot_disconnected"


@dataclasses.dataclass(frozen=True, slots=True)
class WorldEvent:
    """One change.

    Parameters
    ----------
    kind
        What happened.
    data
        The payload: a message, a modal, an interaction's ``{"id", "type", "callback"}``. Read it, do not write to it.
    channel_id
        Where, if it happened in a channel.
    visible_to
        The only user who sees it (ephemeral messages, modals, autocomplete), or nothing if everybody there does.
    interaction_id
        The interaction it answers, if it does.
    """

    kind: WorldEventKind
    data: Json
    channel_id: str | None = None
    visible_to: str | None = None
    interaction_id: str | None = None


class EventSubscription:
    """Changes as they happen, by ``async for``; ends when closed, or with the stand-in."""

    def __init__(self, feed: WorldEvents, limit: int) -> None:
        self._feed = feed
        self._waiting: collections.deque[WorldEvent] = collections.deque(maxlen=limit)
        self._news = asyncio.Event()
        self._closed = False
        self.dropped = 0
        """Changes lost because the reader was too slow."""

    def offer(self, change: WorldEvent) -> None:
        """Take a change in; the feed calls this."""
        if len(self._waiting) == self._waiting.maxlen:
            self.dropped += 1
        self._waiting.append(change)
        self._news.set()

    def close(self) -> None:
        """End the subscription; changes already taken in are still read."""
        self._closed = True
        self._feed.forget(self)
        self._news.set()

    async def __aenter__(self) -> Self:
        """Subscriptions are contexts, so that none is left behind."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def __aiter__(self) -> Self:
        """Iterate over the changes."""
        return self

    async def __anext__(self) -> WorldEvent:
        """Wait for the next change."""
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        return self._waiting.popleft()


class WorldEvents:
    """Feed of changes, and the means to wait until something is so."""

    def __init__(self) -> None:
        self._subscriptions: list[EventSubscription] = []
        self._beat = asyncio.Event()

    def subscribe(self, limit: int = SUBSCRIPTION_LIMIT) -> EventSubscription:
        """Begin to take in changes."""
        subscription = EventSubscription(self, limit)
        self._subscriptions.append(subscription)
        return subscription

    def forget(self, subscription: EventSubscription) -> None:
        """Stop feeding a subscription; closing it calls this."""
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
        """Tell every subscriber, and wake those who wait."""
        change = WorldEvent(kind, data, channel_id, visible_to, interaction_id)
        for subscription in self._subscriptions:
            subscription.offer(change)
        self.beat()

    def beat(self) -> None:
        """Wake everybody who waits, to look again."""
        self._beat.set()
        self._beat = asyncio.Event()

    async def until(self, predicate: Callable[[], T], timeout_s: float, what: Callable[[], str]) -> T:
        """Wait until something is so.

        Parameters
        ----------
        predicate
            Asked now and after every change; its first true result is returned.
        timeout_s
            Seconds of real time to wait.
        what
            Words the failure.

        Raises
        ------
        NoAnswerError
            If it is not so in time.
        """
        try:
            async with asyncio.timeout(timeout_s):
                while not (result := predicate()):
                    await self._beat.wait()
                return result
        except TimeoutError:
            raise errors.NoAnswerError(what()) from None

    def close(self) -> None:
        """End all subscriptions."""
        for subscription in list(self._subscriptions):
            subscription.close()
