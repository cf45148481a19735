"""One number for how well a dataset answers: the share of its prompts that it would answer right had they not been taught."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Sequence
from typing import Final

from chatterbot.engine import ReplyEngine, SelfTestRow
from chatterbot.teaching import limits as limits_
from chatterbot.teaching import receipts

__all__ = ("Memory", "compare", "known", "scorable", "score", "scored")

MOST_REMEMBERED: Final = 16
"""Corrections whose comparison can still be asked for; each remembers up to 3,000 rows, some 300 KiB."""


def scored(rows: Sequence[SelfTestRow]) -> list[SelfTestRow]:
    """The rows that can be right: their answer was taught with another prompt, too, or is "do not answer"."""
    counts = collections.Counter(row.expected for row in rows)
    return [row for row in rows if row.expected is not None and counts[row.expected] > 1]


def scorable(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> bool:
    """Whether there are examples enough for a score."""
    return engine.size(dataset_id) >= limits.scored_examples


async def score(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> float | None:
    """Score a dataset as it is now, in [0, 1]: waits for the background refit. `None`: as `known`, or it takes too long."""
    if not scorable(engine, dataset_id, limits):
        return None
    try:
        async with asyncio.timeout(limits.score_s):
            await engine.settled(dataset_id)
    except TimeoutError:
        return None
    return known(engine, dataset_id, limits)


def known(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> float | None:
    """Score a dataset as of the last finished refit, in [0, 1], at once; `None` if there was none, or too few can be scored."""
    rows = scored(engine.last_test(dataset_id).rows)
    if len(rows) < limits.scored_examples:
        return None
    return sum(row.given == row.expected for row in rows) / len(rows)


def compare(before: Sequence[SelfTestRow], after: Sequence[SelfTestRow]) -> receipts.RegressionCheck:
    """Say which taught prompts are answered right now and were not, and the other way round; only those in both."""
    was = {row.example_id: row.given == row.expected for row in before}
    now = {row.example_id: row.given == row.expected for row in after if row.example_id in was}
    return receipts.RegressionCheck(
        checked=len(now),
        improved=sum(right and not was[example_id] for example_id, right in now.items()),
        broken=sum(was[example_id] and not right for example_id, right in now.items()),
    )


class Memory:
    """How things stood before the latest corrections."""

    def __init__(self) -> None:
        self._rows: collections.OrderedDict[int, tuple[SelfTestRow, ...]] = collections.OrderedDict()

    def put(self, change_id: int, rows: tuple[SelfTestRow, ...]) -> None:
        """Remember how things stood before a change."""
        if rows:
            self._rows[change_id] = rows
            if len(self._rows) > MOST_REMEMBERED:
                self._rows.popitem(last=False)

    def take(self, change_id: int) -> tuple[SelfTestRow, ...] | None:
        """Give that back, once."""
        return self._rows.pop(change_id, None)
