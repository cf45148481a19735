"""Writing a text to a speaking program that is given up at once."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from chatterbot import processes
from chatterbot.speech.tts import program

pytestmark = pytest.mark.protocol


async def test_giving_up_while_the_pipe_closes_leaves_no_error_behind() -> None:
    broken: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    reader = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    process = await asyncio.create_subprocess_exec(*reader, stdin=asyncio.subprocess.PIPE)
    assert process.stdin is not None
    writing = asyncio.create_task(program._write_text(process.stdin, b"Hello."))
    while not process.stdin.is_closing():  # noqa: ASYNC110 - a pipe that closes tells nobody
        await asyncio.sleep(0)
    await processes.end(process, writing)
    assert writing.cancelled()
    assert broken == []
