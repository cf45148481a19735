"""`Teaching`: everything that changes what the bot knows."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Self

from chatterbot import archive, datasets, files, models
from chatterbot.admission import Requester
from chatterbot.aio import shielded
from chatterbot.engine import ReplyEngine
from chatterbot.store import JobRecord, Store
from chatterbot.teaching import (
    acts,
    changing,
    conflicts,
    correction_log,
    erasing,
    evaluating,
    history,
    jobs,
    limits,
    orders,
    receipts,
    selecting,
    training,
    uploads,
)
from chatterbot.teaching.indexes import Indexes

__all__ = ("Teaching",)


class Teaching:
    """Everything that changes what the bot knows. Make one with `open`.

    Each act is one change: written in one transaction, then put into the index, then acknowledged. In each scope one after the other.
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
        """Does every change."""
        self.indexes = changes.indexes
        """The scopes' indexes; `Conversation` reads from them."""
        self.erasures = changes.erasures
        """The latest erasures; `Conversation` records nothing that began before one."""
        self._folder = folder
        self._strictness = strictness
        self._dataset_limits = dataset_limits
        self.queue = self._jobs = jobs.JobQueue(changes.store, changes.erasures, changes.limits.jobs)
        """Runs the jobs; `importing.Importer` adds its own."""
        self.history = history.History(changes, self._jobs.undone)
        """What was changed, and undoing many changes at once."""
        self.eraser = erasing.Eraser(changes, self._jobs)
        """`privacy.Privacy` erases with it."""

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        engine: ReplyEngine,
        store: Store,
        folder: files.DataFolder,
        *,
        corrections: correction_log.CorrectionLog | None = None,
        starter: Sequence[models.NewExample] = (),
        strictness: Callable[[int], Awaitable[float | None]] | None = None,
        bounds: limits.Limits | None = None,
        dataset_limits: datasets.DatasetLimits | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Repair the log of corrections and yield the service; leaving cancels jobs, and waits for changes that are being committed.

        Parameters
        ----------
        corrections
            The log of corrections (``corrections.jsonl``); `None`: there is none.
        starter
            Taught to every scope at its first contact; encoded in the background from the start on.
        strictness
            Returns how strict a scope is (`Preferences.strictness`), for tests of datasets; `None`: the engine's default.
        bounds, dataset_limits
            How long texts may be, how many jobs may wait, how large a file may be.

        Raises
        ------
        errors.StoreError
            If the log cannot be read or written.
        errors.InvalidInputError
            If a starter example is not usable.
        """
        log = corrections or correction_log.CorrectionLog(None, store)
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

    # -- small acts: in use within milliseconds ----------------------------------------------------------------------

    async def teach(
        self,
        scope_id: int,
        author_id: int,
        examples: Sequence[models.NewExample],
        *,
        source: str,
        turn: models.Turn | None = None,
        asker_id: int | Mapping[str, int] | None = None,
        terms: orders.TeachingTerms = acts.NO_TERMS,
    ) -> receipts.Taught:
        """Teach a few examples at once; in use on return.

        Parameters
        ----------
        turn
            The turn whose message shows the first example's answer from now on.
        asker_id
            The person who asked, if the prompts are not the author's own words; or who asked each of them, by the prompt.
        terms
            What a teacher decided about it.

        Raises
        ------
        errors.InvalidInputError
            ``error-teach-nothing``, ``error-teach-too-many(count, limit)`` (use `train`), and those of `limits.check_example`
        """
        return await acts.teach(
            self.changes, scope_id, author_id, examples, source=source, turn=turn, asker_id=asker_id, terms=terms
        )

    async def correct(
        self,
        scope_id: int,
        author_id: int,
        turn: models.Turn,
        better: str,
        question: str | None = None,
        *,
        terms: orders.TeachingTerms = acts.NO_TERMS,
    ) -> receipts.Correction:
        """Teach a better reply in place of the one given; in use on return.

        The better reply is taught for `question` (by default the turn's prompt), and the wrong one will not be given to the prompt again.
        Correcting again replaces the earlier correction. If the turn was not answered, the reply is just taught.

        Raises
        ------
        errors.NotFoundError
            ``error-turn-unknown``, if the turn is another scope's
        errors.InvalidInputError
            ``error-correction-same`` if the reply is the same already, and those of `limits.check_example`
        """
        return await acts.correct(
            self.changes, scope_id, author_id, turn, better=better, question=question, terms=terms
        )

    async def reject(
        self, scope_id: int, author_id: int, turn: models.Turn, approved_by: int | None = None
    ) -> receipts.Rejected:
        """Stop giving this reply to this prompt; in use on return.

        The same holds for its translations: if prompt and reply are in the same script, the best answers in another script are not given
        to this prompt again either (see `acts.TWIN`). Of a corrected reply, the corrected text is rejected.

        Raises
        ------
        errors.UserError
            ``error-turn-unknown``; ``error-turn-unanswered`` if no example gave the reply; ``error-reject-again`` if it is rejected already
        """
        return await acts.reject(self.changes, scope_id, author_id, turn, approved_by)

    async def forget(
        self, scope_id: int, author_id: int, example_id: int, approved_by: int | None = None
    ) -> receipts.Forgotten:
        """Stop using an example; in effect on return. With an answer that a correction taught, the whole correction is taken back.

        Raises
        ------
        errors.NotFoundError
            ``error-example-unknown(example_id)``
        """
        return await acts.forget(self.changes, scope_id, author_id, example_id, approved_by)

    async def undo(self, scope_id: int, author_id: int, change_id: int, *, any_author: bool = False) -> receipts.Undone:
        """Undo a change; in effect on return. A job that is undone is no longer scored. Undoing an undo does the change again.

        Parameters
        ----------
        any_author
            Whether other people's changes may be undone, too (for those who manage the server).

        Raises
        ------
        errors.NotFoundError
            ``error-change-unknown(change_id)``
        errors.RefusedError
            ``error-change-not-yours``, ``error-change-undone``, ``error-change-final`` (an erasure)
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
        """Store a person's opinion of a reply, or of the bot, and return its id; a later vote on a reply replaces the earlier one.

        Raises
        ------
        errors.UserError
            ``error-turn-unknown``, ``error-feedback-empty``, ``error-feedback-too-long(length, limit)``, ``error-rating-range(low, high)``
        """
        return await acts.feedback(self.changes, scope_id, author_id, vote=vote, turn=turn, text=text, rating=rating)

    async def example(self, scope_id: int, example_id: int) -> models.Example:
        """Return one example, in use or not.

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
        """Queue a training job: one at a time runs in a scope; it is done completely or not at all.

        Parameters
        ----------
        skip_bad
            Teach the good rows although there are bad ones; otherwise one bad row refuses the whole source.
        policy
            What becomes of answers that contradict each other, or what is known.

        Raises
        ------
        errors.RefusedError
            ``error-train-busy(waiting)``, ``error-train-busy-everywhere(waiting)``

        Notes
        -----
        `TrainJob.finished` returns the receipt as soon as what was taught is in use; `scored` completes it. It raises
        ``error-train-cancelled``, ``error-train-refused(count, line, file, reason, ...)``, and what reading files and datasets raises.
        """
        order = jobs.TrainOrder(scope_id, author_id, source, skip_bad=skip_bad, policy=policy)
        own = self._folder.guild(scope_id)
        size = await own.size(source.name) if source.data is None else len(source.data)

        async def work(job: jobs.TrainJob) -> jobs.TrainReceipt:
            return await training.train(self.changes, own, job, self._dataset_limits)

        return await self._jobs.start(order, work, size)

    async def keep_upload(self, scope_id: int, author_id: int, path: str, data: bytes) -> str:
        """Keep a file that a person sent in the scope's folder, and return its path there; see `uploads.keep`."""
        async with self.erasures.writing(self.erasures.moment(), scope_id, author_id):
            return await shielded(
                uploads.keep(self.changes.store, self._folder, scope_id, author_id, path=path, data=data)
            )

    async def scored(self, scope_id: int, receipt: jobs.TrainReceipt) -> jobs.TrainReceipt:
        """Return a job's receipt with the score after it, which is stored in the job's record, too.

        It waits for the engine's refit (at most `Limits.score_s`), long after what was taught is in use. The score is that of everything
        taught by then; `score_after` is `None` if no score is possible, or the change was undone meanwhile.
        """
        return await self._jobs.scored(scope_id, receipt, lambda: training.scored(self.changes, scope_id, receipt))

    async def stands(self, scope_id: int, receipt: jobs.TrainReceipt) -> bool:
        """Tell whether a job was neither undone nor followed by a choice between its answers."""
        settled = self._jobs.is_settled(scope_id, receipt.change_id)
        return not settled and await training.stands(self.changes, scope_id, receipt)

    async def settle(self, scope_id: int, author_id: int, change_id: int, policy: conflicts.Policy) -> receipts.Settled:
        """Choose between the answers that a job taught and those they contradict; see `conflicts.settle`."""
        settled = await conflicts.settle(self.changes, scope_id, author_id, change_id, policy)
        self._jobs.settled(scope_id, change_id)
        return settled

    def training(self, scope_id: int) -> list[jobs.TrainJob]:
        """Return the scope's jobs that wait or run, in order."""
        return self._jobs.running(scope_id)

    async def jobs(self, scope_id: int, limit: int = 10) -> list[JobRecord]:
        """Return the scope's latest jobs, finished and running, newest first."""
        return await self.changes.store.journal.jobs(scope_id, limit)

    async def evaluate(
        self,
        scope_id: int,
        author_id: int,
        cases: evaluating.Cases | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> evaluating.TestReport:
        """Test the active dataset; the numbers are stored and compared with those of the last test of the same kind.

        Parameters
        ----------
        cases
            The questions, or what reads them when it is the test's turn; `None`: the own prompts, each left out once (see `judging`).
        progress
            Called with the number of cases done and of all cases.

        Raises
        ------
        errors.UserError
            ``error-test-nothing`` without any case, or if nothing was taught; ``error-test-starter`` if only the starter examples were;
            ``error-test-alone(count)`` if each answer was taught with one question only; ``error-work-busy...(waiting)``
        """
        dataset, strict = await self.indexes.ready(scope_id), await self._strictness(scope_id)
        async with self._jobs.other_work(scope_id, author_id):
            return await evaluating.evaluate(self.changes, dataset, author_id, cases, strict, progress=progress)

    async def datasets(self, scope_id: int) -> list[models.Dataset]:
        """Return every dataset of the scope."""
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
        """Answer from another dataset: a file or folder of the data folder, archived first, or one that was used before (``default``).

        Parameters
        ----------
        positive
            `False`: the files contain answers that must not be given.
        progress
            Called at every step: ``reading``, ``archiving``, ``encoding``, ``teaching``.

        Raises
        ------
        errors.UserError
            What `evaluate` refuses, and what reading files and datasets and packing archives raises.
        """
        own = self._folder.guild(scope_id, is_direct=Requester(scope_id, author_id).is_direct)
        report, bounds = progress or (lambda _: None), self._dataset_limits
        async with self._jobs.other_work(scope_id, author_id, await own.size(path)):
            return await selecting.select(
                self.changes, own, scope_id, author_id, path, positive=positive, bounds=bounds, progress=report
            )

    async def archive(self, scope_id: int, author_id: int, directory: str) -> archive.ArchiveReceipt:
        """Pack a folder of the scope into a dated archive that is verified; raises what `archive.pack` and `select_dataset` raise."""
        own = self._folder.guild(scope_id, is_direct=Requester(scope_id, author_id).is_direct)
        async with self._jobs.other_work(scope_id, author_id):
            return await archive.pack(own, directory, dt.datetime.now(dt.UTC))

    async def export(self, scope_id: int) -> bytes:
        """Return every example in use of the active dataset as JSON Lines."""
        return await selecting.export(self.changes, scope_id)


async def _default_strictness(_scope_id: int) -> float | None:
    return None
