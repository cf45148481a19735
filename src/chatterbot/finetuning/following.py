"""Asking the server how a job stands, until it is over: often at first, then more seldom, and on and on when the server fails."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, Protocol

from chatterbot import errors
from chatterbot.llm import FineTuneEvent, FineTuneJob, FineTuneState, LanguageModel
from chatterbot.store import FineTuneRecord, FineTuneStatus

__all__ = ("FineTuneProgress", "JobFollower", "noted")

_log = logging.getLogger(__name__)

FIRST_S: Final = 5.0
"""Seconds until the first look at a job: its file is checked by then."""
MOST_S: Final = 60.0
"""Most seconds between two looks: jobs take from minutes to hours."""
GROWTH: Final = 1.5
"""By how much the time between two looks grows."""
FAILED_S: Final = 300.0
"""Most seconds between two looks at a server that fails."""
UNKNOWN: Final = 5
"""How often in a row the server may say that it does not know the job: after that it was deleted there."""


_LARGEST: Final = 2**63
"""The database's numbers are smaller."""
_UNKNOWN_JOB: Final = frozenset({errors.ModelFault.MODEL, errors.ModelFault.REQUEST})
"""What a server says that does not know a job: servers word that in different ways."""


@dataclasses.dataclass(frozen=True, slots=True)
class FineTuneProgress:
    """How a job stands."""

    record: FineTuneRecord
    step: int | None = None
    steps: int | None = None
    """Steps done and all steps, where the server says them."""
    finishes_at: dt.datetime | None = None
    """When the server expects it to end."""
    reachable: bool = True
    """Whether the server answered when it was asked last."""


Told = Callable[[FineTuneProgress], Awaitable[None]]
"""Called whenever a job stands otherwise than before; must not raise."""


class JobRows(Protocol):
    """Keeps how jobs stand (`store.FineTuneStore` does)."""

    def note(self, scope_id: int, job_id: int, **values: Any) -> Awaitable[FineTuneRecord | None]:
        """Note what is known of a job by now, and return it; `None` if its row was erased."""
        ...


class JobFollower:
    """Follows jobs that the server knows."""

    def __init__(self, model: LanguageModel, store: JobRows, told: Told) -> None:
        self._model = model
        self._store = store
        self._told = told

    async def follow(self, record: FineTuneRecord) -> None:
        """Ask until the job is over; a server or database that fails is asked again later."""
        job_id, remote_id = record.id, record.remote_id
        if remote_id is None:
            raise ValueError("the server does not know this job")
        last = FineTuneProgress(record)
        wait, failures, unknown = FIRST_S, 0, 0
        while True:
            await asyncio.sleep(wait)
            try:
                job = await self._model.fine_tune_job(remote_id)
                events = await self._events(remote_id) if job.state is FineTuneState.RUNNING else []
                noting = await self._store.note(record.scope_id, job_id, **noted(job))
            except errors.ServiceError as error:
                failures += 1
                if failures == 1:
                    _log.warning("fine-tuning job %d: the server is asked again later: %s", job_id, error)
                fault = error.fault if isinstance(error, errors.ModelError) else None
                unknown = unknown + 1 if fault in _UNKNOWN_JOB else 0
                if unknown >= UNKNOWN and await self._close(last):
                    return
                after = error.retry_after_s if isinstance(error, errors.ModelError) else None
                wait = min(max(wait * 2, after or 0.0), FAILED_S)
                last = await self._tell(last, dataclasses.replace(last, reachable=False))
                continue
            if failures:
                _log.info("fine-tuning job %d: the server answers again, after %d failures", job_id, failures)
                failures, unknown, wait = 0, 0, FIRST_S
            if noting is None:
                _log.info("fine-tuning job %d is cancelled, as the data it belongs to was erased", job_id)
                await self.cancel_unwanted(remote_id)
                return
            last = await self._tell(last, _progress(noting, job, events, last))
            if noting.state.over:
                return
            wait = min(wait * GROWTH, MOST_S)

    async def _events(self, remote_id: str) -> list[FineTuneEvent]:
        """Return the job's latest events; not every server has them."""
        try:
            return await self._model.fine_tune_events(remote_id)
        except errors.ModelError as error:
            _log.debug("the events of a fine-tuning job could not be read: %s", error)
            return []

    async def cancel_unwanted(self, remote_id: str) -> None:
        """Cancel a job on the server that nobody waits for any more."""
        try:
            await self._model.cancel_fine_tune(remote_id)
        except errors.ModelError as error:
            _log.warning("a fine-tuning job that nobody waits for could not be cancelled on its server: %s", error)

    async def _close(self, last: FineTuneProgress) -> bool:
        """Note that the server forgot the job; return whether that could be noted."""
        record = last.record
        try:
            noting = await self._store.note(
                record.scope_id, record.id, state=FineTuneStatus.FAILED, problem_key="finetune-problem-unknown"
            )
        except errors.StoreError as error:
            _log.warning("fine-tuning job %d: its end could not be stored: %s", record.id, error)
            return False
        if noting is not None:
            await self._tell(last, FineTuneProgress(noting))
        return True

    async def _tell(self, last: FineTuneProgress, now: FineTuneProgress) -> FineTuneProgress:
        if now != last:
            await self._told(now)
        return now


def noted(job: FineTuneJob) -> dict[str, Any]:
    """Return what is stored of a job as the server describes it."""
    status = FineTuneStatus(job.state.value)
    tokens = job.trained_tokens
    values: dict[str, Any] = {"state": status, "trained_tokens": tokens if 0 <= (tokens or 0) < _LARGEST else None}
    if status is FineTuneStatus.SUCCEEDED:
        values["result"] = _storable(job.result)
        if not values["result"]:
            values |= {"state": FineTuneStatus.FAILED, "problem_key": "finetune-problem-nameless"}
    elif status is FineTuneStatus.FAILED:
        values["problem"] = _storable(job.problem)
    return values


def _storable(text: str | None) -> str | None:
    """Return the server's words as every database takes them: without NUL and halves of surrogate pairs."""
    if text is None:
        return None
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")


def _progress(
    record: FineTuneRecord, job: FineTuneJob, events: list[FineTuneEvent], last: FineTuneProgress
) -> FineTuneProgress:
    """Join what the job and its latest events say; steps that no event names any more stay as they were."""
    newest = next((event for event in events if event.step is not None), None)
    step, steps = (last.step, last.steps) if newest is None else (newest.step, newest.steps)
    return FineTuneProgress(record, step, steps, job.finishes_at)
