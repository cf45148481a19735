"""How fast the bot joins voice channels, so that a shard's connection to Discord keeps its limit when many calls begin at once."""

from __future__ import annotations

import asyncio
from typing import Final

__all__ = ("JoinPace",)

BURST: Final = 10
"""Joins of one shard that need not wait."""
EVERY_S: Final = 2.5
"""Seconds between two joins of one shard when many want to join. Discord allows 120 messages a minute on a shard's connection, for
everything; a join takes up to three (joining, and undeafening or another try), so 34 joins in the first minute leave room for the rest."""


class JoinPace:
    """Gives out turns to join, a shard's in the order in which they are requested."""

    def __init__(self) -> None:
        self._due: dict[int, float] = {}
        """When the next join of a shard would be due, were there no bursts."""

    async def turn(self, shard_id: int) -> None:
        """Wait until the bot may join another channel on this shard."""
        now = asyncio.get_running_loop().time()
        due = max(self._due.get(shard_id, now), now)
        self._due[shard_id] = due + EVERY_S
        wait_s = due - now - (BURST - 1) * EVERY_S
        if wait_s > 0:
            await asyncio.sleep(wait_s)
