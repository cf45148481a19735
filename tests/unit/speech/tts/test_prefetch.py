"""Answers are synthesized in advance only while nobody waits for sound."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot import errors
from chatterbot.speech.tts.prefetch import Prefetcher

pytestmark = pytest.mark.unit


class Work:
    """Preparations that the test can delay."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def job(self, prefetcher: Prefetcher, name: str) -> bool:
        self.begun.set()
        await self.go_on.wait()
        if prefetcher.speaking:
            return False
        self.done.append(name)
        return True


async def test_preparations_wait_while_somebody_waits_for_sound() -> None:
    work = Work()
    async with Prefetcher.open() as prefetcher:
        with prefetcher.foreground():
            assert prefetcher.prepare(lambda: work.job(prefetcher, "one"))
            for _ in range(10):
                await asyncio.sleep(0)
            assert work.done == []
        await prefetcher.finished()
        assert work.done == ["one"]


async def test_a_preparation_that_stopped_early_is_run_again() -> None:
    work = Work()
    work.go_on.clear()
    async with Prefetcher.open() as prefetcher:
        prefetcher.prepare(lambda: work.job(prefetcher, "one"))
        await work.begun.wait()
        with prefetcher.foreground():
            work.go_on.set()
            for _ in range(10):
                await asyncio.sleep(0)
            assert work.done == []
        await prefetcher.finished()
        assert work.done == ["one"]


async def test_the_first_failure_drops_the_waiting_preparations() -> None:
    work = Work()

    async def fails() -> bool:
        raise errors.TextToSpeechError("broken")

    async with Prefetcher.open() as prefetcher:
        prefetcher.prepare(fails)
        prefetcher.prepare(lambda: work.job(prefetcher, "two"))
        await prefetcher.finished()
        assert work.done == []
        prefetcher.prepare(lambda: work.job(prefetcher, "three"))
        await prefetcher.finished()
        assert work.done == ["three"]


async def test_the_number_of_waiting_preparations_is_limited() -> None:
    work = Work()
    async with Prefetcher.open() as prefetcher:
        with prefetcher.foreground():
            accepted = sum(prefetcher.prepare(lambda: work.job(prefetcher, "x")) for _ in range(1_000))
            assert accepted == 500
            assert len(work.done) == 0


async def test_the_number_of_jobs_is_limited_and_a_failure_stops_no_other() -> None:
    done: list[int] = []
    held = asyncio.Event()

    async def hold() -> None:
        await held.wait()

    async def fails() -> None:
        raise errors.ServiceError("broken")

    async def run_soon() -> None:
        done.append(1)

    async with Prefetcher.open() as prefetcher:
        prefetcher.run_soon(hold)
        prefetcher.run_soon(fails)
        accepted = sum(prefetcher.run_soon(run_soon) for _ in range(100))
        assert accepted == 30
        held.set()
        await prefetcher.finished()
    assert len(done) == 30


@pytest.mark.parametrize("error", [TimeoutError(), ImportError("no codec")])
async def test_a_bug_in_one_job_stops_no_other(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    work = Work()

    async def run_soon() -> None:
        raise error

    async def prepare() -> bool:
        raise error

    async with Prefetcher.open() as prefetcher, asyncio.timeout(5):
        prefetcher.run_soon(run_soon)
        prefetcher.prepare(prepare)
        await prefetcher.finished()
        prefetcher.prepare(lambda: work.job(prefetcher, "one"))
        prefetcher.run_soon(work.go_on.wait)  # type: ignore[arg-type] - what it gives is of no interest
        await prefetcher.finished()
    assert work.done == ["one"]
    assert type(error).__name__ in caplog.text


async def test_leaving_cancels_jobs_and_preparations() -> None:
    before = asyncio.all_tasks()
    work = Work()
    work.go_on.clear()
    async with Prefetcher.open() as prefetcher:
        prefetcher.run_soon(work.go_on.wait)  # type: ignore[arg-type] - what it gives is of no interest
        prefetcher.prepare(lambda: work.job(prefetcher, "one"))
        await work.begun.wait()
    assert asyncio.all_tasks() == before
    assert work.done == []


async def test_stopping_ends_a_running_preparation_and_may_be_repeated() -> None:
    work = Work()
    work.go_on.clear()
    ended = asyncio.Event()

    async def job() -> bool:
        try:
            return await work.job(prefetcher, "one")
        finally:
            ended.set()

    async with Prefetcher.open() as prefetcher:
        prefetcher.prepare(job)
        await work.begun.wait()
        await prefetcher.stop()
        assert ended.is_set()  # so the voice it used can be closed now
    assert work.done == []
