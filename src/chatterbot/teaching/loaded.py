"""What of a scope is in memory: its active dataset, and those that answer in single channels."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence

from chatterbot import models
from chatterbot.engine import IndexedExample
from chatterbot.store import StoredExample

__all__ = ("LoadedDataset", "LoadedScope", "distinct", "indexed")


@dataclasses.dataclass(slots=True)
class LoadedDataset:
    """A dataset whose index is loaded and up to date."""

    dataset: models.Dataset
    missing: dict[int, StoredExample] = dataclasses.field(default_factory=dict[int, StoredExample])
    """Live examples that are not in the index yet: their texts are being encoded."""
    encoding: asyncio.Task[None] | None = None
    memory: int = 0
    """Bytes of its index, when it was last looked at."""


@dataclasses.dataclass(slots=True)
class LoadedScope:
    """The state of one scope while it is in memory."""

    loading: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    writing: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    users: int = 0
    active: int | None = None
    """Id of the active dataset, if that is loaded."""
    loaded: dict[int, LoadedDataset] = dataclasses.field(default_factory=dict[int, LoadedDataset])
    """By the dataset's id."""
    unknown: set[str | int] = dataclasses.field(default_factory=set[str | int])
    """Names and ids of datasets that were asked for and do not exist."""
    used_at: float = 0.0
    """When somebody last used it, in seconds of a clock of whoever keeps it."""

    @property
    def memory(self) -> int:
        """Bytes of its indexes."""
        return sum(each.memory for each in self.loaded.values())

    @property
    def is_busy(self) -> bool:
        """Whether it is being loaded, changed or encoded."""
        encoding = (each.encoding for each in self.loaded.values())
        return self.users > 0 or any(task is not None and not task.done() for task in encoding)

    def find(self, wanted: str | int | None) -> models.Dataset | None:
        """Return a loaded dataset by name or id; for `None`, or one that does not exist, the active one."""
        if wanted is None or wanted in self.unknown:
            wanted = self.active
        found = (each.dataset for each in self.loaded.values() if wanted in {each.dataset.id, each.dataset.name})
        return next(found, None)


def distinct(stored: Sequence[StoredExample]) -> list[StoredExample]:
    """Return the latest of the examples that say the same to the engine: a question with several replies of one answer."""
    found: dict[tuple[str, int | None, str | None, bool], StoredExample] = {}
    for each in stored:
        place = each.prompt, each.answer, each.previous, each.positive
        before = found.pop(place, None)
        corrected = before is not None and before.correction and not each.correction
        found[place] = dataclasses.replace(each, correction=True) if corrected else each
    return list(found.values())


def indexed(stored: StoredExample) -> IndexedExample:
    """Return a stored example as the engine takes it."""
    return IndexedExample(
        example_id=stored.id,
        prompt=stored.prompt,
        answer=stored.answer,
        positive=stored.positive,
        correction=stored.correction,
        previous=stored.previous,
    )
