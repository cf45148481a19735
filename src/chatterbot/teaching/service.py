"""`Teaching`: everything that changes what the bot knows."""

from __future__ import annotations

import contextlib
import datetime as dt
import pathlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Self

from chatterbot import archive, datasets, files, models
from chatterbot.engine import ReplyEngine
from chatterbot.store import JobRecord, Store
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
    uploads,
)
from chatterbot.teaching.indexes import Indexes

__all__ = ("Teaching",)


class Teaching:
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
        self.changes = changes
        """The way every change is done; `privacy.Privacy` erases by it."""
        self.indexes = changes.indexes
        """Which scopes are loaded; whoever only reads waits for `Indexes.ready`."""
        self._folder = folder
        self._strictness = strictness
        self._dataset_limits = dataset_limits
        self._jobs = jobs.JobQueue(
            changes.store, waiting=changes.limits.waiting_jobs, running=changes.limits.running_jobs
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
        bounds = bounds or limits.Limits()
        checked = [limits.check_example(example, bounds) for example in starter]
        indexes = Indexes(engine, store, bounds, checked)
        changes = changing.Changes(engine, store, indexes, log, bounds)
        teaching = cls(
            changes,
            folder,
            strictness=strictness or _default_strictness,
            dataset_limits=dataset_limits or datasets.DatasetLimits(),
        )
        async with indexes.running():
            try:
                yield teaching
            finally:
                await teaching._jobs.close()

    # -- small acts: live within milliseconds ----------------------------------------------------------------------

    async def teach(
        self,
        scope_id: int,
        author_id: int,
        examples: Sequence[models.NewExample],
        *,
        source: str,
        turn: models.Turn | None = None,
        asker_id: int | None = None,
    ) -> receipts.Taught:
        """Teach a few examples at once; live on return.

        Parameters
        ----------
        turn
            The exchange that is answered with the first of them from now on.
        asker_id
            Whose words the prompts are, when not the author's.

        Raises
        ------
        errors.InvalidInputError
            ``error-teach-nothing``, ``error-teach-too-many(count, limit)`` (that many need `train`), and those of
            `limits.check_example`
        """
        return await acts.teach(
            self.changes, scope_id, author_id, examples, source=source, turn=turn, asker_id=asker_id
        )

    async def correct(
        self, scope_id: int, author_id: int, turn: models.Turn, better: str, question: str | None = None
    ) -> receipts.Correction:
        """Teach a better reply in place of a given one; live on return.

        The better reply is taught for `question` (the turn's prompt, if none is given) and the wrong one is vetoed for the prompt.
        Correcting again replaces the earlier correction. An unknown prompt is simply taught.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``, if the turn is another scope's
        errors.InvalidInputError
            ``error-correction-same`` if this is the reply already, and those of `limits.check_example`
        """
        return await acts.correct(self.changes, scope_id, author_id, turn, better=better, question=question)

    async def reject(self, scope_id: int, author_id: int, turn: models.Turn) -> receipts.Rejected:
        """Never give this reply to this prompt again; live on return.

        Nor its like in another language: where question and reply are written in one script, the best answers in another script are
        barred for this question as well (see `TWIN`). A corrected reply is rejected as it reads now.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``
        errors.InvalidInputError
            ``error-turn-unanswered`` if nothing taught gave the reply; ``error-reject-again`` if that is vetoed already
        """
        return await acts.reject(self.changes, scope_id, author_id, turn)

    async def forget(self, scope_id: int, author_id: int, example_id: int) -> receipts.Forgotten:
        """Let an example no longer count; live on return.

        Raises
        ------
        errors.NotFoundError
            ``error-example-unknown(example_id)``
        """
        return await acts.forget(self.changes, scope_id, author_id, example_id)

    async def undo(self, scope_id: int, author_id: int, change_id: int, *, any_author: bool = False) -> receipts.Undone:
        """Take a change back; live on return.

        Parameters
        ----------
        any_author
            Also what others did (for those who manage the place).

        Raises
        ------
        errors.NotFoundError
            ``error-change-unknown(change_id)``
        errors.RefusedError
            ``error-change-not-yours``, ``error-change-undone``, ``error-change-final`` (an undo or an erasure)
        """
        undone = await acts.undo(self.changes, scope_id, author_id, change_id, any_author=any_author)
        self._jobs.undone(scope_id, change_id)
        return undone

    async def feedback(
        self,
        scope_id: int,
        author_id: int,
        *,
        vote: models.Vote | None = None,
        turn: models.Turn | None = None,
        text: str | None = None,
        rating: int | None = None,
    ) -> int:
        """Keep what a person thinks of a reply, or of the bot; a later vote on the same reply takes the place of the earlier.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``
        errors.InvalidInputError
            ``error-feedback-empty``, ``error-feedback-too-long(length, limit)``, ``error-rating-range(low, high)``
        """
        return await acts.feedback(self.changes, scope_id, author_id, vote=vote, turn=turn, text=text, rating=rating)

    async def example(self, scope_id: int, example_id: int) -> models.Example:
        """Give one example, live or not.

        Raises
        ------
        errors.NotFoundError
            ``error-example-unknown(example_id)``
        """
        return await acts.find_example(self.changes, scope_id, example_id)

    # -- training from files, tests, datasets ----------------------------------------------------------------------

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
        order = jobs.TrainOrder(scope_id, author_id, source, skip_bad=skip_bad, policy=policy)
        own = self._folder.guild(scope_id)
        return await self._jobs.start(order, lambda job: training.train(self.changes, own, job, self._dataset_limits))

    async def keep_upload(self, scope_id: int, author_id: int, path: str, data: bytes) -> str:
        """Keep a file that a person sent in the scope's folder, and return its path there; see `uploads.keep`."""
        return await uploads.keep(self.changes.store, self._folder, scope_id, author_id, path=path, data=data)

    async def scored(self, scope_id: int, receipt: jobs.TrainReceipt) -> jobs.TrainReceipt:
        """Complete a job's receipt with the score after it, in the job's record too.

        Apart from `train`, because it waits for the engine's background refit (seconds, at most `Limits.score_s`): what was taught is
        in use long before. The score is that of everything taught by then. Where nothing can be said, or the change was undone meanwhile,
        `score_after` stays `None`.
        """
        return await self._jobs.scored(scope_id, receipt, lambda: training.scored(self.changes, scope_id, receipt))

    async def stands(self, scope_id: int, receipt: jobs.TrainReceipt) -> bool:
        """Whether what a job did has not been undone, nor a choice made between answers of it."""
        return not self._jobs.is_settled(scope_id, receipt.change_id) and await training.stands(
            self.changes, scope_id, receipt
        )

    async def settle(self, scope_id: int, author_id: int, change_id: int, policy: conflicts.Policy) -> receipts.Settled:
        """Choose between the answers a job taught and those they contradict; raises what `conflicts.settle` raises."""
        settled = await conflicts.settle(self.changes, scope_id, author_id, change_id, policy)
        self._jobs.settled(scope_id, change_id)
        return settled

    def training(self, scope_id: int) -> list[jobs.TrainJob]:
        """The scope's jobs that wait or run, in order."""
        return self._jobs.running(scope_id)

    async def jobs(self, scope_id: int, limit: int = 10) -> list[JobRecord]:
        """The scope's latest jobs, past and running, newest first."""
        return await self.changes.store.journal.jobs(scope_id, limit)

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
        dataset = await self.indexes.ready(scope_id)
        return await evaluating.evaluate(
            self.changes, dataset, author_id, cases, strictness=await self._strictness(scope_id), progress=progress
        )

    async def datasets(self, scope_id: int) -> list[models.Dataset]:
        """Every dataset of the scope, the active one marked."""
        await self.indexes.ready(scope_id)
        return await self.changes.store.examples.datasets(scope_id)

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
            self.changes,
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
        return await selecting.export(self.changes, scope_id)


def _unseen(_progress: jobs.TrainProgress) -> None:
    """Show progress to nobody."""


async def _default_strictness(_scope_id: int) -> float | None:
    return None
