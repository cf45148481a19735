"""A few threads for long computations, those first for which somebody waits in a conversation."""

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
    """Runs blocking functions on its own threads, urgent ones first, otherwise in order.

    A call that is cancelled while it waits is never run. One that runs cannot be interrupted: its place is free when it has ended.

    Parameters
    ----------
    executor
        Runs the calls.
    threads
        Calls at once.
    waiting
        Calls that may wait.
    """

    def __init__(self, executor: concurrent.futures.Executor, threads: int, waiting: int) -> None:
        self._executor = executor
        self._free = threads
        self._most = waiting
        self._closed = False
        self._order = itertools.count()
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, threads: int, waiting: int) -> AsyncGenerator[Self, None]:
        """Own the threads; leaving waits for the calls that run (see `native_executor`), and ends those that wait."""
        async with native_executor.NativeExecutor.open(threads, "speech") as executor:
            bench = cls(executor, threads, waiting)
            try:
                yield bench
            finally:
                bench._closed = True
                for _, _, turn in bench._queue:
                    if not turn.done():
                        turn.set_exception(errors.SpeechToTextError("hearing is being switched off"))

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(not turn.done() for _, _, turn in self._queue)

    async def run(self, function: Callable[[], T], *, urgent: bool = True) -> T:
        """Run `function` on a thread.

        Raises
        ------
        errors.SpeechToTextError
            If too many wait, or this is being closed.
        """
        if self._closed:
            raise errors.SpeechToTextError("hearing is being switched off")
        if self.waiting >= self._most:
            raise errors.SpeechToTextError(f"{self._most} recordings wait to be heard; no more are taken")
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._queue, (not urgent, next(self._order), turn))
        self._next()
        try:
            await turn
        except asyncio.CancelledError:
            if (
                turn.done() and not turn.cancelled() and turn.exception() is None
            ):  # the turn had come at the same moment
                self._release()
            raise
        if self._closed:  # meanwhile
            raise errors.SpeechToTextError("hearing is being switched off")
        running = self._executor.submit(function)
        # The place is free when the thread is, not when the caller has gone.

        def free(_: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed before the call ended
                loop.call_soon_threadsafe(self._release)

        running.add_done_callback(free)
        return await asyncio.wrap_future(running)

    def _next(self) -> None:
        while self._free and self._queue:
            _, _, turn = heapq.heappop(self._queue)
            if not turn.done():
                self._free -= 1
                turn.set_result(None)

    def _release(self) -> None:
        self._free += 1
        self._next()
