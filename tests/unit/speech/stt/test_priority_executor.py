"""The order in which waiting calls get a thread."""

from __future__ import annotations

import asyncio
import threading

import pytest

from chatterbot import errors
from chatterbot.speech.stt import priority_executor

pytestmark = pytest.mark.unit


async def until_waiting(bench: priority_executor.PriorityExecutor, count: int) -> None:
    while bench.waiting < count:  # noqa: ASYNC110 - the bench has no event for it, and needs none
        await asyncio.sleep(0)


class Gate:
    """A function that runs until the test lets it end."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._open = threading.Event()
        self.begun = asyncio.Event()

    def work(self) -> str:
        self._loop.call_soon_threadsafe(self.begun.set)
        self._open.wait(10)
        return "done"

    def open(self) -> None:
        self._open.set()


async def test_urgent_calls_run_before_others() -> None:
    order: list[str] = []
    gate = Gate()
    async with priority_executor.PriorityExecutor.open(1, 8) as bench, asyncio.TaskGroup() as group:
        group.create_task(bench.run(gate.work))
        await gate.begun.wait()
        for name, urgent in [("file 1", False), ("file 2", False), ("talk 1", True), ("talk 2", True)]:
            group.create_task(bench.run(lambda name=name: order.append(name), urgent=urgent))
        await until_waiting(bench, 4)
        gate.open()
    assert order == ["talk 1", "talk 2", "file 1", "file 2"]


async def test_a_call_that_is_cancelled_while_it_waits_is_never_run() -> None:
    ran: list[str] = []
    gate = Gate()
    async with priority_executor.PriorityExecutor.open(1, 8) as bench:
        running = asyncio.create_task(bench.run(gate.work))
        await gate.begun.wait()
        waiting = asyncio.create_task(bench.run(lambda: ran.append("waited")))
        await until_waiting(bench, 1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert bench.waiting == 0
        running.cancel()  # its thread goes on; the place is free when that has ended
        with pytest.raises(asyncio.CancelledError):
            await running
        last = asyncio.create_task(bench.run(lambda: ran.append("last")))
        await until_waiting(bench, 1)
        gate.open()
        await last
    assert ran == ["last"]


async def test_more_calls_than_may_wait_are_refused() -> None:
    gate = Gate()
    async with priority_executor.PriorityExecutor.open(1, 1) as bench, asyncio.TaskGroup() as group:
        group.create_task(bench.run(gate.work))
        await gate.begun.wait()
        group.create_task(bench.run(lambda: None))
        await until_waiting(bench, 1)
        with pytest.raises(errors.SpeechToTextError, match="1 recordings wait"):
            await bench.run(lambda: None)
        gate.open()


async def test_an_exception_reaches_the_caller_and_the_thread_is_free() -> None:
    def fails() -> None:
        raise errors.SpeechToTextError("broken")

    async with priority_executor.PriorityExecutor.open(1, 8) as bench:
        for _ in range(3):
            with pytest.raises(errors.SpeechToTextError, match="broken"):
                await bench.run(fails)
        assert await bench.run(lambda: 42) == 42


async def test_closing_fails_the_calls_that_wait() -> None:
    gate = Gate()
    async with priority_executor.PriorityExecutor.open(1, 8) as bench:
        running = asyncio.create_task(bench.run(gate.work))
        await gate.begun.wait()
        waiting = asyncio.create_task(bench.run(lambda: None))
        await until_waiting(bench, 1)
        gate.open()
    assert await running == "done"
    with pytest.raises(errors.SpeechToTextError, match="switched off"):
        await waiting
    with pytest.raises(errors.SpeechToTextError, match="switched off"):
        await bench.run(lambda: None)


async def test_a_call_that_is_admitted_during_closing_fails() -> None:
    gate = Gate()
    async with priority_executor.PriorityExecutor.open(1, 8) as bench:
        running = asyncio.create_task(bench.run(gate.work))
        await gate.begun.wait()
        waiting = asyncio.create_task(bench.run(lambda: None))
        await until_waiting(bench, 1)
        gate.open()
        bench._release()  # as the thread's end does, in the very turn of the loop in which it is closed
    await running
    with pytest.raises(errors.SpeechToTextError, match="switched off"):
        await waiting
