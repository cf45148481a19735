"""Synthesize likely answers in advance, while nobody waits for sound."""

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

_MAX_PREPARATIONS: Final = 500
"""Texts that may wait; some 40 MB of sound."""
_MAX_JOBS: Final = 32
"""Background jobs that may wait, such as sounds to be cached; further ones are refused."""
_PAUSE_S: Final = 0.5
"""Seconds between two preparations, so as not to flood a free service."""

BackgroundJob = Callable[[], Awaitable[None]]
"""A job that is run soon, even while somebody is spoken to."""
Preparation = Callable[[], Awaitable[bool]]
"""A job that returns whether it is done; `False`: it stopped because somebody waits for sound, and is run again later."""


class Prefetcher:
    """Two queues: jobs, which are run soon, and preparations, which are run one at a time while nobody waits for sound.

    Make one with `open`, not with the constructor.
    """

    def __init__(self) -> None:
        self._jobs: asyncio.Queue[BackgroundJob] = asyncio.Queue(_MAX_JOBS)
        self._preparations: collections.deque[Preparation] = collections.deque()
        self._has_preparations = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._all_prepared = asyncio.Event()
        self._all_prepared.set()
        self._speaking = 0
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls) -> AsyncGenerator[Prefetcher]:
        """Start both queues; leaving cancels them, the running jobs included."""
        prefetcher = cls()
        prefetcher._tasks = (
            asyncio.create_task(prefetcher._run_jobs(), name="speech jobs"),
            asyncio.create_task(prefetcher._prepare(), name="speech preparations"),
        )
        try:
            yield prefetcher
        finally:
            await prefetcher.stop()

    async def stop(self) -> None:
        """Cancel both queues. For a caller that closes the voices which they use before it leaves `open`; a second call does nothing."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def speaking(self) -> bool:
        """Whether somebody waits for sound now."""
        return self._speaking > 0

    @contextlib.contextmanager
    def foreground(self) -> Generator[None]:
        """Hold back the preparations inside the ``with`` block."""
        self._speaking += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._speaking -= 1
            if not self._speaking:
                self._idle.set()

    def run_soon(self, job: BackgroundJob) -> bool:
        """Run a job soon; return `False` if too many wait already."""
        try:
            self._jobs.put_nowait(job)
        except asyncio.QueueFull:
            _log.debug("too many background jobs of the speech synthesis wait; one is dropped")
            return False
        return True

    def prepare(self, job: Preparation) -> bool:
        """Run a preparation when nobody waits for sound; return `False` if too many wait already."""
        if len(self._preparations) >= _MAX_PREPARATIONS:
            return False
        self._preparations.append(job)
        self._all_prepared.clear()
        self._has_preparations.set()
        return True

    async def finished(self) -> None:
        """Wait until all jobs and preparations are done."""
        await self._all_prepared.wait()
        await self._jobs.join()

    async def _run_jobs(self) -> None:
        while True:
            job = await self._jobs.get()
            try:
                await job()
            except errors.ServiceError as error:
                _log.debug("a background job of the speech synthesis failed: %s", error)
            except Exception:  # noqa: BLE001 - a bug in one job must not end all later ones
                _log.exception("a bug in a background job of the speech synthesis")
            finally:
                self._jobs.task_done()

    async def _prepare(self) -> None:
        while True:
            await self._has_preparations.wait()
            while self._preparations:
                await self._idle.wait()
                job = self._preparations.popleft()
                try:
                    if not await job():
                        self._preparations.appendleft(job)
                        continue
                except errors.ServiceError as error:
                    _log.info("%d answers are not spoken in advance: %s", len(self._preparations) + 1, error)
                    self._preparations.clear()
                except Exception:  # noqa: BLE001 - as with jobs
                    _log.exception("a bug while an answer was spoken in advance")
                if self._preparations:
                    await asyncio.sleep(_PAUSE_S)
            self._has_preparations.clear()
            self._all_prepared.set()
