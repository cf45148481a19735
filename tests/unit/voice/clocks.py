"""A clock that the test moves: sleeping tasks wake in the order of their times."""

from __future__ import annotations

import asyncio


class ScriptedClock:
    """A scripted `pacer.PacerClock`; `advance` lets time pass, `stall` lets it pass without waking a task."""

    def __init__(self, start: float = 50.0) -> None:
        self.time = start
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []
        self.wakes: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep_until(self, moment: float) -> None:
        if moment <= self.time:
            await asyncio.sleep(0)
        else:
            future = asyncio.get_running_loop().create_future()
            self._sleepers.append((moment, future))
            await future
        self.wakes.append(self.time)

    async def idle(self) -> None:
        """Let all tasks run that can; the tests wait for threads themselves."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def advance(self, seconds: float) -> None:
        end = self.time + seconds
        await self.idle()
        while True:
            self._sleepers = [(moment, future) for moment, future in self._sleepers if not future.done()]
            due = min((moment for moment, _ in self._sleepers), default=None)
            if due is None or due > end + 1e-9:
                break
            self.time = max(self.time, due)
            for moment, future in self._sleepers:
                if moment <= self.time and not future.done():
                    future.set_result(None)
            await self.idle()
        self.time = max(self.time, end)

    def stall(self, seconds: float) -> None:
        """Let time pass as if the event loop were busy with something else."""
        self.time += seconds
