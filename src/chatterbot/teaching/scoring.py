"""A score for a dataset: the share of its prompts that it would answer right if each had not been taught."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Sequence

from chatterbot.engine import ReplyEngine, SelfTestRow
from chatterbot.teaching import limits as limits_

__all__ = ("known", "scorable", "score", "scored")


def scored(rows: Sequence[SelfTestRow]) -> list[SelfTestRow]:
    """Return the rows that can be right: their answer was also taught with another prompt."""
    counts = collections.Counter(row.expected for row in rows)
    return [row for row in rows if row.expected is not None and counts[row.expected] > 1]


def scorable(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> bool:
    """Tell whether there are enough examples for a score."""
    return engine.size(dataset_id) >= limits.scored_examples


async def score(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> float | None:
    """Wait for the engine's background refit, then return the score, in [0, 1]; `None` if that takes too long, or as in `known`."""
    if not scorable(engine, dataset_id, limits):
        return None
    try:
        async with asyncio.timeout(limits.score_s):
            await engine.settled(dataset_id)
    except TimeoutError:
        return None
    return known(engine, dataset_id, limits)


def known(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> float | None:
    """Return the score at the last finished refit, in [0, 1], at once; `None` if there was none, or too few rows can be scored."""
    rows = scored(engine.last_test(dataset_id).rows)
    if len(rows) < limits.scored_examples:
        return None
    return sum(row.given == row.expected for row in rows) / len(rows)
