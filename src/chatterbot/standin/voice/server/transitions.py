"""Records of a call's encryption: its transition, its counters, and the reports on clients."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Protocol


class Report(Protocol):
    """Records what a client did wrong."""

    def __call__(self, client: str | None, text: str) -> None:
        """Record it, with the name of the client if it is known."""
        ...


@dataclasses.dataclass(slots=True)
class CallCounters:
    """Counters of a call's encryption, for tests."""

    commits: int = 0
    """Accepted commits, each of which began an epoch."""
    late_commits: int = 0
    """Commits that came too late, which is normal."""
    missing_welcomes: int = 0
    """Commits without the welcome after proposals were revoked, an error in davey; the proposals are then made again."""
    executed: int = 0
    late_transitions: int = 0
    """Transitions executed although a client was not ready."""
    recovered: int = 0
    """Clients that could not process a commit or welcome (op 31)."""
    new_groups: int = 0
    """How often a new group was begun (op 24, epoch 1)."""


@dataclasses.dataclass(slots=True)
class Transition:
    """A change of the encryption that was announced and not yet executed."""

    id: int
    version: int
    waiting: set[int]
    """Users whose clients are not ready yet (op 23)."""
    timer: asyncio.TimerHandle | None = None
    due: bool = False
    """Whether it is ready to be executed, but op 22 is held back."""
