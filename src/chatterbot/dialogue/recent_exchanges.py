"""What was asked and answered in a call lately: what a language model is told that people may refer to."""

from __future__ import annotations

import asyncio
import collections
from typing import Final

from chatterbot.dialogue.interfaces import SpokenExchange

__all__ = ("RecentExchanges",)

MOST: Final = 6
"""Exchanges that are remembered."""
RECENT_S: Final = 600.0
"""Seconds for which they are, as long as the latest answer to a person."""


class RecentExchanges:
    """The latest exchanges of one call, oldest first; nothing of anybody who left or does not want to be heard."""

    def __init__(self) -> None:
        self._kept: collections.deque[tuple[float, SpokenExchange]] = collections.deque(maxlen=MOST)

    def add(self, exchange: SpokenExchange) -> None:
        """Remember an exchange."""
        self._kept.append((asyncio.get_running_loop().time(), exchange))

    def forget(self, user_id: int) -> None:
        """Remember nothing of a person."""
        kept = [one for one in self._kept if one[1].user_id != user_id]
        self._kept.clear()
        self._kept.extend(kept)

    @property
    def all(self) -> list[SpokenExchange]:
        """What is remembered at this moment."""
        oldest = asyncio.get_running_loop().time() - RECENT_S
        while self._kept and self._kept[0][0] < oldest:
            self._kept.popleft()
        return [exchange for _, exchange in self._kept]

    @property
    def people(self) -> set[int]:
        """The ids of everybody of whom something is remembered."""
        return {exchange.user_id for exchange in self.all}
