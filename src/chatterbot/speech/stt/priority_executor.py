"""A small thread pool for long computations, which runs urgent ones first (a person in a conversation waits for them)."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import heapq
import itertools
from collections.abc import AsyncGenerator, Callable
from typing import Self, TypeVar

from chatterbot import errors
from chatterbot.speech import native_executor

__all__ = ("PriorityExecutor",)

T = TypeVar("T")


class PriorityExecutor:
    """Runs blocking functions on its own threads: urgent ones first, otherwise in the order of the calls.

    A call that is cancelled while it waits is never run. A call that runs cannot be interrupted: its thread is free only when it has ended.

    Make one with `open`, not with the constructor.

    Parameters
    ----------
    executor
        Runs the calls.
    threads
        Calls that run at the same time.
    waiting
        Calls that may wait.
    """

    def __init__(self, executor: concurrent.futures.Executor, threads: int, waiting: int) -> None:
        self._executor = executor
        self._free = threads
        self._max_waiting = waiting
        self._closed = False
        self._order = itertools.count()
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, threads: int, waiting: int) -> AsyncGenerator[Self, None]:
        """Open the executor. Leaving waits for the calls that run (see `native_executor`), and fails those that wait."""
        async with native_executor.NativeExecutor.open(threads, "speech") as native:
            executor = cls(native, threads, waiting)
            try:
                yield executor
            finally:
                executor._closed = True
                for _, _, place in executor._queue:
                    if not place.done():
                        place.set_exception(errors.SpeechToTextError("speech recognition is being switched off"))

    @property
    def waiting(self) -> int:
        """The number of calls that wait."""
        return sum(not place.done() for _, _, place in self._queue)

    async def run(self, function: Callable[[], T], *, urgent: bool = True) -> T:
        """Run `function` on a thread and return its result.

        Raises
        ------
        errors.SpeechToTextError
            If too many calls wait, or the executor is being closed.
        """
        if self._closed:
            raise errors.SpeechToTextError("speech recognition is being switched off")
        if self.waiting >= self._max_waiting:
            raise errors.SpeechToTextError(
                f"{self._max_waiting} recordings wait to be recognised; no more are accepted"
            )
        loop = asyncio.get_running_loop()
        place: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._queue, (not urgent, next(self._order), place))
        self._admit()
        try:
            await place
        except asyncio.CancelledError:
            if (
                place.done() and not place.cancelled() and place.exception() is None
            ):  # a thread became free at the same moment
                self._release()
            raise
        if self._closed:  # while it waited
            raise errors.SpeechToTextError("speech recognition is being switched off")
        running = self._executor.submit(function)
        # The thread is free when the function has ended, not when the caller was cancelled.

        def free(_: object) -> None:
            with contextlib.suppress(RuntimeError):  # the event loop was closed before the call ended
                loop.call_soon_threadsafe(self._release)

        running.add_done_callback(free)
        return await asyncio.wrap_future(running)

    def _admit(self) -> None:
        while self._free and self._queue:
            _, _, place = heapq.heappop(self._queue)
            if not place.done():
                self._free -= 1
                place.set_result(None)

    def _release(self) -> None:
        self._free += 1
        self._admit()
