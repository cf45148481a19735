"""What counts in a dataset follows from the changes that stand: it is worked out anew for the questions that an undo or an erasure touches."""

from __future__ import annotations

import collections
import dataclasses
import itertools
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.store import records, rules, tables
from chatterbot.store.chunks import chunks

__all__ = ("REMOVED", "REPEATED", "QuestionKey", "ReplayDifference", "replay", "statement_of", "touched")

_EXAMPLES: Final = tables.examples
_EFFECTS: Final = tables.effects
_CHANGES: Final = tables.changes

_CORRECT: Final = records.ChangeKind.CORRECT.value

REMOVED: Final = "removed"
"""`effects.act`: the change removed the example explicitly, not by a rule."""
REPEATED: Final = "repeated"
"""`effects.act`: the change taught what the example says, in the same words, while it counted."""

# Built once: constructing a statement costs more than running it.
_SCOPE: Final = sa.bindparam("scope")
_IDS: Final = sa.bindparam("ids", expanding=True)
_QUESTION: Final = (_EXAMPLES.c.dataset_id, _EXAMPLES.c.prompt_key)
_TOUCHED: Final = (
    sa.select(*_QUESTION).where(_EXAMPLES.c.added_by.in_(_IDS), _EXAMPLES.c.scope_id == _SCOPE),
    sa.select(*_QUESTION)
    .join(_EFFECTS, _EFFECTS.c.example_id == _EXAMPLES.c.id)
    .where(_EFFECTS.c.change_id.in_(_IDS), _EFFECTS.c.scope_id == _SCOPE),
)
_COLUMNS: Final[tuple[sa.ColumnElement[Any], ...]] = (
    _EXAMPLES.c.id,
    _EXAMPLES.c.prompt_key,
    _EXAMPLES.c.identity,
    _EXAMPLES.c.answer,
    _EXAMPLES.c.positive,
    _EXAMPLES.c.correction,
    _EXAMPLES.c.added_by,
    _EXAMPLES.c.removed_by,
    sa.or_(_EXAMPLES.c.rich.is_not(None), _EXAMPLES.c.label.is_not(None)).label("shares"),
)
# In two steps, because each half has an index of its own.
_ROWS: Final = tuple(
    sa.select(*_COLUMNS).where(
        _EXAMPLES.c.scope_id == _SCOPE,
        _EXAMPLES.c.dataset_id == sa.bindparam("dataset"),
        _EXAMPLES.c.prompt_key.in_(sa.bindparam("prompt_keys", expanding=True)),
        state,
    )
    for state in (_EXAMPLES.c.removed_by.is_(None), _EXAMPLES.c.removed_by.is_not(None))
)
_OF_EXAMPLES: Final = sa.select(_EFFECTS.c.change_id, _EFFECTS.c.example_id, _EFFECTS.c.act).where(
    _EFFECTS.c.example_id.in_(_IDS), _EFFECTS.c.scope_id == _SCOPE
)
_OF_IDS: Final = sa.select(_CHANGES.c.id, _CHANGES.c.undone_by, _CHANGES.c.kind).where(
    _CHANGES.c.scope_id == _SCOPE, _CHANGES.c.id.in_(_IDS)
)
_MOVE: Final = (
    sa.update(_EXAMPLES)
    .where(_EXAMPLES.c.scope_id == _SCOPE, _EXAMPLES.c.id.in_(_IDS))
    .values(removed_by=sa.bindparam("change"))
)

QuestionKey = tuple[int, bytes]
"""The dataset and the prompt key of a question."""


@dataclasses.dataclass(slots=True)
class ReplayDifference:
    """What a replay changed in one dataset."""

    removed: list[int] = dataclasses.field(default_factory=list[int])
    """Rows that no longer count."""
    restored: list[int] = dataclasses.field(default_factory=list[int])
    """Rows that count again."""
    fewer: int = 0
    """Examples that no longer count: one that counts in the words of another row instead is not among them."""
    more: int = 0
    """Examples that count now and did not before."""
    shares: bool = False
    """Whether among what counts again are replies of one answer: others may say the same to the engine."""


def touched(connection: sa.Connection, scope_id: int, change_ids: Collection[int]) -> set[QuestionKey]:
    """Return the questions that some changes say something about."""
    found: set[QuestionKey] = set()
    for part in chunks(change_ids):
        for query in _TOUCHED:
            rows = connection.execute(query, {"scope": scope_id, "ids": part})
            found.update((row.dataset_id, row.prompt_key) for row in rows)
    return found


def replay(connection: sa.Connection, scope_id: int, keys: Iterable[QuestionKey]) -> dict[int, ReplayDifference]:
    """Set which examples of some questions are live, by doing all changes that stand again; returns what changed, by dataset."""
    moved: dict[int, ReplayDifference] = {}
    for dataset_id, group in itertools.groupby(sorted(keys), key=lambda key: key[0]):
        found = moved.setdefault(dataset_id, ReplayDifference())
        for part in chunks(prompt_key for _, prompt_key in group):
            _replay_part(connection, scope_id, dataset_id, part, found)
    return moved


