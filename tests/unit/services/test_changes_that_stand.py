"""The store's part of exact undo, with many sequences of changes: no engine, no service, one connection."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
import secrets
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from chatterbot import models
from chatterbot.store import (
    ChangeKind,
    KeyedExample,
    NewChange,
    NewCorrection,
    NewUndo,
    applying,
    metadata,
    tables,
    undoing,
)
from chatterbot.teaching import keys

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
ADA, BOB = 7, 8
QUESTION = "capital of france"
BESIDE = "one of several replies"
"""Origin of an example that is taught as one of several replies of an answer."""
PARIS, LYON = models.NewExample(QUESTION, "Paris"), models.NewExample(QUESTION, "Lyon")
NOT_PARIS = models.NewExample(QUESTION, "Paris", positive=False)
LESSONS = (
    *(PARIS, PARIS, LYON, NOT_PARIS),
    models.NewExample("Capital of FRANCE?", "Paris"),
    models.NewExample(QUESTION, "Paris", previous="Tea?"),
    models.NewExample(QUESTION),
    models.NewExample(QUESTION, "Paris", "capital"),
    dataclasses.replace(LYON, origin=BESIDE),
    models.NewExample("best tea in town", "Earl Grey"),
)
"""What is chosen from: so little that people repeat and contradict each other."""

_lesson = st.sampled_from(LESSONS)
_pick = st.integers(0, 15)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("teach"), st.lists(_lesson, min_size=1, max_size=1)),
        st.tuples(st.just("teach"), st.lists(_lesson, min_size=1, max_size=3)),
        st.tuples(st.just("correct"), st.sampled_from([PARIS, LYON])),
        st.tuples(st.just("edit"), _pick, _lesson),
        st.tuples(st.just("forget"), _pick),
        *(st.tuples(st.just("undo"), _pick) for _ in range(3)),
        st.tuples(st.just("forget in an undo"), _pick, _pick),
    ),
    min_size=4,
    max_size=14,
)


@dataclasses.dataclass
class Scope:
    """A scope with one dataset."""

    connection: sa.Connection
    id: int

    def __post_init__(self) -> None:
        insert = sa.insert(tables.datasets).values(scope_id=self.id, name="default", active=True, created_at=NOW)
        self.dataset = applying.key_of(self.connection.execute(insert))

    def rows(self) -> list[sa.Row[Any]]:
        """What counts, by question, in order of teaching."""
        table = tables.examples
        query = sa.select(table).where(table.c.scope_id == self.id, table.c.removed_by.is_(None))
        return list(self.connection.execute(query.order_by(table.c.prompt_key, table.c.id)))

    def state(self) -> list[tuple[object, ...]]:
        return [
            (row.prompt, row.reply, row.label, row.answer, row.positive, row.correction, row.previous)
            for row in self.rows()
        ]

    def apply(self, change: NewChange) -> int:
        return applying.apply(self.connection, change, NOW).id

    def change(self, kind: ChangeKind, *add: models.NewExample, remove: tuple[int, ...] = ()) -> NewChange:
        return NewChange(self.id, self.dataset, ADA, kind, "text", add=tuple(map(_keyed, add)), remove=remove)


@dataclasses.dataclass
class Played:
    """What was done in a scope."""

    scope: Scope
    changes: dict[int, NewChange] = dataclasses.field(default_factory=dict)
    undoes: dict[int, int] = dataclasses.field(default_factory=dict)

    def stands(self, change_id: int) -> bool:
        return not any(undone == change_id and self.stands(undoer) for undoer, undone in self.undoes.items())

    def act(self, act: tuple[Any, ...]) -> None:
        live = self.scope.rows()
        match act:
            case "teach", list(examples):
                self._note(self.scope.change(ChangeKind.TRAIN, *examples))
            case "correct", models.NewExample() as better:
                wrong = LYON if better is PARIS else PARIS
                correction = NewCorrection(secrets.token_hex(16), BOB, QUESTION, QUESTION, None, better.reply or "")
                veto = dataclasses.replace(wrong, positive=False)
                change = self.scope.change(ChangeKind.CORRECT, better, veto)
                self._note(dataclasses.replace(change, correction=correction))
            case "edit", int(place), models.NewExample() as example:
                self._note(self.scope.change(ChangeKind.EDIT, example, remove=_picked(live, place)))
            case "forget", int(place):
                self._note(self.scope.change(ChangeKind.FORGET, remove=_picked(live, place)))
            case "undo", int(place):
                self._undo(place, ())
            case "forget in an undo", int(place), int(other):
                self._undo(place, _picked(live, other))
            case _:
                raise AssertionError(act)

    def _note(self, change: NewChange) -> None:
        self.changes[self.scope.apply(change)] = change

    def _undo(self, place: int, forget: tuple[int, ...]) -> None:
        if not self.changes:
            return
        change_id = sorted(self.changes)[place % len(self.changes)]
        back = NewUndo(self.scope.id, BOB, change_id, forget=forget)
        done = undoing.undo(self.scope.connection, back, NOW)
        assert (done is None) is (not self.stands(change_id))
        if done is not None:
            self.undoes[done.id] = change_id
            self.changes[done.id] = self.scope.change(ChangeKind.FORGET, remove=forget)

    def again(self, other: Scope) -> None:
        """Do in another scope only what stands."""
        table = tables.examples
        for change_id, change in sorted(self.changes.items()):
            if not self.stands(change_id):
                continue
            gone = sa.select(table.c.prompt_key, table.c.identity).where(table.c.id.in_(change.remove))
            said = {tuple(row) for row in self.scope.connection.execute(gone)}
            remove = tuple(row.id for row in other.rows() if (row.prompt_key, row.identity) in said)
            correction = change.correction and dataclasses.replace(change.correction, key=secrets.token_hex(16))
            other.apply(
                dataclasses.replace(
                    change, scope_id=other.id, dataset_id=other.dataset, remove=remove, correction=correction
                )
            )


def _keyed(example: models.NewExample) -> KeyedExample:
    keyed = keys.keyed(example)
    return dataclasses.replace(keyed, answer=keys.keyed(PARIS).answer, alternative=True) if example.origin else keyed


def _picked(live: list[sa.Row[Any]], place: int) -> tuple[int, ...]:
    return (live[place % len(live)].id,) if live else ()


def test_what_counts_is_what_the_changes_that_stand_did() -> None:
    engine = sa.create_engine("sqlite://")
    metadata.create_all(engine)
    scopes = itertools.count(1)

    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")

        @hypothesis.settings(max_examples=100, deadline=None)
        @hypothesis.given(ACTS)
        def check(acts: list[tuple[Any, ...]]) -> None:
            played = Played(Scope(connection, next(scopes)))
            for act in acts:
                played.act(act)
            again = Scope(connection, next(scopes))
            played.again(again)
            assert played.scope.state() == again.state()
            # Everything undone, the newest first: the beginning.
            for change_id in sorted(played.changes, reverse=True):
                undoing.undo(connection, NewUndo(played.scope.id, BOB, change_id), NOW)
            assert played.scope.state() == []

        check()
    engine.dispose()
