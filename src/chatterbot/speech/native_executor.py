"""Threads for native code (CTranslate2, onnxruntime), and how they end.

A call into native code cannot be interrupted, and Python must not end while one runs: when such a call returns, Python ends its thread in
the middle of C++, which aborts the whole process (status 134, "terminate called without an active exception"). Daemon threads run into
exactly that. So native code runs here, on threads that are not daemons: Python waits for them before it ends. Closing waits `CLOSE_S`
for the calls that run, so that everything else can be closed in order though a call takes long; for what is left then, Python waits at its
end, and `chatterbot.cli.deadline` limits that wait by ending the process at once, after all output is written. The alternative, a model in
a process of its own that can be killed, would copy each sound and each answer, and takes a second Python's memory.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from typing import Final, ParamSpec, Self, TypeVar, cast

__all__ = ("CLOSE_S", "NativeExecutor")

_log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

CLOSE_S: Final = 5.0
"""Seconds that closing waits for calls that run: longer than loading a usual model or recognising a window takes."""


class NativeExecutor(concurrent.futures.ThreadPoolExecutor):
    """A thread pool whose closing waits, but not for ever; use `open`.

    Parameters
    ----------
    threads
        Calls at once.
    name
        Beginning of the threads' names.
    """

    def __init__(self, threads: int, name: str) -> None:
        super().__init__(threads, name)
        self._name = name
        self._unfinished: set[concurrent.futures.Future[object]] = set()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, threads: int, name: str, *, close_s: float = CLOSE_S) -> AsyncGenerator[Self, None]:
        """Own the threads; leaving drops the calls that wait, and waits `close_s` seconds at most for those that run."""
        executor = cls(threads, name)
        try:
            yield executor
        finally:
            executor.shutdown(wait=False, cancel_futures=True)
            await executor._wait(close_s)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> concurrent.futures.Future[T]:
        """Run a function on a thread, as any executor does."""
        future = super().submit(fn, *args, **kwargs)
        kept = cast("concurrent.futures.Future[object]", future)
        self._unfinished.add(kept)
        future.add_done_callback(lambda _: self._unfinished.discard(kept))
        return future

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        done = asyncio.Event()

        def look(_: object) -> None:
            with contextlib.suppress(RuntimeError):  # the loop was closed before the call ended
                loop.call_soon_threadsafe(lambda: None if self._unfinished else done.set())

        for future in tuple(self._unfinished):
            future.add_done_callback(look)
        if not self._unfinished:
            return
        try:
            async with asyncio.timeout(seconds):
                await done.wait()
        except TimeoutError:
            _log.warning("%s: a call still runs after %g s; everything else is closed meanwhile", self._name, seconds)
