"""Processes are ended, whatever they do."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process

import pytest

from chatterbot import processes

pytestmark = [pytest.mark.protocol, pytest.mark.skipif(sys.platform == "win32", reason="of POSIX")]

FLOOD = "import sys\nwhile True: {stream}.write('x' * 65536)"


async def started(code: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-c", code, stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )


def is_full(pipe: asyncio.StreamReader | None) -> bool:
    """Whether so much waits in it that no more is taken from the system."""
    assert pipe is not None
    return bool(getattr(pipe, "_paused"))  # noqa: B009 - private, and there is no other way to see


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
@pytest.mark.parametrize("group", [True, False])
async def test_one_that_wrote_more_than_anybody_read(stream: str, group: bool) -> None:
    process = await started(FLOOD.format(stream=f"sys.{stream}"))
    async with asyncio.timeout(20):
        while not is_full(getattr(process, stream)):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0)
        await processes.end(process, group=group)
    assert process.returncode == -signal.SIGKILL


async def test_one_that_is_read_meanwhile() -> None:
    process = await started(FLOOD.format(stream="sys.stdout"))
    assert process.stdout is not None
    reading = asyncio.create_task(process.stdout.readexactly(1 << 40))
    async with asyncio.timeout(20):
        await processes.end(process, reading)
    assert reading.cancelled()


async def test_one_that_has_ended() -> None:
    process = await started("print('done')")
    await process.communicate()
    await processes.end(process)
    await processes.end(process, group=True)
    assert process.returncode == 0


async def test_who_is_cancelled_meanwhile_still_waits_for_the_end() -> None:
    process = await started("input()")
    ending = asyncio.create_task(processes.end(process))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert process.returncode == -signal.SIGKILL


async def test_who_holds_its_pipes_elsewhere_does_not_hold_us(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(processes, "DYING_S", 0.2)
    process = await started(
        "import os, time\nif not os.fork(): os.setsid(); print(os.getpid(), flush=True)\ntime.sleep(60)"
    )
    assert process.stdout is not None
    other = int(await process.stdout.readline())
    with caplog.at_level(logging.WARNING):
        await processes.end(process, group=True)
    try:
        assert "another process still holds its pipes open" in caplog.text
    finally:
        os.kill(other, signal.SIGKILL)
        await processes.end(process)
