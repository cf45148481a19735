"""Closing the threads for native code waits for calls that run, for a limited time."""

from __future__ import annotations

import asyncio
import logging
import threading

import pytest

from chatterbot.speech import native_executor

pytestmark = pytest.mark.unit


async def test_closing_waits_for_a_call_that_runs_and_drops_one_that_waits() -> None:
    begun, go_on = threading.Event(), threading.Event()
    ended: list[str] = []

    def work() -> None:
        begun.set()
        go_on.wait(10)
        ended.append("running")

    async with native_executor.NativeExecutor.open(1, "test") as executor:
        executor.submit(work)
        waiting = executor.submit(ended.append, "waiting")
        await asyncio.to_thread(begun.wait, 10)
        asyncio.get_running_loop().call_soon(go_on.set)
    assert ended == ["running"]
    assert waiting.cancelled()


async def test_closing_leaves_a_call_that_takes_too_long_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    go_on = threading.Event()
    with caplog.at_level(logging.WARNING):
        async with native_executor.NativeExecutor.open(1, "test", close_s=0.05) as executor:
            left = executor.submit(go_on.wait, 10)
    assert not left.done()
    assert "test: a call still runs after 0.05 s" in caplog.text
    go_on.set()
    assert left.result(10)


async def test_threads_are_no_daemons() -> None:
    async with native_executor.NativeExecutor.open(1, "test") as executor:
        thread = await asyncio.wrap_future(executor.submit(threading.current_thread))
        assert not thread.daemon
        assert thread.name.startswith("test")
