"""What is kept about the changes of a call's encryption."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Protocol


class Report(Protocol):
    """Notes what a client did wrong."""

    def __call__(self, client: str | None, text: str) -> None:
        """Note it, with the name of the client if it is known."""
        ...


@dataclasses.dataclass(slots=True)
class CallCounters:
    """What has happened in a call, for tests."""

    commits: int = 0
    """Epochs that were begun by a commit."""
    lost_commits: int = 0
    """Commits that came second, which is normal."""
    without_welcome: int = 0
    """Commits that lacked the welcome after proposals had been taken back: a fault of davey's; all is proposed anew."""
    executed: int = 0
    late_transitions: int = 0
    """Executed though somebody had not said they were ready."""
    recovered: int = 0
    """Members who could not process a commit or welcome (op 31)."""
    begun_anew: int = 0
    """Times the group began anew (op 24, epoch 1)."""


@dataclasses.dataclass(slots=True)
class Transition:
    """A change that has been announced and not been executed."""

    id: int
    version: int
    waiting: set[int]
    """Users who have not said they are ready."""
    timer: asyncio.TimerHandle | None = None
    due: bool = False
    """Whether it would have been executed, were op 22 not held back."""
