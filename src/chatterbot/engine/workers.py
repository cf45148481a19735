"""The engine's threads: queries first, changes beside them, long work behind.

Five kinds of threads, because each waits for another kind of thing: a query must never queue behind an import or a refit, a change
must be live within milliseconds while a refit runs, and its quick fit soon after while others are fitted thoroughly. Changes, quick fits and
refits have one thread each; pieces of long work have two, of which the second is used only where there are two cores and nobody asked
anything for a second. Queries have one a core, because they
are nearly all encoder, and encoders run outside of the interpreter lock; those that need no encoder have one of their own, so that their
few milliseconds do not wait for other people's encodings. Long work calls `Workers.pause` every few milliseconds and stands
aside while a query is in flight, so that a query has the interpreter lock and the memory bus to itself.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import ctypes
import os
import sys
import threading
import time
from collections.abc import AsyncGenerator, Callable
from typing import ParamSpec, Self, TypeVar

import threadpoolctl

from chatterbot import errors

__all__ = ("Stopped", "Workers", "return_memory")

P = ParamSpec("P")
T = TypeVar("T")

MOST_PATIENCE_S = 0.05
"""Longest time that long work waits at once: about three queries, so that a busy channel cannot starve a refit."""

QUIET_S = 1.0
"""So long nobody must have asked anything before long work takes a second core."""

MOST_QUERY_THREADS = 4
"""Texts encoded at the same time at most: each more needs a core, and as many as a busy guild may have under way."""


class Stopped(Exception):  # noqa: N818 - not an error: the engine is closing
    """Raised inside long work when the engine closes."""


class Workers:
    """The engine's threads, and the rules by which they make way for each other."""

    def __init__(self, query_threads: int | None = None) -> None:
        at_once = query_threads or min(MOST_QUERY_THREADS, os.cpu_count() or 1)
        # Its threads start with the first queries: after the libraries that `_limit` looks for are loaded.
        self._queries = concurrent.futures.ThreadPoolExecutor(at_once, "engine-query", _limit)
        self._quick, self._changes, self._soon, self._background = (
            concurrent.futures.ThreadPoolExecutor(1, f"engine-{name}")
            for name in ("quick", "change", "soon", "background")
        )
        self._long = concurrent.futures.ThreadPoolExecutor(2, "engine-long", _limit)
        self._running = 0
        self._asked = -QUIET_S
        self._counting = threading.Lock()
        self._idle = threading.Event()
        self._idle.set()
        self._stopping = threading.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self, None]:
        """Own the threads; leaving waits for the running calls, which are at most a few hundred milliseconds long."""
        workers = cls()
        try:
            yield workers
        finally:
            workers._stopping.set()
            for executor in workers._executors():
                await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)

    async def limit_libraries(self) -> None:
        """Limit each thread to one BLAS and one OpenMP thread, however the process was started.

        Two OpenBLAS threads made queries wait 8 ms for a busy core. OpenMP's number belongs to the calling thread, hence once in each
        of them, after the libraries are loaded. (`threadpoolctl` restores the numbers only when used as a context manager.)
        """
        for executor in self._executors()[2:]:  # the others do so when they start
            await self._run(executor, _limit)

    def _executors(self) -> list[concurrent.futures.ThreadPoolExecutor]:
        """Return the executors, first those with several threads."""
        return [self._queries, self._long, self._quick, self._changes, self._soon, self._background]

    async def query(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query that encodes a text: short, before everything else."""
        return await self._run(self._queries, self._counted, function, *args, **kwargs)

    async def quick(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query that encodes nothing."""
        return await self._run(self._quick, self._counted, function, *args, **kwargs)

    def _counted(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._count(1)
        try:
            return function(*args, **kwargs)
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._counting:
            self._running += step
            self._asked = time.monotonic()
            if self._running:
                self._idle.clear()
            else:
                self._idle.set()

    async def change(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a change of what is known: in order, beside queries."""
        return await self._run(self._changes, function, *args, **kwargs)

    async def soon(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run work that somebody waits for, and that calls `pause`: behind other such work only."""
        return await self._run(self._soon, function, *args, **kwargs)

    async def background(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run long work, which calls `pause`."""
        return await self._run(self._background, function, *args, **kwargs)

    def at_once(self) -> int:
        """Return how many pieces of long work may run now: two, while nobody asks anything and there are two cores."""
        quiet = not self._running and time.monotonic() - self._asked >= QUIET_S
        return 2 if quiet and (os.cpu_count() or 1) > 1 else 1

    async def long(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a piece of long work, once no query is in flight.

        Raises
        ------
        EncoderError
            The engine is closing.
        """

        def work() -> T:
            self.pause()
            return function(*args, **kwargs)

        try:
            return await self._run(self._long, work)
        except Stopped as error:
            raise errors.EncoderError("the engine closed while it worked") from error

    def pause(self) -> None:
        """Wait while a query is in flight; long work calls this often.

        Raises
        ------
        Stopped
            The engine is closing.
        """
        if self._stopping.is_set():
            raise Stopped
        self._idle.wait(MOST_PATIENCE_S)

    @staticmethod
    async def _run(
        executor: concurrent.futures.Executor, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, lambda: function(*args, **kwargs))


def return_memory() -> None:
    """Return freed memory to the system, where the C library can (glibc's `malloc_trim`).

    The records and examples of a large load leave holes that glibc keeps: 95 MB of 264 after 100,000 examples.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):  # musl has no such function
            ctypes.CDLL(None).malloc_trim(0)


def _limit() -> None:
    threadpoolctl.threadpool_limits(1)
