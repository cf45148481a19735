"""`Teaching`: everything that changes what the bot knows."""

from __future__ import annotations

import contextlib
import datetime as dt
import pathlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Sequence
from typing import Any, Final, Self

from chatterbot import archive, datasets, errors, files, models
from chatterbot.aio import shielded
from chatterbot.engine import ReplyEngine
from chatterbot.erasures import Erasures
from chatterbot.store import ErasedRows, JobRecord, Store
from chatterbot.teaching import (
    acts,
    changing,
    conflicts,
    correction_log,
    evaluating,
    jobs,
    limits,
    receipts,
    selecting,
    training,
)

__all__ = ("Teaching",)


MOST_OF_ONE_NAME: Final = 100
"""Files of one name sent within one second: more is a loop, not people."""


class Teaching(acts.Acts):
    """Everything that changes what the bot knows.

    Each act is one change: written in one transaction, then live in the index, then acknowledged. Changes of one scope are done one
    after the other; answering waits for none. Make one with `open`.
    """

    def __init__(
        self,
        changes: changing.Changes,
        folder: files.DataFolder,
        *,
        strictness: Callable[[int], Awaitable[float | None]],
        dataset_limits: datasets.DatasetLimits,
    ) -> None:
        super().__init__(changes)
        self._folder = folder
        self._strictness = strictness
        self._dataset_limits = dataset_limits
        self._jobs = jobs.JobQueue(
            changes.store, changes.erasures, waiting=changes.limits.waiting_jobs, running=changes.limits.running_jobs
        )

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        engine: ReplyEngine,
        store: Store,
        folder: files.DataFolder,
        *,
        corrections: pathlib.Path | None = None,
        starter: Sequence[models.NewExample] = (),
        strictness: Callable[[int], Awaitable[float | None]] | None = None,
        bounds: limits.Limits | None = None,
        dataset_limits: datasets.DatasetLimits | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Mend the log of corrections and be ready; leaving cancels jobs, and waits for what is being committed.

        Parameters
        ----------
        folder
            Where training by path, selection, archives find each scope's files.
        corrections
            The log of corrections (``corrections.jsonl``); `None`: none is kept.
        starter
            Taught to every scope at its first contact; encoded in the background from now on.
        strictness
            How strict a scope is (`Preferences.strictness`), for tests; `None`: as in the engine's settings.
        bounds, dataset_limits
            How long texts may be, how many jobs may wait, how large a file may be.

        Raises
        ------
        errors.StoreError
            If the log cannot be read or written.
        errors.InvalidInputError
            If a starter example is not usable.
        """
        log = correction_log.CorrectionLog(corrections, store)
        await log.mend()
        changes = changing.Changes(engine, store, log, starter, bounds or limits.Limits())
        teaching = cls(
            changes,
            folder,
            strictness=strictness or _default_strictness,
            dataset_limits=dataset_limits or datasets.DatasetLimits(),
        )
        async with changes.preparing():
            try:
                yield teaching
            finally:
                await teaching._jobs.close()
                await changes.indexes.close()

    async def train(
        self,
        scope_id: int,
        author_id: int,
        source: jobs.TrainSource,
        *,
        skip_bad: bool,
        policy: conflicts.Policy = conflicts.Policy.KEEP,
    ) -> jobs.TrainJob:
        """Queue a training job: one runs at a time in a scope, done whole or not at all.

        Parameters
        ----------
        skip_bad
            Teach the good rows although there are bad ones; else one bad row refuses the whole source.
        policy
            What becomes of answers that contradict each other, or what is known.

        Raises
        ------
        errors.RefusedError
            ``error-train-busy(waiting)``

        Notes
        -----
        `TrainJob.finished` gives the receipt as soon as what was taught is in use; `scored` completes it. It raises ``error-train-cancelled``, ``error-train-refused(count, line, file, reason, ...)``, and what reading
        files and datasets raises.
        """

        async def work(job: jobs.TrainJob, began: float) -> jobs.TrainReceipt:
            return await training.train(
                self._changes,
                self._folder.guild(scope_id),
                job,
                author_id,
                source,
                skip_bad=skip_bad,
                policy=policy,
                bounds=self._dataset_limits,
                began=began,
            )

        return await self._jobs.start(scope_id, author_id, source, work)

    async def keep_upload(self, scope_id: int, author_id: int, path: str, data: bytes) -> str:
        """Keep a file somebody sent, and who that was, so that it can go with them; returns where it lies.

        `path` gets a number where there is a file already. Raises what writing files raises.
        """
        began = self._changes.erasures.moment()
        async with self._changes.erasures.writing(began, scope_id, author_id):
            return await shielded(self._keep_upload(scope_id, author_id, path, data))

    async def _keep_upload(self, scope_id: int, author_id: int, path: str, data: bytes) -> str:
        stem, dot, ending = path.rpartition(".")
        for number in range(1, MOST_OF_ONE_NAME + 1):
            numbered = path if number == 1 else f"{stem}-{number}{dot}{ending}" if dot else f"{path}-{number}"
            # Who first: a file that nobody is known to have sent would stay for good.
            await self._changes.store.journal.add_upload(scope_id, author_id, numbered)
            try:
                return (await self._folder.guild(scope_id).write(numbered, data, replace=False)).path
            except (FileExistsError, errors.ChatterbotError) as error:
                await self._changes.store.journal.drop_upload(scope_id, author_id, numbered)
                if not isinstance(error, FileExistsError):
                    raise
        raise errors.ServiceError(f"{MOST_OF_ONE_NAME} files of one name in one second already")

    async def scored(self, scope_id: int, receipt: jobs.TrainReceipt) -> jobs.TrainReceipt:
        """Complete a job's receipt with the score after it, in the job's record too.

        Apart from `train`, because it waits for the engine's background refit (seconds, at most `Limits.score_s`): what was taught is
        in use long before. The score is that of everything taught by then. Where nothing can be said, or the change was undone meanwhile,
        `score_after` stays `None`.
        """
        return await self._jobs.scored(scope_id, receipt, lambda: training.scored(self._changes, scope_id, receipt))

    async def stands(self, scope_id: int, receipt: jobs.TrainReceipt) -> bool:
        """Whether what a job did has not been undone, nor a choice made between answers of it."""
        return not self._jobs.is_settled(scope_id, receipt.change_id) and await training.stands(
            self._changes, scope_id, receipt
        )

    async def settle(self, scope_id: int, author_id: int, change_id: int, policy: conflicts.Policy) -> receipts.Settled:
        """Choose between the answers a job taught and those they contradict; raises what `conflicts.settle` raises."""
        settled = await conflicts.settle(self._changes, scope_id, author_id, change_id, policy)
        self._jobs.settled(scope_id, change_id)
        return settled

    async def undo(self, scope_id: int, author_id: int, change_id: int, *, any_author: bool = False) -> receipts.Undone:
        """As `Acts.undo`; what was undone is not scored any more."""
        undone = await super().undo(scope_id, author_id, change_id, any_author=any_author)
        self._jobs.undone(scope_id, change_id)
        return undone

    def training(self, scope_id: int) -> list[jobs.TrainJob]:
        """The scope's jobs that wait or run, in order."""
        return self._jobs.running(scope_id)

    async def jobs(self, scope_id: int, limit: int = 10) -> list[JobRecord]:
        """The scope's latest jobs, past and running, newest first."""
        return await self._store.journal.jobs(scope_id, limit)

    async def evaluate(
        self,
        scope_id: int,
        author_id: int,
        cases: Sequence[datasets.TestCase] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> evaluating.TestReport:
        """Test the active dataset; the numbers are kept, and compared with the last test of the same kind.

        Parameters
        ----------
        cases
            What to ask; `None`: everything taught, each as if it had not been taught.
        progress
            Called with texts asked and their number.

        Raises
        ------
        errors.InvalidInputError
            ``error-test-nothing`` without any case, or anything taught
        """
        dataset = await self.ready(scope_id)
        return await evaluating.evaluate(
            self._changes, dataset, author_id, cases, strictness=await self._strictness(scope_id), progress=progress
        )

    async def datasets(self, scope_id: int) -> list[models.Dataset]:
        """Every dataset of the scope, the active one marked."""
        await self.ready(scope_id)
        return await self._store.examples.datasets(scope_id)

    async def select_dataset(
        self,
        scope_id: int,
        author_id: int,
        path: str,
        *,
        positive: bool = True,
        progress: Callable[[jobs.TrainProgress], None] | None = None,
    ) -> selecting.Selected:
        """Answer from another dataset: a file or folder of the data folder, or one that was used before (``default``).

        What the files hold and the dataset does not is taught to it; the files are archived first.

        Parameters
        ----------
        positive
            `False`: the files hold what must not be answered.
        progress
            Told of every step: ``reading``, ``archiving``, ``encoding``, ``teaching``.

        Raises
        ------
        errors.UserError
            What reading files and datasets and packing archives raises.
        """
        return await selecting.select(
            self._changes,
            self._folder.guild(scope_id),
            scope_id,
            author_id,
            path,
            positive=positive,
            bounds=self._dataset_limits,
            progress=progress or _unseen,
        )

    async def archive(self, scope_id: int, directory: str) -> archive.ArchiveReceipt:
        """Pack a folder of the scope into a dated, verified archive; raises what `archive.pack` raises."""
        return await archive.pack(self._folder.guild(scope_id), directory, dt.datetime.now(dt.UTC))

    async def export(self, scope_id: int) -> bytes:
        """Give every live example of the active dataset as JSON Lines."""
        return await selecting.export(self._changes, scope_id)

    # -- for `privacy.Privacy` -----------------------------------------------------------------------------------

    @property
    def erasures(self) -> Erasures:
        """Who was erased lately, for work under way."""
        return self._changes.erasures

    async def erasing(
        self,
        user_id: int,
        scope_id: int | None,
        erase: Callable[[correction_log.Rewrite], Coroutine[Any, Any, ErasedRows]],
    ) -> ErasedRows:
        """Run an erasure to its end, while nothing is written to the log of corrections.

        The person's training jobs there are stopped before; whatever else they had under way is refused when it is about to write.
        """

        async def run() -> ErasedRows:
            await self._changes.erasures.begin(user_id, scope_id)
            for job in await self._jobs.stop(user_id, scope_id):
                await self._store.features.drop(job.prompts)  # encoded on the way
            async with self._changes.log.writing:
                return await erase(self._changes.log.rewrite)

        erased = await shielded(run())
        self._changes.engine.forget_texts()
        return erased

    async def erased(self, scope_id: int, dataset_id: int, example_ids: Sequence[int]) -> None:
        """Take erased examples out of the index."""
        async with self._changes.indexes.writing(scope_id):
            await self._changes.indexes.follow(scope_id, dataset_id, (), example_ids)

    async def left(self, scope_id: int) -> None:
        """Let go of a scope that is no more: the next contact is the first one."""
        async with self._changes.indexes.writing(scope_id):  # whoever is just loading it has it loaded by then
            self._changes.indexes.forget(scope_id)


def _unseen(_progress: jobs.TrainProgress) -> None:
    """Show progress to nobody."""


async def _default_strictness(_scope_id: int) -> float | None:
    return None
