"""What is made ahead of time gives way to those who wait."""

from __future__ import annotations

import asyncio

import pytest

from chatterbot import errors
from chatterbot.speech.tts.prefetch import Prefetcher

pytestmark = pytest.mark.unit


class Work:
    """Preparations that can be held up."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def job(self, background: Prefetcher, name: str) -> bool:
        self.begun.set()
        await self.go_on.wait()
        if background.speaking:
            return False
        self.done.append(name)
        return True


async def test_they_wait_while_somebody_is_spoken_to() -> None:
    work = Work()
    async with Prefetcher.open() as background:
        with background.first():
            assert background.prepare(lambda: work.job(background, "one"))
            for _ in range(10):
                await asyncio.sleep(0)
            assert work.done == []
        await background.finished()
        assert work.done == ["one"]


async def test_one_that_gave_way_is_tried_again() -> None:
    work = Work()
    work.go_on.clear()
    async with Prefetcher.open() as background:
        background.prepare(lambda: work.job(background, "one"))
        await work.begun.wait()
        with background.first():
            work.go_on.set()
            for _ in range(10):
                await asyncio.sleep(0)
            assert work.done == []
        await background.finished()
        assert work.done == ["one"]


async def test_the_first_failure_ends_them() -> None:
    work = Work()

    async def fails() -> bool:
        raise errors.TextToSpeechError("broken")

    async with Prefetcher.open() as background:
        background.prepare(fails)
        background.prepare(lambda: work.job(background, "two"))
        await background.finished()
        assert work.done == []
        background.prepare(lambda: work.job(background, "three"))
        await background.finished()
        assert work.done == ["three"]


async def test_they_are_bounded_and_can_be_forgotten() -> None:
    work = Work()
    async with Prefetcher.open() as background:
        with background.first():
            accepted = sum(background.prepare(lambda: work.job(background, "x")) for _ in range(1_000))
            assert accepted == 500
            background.forget()
        await background.finished()
        assert len(work.done) == 0


async def test_chores_are_bounded_and_one_that_fails_stops_none() -> None:
    done: list[int] = []
    held = asyncio.Event()

    async def hold() -> None:
        await held.wait()

    async def fails() -> None:
        raise errors.ServiceError("broken")

    async def chore() -> None:
        done.append(1)

    async with Prefetcher.open() as background:
        background.chore(hold)
        background.chore(fails)
        accepted = sum(background.chore(chore) for _ in range(100))
        assert accepted == 30
        held.set()
        await background.finished()
    assert len(done) == 30


@pytest.mark.parametrize("error", [TimeoutError(), ImportError("no codec")])
async def test_a_bug_in_one_stops_none(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    work = Work()

    async def chore() -> None:
        raise error

    async def prepare() -> bool:
        raise error

    async with Prefetcher.open() as background, asyncio.timeout(5):
        background.chore(chore)
        background.prepare(prepare)
        await background.finished()
        background.prepare(lambda: work.job(background, "one"))
        background.chore(work.go_on.wait)  # type: ignore[arg-type] - what it gives is of no interest
        await background.finished()
    assert work.done == ["one"]
    assert type(error).__name__ in caplog.text


async def test_leaving_cancels_both() -> None:
    before = asyncio.all_tasks()
    work = Work()
    work.go_on.clear()
    async with Prefetcher.open() as background:
        background.chore(work.go_on.wait)  # type: ignore[arg-type] - what it gives is of no interest
        background.prepare(lambda: work.job(background, "one"))
        await work.begun.wait()
    assert asyncio.all_tasks() == before
    assert work.done == []


async def test_stopping_ends_what_is_under_way_and_may_be_said_twice() -> None:
    work = Work()
    work.go_on.clear()
    ended = asyncio.Event()

    async def job() -> bool:
        try:
            return await work.job(background, "one")
        finally:
            ended.set()

    async with Prefetcher.open() as background:
        background.prepare(job)
        await work.begun.wait()
        await background.stop()
        assert ended.is_set()  # so the voice it used can be closed now
    assert work.done == []
