"""One number for how well a dataset answers: the share of its prompts that it would answer right had they not been taught."""

from __future__ import annotations

import asyncio
import collections

from chatterbot import errors
from chatterbot.engine import ReplyEngine, SelfTestRow
from chatterbot.teaching import limits as limits_

__all__ = ("score", "scored")


def scored(rows: tuple[SelfTestRow, ...]) -> list[SelfTestRow]:
    """The rows that can be right: their answer was taught with another prompt, too, or is "do not answer"."""
    counts = collections.Counter(row.expected for row in rows)
    return [row for row in rows if row.expected is not None and counts[row.expected] > 1]


async def score(engine: ReplyEngine, dataset_id: int, limits: limits_.Limits) -> float | None:
    """Score a dataset, in [0, 1]; `None` if too few examples can be scored, or it takes too long."""
    if engine.size(dataset_id) < limits.scored_examples:
        return None
    try:
        async with asyncio.timeout(limits.score_s):
            rows = scored((await engine.self_test(dataset_id)).rows)
    except (TimeoutError, errors.EncoderError):
        return None
    if len(rows) < limits.scored_examples:
        return None
    return sum(row.given == row.expected for row in rows) / len(rows)