def _replay_part(
    connection: sa.Connection, scope_id: int, dataset_id: int, prompt_keys: list[bytes], moved: ReplayDifference
) -> None:
    rows = _rows(connection, scope_id, dataset_id, prompt_keys)
    effects = _effects(connection, scope_id, rows)
    named = {row.added_by for row in rows.values()} | {effect.change_id for effect in effects}
    changes = _changes(connection, scope_id, named)
    undone = {change_id: change.undone_by for change_id, change in changes.items() if change.undone_by is not None}
    corrections = {change_id for change_id, change in changes.items() if change.kind == _CORRECT}
    fates: dict[int, int | None] = {}
    for events in _events(rows, effects, undone, corrections).values():
        fates |= rules.replay(events)

    removed: dict[int, list[int]] = {}
    restored: list[int] = []
    before: set[bytes] = set()
    after: set[bytes] = set()
    for row in rows.values():
        fate = fates.get(row.id, undone.get(row.added_by, row.removed_by))
        identity = row.prompt_key + row.identity
        if row.removed_by is None:
            before.add(identity)
        if fate is None:
            after.add(identity)
        if fate == row.removed_by:
            continue
        if fate is None:
            restored.append(row.id)
            moved.shares |= bool(row.shares)
            continue
        removed.setdefault(fate, []).append(row.id)
        if row.removed_by is None:
            moved.removed.append(row.id)
    # First what goes: at no moment are there two equal live examples, which the unique index would refuse.
    for change_id, ids in removed.items():
        _set_removed_by(connection, scope_id, ids, change_id)
    _set_removed_by(connection, scope_id, restored, None)
    moved.restored += restored
    moved.fewer += len(before - after)
    moved.more += len(after - before)


def _rows(
    connection: sa.Connection, scope_id: int, dataset_id: int, prompt_keys: list[bytes]
) -> dict[int, sa.Row[*tuple[Any, ...]]]:
    values = {"scope": scope_id, "dataset": dataset_id, "prompt_keys": prompt_keys}
    return {row.id: row for query in _ROWS for row in connection.execute(query, values)}


def _effects(connection: sa.Connection, scope_id: int, example_ids: Iterable[int]) -> list[sa.Row[*tuple[Any, ...]]]:
    return [
        row
        for part in chunks(example_ids)
        for row in connection.execute(_OF_EXAMPLES, {"scope": scope_id, "ids": part})
    ]


def _changes(
    connection: sa.Connection, scope_id: int, change_ids: Iterable[int]
) -> dict[int, sa.Row[*tuple[Any, ...]]]:
    return {
        row.id: row
        for part in chunks(change_ids)
        for row in connection.execute(_OF_IDS, {"scope": scope_id, "ids": part})
    }


def _events(
    rows: Mapping[int, sa.Row[*tuple[Any, ...]]],
    effects: Iterable[sa.Row[*tuple[Any, ...]]],
    undone: Collection[int],
    corrections: Collection[int],
) -> dict[bytes, list[rules.ChangeStatements]]:
    """Return what the changes that stand say, by question."""
    add: dict[tuple[bytes, int], list[rules.Statement]] = collections.defaultdict(list)
    remove: dict[tuple[bytes, int], list[bytes]] = collections.defaultdict(list)
    said: dict[tuple[bytes, int], None] = {}
    for row in rows.values():
        if row.added_by not in undone:
            said[row.prompt_key, row.added_by] = None
            add[row.prompt_key, row.added_by].append(statement_of(row, replaces=row.added_by in corrections))
    for effect in effects:
        if effect.change_id in undone:
            continue
        row = rows[effect.example_id]
        said[row.prompt_key, effect.change_id] = None
        if effect.act == REPEATED:
            add[row.prompt_key, effect.change_id].append(statement_of(row))
        else:
            remove[row.prompt_key, effect.change_id].append(row.identity)
    events: dict[bytes, list[rules.ChangeStatements]] = collections.defaultdict(list)
    for prompt_key, change_id in said:
        place = prompt_key, change_id
        events[prompt_key].append(rules.ChangeStatements(change_id, add.get(place, []), remove.get(place, ())))
    return events


def statement_of(row: sa.Row[*tuple[Any, ...]], *, replaces: bool = False) -> rules.Statement:
    """Return what a row of `examples` says.

    Parameters
    ----------
    replaces
        Whether a correction taught it.
    """
    correction = bool(row.positive) and bool(row.correction)
    return rules.Statement(
        row.id,
        row.identity,
        row.answer,
        bool(row.positive),
        correction=correction,
        replaces=replaces and correction,
    )


def _set_removed_by(
    connection: sa.Connection, scope_id: int, example_ids: Iterable[int], change_id: int | None
) -> None:
    for part in chunks(example_ids):
        connection.execute(_MOVE, {"scope": scope_id, "ids": part, "change": change_id})
