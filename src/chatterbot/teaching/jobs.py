"""Training jobs: long work that is queued, watched, cancelled, and done whole or not at all."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any, Final

from chatterbot import datasets, erasures, errors
from chatterbot.store import JobState, Store
from chatterbot.teaching import conflicts

__all__ = ("JobQueue", "TrainJob", "TrainProgress", "TrainReceipt", "TrainSource", "TrainStage")

_LOGGER: Final = logging.getLogger(__name__)

TrainStage = JobStage = str
"""``waiting``, ``reading``, ``archiving`` (of a selection), ``encoding``, ``teaching``."""


SETTLED: Final = 100
"""Latest jobs of which it is remembered that a choice between answers was made: longer than any receipt waits for its score."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainSource:
    """What to learn from: make one with `of_text`, `of_file` or `of_path`."""

    name: str
    """For people: ``text``, a file's name, a path in the data folder."""
    data: bytes | None
    """`None`: read the path `name` of the scope's data folder, a file or a whole folder."""
    positive: bool = True
    """`False`: never answer like this."""

    @classmethod
    def of_text(cls, text: str, *, positive: bool = True) -> TrainSource:
        """Lines typed by a person, in any of the formats (``question => answer``)."""
        return cls("text", text.encode("utf-8", "replace"), positive)

    @classmethod
    def of_file(cls, filename: str, data: bytes, *, positive: bool = True) -> TrainSource:
        """A file that was sent."""
        return cls(filename, data, positive)

    @classmethod
    def of_path(cls, path: str, *, positive: bool = True) -> TrainSource:
        """A file or folder of the scope's data folder."""
        return cls(path, None, positive)


@dataclasses.dataclass(frozen=True, slots=True)
class TrainProgress:
    """How far a job is."""

    stage: TrainStage
    done: int = 0
    total: int = 0
    """0 where it is not known."""


@dataclasses.dataclass(frozen=True, slots=True)
class TrainReceipt:
    """A job is done: what it taught is in use."""

    job_id: int
    change_id: int
    dataset_id: int
    added: int
    duplicates: int
    refused: tuple[datasets.RefusedLine, ...]
    score_before: float | None
    """Share of taught prompts answered right as if each had not been taught, in [0, 1], as of the engine's last finished refit;
    `None` where there was none yet, or too few can be scored."""
    score_after: float | None
    """The same with what was taught; `None` until `Teaching.scored` was asked, and where nothing can be said."""
    scorable: bool
    """Whether `Teaching.scored` may have more to say: something was added, to examples enough."""
    seconds: float
    """From the job's turn to its commit."""
    conflicts: tuple[conflicts.Conflict, ...] = ()
    """Questions to which the source gives answers that differ, or another one than was known: the first `conflicts.NAMED`."""
    conflicting: int = 0
    """How many there are in all."""
    replaced: int = 0
    """Known examples that gave way to the source's."""
    left: int = 0
    """Rows of the source that gave way to what is known, or to a later or earlier row."""


