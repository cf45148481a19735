"""`FineTuning`: orders jobs on the model's server, each once, and follows them to their end."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from typing import Any, Final, Self

from chatterbot import datasets, errors, models
from chatterbot.aio import Signal, shielded
from chatterbot.conversation import Scopes
from chatterbot.datasets import ExportFormat
from chatterbot.erasures import Erasures
from chatterbot.finetuning.bounds import FineTuneOptions, check_limits, problem_of
from chatterbot.finetuning.following import FineTuneProgress, JobFollower, noted
from chatterbot.finetuning.preparing import PreparedFiles, prepare
from chatterbot.finetuning.switching import ModelSwitching
from chatterbot.generation import PersonaSource
from chatterbot.llm import FineTuneMethod, FineTuneOrder, LanguageModel
from chatterbot.preferences import Preferences
from chatterbot.store import FineTuneRecord, FineTuneStatus, NewFineTune, Store

__all__ = ("FineTuning",)

_log = logging.getLogger(__name__)

METHODS: Final = {
    ExportFormat.CHAT: FineTuneMethod.SUPERVISED,
    ExportFormat.PREFERENCE: FineTuneMethod.PREFERENCE,
}
"""How a model is trained with each format."""
REMEMBERED: Final = 100
"""Latest jobs of which it stays in memory how they stood: a person may still look at them."""


class FineTuning:
    """Trains models from what was taught. Make one with `open`.

    A job is noted before anything is sent, and its row gets the server's id as soon as there is one. A row without an id at the start of
    the program is closed: whether a job was created is not known then, and it is never created again by itself.
    """

    def __init__(
        self,
        model: LanguageModel | None,
        store: Store,
        scopes: Scopes,
        preferences: Preferences,
        erasures: Erasures,
        *,
        options: FineTuneOptions,
        personas: PersonaSource | None = None,
    ) -> None:
        self._model = model
        self._store = store
        self._scopes = scopes
        self._erasures = erasures
        self._options = options
        self._personas = personas
        self.models = ModelSwitching(model, store.finetunes, preferences, options.allowed_models)
        """Which models each scope may use."""
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._progress: dict[int, FineTuneProgress] = {}
        self._given_up: dict[int, tuple[FineTuneStatus, str | None]] = {}
        """Jobs that end before the server knows of them: how, and why."""
        self._watchers: list[Callable[[FineTuneProgress], Awaitable[None]]] = []
        self._ordering = asyncio.Lock()
        self._signal = Signal()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        model: LanguageModel | None,
        store: Store,
        scopes: Scopes,
        preferences: Preferences,
        erasures: Erasures,
        *,
        options: FineTuneOptions,
        personas: PersonaSource | None = None,
    ) -> AsyncGenerator[Self]:
        """Yield the service; leaving ends the following of all jobs, which go on where they are trained."""
        service = cls(model, store, scopes, preferences, erasures, options=options, personas=personas)
        try:
            yield service
        finally:
            tasks = [*service._tasks.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # -- what may be done --------------------------------------------------------------------------------------------

    @property
    def available(self) -> bool:
        """Whether models can be trained: one is configured, and the operator named the one to start from."""
        return self._model is not None and bool(self._options.model)

    @property
    def base_model(self) -> str:
        """The model that jobs start from."""
        return self._options.model

    def subscribe(self, told: Callable[[FineTuneProgress], Awaitable[None]]) -> None:
        """Call `told` whenever a job stands otherwise than before; it must not raise."""
        self._watchers.append(told)

    # -- files -------------------------------------------------------------------------------------------------------

    async def rows(self, scope_id: int, form: ExportFormat, dataset: str | None = None) -> datasets.TrainingRows:
        """Return a dataset (`None`: the active one) as rows of a file for fine-tuning, with the scope's persona.

        Raises
        ------
        errors.NotFoundError
            ``error-dataset-unknown(name)``
        """
        found = await self._dataset(scope_id, dataset)
        examples = await self._store.examples.live_examples(scope_id, found.id)
        persona = await self._persona(scope_id)
        return await asyncio.to_thread(datasets.training_rows, examples, form, persona)

    async def prepared(self, scope_id: int, form: ExportFormat, dataset: str | None = None) -> PreparedFiles:
        """Return the files that a job would get, checked; `PreparedFiles.problem` says why they cannot be used.

        Raises
        ------
        errors.NotFoundError
            As `rows`.
        """
        return await self._prepared(await self._dataset(scope_id, dataset), form)

    async def _prepared(self, dataset: models.Dataset, form: ExportFormat) -> PreparedFiles:
        scope_id = dataset.scope_id
        examples = await self._store.examples.live_examples(scope_id, dataset.id)
        return await asyncio.to_thread(prepare, examples, form, await self._persona(scope_id))

    async def _persona(self, scope_id: int) -> str | None:
        return None if self._personas is None else await self._personas.persona(scope_id, ())

    async def _dataset(self, scope_id: int, name: str | None) -> models.Dataset:
        found = await self._scopes.ready(scope_id, name)
        if name is not None and found.name != name:
            raise errors.NotFoundError("error-dataset-unknown", name=name)
        return found

    # -- jobs --------------------------------------------------------------------------------------------------------

    def check_available(self) -> None:
        """Refuse where models cannot be trained.

        Raises
        ------
        errors.RefusedError
            ``error-finetune-off``
        """
        if not self.available:
            raise errors.RefusedError("error-finetune-off")

    async def order(
        self, scope_id: int, author_id: int, form: ExportFormat, dataset: str | None = None
    ) -> FineTuneRecord:
        """Order a job; its files are sent in the background, and `progress` says how it stands.

        Raises
        ------
        errors.UserError
            ``error-finetune-off``; those of `bounds.check_limits` and `checking.check_file`; ``error-dataset-unknown(name)``
        """
        self.check_available()
        async with self._ordering:
            await check_limits(self._store.finetunes, self._options, scope_id)
            moment = self._erasures.moment()
            found = await self._dataset(scope_id, dataset)
            prepared = await self._prepared(found, form)
            if prepared.problem is not None:
                raise prepared.problem
            new = NewFineTune(
                scope_id=scope_id,
                dataset_id=found.id,
                author_id=author_id,
                method=METHODS[form].value,
                model=self.base_model,
                examples=prepared.rows,
                held_out=prepared.held_out,
            )
            async with self._erasures.writing(moment, scope_id, author_id):
                job_id = await self._store.finetunes.add(new)
        record = await self._store.finetunes.get(scope_id, job_id)
        if record is None:
            raise errors.NotFoundError("error-job-unknown")
        self._progress[job_id] = FineTuneProgress(record)
        self._start(record, self._send(record, prepared, moment))
        return record

    async def cancel(self, scope_id: int, job_id: int) -> FineTuneRecord:
        """Cancel a job, and return it.

        Raises
        ------
        errors.NotFoundError
            ``error-finetune-over(job)``, if it is over or unknown
        errors.ServiceError
            If the server does not cancel it.
        """
        record = await self._store.finetunes.get(scope_id, job_id)
        if record is None or record.state.over or self._model is None:
            raise errors.NotFoundError("error-finetune-over", job=str(job_id))
        if record.remote_id is None:
            await self._give_up(record, FineTuneStatus.CANCELLED, None)
            return await self._store.finetunes.get(scope_id, job_id) or record
        job = await self._model.cancel_fine_tune(record.remote_id)
        noting = await self._store.finetunes.note(scope_id, job_id, **noted(job))
        if noting is None:
            return record
        await self._told(FineTuneProgress(noting))
        if noting.state.over and (task := self._tasks.get(job_id)) is not None:
            task.cancel()
        return noting

    async def forget(self, user_id: int, scope_id: int | None) -> None:
        """Stop sending files that may hold the words of a person who is being erased, from a scope or (`None`) from all."""
        for progress in [*self._progress.values()]:
            record = progress.record
            if record.state is FineTuneStatus.PREPARING and scope_id in {None, record.scope_id}:
                await self._give_up(record, FineTuneStatus.FAILED, "finetune-problem-erased")

    def progress(self, record: FineTuneRecord) -> FineTuneProgress:
        """Return how a job stands, with what is not stored of it."""
        known = self._progress.get(record.id)
        return FineTuneProgress(record) if known is None else dataclasses.replace(known, record=record)

    async def changes(self, record: FineTuneRecord) -> AsyncGenerator[FineTuneProgress]:
        """Yield how a job stands, whenever that has changed, until it is over or is not followed any more."""
        seen: FineTuneProgress | None = None

        def is_followed() -> bool:
            return record.id in self._tasks

        def has_changed() -> bool:
            return self._progress.get(record.id) != seen or not is_followed()

        while True:
            now = self._progress.get(record.id, FineTuneProgress(record))
            if now != seen:
                seen = now
                yield now
                continue
            if now.record.state.over or not is_followed():
                return
            await self._signal.until(has_changed)

    def follow(self, record: FineTuneRecord) -> None:
        """Follow a job of an earlier run of the program; nothing happens if it is over or followed already."""
        if record.state.over or record.remote_id is None or self._model is None or record.id in self._tasks:
            return
        self._progress[record.id] = FineTuneProgress(record)
        self._start(record, self._follower(self._model).follow(record))

    async def take_up(self, owned: Callable[[int, int], bool] = lambda _scope, _author: True) -> None:
        """Go on with the jobs of the last run of the program: follow the open ones, close those never sent, tell the ends nobody told.

        Parameters
        ----------
        owned
            Tells by scope and author whether a job belongs to this process, and not to another one.
        """
        for record in await self._store.finetunes.untold():
            if not owned(record.scope_id, record.author_id):
                continue
            if record.state.over:
                self._start(record, self._told(FineTuneProgress(record)))
            elif record.remote_id is None:
                ended = await self._noted_end(record, "finetune-problem-interrupted", FineTuneStatus.FAILED)
                if ended is not None:
                    self._start(ended, self._told(FineTuneProgress(ended)))
            elif self._model is None:
                _log.warning("fine-tuning job %d is not followed: no language model is configured", record.id)
            else:
                self.follow(record)

    # -- the work ----------------------------------------------------------------------------------------------------

    def _start(self, record: FineTuneRecord, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, name=f"fine-tune-{record.id}")
        self._tasks[record.id] = task
        task.add_done_callback(lambda done: self._ended(record, done))

    def _ended(self, record: FineTuneRecord, task: asyncio.Task[None]) -> None:
        self._tasks.pop(record.id, None)
        self._signal.tell()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("fine-tuning job %d is not followed any more", record.id, exc_info=error)

    async def _send(self, record: FineTuneRecord, prepared: PreparedFiles, moment: int) -> None:
        """Send the files, create the job, and follow it."""
        model = self._model
        if model is None:
            return
        try:
            await self._told(FineTuneProgress(record))
            name = f"chatterbot-{record.id}"
            training = await model.upload(f"{name}.jsonl", prepared.training)
            validation = None
            if prepared.validation is not None:
                validation = await model.upload(f"{name}-held-out.jsonl", prepared.validation)
            if self._erasures.any_since(moment, record.scope_id):
                await self._end(record, "finetune-problem-erased")
                return
            order = FineTuneOrder(record.model, training, validation, FineTuneMethod(record.method), suffix=name)
            created = await shielded(self._create(model, record, order))
        except asyncio.CancelledError:
            # At the end of the program the row stays open: the next start closes it, or follows the job if it was created.
            if (end := self._given_up.get(record.id)) is not None:
                await shielded(self._end(record, end[1], end[0]))
            raise
        except errors.ServiceError as error:
            _log.warning("fine-tuning job %d could not be ordered: %s", record.id, error)
            await self._end(record, problem_of(error))
            return
        if created is not None:
            await self._told(FineTuneProgress(created))
            if not created.state.over:
                await self._follower(model).follow(created)

    async def _give_up(self, record: FineTuneRecord, status: FineTuneStatus, problem_key: str | None) -> None:
        """End a job that the server does not know yet."""
        self._given_up[record.id] = status, problem_key
        try:
            if (task := self._tasks.get(record.id)) is not None:
                task.cancel()
                await asyncio.wait([task])
            await self._end(record, problem_key, status)  # where the task had not begun; otherwise nothing changes
        finally:
            self._given_up.pop(record.id, None)

    async def _create(
        self, model: LanguageModel, record: FineTuneRecord, order: FineTuneOrder
    ) -> FineTuneRecord | None:
        """Create the job and note its id, both or (if the program is killed) maybe only the first; `None`: nobody waits for it."""
        job = await model.fine_tune(order)
        created = await self._store.finetunes.note(record.scope_id, record.id, remote_id=job.id, **noted(job))
        if created is None or record.id in self._given_up:
            await self._follower(model).cancel_unwanted(job.id)
        return created

    async def _end(
        self, record: FineTuneRecord, problem_key: str | None, status: FineTuneStatus = FineTuneStatus.FAILED
    ) -> None:
        if (ended := await self._noted_end(record, problem_key, status)) is not None:
            await self._told(FineTuneProgress(ended))

    async def _noted_end(
        self, record: FineTuneRecord, problem_key: str | None, status: FineTuneStatus
    ) -> FineTuneRecord | None:
        """Note how a job ended, and return it; `None` if it was erased, or cannot be noted."""
        try:
            return await self._store.finetunes.note(record.scope_id, record.id, state=status, problem_key=problem_key)
        except errors.StoreError as error:
            _log.warning("fine-tuning job %d: its end is stored by the next start: %s", record.id, error)
            return None

    def _follower(self, model: LanguageModel) -> JobFollower:
        return JobFollower(model, self._store.finetunes, self._told)

    async def _told(self, progress: FineTuneProgress) -> None:
        self._progress[progress.record.id] = progress
        self._signal.tell()
        for told in self._watchers:
            await told(progress)
        for job_id in [*self._progress][:-REMEMBERED]:
            if self._progress[job_id].record.state.over:
                del self._progress[job_id]
