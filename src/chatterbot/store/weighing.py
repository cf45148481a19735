"""What a change would do to a dataset: what is new in it, what was known, and what goes."""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.store import records, replaying, rules, tables
from chatterbot.store.chunks import chunks

__all__ = ("WeighedChange", "count_new", "is_correction", "weigh")

_EXAMPLES: Final = tables.examples
_LIVE: Final = _EXAMPLES.c.removed_by.is_(None)
_FIELDS: Final = tuple(field.name for field in dataclasses.fields(models.NewExample))
_SAID: Final = operator.attrgetter(*_FIELDS)
_WORDS: Final[tuple[sa.Column[Any], ...]] = (
    _EXAMPLES.c.id,
    _EXAMPLES.c.added_by,
    _EXAMPLES.c.correction,
    _EXAMPLES.c.asker_id,
    _EXAMPLES.c.answer,
    _EXAMPLES.c.rich,
    *(_EXAMPLES.c[name] for name in _FIELDS),
)


@dataclasses.dataclass(slots=True)
class WeighedChange:
    """What a change adds, repeats and removes, by the rules."""

    rows: list[tuple[records.KeyedExample, bool]] = dataclasses.field(
        default_factory=list[tuple[records.KeyedExample, bool]]
    )
    """What is kept as new rows, in order, each with whether it counts from now on.

    What counts already gets a row, too, if it is said in other words, or something else was said about the question since.
    """
    repeated: list[int] = dataclasses.field(default_factory=list[int])
    """Rows that say in the same words what is taught."""
    removed: set[int] = dataclasses.field(default_factory=set[int])
    """Rows that are removed by the rules, or explicitly."""
    duplicates: int = 0


def weigh(connection: sa.Connection, change: records.NewChange) -> WeighedChange:
    """Work out what a change does, by the rules of `store.rules`."""
    new = {keyed.identity: keyed for keyed in change.add}
    questions: dict[bytes, list[records.KeyedExample]] = {}
    for keyed in new.values():
        questions.setdefault(keyed.prompt_key, []).append(keyed)
    known = _known(connection, change.scope_id, change.dataset_id, questions)
    explicit = set(change.remove)
    weighed = WeighedChange(removed=explicit.copy(), duplicates=len(change.add) - len(new))
    fresh: set[bytes] = set()
    ordered = set(questions)
    repeated: list[tuple[records.KeyedExample, int]] = []
    for prompt_key, taught in questions.items():
        rows = known.get(prompt_key, [])
        live = rules.LiveExamples(map(replaying.statement_of, rows))
        outcome = live.take(
            [_new_statement(place, keyed, change) for place, keyed in enumerate(taught)],
            [row.identity for row in rows if row.id in explicit],
        )
        fresh.update(statement.identity for statement in outcome.added)
        again = [(taught[statement.row], present.row) for statement, present in outcome.repeated]
        repeated += again
        if outcome.added or sorted(row for _, row in again) != [row for _, row in again]:
            ordered.discard(prompt_key)
        weighed.removed.update(statement.row for statement in outcome.removed)
    same = _said_the_same(connection, change, [each for each in repeated if each[0].prompt_key in ordered], known)
    ordered -= {keyed.prompt_key for keyed, _ in repeated if keyed.identity not in same}
    same = {keyed.identity for keyed, _ in repeated if keyed.prompt_key in ordered}
    weighed.repeated = [row for keyed, row in repeated if keyed.identity in same]
    weighed.rows = [(keyed, keyed.identity in fresh) for keyed in new.values() if keyed.identity not in same]
    weighed.duplicates += len(repeated)
    return weighed


def is_correction(keyed: records.KeyedExample, change: records.NewChange) -> bool:
    """Tell whether a new example counts as a correction, which a later one replaces."""
    return (change.correction is not None or keyed.correction) and keyed.example.positive and not keyed.alternative


def _new_statement(place: int, keyed: records.KeyedExample, change: records.NewChange) -> rules.Statement:
    correction = is_correction(keyed, change)
    return rules.Statement(
        place,
        keyed.identity,
        keyed.answer,
        keyed.example.positive,
        correction=correction,
        replaces=correction and change.correction is not None,
    )


def _said_the_same(
    connection: sa.Connection,
    change: records.NewChange,
    repeated: Sequence[tuple[records.KeyedExample, int]],
    known: Mapping[bytes, list[sa.Row[*tuple[Any, ...]]]],
) -> set[bytes]:
    """Return the identities of repetitions for which no row of their own is needed.

    The present row stands for both if it holds the same words, and nothing else was said about the question since (nor is by the change
    itself, or in another order): the order in which the answers to a question were taught decides which of them is given.
    """
    if not repeated:
        return set()
    newest = {prompt_key: max(row.added_by for row in rows) for prompt_key, rows in known.items()}
    for part in chunks({keyed.prompt_key for keyed, _ in repeated}):
        query = (
            sa.select(_EXAMPLES.c.prompt_key, sa.func.max(_EXAMPLES.c.added_by).label("newest"))
            .where(
                _EXAMPLES.c.scope_id == change.scope_id,
                _EXAMPLES.c.dataset_id == change.dataset_id,
                _EXAMPLES.c.prompt_key.in_(part),
                _EXAMPLES.c.removed_by.is_not(None),
            )
            .group_by(_EXAMPLES.c.prompt_key)
        )
        for row in connection.execute(query):
            newest[row.prompt_key] = max(newest[row.prompt_key], row.newest)
    by_row = {row: keyed for keyed, row in repeated}
    same: set[bytes] = set()
    for part in chunks(by_row):
        query: sa.Select[*tuple[Any, ...]] = sa.select(*_WORDS).where(
            _EXAMPLES.c.scope_id == change.scope_id, _EXAMPLES.c.id.in_(part)
        )
        for example_id, added_by, *words in connection.execute(query):
            keyed = by_row[example_id]
            said = is_correction(keyed, change), keyed.asker_id, keyed.answer, keyed.rich or None, *_SAID(keyed.example)
            if tuple(words) == said and newest[keyed.prompt_key] == added_by:
                same.add(keyed.identity)
    return same


def _known(
    connection: sa.Connection, scope_id: int, dataset_id: int, prompt_keys: Iterable[bytes]
) -> dict[bytes, list[sa.Row[*tuple[Any, ...]]]]:
    """Return the live examples of some questions, by question."""
    known: dict[bytes, list[sa.Row[*tuple[Any, ...]]]] = {}
    columns: tuple[sa.Column[Any], ...] = (
        _EXAMPLES.c.id,
        _EXAMPLES.c.prompt_key,
        _EXAMPLES.c.identity,
        _EXAMPLES.c.answer,
        _EXAMPLES.c.positive,
        _EXAMPLES.c.correction,
        _EXAMPLES.c.added_by,
    )
    for part in chunks(prompt_keys):
        query = sa.select(*columns).where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            _EXAMPLES.c.prompt_key.in_(part),
            _LIVE,
        )
        for row in connection.execute(query):
            known.setdefault(row.prompt_key, []).append(row)
    return known


def count_new(connection: sa.Connection, scope_id: int, dataset_id: int, add: Iterable[records.KeyedExample]) -> int:
    """Return how many of some examples a dataset lacks."""
    new = {keyed.identity: keyed for keyed in add}
    known = _known(connection, scope_id, dataset_id, {keyed.prompt_key for keyed in new.values()})
    present = {row.identity for rows in known.values() for row in rows}
    return len(new.keys() - present)