class TrainJob:
    """A job under way; `async for` gives its progress, skipping what nobody looked at in time."""

    def __init__(self, job_id: int, scope_id: int, source: str, author_id: int = 0, moment: int = 0) -> None:
        self.id = job_id
        self.scope_id = scope_id
        self.source = source
        self.author_id = author_id
        self.moment = moment
        """When it was asked for (`Erasures.moment`)."""
        self.prompts: tuple[str, ...] = ()
        """The texts that it encodes, as soon as they are read."""
        self.progress = TrainProgress("waiting")
        """The latest."""
        self._changed = asyncio.Event()
        self._task: asyncio.Task[TrainReceipt] | None = None
        self._committing = False

    def note(self, stage: TrainStage, done: int = 0, total: int = 0) -> None:
        """Say how far it is (for the one that does the work)."""
        self.progress = TrainProgress(stage, done, total)
        self._changed.set()

    def commits(self) -> None:
        """Say that from now on it is too late to stop it (for the one that does the work)."""
        self._committing = True

    def run(self, work: Awaitable[TrainReceipt], name: str) -> asyncio.Task[TrainReceipt]:
        """Start the work (for `JobQueue`)."""

        async def guarded() -> TrainReceipt:
            try:
                return await work
            finally:
                self._changed.set()

        self._task = asyncio.create_task(guarded(), name=name)
        return self._task

    def cancel(self) -> bool:
        """Stop it; `False` if it is too late. Once the examples are being committed they are taught: `Teaching.undo` takes them back."""
        return not self._committing and self._task is not None and self._task.cancel()

    async def ends_within(self, seconds: float) -> bool:
        """Wait that long at most; whether it has ended, however it did (`finished` says)."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=seconds)
        return self._task is None or self._task.done()

    async def ended(self) -> None:
        """Wait for the end, however it ends."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def finished(self) -> TrainReceipt:
        """Wait for the end; cancelling the wait does not cancel the job.

        Raises
        ------
        errors.RefusedError
            ``error-train-cancelled``
        errors.ChatterbotError
            What ended it; see `Teaching.train`.
        """
        task = self._task
        if task is None:
            raise errors.RefusedError("error-train-cancelled")
        await asyncio.wait([task])
        if task.cancelled():
            raise errors.RefusedError("error-train-cancelled")
        return task.result()

    async def __aiter__(self) -> AsyncIterator[TrainProgress]:
        """Give the progress whenever it changed, until the end."""
        seen: TrainProgress | None = None
        while True:
            self._changed.clear()
            if self.progress != seen:
                seen = self.progress
                yield seen
                continue
            if self._task is None or self._task.done():
                return
            await self._wait()

    async def _wait(self) -> None:
        task = self._task
        if task is None or task.done():
            return
        waiting = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait([waiting, task], return_when=asyncio.FIRST_COMPLETED)
        finally:
            waiting.cancel()


