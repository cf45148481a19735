"""A language model whose server can fine-tune: its jobs go the way that a test says, and its files and orders can be looked at."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
import datetime as dt
from collections.abc import Callable

from chatterbot import errors
from chatterbot.llm import (
    ChatRequest,
    FineTuneEvent,
    FineTuneJob,
    FineTuneOrder,
    FineTuneState,
    ScriptedModel,
)

__all__ = ("TrainingModel",)


class TrainingModel(ScriptedModel):
    """Trains models by a script.

    A job shows each state of `states` once, and stays in the last one. Each of `faults` fails one call of its name ("upload", "fine_tune",
    "fine_tune_job", "cancel"). While `gates` has a name, calls of that name wait for the event.
    """

    def __init__(
        self, script: Callable[[ChatRequest], str] = lambda _: "", states: tuple[FineTuneState, ...] = ()
    ) -> None:
        super().__init__(script)
        self.states = states or (FineTuneState.QUEUED, FineTuneState.RUNNING, FineTuneState.SUCCEEDED)
        self.files: dict[str, tuple[str, bytes]] = {}
        self.orders: list[FineTuneOrder] = []
        self.jobs: dict[str, FineTuneJob] = {}
        self.faults: collections.defaultdict[str, list[errors.ModelFault]] = collections.defaultdict(list)
        self.gates: dict[str, asyncio.Event] = {}
        self.cancelled: list[str] = []
        self.calls: collections.Counter[str] = collections.Counter()
        self.result = "ft:base:town:1"
        self.problem: str | None = None
        self.ways: dict[str, list[FineTuneState]] = {}

    async def upload(self, name: str, data: bytes) -> str:
        await self._begin("upload")
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = name, data
        return file_id

    async def fine_tune(self, order: FineTuneOrder) -> FineTuneJob:
        await self._begin("fine_tune")
        self.orders.append(order)
        job = FineTuneJob(f"ftjob-{len(self.orders)}", FineTuneState.VALIDATING, order.model)
        self.ways[job.id] = [*self.states]
        self.jobs[job.id] = job
        return job

    async def fine_tune_job(self, job_id: str) -> FineTuneJob:
        await self._begin("fine_tune_job")
        job = self.jobs.get(job_id)
        if job is None:
            raise errors.ModelError("no such job", errors.ModelFault.MODEL)
        if not job.state.over and self.ways[job_id]:
            state = self.ways[job_id].pop(0)
            job = dataclasses.replace(
                job,
                state=state,
                result=self.result if state is FineTuneState.SUCCEEDED else None,
                problem=self.problem if state is FineTuneState.FAILED else None,
                trained_tokens=1234 if state is FineTuneState.SUCCEEDED else None,
                finishes_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC) if state is FineTuneState.RUNNING else None,
            )
            self.jobs[job_id] = job
        return job

    async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
        await self._begin("fine_tune_events")
        now = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
        return [FineTuneEvent("e2", "Step 3/9", now, 3, 9), FineTuneEvent("e1", "Started", now)]

    async def cancel_fine_tune(self, job_id: str) -> FineTuneJob:
        await self._begin("cancel")
        self.cancelled.append(job_id)
        job = dataclasses.replace(self.jobs[job_id], state=FineTuneState.CANCELLED)
        self.jobs[job_id] = job
        return job

    async def _begin(self, name: str) -> None:
        self.calls[name] += 1
        await asyncio.sleep(0)
        if (gate := self.gates.get(name)) is not None:
            await gate.wait()
        if self.faults[name]:
            raise errors.ModelError(f"scripted fault of {name}", self.faults[name].pop(0))
