"""What an erasure does to the examples of others: what they taught as well is theirs, and what they taught counts as if the person never did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot.store import records, replaying, tables
from chatterbot.store.chunks import chunks

__all__ = ("ScopedQuestion", "hand_over", "note", "questions", "replay")

ScopedQuestion = tuple[int, int, bytes]
"""The scope, the dataset and the prompt key of a question."""

_EXAMPLES: Final = tables.examples
_EFFECTS: Final = tables.effects
_CHANGES: Final = tables.changes

NOBODY: Final = 0


async def hand_over(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Make others the authors of what they taught in the same words after the person, and forget what the person taught again."""
    in_scope = sa.true() if scope_id is None else _EXAMPLES.c.scope_id == scope_id
    again = (
        sa.select(
            _EFFECTS.c.example_id,
            _CHANGES.c.id.label("change_id"),
            _CHANGES.c.author_id,
            _CHANGES.c.source,
            _CHANGES.c.created_at,
        )
        .join(_EXAMPLES, _EXAMPLES.c.id == _EFFECTS.c.example_id)
        .join(_CHANGES, _CHANGES.c.id == _EFFECTS.c.change_id)
        .where(
            _EFFECTS.c.act == replaying.REPEATED,
            _EXAMPLES.c.author_id == user_id,
            _EXAMPLES.c.asker_id.is_distinct_from(user_id),
            _EXAMPLES.c.credited_id.is_distinct_from(user_id),
            _CHANGES.c.author_id != user_id,
            in_scope,
        )
        .order_by(_CHANGES.c.undone_by.is_not(None), _CHANGES.c.id)
    )
    heirs: dict[int, int] = {}
    taught: dict[int, tuple[int, str, dt.datetime]] = {}
    for row in await connection.execute(again):
        if row.example_id not in heirs:
            heirs[row.example_id] = row.change_id
            taught[row.change_id] = row.author_id, row.source, row.created_at
    by_change: dict[int, list[int]] = {}
    for example_id, change_id in heirs.items():
        by_change.setdefault(change_id, []).append(example_id)
    for change_id, example_ids in by_change.items():
        author_id, source, created_at = taught[change_id]
        for part in chunks(example_ids):
            await connection.execute(
                sa.update(_EXAMPLES)
                .where(_EXAMPLES.c.id.in_(part))
                .values(author_id=author_id, source=source, created_at=created_at, added_by=change_id)
            )
            await connection.execute(
                sa.delete(_EFFECTS).where(
                    _EFFECTS.c.change_id == change_id,
                    _EFFECTS.c.example_id.in_(part),
                    _EFFECTS.c.act == replaying.REPEATED,
                )
            )
    theirs = sa.select(_CHANGES.c.id).where(
        _CHANGES.c.author_id == user_id, sa.true() if scope_id is None else _CHANGES.c.scope_id == scope_id
    )
    await connection.execute(
        sa.delete(_EFFECTS).where(_EFFECTS.c.change_id.in_(theirs), _EFFECTS.c.act == replaying.REPEATED)
    )


async def questions(connection: sa_asyncio.AsyncConnection, condition: sa.ColumnElement[bool]) -> set[ScopedQuestion]:
    """Return the questions of some examples."""
    query = sa.select(_EXAMPLES.c.scope_id, _EXAMPLES.c.dataset_id, _EXAMPLES.c.prompt_key).where(condition).distinct()
    return {(row.scope_id, row.dataset_id, row.prompt_key) for row in await connection.execute(query)}


async def replay(connection: sa_asyncio.AsyncConnection, asked: Collection[ScopedQuestion]) -> frozenset[int]:
    """Set which examples of some questions are live, now that rows are gone; returns the scopes where others count now.

    In parts, so that the event loop is free between two of them.
    """
    changed: set[int] = set()
    by_scope: dict[int, list[replaying.QuestionKey]] = {}
    for scope_id, dataset_id, prompt_key in asked:
        by_scope.setdefault(scope_id, []).append((dataset_id, prompt_key))
    for scope_id, keys in by_scope.items():
        for part in chunks(sorted(keys)):
            moved = await connection.run_sync(replaying.replay, scope_id, part)
            if any(each.removed or each.restored for each in moved.values()):
                changed.add(scope_id)
    return frozenset(changed)


async def note(
    connection: sa_asyncio.AsyncConnection, live: list[tuple[int, int, tuple[int, ...]]], now: dt.datetime
) -> None:
    """Note in the history of each dataset that examples were erased, and by nobody."""
    for scope_id, dataset_id, ids in live:
        await connection.execute(
            sa.insert(tables.changes).values(
                scope_id=scope_id,
                dataset_id=dataset_id,
                author_id=NOBODY,
                kind=records.ChangeKind.ERASE.value,
                source="",
                added=0,
                removed=len(ids),
                created_at=now,
            )
        )