class JobQueue:
    """Who is waiting, who is running: one job at a time in a scope, a few in the program, a bounded number waiting."""

    def __init__(self, store: Store, erased: erasures.Erasures, *, waiting: int, running: int) -> None:
        self._store = store
        self._erasures = erased
        self._most_waiting = waiting
        self._running = asyncio.Semaphore(running)
        self._turns: dict[int, asyncio.Lock] = {}
        self._open: dict[int, set[TrainJob]] = {}
        self._tasks: set[asyncio.Task[TrainReceipt]] = set()
        self._scoring: dict[tuple[int, int], asyncio.Task[TrainReceipt]] = {}  # by scope and change
        self._settled: collections.deque[tuple[int, int]] = collections.deque(maxlen=SETTLED)
        self._closed = False

    async def close(self) -> None:
        """Cancel every job and wait until each has noted that; give up scores under way."""
        self._closed = True
        tasks = [*self._tasks, *self._scoring.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def running(self, scope_id: int) -> list[TrainJob]:
        """The jobs of a scope that wait or run, in order."""
        return sorted(self._open.get(scope_id, ()), key=lambda job: job.id)

    async def start(
        self,
        scope_id: int,
        author_id: int,
        source: TrainSource,
        work: Callable[[TrainJob, float], Awaitable[TrainReceipt]],
    ) -> TrainJob:
        """Queue a job.

        Raises
        ------
        errors.RefusedError
            ``error-train-busy(waiting)``; ``error-train-cancelled`` where the program ends, or the author was erased meanwhile
        """
        moment = self._erasures.moment()
        opened = self._open.setdefault(scope_id, set())
        if len(opened) > self._most_waiting:
            raise errors.RefusedError("error-train-busy", waiting=len(opened))
        at_once = (
            not opened and not self._running.locked()
        )  # one note instead of two: somebody waits for a line they typed
        placeholder = TrainJob(0, scope_id, source.name)
        opened.add(placeholder)  # counts while the row is written
        try:
            async with self._erasures.writing(moment, scope_id, author_id):
                job_id = await self._store.journal.open_job(scope_id, author_id, source.name, running=at_once)
        finally:
            opened.discard(placeholder)
        if self._closed:  # meanwhile: nobody would wait for it, and the next start notes that it was cut off
            raise errors.RefusedError("error-train-cancelled")
        job = TrainJob(job_id, scope_id, source.name, author_id, moment)
        opened.add(job)
        task = job.run(self._run(job, work, noted=at_once), f"train-{job.id}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(job, done))
        await asyncio.sleep(0)  # a task that is cancelled before its first step never runs, and would note nothing
        return job

    async def stop(self, author_id: int, scope_id: int | None) -> list[TrainJob]:
        """Cancel a person's jobs in a scope, or (`None`) everywhere, and wait for their ends; one that commits is done before.

        Returns
        -------
        list[TrainJob]
            The jobs that were under way.
        """
        scopes = [*self._open] if scope_id is None else [scope_id]
        mine = [job for scope in scopes for job in self.running(scope) if job.id and job.author_id == author_id]
        for job in mine:
            job.cancel()
        for job in mine:
            await job.ended()
        return mine

    async def scored(
        self,
        scope_id: int,
        receipt: TrainReceipt,
        score: Callable[[], Coroutine[Any, Any, TrainReceipt]],
    ) -> TrainReceipt:
        """Score what a job did, and note it in the job's row: beside the queue, which it does not hold up.

        Cancelling the wait does not cancel the scoring; `close` and `undone` do, and give the receipt back as it was. Who asks for
        the same receipt meanwhile gets the same answer.
        """
        key = scope_id, receipt.change_id
        task = self._scoring.get(key)
        if task is None:
            if self._closed:
                return receipt
            task = asyncio.create_task(self._score(scope_id, receipt, score), name=f"score-{receipt.job_id}")
            self._scoring[key] = task
            task.add_done_callback(lambda _: self._scoring.pop(key, None))
        await asyncio.wait([task])
        return receipt if task.cancelled() else task.result()

    def settled(self, scope_id: int, change_id: int) -> None:
        """Note that between answers of a job a choice was made: its receipt says something else from now on."""
        self._settled.append((scope_id, change_id))
        self.undone(scope_id, change_id)

    def is_settled(self, scope_id: int, change_id: int) -> bool:
        """Whether such a choice was made, of late."""
        return (scope_id, change_id) in self._settled

    def undone(self, scope_id: int, change_id: int) -> None:
        """Give up scoring what was undone: nobody waits for that any more."""
        task = self._scoring.get((scope_id, change_id))
        if task is not None:
            task.cancel()

    async def _score(
        self, scope_id: int, receipt: TrainReceipt, score: Callable[[], Coroutine[Any, Any, TrainReceipt]]
    ) -> TrainReceipt:
        try:
            done = await score()
            if done.score_after is not None:
                await self._store.journal.note_job(scope_id, done.job_id, score_after=done.score_after)
        except errors.StoreError as error:
            _LOGGER.warning("the score of training job %d is not noted: %s", receipt.job_id, error)
            return receipt
        return done

    def _ended(self, job: TrainJob, task: asyncio.Task[TrainReceipt]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at here; `finished` raises it to who asks
        opened = self._open.get(job.scope_id, set[TrainJob]())
        opened.discard(job)
        if not opened:
            self._open.pop(job.scope_id, None)
            self._turns.pop(job.scope_id, None)

    async def _run(
        self, job: TrainJob, work: Callable[[TrainJob, float], Awaitable[TrainReceipt]], *, noted: bool
    ) -> TrainReceipt:
        """Do a job; that it is done is noted by its change itself."""
        began = time.monotonic()
        try:
            async with self._turns.setdefault(job.scope_id, asyncio.Lock()), self._running:
                if not noted:
                    await self._store.journal.note_job(job.scope_id, job.id, state=JobState.RUNNING)
                return await work(job, began)
        except asyncio.CancelledError:
            await self._note_end(job, JobState.CANCELLED, "error-train-cancelled")
            raise
        except errors.UserError as error:
            await self._note_end(job, JobState.FAILED, error.key)
            raise
        except BaseException as error:
            _LOGGER.warning("training job %d failed: %r", job.id, error)
            await self._note_end(job, JobState.FAILED, "error-service")
            raise

    async def _note_end(self, job: TrainJob, state: JobState, problem: str) -> None:
        try:
            await self._store.journal.end_job(job.scope_id, job.id, state, problem)
        except errors.StoreError as error:  # the next start notes it
            _LOGGER.warning("the end of training job %d is not noted: %s", job.id, error)
