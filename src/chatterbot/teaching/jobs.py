"""Training jobs: long work that is queued, can be watched and cancelled, and is done completely or not at all."""

from __future__ import annotations

import asyncio
import collections
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final

from chatterbot import admission, erasures, errors
from chatterbot.store import JobState, Store
from chatterbot.teaching import job_problems
from chatterbot.teaching.orders import TrainOrder, TrainProgress, TrainReceipt, TrainSource, TrainStage

__all__ = ("JobQueue", "TrainJob", "TrainOrder", "TrainProgress", "TrainReceipt", "TrainSource", "TrainStage")

_LOGGER: Final = logging.getLogger(__name__)

SETTLED: Final = 100
"""Number of latest jobs of which it is remembered that a choice between answers was made; a receipt's score is ready long before."""

REFUSALS: Final = admission.AdmissionRefusals(
    person="error-train-busy", scope="error-train-busy", process="error-train-busy-everywhere"
)
OTHER_WORK: Final = admission.AdmissionRefusals(
    person="error-work-busy", scope="error-work-busy", process="error-work-busy-everywhere"
)


class TrainJob:
    """A job that waits or runs; `async for` yields its latest progress and skips what was not read in time."""

    def __init__(self, job_id: int, order: TrainOrder, moment: int, place: admission.Slot | None = None) -> None:
        self.id = job_id
        self.order = order
        self.moment = moment
        """The moment at which it was ordered (`Erasures.moment`)."""
        self.prompts: tuple[str, ...] = ()
        """The texts that it encodes, once they are read."""
        self.made: list[str] = []
        """Those of them that were not cached before."""
        self.queued_at = time.monotonic()
        """When it was queued, by `time.monotonic`, in seconds."""
        self.progress = TrainProgress("waiting")
        """The latest progress."""
        self._place = place
        self._changed = asyncio.Event()
        self._task: asyncio.Task[TrainReceipt] | None = None
        self._committing = False

    def note(self, stage: TrainStage, done: int = 0, total: int = 0) -> None:
        """Set the progress; called by the code that does the work."""
        self.progress = TrainProgress(stage, done, total)
        self._changed.set()

    def commits(self) -> None:
        """Note that the job can no longer be cancelled; called by the code that does the work."""
        self._committing = True

    async def give_way(self) -> None:
        """Let waiting jobs run first that should (`admission`); called between two batches by the code that does the work."""
        if self._place is None or not self._place.has_waiting_above:
            return
        self.note("waiting")
        if await self._place.give_way():
            _LOGGER.info("scope %d: training job %d goes on, after it gave way to others", self.order.scope_id, self.id)

    def run(self, work: Awaitable[TrainReceipt], name: str) -> asyncio.Task[TrainReceipt]:
        """Start the work; called by `JobQueue`."""

        async def guarded() -> TrainReceipt:
            try:
                return await work
            finally:
                self._changed.set()

        self._task = asyncio.create_task(guarded(), name=name)
        return self._task

    def cancel(self) -> bool:
        """Cancel the job; return `False` if it is too late, as its examples are being committed. `Teaching.undo` removes them again."""
        return not self._committing and self._task is not None and self._task.cancel()

    async def ends_within(self, seconds: float) -> bool:
        """Wait at most that long and tell whether the job has ended; `finished` returns how."""
        if self._task is not None:
            await asyncio.wait([self._task], timeout=seconds)
        return self._task is None or self._task.done()

    async def ended(self) -> None:
        """Wait until the job has ended, successful or not."""
        if self._task is not None:
            await asyncio.wait([self._task])

    async def finished(self) -> TrainReceipt:
        """Wait for the end and return the receipt; cancelling the wait does not cancel the job.

        Raises
        ------
        errors.RefusedError
            ``error-train-cancelled``
        errors.ChatterbotError
            The error that ended it; see `Teaching.train`.
        """
        task = self._task
        if task is None:
            raise errors.RefusedError("error-train-cancelled")
        await asyncio.wait([task])
        if task.cancelled():
            raise errors.RefusedError("error-train-cancelled")
        return task.result()

    async def __aiter__(self) -> AsyncIterator[TrainProgress]:
        """Yield the progress whenever it has changed, until the end."""
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
    """Runs jobs: one at a time in each scope, a few in the whole program; a limited number may wait (`admission`).

    Parameters
    ----------
    limits
        How many jobs run and wait; the cost of a job is the size of its source in bytes.
    """

    def __init__(self, store: Store, erased: erasures.Erasures, limits: admission.AdmissionLimits) -> None:
        self._store = store
        self._erasures = erased
        self.admission = admission.Admission(limits, REFUSALS)
        self._other_work = admission.Admission(limits, OTHER_WORK)
        self._open: dict[int, set[TrainJob]] = {}
        self._tasks: set[asyncio.Task[TrainReceipt]] = set()
        self._scoring: dict[tuple[int, int], asyncio.Task[TrainReceipt]] = {}  # by scope and change
        self._settled: collections.deque[tuple[int, int]] = collections.deque(maxlen=SETTLED)
        self._closed = False

    def other_work(self, scope_id: int, author_id: int, size: int | None = None) -> admission.Slot:
        """Request a place for long work that is no job: running a test, choosing a dataset, packing an archive.

        It has the limits of jobs, but does not wait for them.

        Parameters
        ----------
        size
            Bytes of what is read; `None`: not known, so it counts as long.

        Raises
        ------
        errors.RefusedError
            ``error-work-busy(waiting)``, ``error-work-busy-everywhere(waiting)``
        """
        requester = admission.Requester(scope_id, author_id)
        return self._other_work.request(requester, cost=math.inf if size is None else size)

    async def close(self) -> None:
        """Cancel every job and wait until each end is stored; give up scores under way."""
        self._closed = True
        tasks = [*self._tasks, *self._scoring.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def running(self, scope_id: int) -> list[TrainJob]:
        """Return the jobs of a scope that wait or run, in order."""
        return sorted(self._open.get(scope_id, ()), key=lambda job: job.id)

    async def start(
        self,
        order: TrainOrder,
        work: Callable[[TrainJob], Awaitable[TrainReceipt]],
        size: int | None = None,
    ) -> TrainJob:
        """Queue a job; `work` is called when its turn comes.

        Parameters
        ----------
        size
            Bytes of the source; `None`: not known, so the job counts as long.

        Raises
        ------
        errors.RefusedError
            ``error-train-busy(waiting)``, ``error-train-busy-everywhere(waiting)``; ``error-train-cancelled`` if the program is ending;
            ``error-erased-meanwhile`` if the author was erased in the meantime
        """
        moment = self._erasures.moment()
        requester = admission.Requester(order.scope_id, order.author_id)
        place = self.admission.request(requester, cost=math.inf if size is None else size)
        at_once = place.is_granted  # one row written instead of two: a person waits for the receipt
        try:
            async with self._erasures.writing(moment, order.scope_id, order.author_id):
                job_id = await self._store.journal.open_job(
                    order.scope_id, order.author_id, order.source.name, running=at_once
                )
        except BaseException:
            place.release()
            raise
        if self._closed:  # `close` would not wait for this job; the next start stores that it was interrupted
            place.release()
            raise errors.RefusedError("error-train-cancelled")
        job = TrainJob(job_id, order, moment, place)
        self._open.setdefault(order.scope_id, set()).add(job)
        task = job.run(self._run(job, place, work, noted=at_once), f"train-{job.id}")
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(job, done))
        await asyncio.sleep(
            0
        )  # a task that is cancelled before its first step never runs, so its end would not be stored
        return job

    async def stop(self, author_id: int, scope_id: int | None) -> list[TrainJob]:
        """Cancel a person's jobs in a scope, or (`None`) in all scopes, and wait for their ends; one that is being committed finishes.

        Returns
        -------
        list[TrainJob]
            The jobs that waited or ran.
        """
        scopes = [*self._open] if scope_id is None else [scope_id]
        found = [job for scope in scopes for job in self.running(scope) if job.order.author_id == author_id]
        for job in found:
            job.cancel()
        for job in found:
            await job.ended()
        return found

    async def scored(
        self,
        scope_id: int,
        receipt: TrainReceipt,
        score: Callable[[], Coroutine[Any, Any, TrainReceipt]],
    ) -> TrainReceipt:
        """Score what a job taught, store the score in the job's row, and return the receipt with it; jobs in the queue do not wait for that.

        Cancelling the wait does not cancel the scoring. `close` and `undone` do; then the receipt is returned unchanged. Several calls for
        one receipt at the same time share one scoring.
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
        """Note that a choice between answers of a job was made: its receipt is out of date."""
        self._settled.append((scope_id, change_id))
        self.undone(scope_id, change_id)

    def is_settled(self, scope_id: int, change_id: int) -> bool:
        """Tell whether such a choice was made for one of the latest `SETTLED` jobs."""
        return (scope_id, change_id) in self._settled

    def undone(self, scope_id: int, change_id: int) -> None:
        """Cancel the scoring of a change that was undone."""
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
            _LOGGER.warning(
                "scope %d: the score of training job %d could not be stored: %s", scope_id, receipt.job_id, error
            )
            return receipt
        return done

    def _ended(self, job: TrainJob, task: asyncio.Task[TrainReceipt]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved, or asyncio would log that it never was; `finished` raises it
        scope_id = job.order.scope_id
        opened = self._open.get(scope_id, set[TrainJob]())
        opened.discard(job)
        if not opened:
            self._open.pop(scope_id, None)

    async def _run(
        self,
        job: TrainJob,
        place: admission.Slot,
        work: Callable[[TrainJob], Awaitable[TrainReceipt]],
        *,
        noted: bool,
    ) -> TrainReceipt:
        """Do a job; a successful end is stored together with its change."""
        scope_id = job.order.scope_id
        try:
            async with place:
                if not noted:
                    await self._store.journal.note_job(scope_id, job.id, state=JobState.RUNNING)
                return await work(job)
        except asyncio.CancelledError:
            await self._note_end(job, JobState.CANCELLED, "error-train-cancelled")
            if not self._closed:  # after a restart they are of use, if the same source is taught again
                await self._drop_made(job)
            raise
        except errors.UserError as error:
            await self._note_end(job, JobState.FAILED, error.key, job_problems.kept_values(error))
            await self._drop_made(job)
            raise
        except BaseException as error:
            _LOGGER.warning("scope %d: training job %d failed: %r", scope_id, job.id, error)
            await self._note_end(job, JobState.FAILED, "error-service")
            raise

    async def _drop_made(self, job: TrainJob) -> None:
        """Delete what a job cached that taught nothing: otherwise jobs that are stopped again and again fill the database."""
        try:
            await self._store.features.drop(job.made)
        except errors.StoreError as error:
            _LOGGER.warning("scope %d: what training job %d cached stays: %s", job.order.scope_id, job.id, error)

    async def _note_end(
        self, job: TrainJob, state: JobState, problem: str, values: Mapping[str, Any] | None = None
    ) -> None:
        try:
            await self._store.journal.end_job(job.order.scope_id, job.id, state, problem, values)
        except errors.StoreError as error:
            _LOGGER.warning(
                "scope %d: the end of training job %d could not be stored: %s; the next start does that",
                job.order.scope_id,
                job.id,
                error,
            )
