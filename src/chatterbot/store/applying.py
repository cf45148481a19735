"""How a change is written: the statements of one transaction, given its connection."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import errors, models
from chatterbot.store import counting, document_writing, features, records, replaying, tables, text_search, weighing
from chatterbot.store.chunks import chunks

__all__ = ("activate", "apply", "count_used", "insert_change", "key_of", "note_effects")

_EXAMPLES: Final = tables.examples
_LIVE: Final = _EXAMPLES.c.removed_by.is_(None)

HISTORY: Final = 4
"""Rows of a scope for each example that it may have in use: examples that were removed stay, so that this can be undone."""


def apply(connection: sa.Connection, change: records.NewChange, now: dt.datetime) -> records.AppliedChange:
    """Write one change, by the rules of `store.rules`.

    An equal live example makes a new one a duplicate, which is counted; it counts by itself if what made it a duplicate is undone.

    Raises
    ------
    errors.InvalidInputError
        `NewChange.if_new`
    """
    weighed = weighing.weigh(connection, change)
    added, removed = [keyed for keyed, counts in weighed.rows if counts], weighed.removed
    if change.if_new and not added:
        raise errors.InvalidInputError(change.if_new)
    room = _room(connection, change, len(added), len(added) - len(removed)) if added else change.most_examples
    change_id = insert_change(connection, change, len(added), now)
    gone = _remove(connection, change.scope_id, sorted(removed), change_id)
    explicit = set(change.remove)
    note_effects(connection, change.scope_id, change_id, replaying.REMOVED, [row for row in gone if row in explicit])
    note_effects(connection, change.scope_id, change_id, replaying.REPEATED, weighed.repeated)
    examples = _insert(connection, change, change_id, weighed, now)
    if len(gone):
        connection.execute(sa.update(tables.changes).where(tables.changes.c.id == change_id).values(removed=len(gone)))
    correction_id = _insert_correction(connection, change, change_id, now)
    _count(connection, change, bool(added), now)
    if change.job_id is not None:
        connection.execute(
            sa.update(tables.jobs)
            .where(tables.jobs.c.scope_id == change.scope_id, tables.jobs.c.id == change.job_id)
            .values(
                change_id=change_id,
                added=len(examples),
                duplicates=weighed.duplicates,
                state=records.JobState.DONE.value,
                finished_at=now,
                **change.job_values,
            )
        )
    if change.activate:
        activate(connection, change.scope_id, change.dataset_id)
    document_writing.write(connection, change, change_id, now)
    if change.features:
        features.put(connection, change.encoder_id, change.features)
    return records.AppliedChange(
        id=change_id,
        added=tuple(zip(examples, added, strict=True)),
        removed=tuple(gone),
        duplicates=weighed.duplicates,
        correction_id=correction_id,
        room=room,
    )


def count_used(connection: sa.Connection, scope_id: int) -> int:
    """Return how many examples a scope has in use."""
    return connection.scalar(sa.select(sa.func.count()).where(_EXAMPLES.c.scope_id == scope_id, _LIVE)) or 0


def _room(connection: sa.Connection, change: records.NewChange, added: int, grows: int) -> int | None:
    """Return how many more examples fit in after a change.

    Raises
    ------
    errors.RefusedError
        ``error-examples-full(used, new, limit)``; ``error-examples-history(limit)``, if too many rows are examples that were removed
    """
    most = change.most_examples
    if most is None:
        return None
    used = count_used(connection, change.scope_id)
    if grows > 0 and used + grows > most:
        raise errors.RefusedError("error-examples-full", used=used, new=grows, limit=most)
    table = tables.changes
    # Quicker than counting rows, for which there is no index. It counts rows that an erasure has deleted, too, so too many are counted again.
    taught = connection.scalar(sa.select(sa.func.sum(table.c.added)).where(table.c.scope_id == change.scope_id)) or 0
    if taught + added > HISTORY * most:
        rows = sa.select(sa.func.count()).select_from(_EXAMPLES).where(_EXAMPLES.c.scope_id == change.scope_id)
        taught = connection.scalar(rows) or 0
        if taught + added > HISTORY * most:
            raise errors.RefusedError("error-examples-history", limit=HISTORY * most)
    return max(0, min(most - used - grows, HISTORY * most - int(taught) - added))


def insert_change(
    connection: sa.Connection,
    change: records.NewChange,
    added: int,
    now: dt.datetime,
    undoes: int | None = None,
) -> int:
    """Write the row of a change, and return its id."""
    datasets = tables.datasets
    owned = sa.select(datasets.c.id).where(datasets.c.scope_id == change.scope_id, datasets.c.id == change.dataset_id)
    if connection.scalar(owned) is None:
        raise errors.StoreError("a change names a dataset of another scope", retryable=False)
    previous: int | None = None
    if change.activate:
        active = sa.select(datasets.c.id).where(datasets.c.scope_id == change.scope_id, datasets.c.active)
        previous = connection.scalar(active)
    result = connection.execute(
        sa.insert(tables.changes).values(
            scope_id=change.scope_id,
            dataset_id=change.dataset_id,
            author_id=change.author_id,
            kind=change.kind.value,
            source=change.source,
            added=added,
            removed=0,
            undoes=undoes,
            previous_dataset_id=previous,
            created_at=now,
            turn_id=change.turn_id,
            approved_by=change.approved_by,
        )
    )
    return key_of(result)


def _remove(connection: sa.Connection, scope_id: int, example_ids: Sequence[int], change_id: int) -> list[int]:
    gone: list[int] = []
    for part in chunks(example_ids):
        mine = (_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id.in_(part), _LIVE)
        found = connection.scalars(sa.select(_EXAMPLES.c.id).where(*mine)).all()
        connection.execute(sa.update(_EXAMPLES).where(*mine).values(removed_by=change_id))
        gone += found
    return gone


def note_effects(
    connection: sa.Connection, scope_id: int, change_id: int, act: str, example_ids: Iterable[int]
) -> None:
    """Note what a change did to examples that were there already."""
    rows = [
        {"scope_id": scope_id, "change_id": change_id, "example_id": example_id, "act": act}
        for example_id in example_ids
    ]
    if rows:
        connection.execute(sa.insert(tables.effects), rows)


def _insert(
    connection: sa.Connection,
    change: records.NewChange,
    change_id: int,
    weighed: weighing.WeighedChange,
    now: dt.datetime,
) -> list[models.Example]:
    """Insert what is taught, and return what counts."""
    if not weighed.rows:
        return []
    rows: list[dict[str, Any]] = [
        {
            "scope_id": change.scope_id,
            "dataset_id": change.dataset_id,
            "prompt": keyed.example.prompt,
            "reply": keyed.example.reply,
            "label": keyed.example.label,
            "positive": keyed.example.positive,
            "correction": weighing.is_correction(keyed, change),
            "previous": keyed.example.previous,
            "source": change.source,
            "author_id": change.author_id,
            "asker_id": keyed.asker_id,
            "created_at": now,
            "answer": keyed.answer,
            "prompt_key": keyed.prompt_key,
            "identity": keyed.identity,
            "added_by": change_id,
            "removed_by": None if counts else change_id,
            "extras": keyed.example.extras,
            "language": keyed.example.language,
            "origin": keyed.example.origin,
            "credited_id": keyed.example.credited_id,
            "folded": text_search.searched(keyed.example.prompt, keyed.example.reply, keyed.example.label),
            "rich": keyed.rich or None,
        }
        for keyed, counts in weighed.rows
    ]
    connection.execute(sa.insert(_EXAMPLES), rows)
    # Rows are numbered in the order in which they are inserted; asking once is cheaper than a RETURNING for each.
    query = sa.select(_EXAMPLES.c.id).where(_EXAMPLES.c.added_by == change_id).order_by(_EXAMPLES.c.id)
    ids = connection.scalars(query).all()
    return [
        models.Example(
            id=example_id,
            scope_id=change.scope_id,
            dataset_id=change.dataset_id,
            prompt=keyed.example.prompt,
            reply=keyed.example.reply,
            label=keyed.example.label,
            positive=keyed.example.positive,
            correction=weighing.is_correction(keyed, change),
            previous=keyed.example.previous,
            source=change.source,
            author_id=change.author_id,
            created_at=now,
            extras=keyed.example.extras,
            language=keyed.example.language,
            origin=keyed.example.origin,
            credited_id=keyed.example.credited_id,
        )
        for example_id, (keyed, counts) in zip(ids, weighed.rows, strict=True)
        if counts
    ]


def _insert_correction(
    connection: sa.Connection, change: records.NewChange, change_id: int, now: dt.datetime
) -> int | None:
    if change.correction is None:
        return None
    result = connection.execute(
        sa.insert(tables.corrections).values(
            scope_id=change.scope_id,
            change_id=change_id,
            author_id=change.author_id,
            created_at=now,
            **dataclasses.asdict(change.correction),
        )
    )
    return key_of(result)


def _count(connection: sa.Connection, change: records.NewChange, taught: bool, now: dt.datetime) -> None:
    """Count a correction of an answer, or the teaching of one that was missing."""
    if not taught:
        return
    if change.kind is records.ChangeKind.REJECT or (change.correction is not None and change.correction.replaced):
        counting.count(connection, change.scope_id, now, counting.Counted.CORRECTED)
    elif change.turn_id is not None:
        counting.count(connection, change.scope_id, now, counting.Counted.TAUGHT)


def activate(connection: sa.Connection, scope_id: int, dataset_id: int) -> None:
    """Make a dataset the active one."""
    table = tables.datasets
    # First none, then one: at no moment are there two, which the unique index would refuse.
    connection.execute(sa.update(table).where(table.c.scope_id == scope_id, table.c.active).values(active=False))
    connection.execute(
        sa.update(table).where(table.c.scope_id == scope_id, table.c.id == dataset_id).values(active=True)
    )


def key_of(result: sa.CursorResult[Any]) -> int:
    """Return the key of the row just inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise errors.StoreError("the database gave no key to a new row", retryable=False)
    return int(key[0])
