"""A score for a dataset: the share of its own questions that it would answer right if each had not been taught (`judging`)."""

from __future__ import annotations

import asyncio

from chatterbot.teaching import changing, judging

__all__ = ("known", "scorable", "score")


def scorable(changes: changing.Changes, dataset_id: int, starter: int) -> bool:
    """Tell whether there are enough examples for a score beside the `starter` examples."""
    return changes.engine.size(dataset_id) - starter >= changes.limits.scored_examples


async def score(changes: changing.Changes, scope_id: int, dataset_id: int) -> float | None:
    """Wait for the engine's background refit, then return the score, in [0, 1]; `None` if that takes too long, or as in `known`."""
    if not scorable(changes, dataset_id, 0):
        return None
    try:
        async with asyncio.timeout(changes.limits.score_s):
            await changes.engine.settled(dataset_id)
    except TimeoutError:
        return None
    return await known(changes, scope_id, dataset_id)


async def known(changes: changing.Changes, scope_id: int, dataset_id: int) -> float | None:
    """Return the score at the last finished refit, in [0, 1]; `None` if there was none, or if too few questions can be judged.

    With few questions a single one changes the percentage by several points, which says nothing about the dataset.
    """
    rows = changes.engine.last_test(dataset_id).rows
    if len(rows) < changes.limits.scored_examples:
        return None
    tested = await judging.self_tested(changes, scope_id, dataset_id, rows)
    return tested.accuracy if len(tested.rows) >= changes.limits.scored_examples else None
