"""Makes sound ahead of time for what is likely to be said, while nobody waits for sound."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from typing import Final

from chatterbot import errors

__all__ = ("Prefetcher",)

_log = logging.getLogger(__name__)

_MOST_PREPARATIONS: Final = 500
"""Texts that wait at most; some 40 MB of sound."""
_MOST_CHORES: Final = 32
"""Sounds waiting to be written; beyond, they are not kept."""
_PAUSE_S: Final = 0.5
"""Seconds between two preparations: a free service is not to be flooded."""

Job = Callable[[], Awaitable[None]]
Prepare = Callable[[], Awaitable[bool]]
"""Whether it is done; `False`: it gave way to somebody who waits, and is to be tried again."""


class Prefetcher:
    """Two queues: chores, done at once, and preparations, done one at a time while nobody is being spoken to.

    Use `open`; the constructor is for it alone.
    """

    def __init__(self) -> None:
        self._chores: asyncio.Queue[Job] = asyncio.Queue(_MOST_CHORES)
        self._preparations: collections.deque[Prepare] = collections.deque()
        self._wanted = asyncio.Event()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._done = asyncio.Event()
        self._done.set()
        self._speaking = 0
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncGenerator[Prefetcher]:
        """Start; on leaving both are cancelled, chores that are in hand included."""
        background = cls()
        background._tasks = (
            asyncio.create_task(background._do_chores(), name="speech chores"),
            asyncio.create_task(background._prepare(), name="speech preparations"),
        )
        try:
            yield background
        finally:
            await background.stop()

    async def stop(self) -> None:
        """End both; for who closes the voices that they use before leaving `open`. A second time does nothing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def speaking(self) -> bool:
        """Whether somebody waits for sound now."""
        return self._speaking > 0

    @contextlib.contextmanager
    def first(self) -> Generator[None]:
        """While inside, preparations give way."""
        self._speaking += 1
        self._quiet.clear()
        try:
            yield
        finally:
            self._speaking -= 1
            if not self._speaking:
                self._quiet.set()

    def chore(self, job: Job) -> bool:
        """Have something done soon; `False` if too much waits already."""
        try:
            self._chores.put_nowait(job)
        except asyncio.QueueFull:
            _log.debug("too many sounds wait to be kept; this one is not")
            return False
        return True

    def prepare(self, job: Prepare) -> bool:
        """Have something prepared when there is time; `False` if too much waits already."""
        if len(self._preparations) >= _MOST_PREPARATIONS:
            return False
        self._preparations.append(job)
        self._done.clear()
        self._wanted.set()
        return True

    def forget(self) -> None:
        """Prepare nothing more of what waits."""
        self._preparations.clear()

    async def finished(self) -> None:
        """Wait until all that was asked for is done."""
        await self._done.wait()
        await self._chores.join()

    async def _do_chores(self) -> None:
        while True:
            job = await self._chores.get()
            try:
                await job()
            except errors.ServiceError as error:
                _log.debug("%s", error)
            except Exception:  # noqa: BLE001 - nobody waits for it: one chore's bug must not end all later ones
                _log.exception("a chore of speaking broke")
            finally:
                self._chores.task_done()

    async def _prepare(self) -> None:
        while True:
            await self._wanted.wait()
            while self._preparations:
                await self._quiet.wait()
                if not self._preparations:
                    break
                job = self._preparations.popleft()
                try:
                    if not await job():
                        self._preparations.appendleft(job)
                        continue
                except errors.ServiceError as error:
                    _log.info("nothing is prepared for now: %s", error)
                    self._preparations.clear()
                except Exception:  # noqa: BLE001 - as with chores
                    _log.exception("something could not be prepared")
                if self._preparations:
                    await asyncio.sleep(_PAUSE_S)
            self._wanted.clear()
            self._done.set()
