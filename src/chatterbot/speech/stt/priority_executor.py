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

__all__ = ("PriorityExecutor",)

T = TypeVar("T")


class PriorityExecutor:
    """Runs blocking functions on its own threads, urgent ones first, otherwise in order.

    A call that is cancelled while it waits is never run. One that runs cannot be interrupted: its place is free when it has ended.

    Parameters
    ----------
    threads
        Calls at once.
    waiting
        Calls that may wait.
    """

    def __init__(self, threads: int, waiting: int) -> None:
        self._executor = concurrent.futures.ThreadPoolExecutor(threads, "speech")
        self._free = threads
        self._most = waiting
        self._closed = False
        self._order = itertools.count()
        self._queue: list[tuple[bool, int, asyncio.Future[None]]] = []

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, threads: int, waiting: int) -> AsyncGenerator[Self, None]:
        """Own the threads; leaving waits for the calls that run, and ends those that wait."""
        bench = cls(threads, waiting)
        try:
            yield bench
        finally:
            bench._closed = True
            for _, _, turn in bench._queue:
                if not turn.done():
                    turn.set_exception(errors.SpeechToTextError("hearing is being switched off"))
            await asyncio.to_thread(bench._executor.shutdown, wait=True, cancel_futures=True)

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
        running.add_done_callback(lambda _: loop.call_soon_threadsafe(self._release))
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
