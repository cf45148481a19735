"""A producer with any number of consumers, each with a bounded queue: a slow consumer loses its oldest items and delays nobody else."""

from __future__ import annotations

import asyncio
import collections
import weakref
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

__all__ = ("Broadcast", "Subscription")

T = TypeVar("T")


class Subscription(Generic[T]):
    """One consumer's queue, an asynchronous iterator; close it (or leave its ``async with``) to unsubscribe.

    Iteration ends when the producer has ended and the queue is empty, or when the subscription is closed. A subscription without any
    reference to it is unsubscribed.
    """

    def __init__(self, size: int, dropped: Callable[[], None] | None) -> None:
        self._items: collections.deque[T] = collections.deque()
        self._size = size
        self._on_drop = dropped
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self.dropped = 0
        """Items lost because this consumer was too slow."""

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            if self._waiter is not None:
                raise RuntimeError("one subscription is read by one task")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._items.popleft()

    def get_nowait(self) -> T | None:
        """Return an item that already waits; `None` if there is none."""
        return self._items.popleft() if self._items else None

    def __len__(self) -> int:
        """Return the number of items that wait."""
        return len(self._items)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Unsubscribe, and drop the items that wait."""
        self._items.clear()
        self.end()

    def put(self, item: T) -> None:
        """Add an item (called by the producer); if the queue is full, the oldest item is dropped."""
        if self._ended:
            return
        if len(self._items) >= self._size:
            self._items.popleft()
            self.dropped += 1
            if self._on_drop is not None:
                self._on_drop()
        self._items.append(item)
        self._wake()

    def end(self) -> None:
        """End the iteration after the items that wait (called by the producer)."""
        self._ended = True
        self._wake()

    @property
    def ended(self) -> bool:
        """Whether no further item will be added."""
        return self._ended

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


class Broadcast(Generic[T]):
    """Puts each item into the queue of every subscription.

    Parameters
    ----------
    size
        Items that wait in one subscription at most.
    dropped
        Called for each item that a slow consumer lost.
    """

    def __init__(self, size: int, dropped: Callable[[], None] | None = None) -> None:
        self._size = size
        self._on_drop = dropped
        self._subscriptions: weakref.WeakSet[Subscription[T]] = weakref.WeakSet()
        self._ended = False

    def subscribe(self) -> Subscription[T]:
        """Return a new subscription to the items from now on; after `end` it is empty."""
        subscription: Subscription[T] = Subscription(self._size, self._on_drop)
        if self._ended:
            subscription.end()
        else:
            self._subscriptions.add(subscription)
        return subscription

    @property
    def has_listeners(self) -> bool:
        """Whether there is any open subscription."""
        return any(not subscription.ended for subscription in self._subscriptions)

    def put(self, *items: T) -> None:
        """Put items into the queue of every subscription."""
        for subscription in list(self._subscriptions):
            if subscription.ended:
                self._subscriptions.discard(subscription)
                continue
            for item in items:
                subscription.put(item)

    def end(self) -> None:
        """End every subscription; nothing can be put any more."""
        self._ended = True
        for subscription in list(self._subscriptions):
            subscription.end()
        self._subscriptions.clear()
