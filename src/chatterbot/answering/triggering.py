"""Which trigger a question hits: the triggers of a dataset are read when they were changed, and compared in memory."""

from __future__ import annotations

import asyncio
import collections
import dataclasses
from typing import Final

from chatterbot.engine import TriggerMatcher, TriggerRule
from chatterbot.store import Store, TriggerRecord

__all__ = ("TriggerLookup",)

MOST_DATASETS: Final = 500
"""Datasets whose triggers are kept in memory, at most 200 KiB each."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Ready:
    """The triggers of one dataset, compiled."""

    version: tuple[int, int]
    """`TriggerStore.version` before they were read."""
    records: dict[int, TriggerRecord]
    matcher: TriggerMatcher | None
    """`None`: there are no triggers."""


class TriggerLookup:
    """Finds the trigger that a text hits."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ready: collections.OrderedDict[int, _Ready] = collections.OrderedDict()

    async def first(self, scope_id: int, dataset_id: int, text: str) -> TriggerRecord | None:
        """Return the first trigger of a dataset that a text hits."""
        version = self._store.triggers.version(scope_id)
        ready = self._ready.get(dataset_id)
        if ready is None or ready.version != version:
            ready = await self._read(scope_id, dataset_id, version)
        if ready.matcher is None:
            return None
        if ready.matcher.instructions:
            rule = await asyncio.to_thread(ready.matcher.first, text)
        else:
            rule = ready.matcher.first(text)
        return None if rule is None else ready.records[rule.id]

    async def _read(self, scope_id: int, dataset_id: int, version: tuple[int, int]) -> _Ready:
        records = await self._store.triggers.live(scope_id, dataset_id)
        matcher = None
        if records:
            rules = [TriggerRule(each.id, each.kind, each.pattern) for each in records]
            matcher = await asyncio.to_thread(TriggerMatcher, rules)
        ready = _Ready(version, {each.id: each for each in records}, matcher)
        self._ready[dataset_id] = ready
        self._ready.move_to_end(dataset_id)
        if len(self._ready) > MOST_DATASETS:
            self._ready.popitem(last=False)
        return ready
