"""The whole bot in a process of its own, beside Discord's stand-in in this one."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator

from chatterbot.standin import StandIn

__all__ = ("started",)


@contextlib.asynccontextmanager
async def started(discord: StandIn, data: pathlib.Path, environment: dict[str, str]) -> AsyncGenerator[Process]:
    """Start the bot on a data folder, without an encoder and without hearing, and kill it at the end if it still runs.

    What it prints is in its ``stdout``. `environment` adds settings to those that every test needs.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "chatterbot", "run"),
        env={
            "PATH": "",
            "PYTHONPATH": ":".join(sys.path),
            "CHATTERBOT_DISCORD__TOKEN": discord.token,
            "CHATTERBOT_DISCORD__REST_URL": discord.rest_url,
            "CHATTERBOT_ENGINE__ENCODER": "none",
            "CHATTERBOT_SPEECH__HEAR": "false",
            "CHATTERBOT_FILES__DATA": str(data),
            **environment,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=data.parent,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
