"""Runs ``chatterbot run`` and starts it again whenever it ends. Used by ``fault_hour.py``."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import os
import pathlib
import sys
from collections.abc import AsyncGenerator
from typing import Final

import kill_commands

from chatterbot.standin import StandIn

__all__ = ("Supervisor",)

AGAIN_S: Final = 0.5
"""Seconds between the end of a process and the next start."""
LEASE_S: Final = 15
READY_S: Final = 60.0


class Supervisor:
    """The bot's process, and who starts it again."""

    def __init__(self, discord: StandIn, data: pathlib.Path, url: str, log: pathlib.Path) -> None:
        self._discord, self._data, self._url, self._log = discord, data, url, log
        self._process: asyncio.subprocess.Process | None = None
        self.ended: collections.Counter[str] = collections.Counter()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncGenerator[None]:
        """Keep the bot running during the block; at its end stop it as a supervisor does."""
        task = asyncio.create_task(self._run(), name="supervisor")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if self._process is not None and self._process.returncode is None:
                self._process.terminate()
                await self._process.wait()

    async def ready(self) -> None:
        """Wait until the bot is connected."""
        await self._discord.wait_ready(READY_S)

    def kill(self) -> None:
        """Kill the process (``kill -9``)."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def check_deep(self) -> int:
        """Compare everything, with the bot stopped; returns the exit status."""
        words = ("check", "--deep", *kill_commands.options(self._data, self._url))
        process = await self._started(*words)
        return await process.wait()

    async def _run(self) -> None:
        while True:
            chosen = ("limits.requests_person_minute=10000", "limits.requests_server_minute=1000000", "log.format=json")
            chosen += (f"discord.rest_url={self._discord.rest_url}", f"database.lease={LEASE_S}", "speech.hear=false")
            more = [part for each in (*chosen, "speech.speak=false") for part in ("--set", each)]
            self._process = await self._started("run", *kill_commands.options(self._data, self._url), *more)
            status = await self._process.wait()
            self.ended[str(status)] += 1
            await asyncio.sleep(AGAIN_S)

    async def _started(self, *words: str) -> asyncio.subprocess.Process:
        environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("CHATTERBOT_")}
        environment["CHATTERBOT_DISCORD__TOKEN"] = self._discord.token
        with self._log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "chatterbot", *words),
                cwd=self._data.parent,
                env=environment,
                stdout=log,
                stderr=log,
            )
