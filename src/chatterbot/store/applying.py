"""How a change is written: the statements of one transaction, given its connection."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import errors, models
from chatterbot.store import counting, document_writing, features, records, tables, text_search
from chatterbot.store.chunks import chunks

__all__ = ("apply", "count_new", "count_used", "insert_change", "key_of", "undo")

_EXAMPLES: Final = tables.examples
_LIVE: Final = _EXAMPLES.c.removed_by.is_(None)

HISTORY: Final = 4
"""Rows of a scope for each example that it may have in use: examples that were removed stay, so that this can be undone."""


@dataclasses.dataclass(slots=True)
class _Known:
    """What a dataset already says about the prompts of a change."""

    identities: dict[bytes, int]
    answers: dict[tuple[bytes, int | None, bool], list[int]]
    corrections: dict[bytes, list[int]]


def apply(connection: sa.Connection, change: records.NewChange, now: dt.datetime) -> records.AppliedChange:
    """Write one change.

    An equal live example makes a new one a duplicate, which is counted and not stored. A new example removes those that say the
    opposite (same prompt, same answer, other polarity): the latest teaching wins. A correction also removes the equal example and
    earlier corrections of the prompt, so that it is the latest of all.
    """
    new = {keyed.identity: keyed for keyed in change.add}
    repeated = len(change.add) - len(new)
    known = _known(connection, change.scope_id, change.dataset_id, {keyed.prompt_key for keyed in new.values()})
    correcting = change.correction is not None
    removed = set(change.remove)
    duplicates = repeated
    added: list[records.KeyedExample] = []
    for identity, keyed in new.items():
        same = known.identities.get(identity)
        replaces = correcting and keyed.example.positive and not keyed.alternative
        if same is not None and same not in removed and not replaces:
            duplicates += 1
            continue
        if same is not None:
            removed.add(same)
        removed.update(known.answers.get((keyed.prompt_key, keyed.answer, not keyed.example.positive), ()))
        if replaces:
            removed.update(known.corrections.get(keyed.prompt_key, ()))
        added.append(keyed)

    room = _room(connection, change, len(added), len(added) - len(removed)) if added else change.most_examples
    change_id = insert_change(connection, change, len(added), now)
    gone = _remove(connection, change.scope_id, sorted(removed), change_id)
    examples = _insert(connection, change, change_id, added, now)
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
                duplicates=duplicates,
                state=records.JobState.DONE.value,
                finished_at=now,
                **change.job_values,
            )
        )
    if change.activate:
        _activate(connection, change.scope_id, change.dataset_id)
    document_writing.write(connection, change, change_id, now)
    if change.features:
        features.put(connection, change.encoder_id, change.features)
    return records.AppliedChange(
        id=change_id,
        added=tuple(zip(examples, added, strict=True)),
        removed=tuple(gone),
        duplicates=duplicates,
        correction_id=correction_id,
        room=room,
    )


def count_new(connection: sa.Connection, scope_id: int, dataset_id: int, add: Iterable[records.KeyedExample]) -> int:
    """Return how many of some examples a dataset lacks."""
    new = {keyed.identity: keyed for keyed in add}
    known = _known(connection, scope_id, dataset_id, {keyed.prompt_key for keyed in new.values()})
    return sum(identity not in known.identities for identity in new)


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


def _known(connection: sa.Connection, scope_id: int, dataset_id: int, prompt_keys: set[bytes]) -> _Known:
    known = _Known({}, {}, {})
    columns = (
        _EXAMPLES.c.id,
        _EXAMPLES.c.prompt_key,
        _EXAMPLES.c.identity,
        _EXAMPLES.c.answer,
        _EXAMPLES.c.positive,
        _EXAMPLES.c.correction,
    )
    for part in chunks(prompt_keys):
        query = sa.select(*columns).where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            _EXAMPLES.c.prompt_key.in_(part),
            _LIVE,
        )
        for row in connection.execute(query):
            known.identities[row.identity] = row.id
            known.answers.setdefault((row.prompt_key, row.answer, bool(row.positive)), []).append(row.id)
            if row.correction and row.positive:
                known.corrections.setdefault(row.prompt_key, []).append(row.id)
    return known


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


def _insert(
    connection: sa.Connection,
    change: records.NewChange,
    change_id: int,
    added: Sequence[records.KeyedExample],
    now: dt.datetime,
) -> list[models.Example]:
    if not added:
        return []
    correcting = change.correction is not None
    rows: list[dict[str, Any]] = [
        {
            "scope_id": change.scope_id,
            "dataset_id": change.dataset_id,
            "prompt": keyed.example.prompt,
            "reply": keyed.example.reply,
            "label": keyed.example.label,
            "positive": keyed.example.positive,
            "correction": (correcting or keyed.correction) and keyed.example.positive and not keyed.alternative,
            "previous": keyed.example.previous,
            "source": change.source,
            "author_id": change.author_id,
            "asker_id": keyed.asker_id,
            "created_at": now,
            "answer": keyed.answer,
            "prompt_key": keyed.prompt_key,
            "identity": keyed.identity,
            "added_by": change_id,
            "extras": keyed.example.extras,
            "language": keyed.example.language,
            "origin": keyed.example.origin,
            "credited_id": keyed.example.credited_id,
            "folded": text_search.searched(keyed.example.prompt, keyed.example.reply, keyed.example.label),
            "rich": keyed.rich,
        }
        for keyed in added
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
            correction=(correcting or keyed.correction) and keyed.example.positive and not keyed.alternative,
            previous=keyed.example.previous,
            source=change.source,
            author_id=change.author_id,
            created_at=now,
            extras=keyed.example.extras,
            language=keyed.example.language,
            origin=keyed.example.origin,
            credited_id=keyed.example.credited_id,
        )
        for example_id, keyed in zip(ids, added, strict=True)
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


def _activate(connection: sa.Connection, scope_id: int, dataset_id: int) -> None:
    table = tables.datasets
    # First none, then one: at no moment are there two, which the unique index would refuse.
    connection.execute(sa.update(table).where(table.c.scope_id == scope_id, table.c.active).values(active=False))
    connection.execute(
        sa.update(table).where(table.c.scope_id == scope_id, table.c.id == dataset_id).values(active=True)
    )


def undo(
    connection: sa.Connection, scope_id: int, author_id: int, change_id: int, now: dt.datetime
) -> records.AppliedChange | None:
    """Write the change that takes another one back: what it added goes, what it removed counts again.

    An example stays removed if its equal has been taught since then, or if the change that added it has itself been undone. `None`
    if there is no such change, or it has been undone already.
    """
    table = tables.changes
    query = sa.select(table).where(table.c.scope_id == scope_id, table.c.id == change_id, table.c.undone_by.is_(None))
    undone = connection.execute(query).first()
    if undone is None:
        return None
    back = records.NewChange(scope_id, undone.dataset_id, author_id, records.ChangeKind.UNDO, undone.source)
    undo_id = insert_change(connection, back, 0, now, undoes=change_id)
    connection.execute(sa.update(table).where(table.c.id == change_id).values(undone_by=undo_id))

    added = sa.select(_EXAMPLES.c.id).where(_EXAMPLES.c.added_by == change_id).order_by(_EXAMPLES.c.id)
    removed = _remove(connection, scope_id, connection.scalars(added).all(), undo_id)

    standing = sa.select(table.c.id).where(table.c.scope_id == scope_id, table.c.undone_by.is_(None))
    wanted = (
        connection.execute(
            sa.select(_EXAMPLES.c.id, _EXAMPLES.c.prompt_key, _EXAMPLES.c.identity)
            .where(
                _EXAMPLES.c.scope_id == scope_id,
                _EXAMPLES.c.removed_by == change_id,
                _EXAMPLES.c.added_by.in_(standing),
            )
            .order_by(_EXAMPLES.c.id)
        )
    ).all()
    known = _known(connection, scope_id, back.dataset_id, {row.prompt_key for row in wanted})
    restored = [row.id for row in wanted if row.identity not in known.identities]
    for part in chunks(restored):
        connection.execute(sa.update(_EXAMPLES).where(_EXAMPLES.c.id.in_(part)).values(removed_by=None))

    if undone.previous_dataset_id is not None:
        active = sa.select(tables.datasets.c.id).where(tables.datasets.c.scope_id == scope_id, tables.datasets.c.active)
        if connection.scalar(active) == undone.dataset_id:
            _activate(connection, scope_id, undone.previous_dataset_id)
    connection.execute(sa.update(table).where(table.c.id == undo_id).values(added=len(restored), removed=len(removed)))
    return records.AppliedChange(id=undo_id, added=(), removed=tuple(removed), restored=tuple(restored))


def key_of(result: sa.CursorResult[Any]) -> int:
    """Return the key of the row just inserted."""
    key = result.inserted_primary_key
    if key is None:
        raise errors.StoreError("the database gave no key to a new row", retryable=False)
    return int(key[0])
