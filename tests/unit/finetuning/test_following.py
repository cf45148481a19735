"""Following a job: how often the server is asked, and that nothing but the job's end ends it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import pytest
from tests.training_model import TrainingModel

from chatterbot import errors
from chatterbot.finetuning import FineTuneProgress
from chatterbot.finetuning.following import JobFollower
from chatterbot.llm import FineTuneJob, FineTuneState
from chatterbot.store import FineTuneRecord, FineTuneStatus

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)


class Rows:
    """One row of the table; it may be gone, or the database fail."""

    def __init__(self) -> None:
        self.record: FineTuneRecord | None = FineTuneRecord(
            id=7,
            scope_id=1,
            dataset_id=1,
            author_id=2,
            method="supervised",
            model="base",
            examples=10,
            held_out=0,
            remote_id="ftjob-1",
            state=FineTuneStatus.QUEUED,
            result=None,
            trained_tokens=None,
            problem=None,
            problem_key=None,
            channel_id=None,
            message_id=None,
            told=False,
            created_at=NOW,
            finished_at=None,
        )
        self.faults = 0

    async def note(self, scope_id: int, job_id: int, **values: Any) -> FineTuneRecord | None:
        assert (scope_id, job_id) == (1, 7)
        if self.faults:
            self.faults -= 1
            raise errors.StoreError("the disk is full")
        if self.record is not None and not self.record.state.over:
            self.record = dataclasses.replace(self.record, **values)
        return self.record


class Scene:
    def __init__(self, *states: FineTuneState) -> None:
        self.model = TrainingModel(states=states)
        self.rows = Rows()
        self.told: list[FineTuneProgress] = []
        self.asked_at: list[float] = []
        job = FineTuneJob("ftjob-1", FineTuneState.QUEUED, "base")
        self.model.jobs[job.id] = job
        self.model.ways[job.id] = [*states]
        asked = self.model.fine_tune_job

        async def timed(job_id: str) -> FineTuneJob:
            self.asked_at.append(asyncio.get_running_loop().time())
            return await asked(job_id)

        self.model.fine_tune_job = timed

    async def follow(self) -> None:
        async def told(progress: FineTuneProgress) -> None:
            self.told.append(progress)

        assert self.rows.record is not None
        await JobFollower(self.model, self.rows, told).follow(self.rows.record)

    def gaps(self) -> list[float]:
        return [round(b - a, 1) for a, b in zip([0.0, *self.asked_at], self.asked_at, strict=False)]


async def test_it_is_asked_more_and_more_seldom_and_told_only_what_changed() -> None:
    scene = Scene(*[FineTuneState.RUNNING] * 12, FineTuneState.SUCCEEDED)
    await scene.follow()
    assert scene.gaps()[:4] == [5.0, 7.5, 11.2, 16.9]
    assert scene.gaps()[-1] == 60.0
    assert [each.record.state for each in scene.told] == [FineTuneStatus.RUNNING, FineTuneStatus.SUCCEEDED]
    assert (scene.told[0].step, scene.told[0].steps) == (3, 9)
    assert scene.told[-1].record.result == "ft:base:town:1"


async def test_a_server_that_fails_is_asked_again_and_again() -> None:
    scene = Scene(FineTuneState.RUNNING, FineTuneState.SUCCEEDED)
    scene.model.faults["fine_tune_job"] = [
        *[errors.ModelFault.SERVER] * 6,
        errors.ModelFault.KEY,
        errors.ModelFault.MODEL,
        errors.ModelFault.TIMEOUT,
    ]
    await scene.follow()
    assert scene.gaps()[:10] == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0, 300.0, 300.0]
    assert [each.reachable for each in scene.told] == [False, True, True]
    assert scene.told[-1].record.state is FineTuneStatus.SUCCEEDED


async def test_a_database_that_fails_does_not_end_it_either() -> None:
    scene = Scene(FineTuneState.SUCCEEDED)
    scene.rows.faults = 2
    await scene.follow()
    assert scene.told[-1].record.state is FineTuneStatus.SUCCEEDED


async def test_a_job_that_the_server_forgot_is_closed() -> None:
    scene = Scene()
    scene.model.jobs.clear()
    await scene.follow()
    assert len(scene.asked_at) == 5
    assert scene.told[-1].record.state is FineTuneStatus.FAILED
    assert scene.told[-1].record.problem_key == "finetune-problem-unknown"


async def test_a_job_whose_row_was_erased_is_cancelled_on_the_server() -> None:
    scene = Scene(FineTuneState.RUNNING)
    assert scene.rows.record is not None

    async def gone(*_: object, **__: object) -> None:
        return None

    scene.rows.note = gone
    await scene.follow()
    assert scene.model.cancelled == ["ftjob-1"]
    assert scene.told == []


async def test_a_success_without_a_model_is_a_failure() -> None:
    scene = Scene(FineTuneState.SUCCEEDED)
    scene.model.result = ""
    await scene.follow()
    assert scene.told[-1].record.state is FineTuneStatus.FAILED
    assert scene.told[-1].record.problem_key == "finetune-problem-nameless"
