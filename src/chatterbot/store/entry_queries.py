"""The statements behind lists of entries: which examples are wanted, which entries they belong to, in which order.

A list is ordered by the newest wanted example of each entry, newest first, and read in pages from that example's id on. One pass over
100,000 examples takes SQLite a tenth of a second where words are looked for, and less otherwise.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.store import entry_records, tables, text_search
from chatterbot.store.entry_records import EntryKey, EntrySelection

__all__ = ("EVERYTHING", "RANKED", "Live", "Query", "about", "first_few", "keyed", "other_than", "page", "ranked")

_EXAMPLES: Final = tables.examples
_VOTES: Final = tables.feedback
_USES: Final = tables.uses

Query = sa.Select[*tuple[Any, ...]]

RANKED: Final = 500
"""Most examples that one search by meaning gives."""
EVERYTHING: Final = 2**31
"""A limit that no table reaches."""


@dataclasses.dataclass(frozen=True, slots=True)
class Live:
    """The live examples of one dataset."""

    scope_id: int
    dataset_id: int

    def conditions(self, table: sa.FromClause = _EXAMPLES) -> tuple[sa.ColumnElement[bool], ...]:
        """Return the conditions that a row of `examples`, or of an alias of it, is one of them."""
        return (
            table.c.scope_id == self.scope_id,
            table.c.dataset_id == self.dataset_id,
            table.c.removed_by.is_(None),
        )


def page(live: Live, wanted: entry_records.EntryFilter, most: int, *, before: int | None, after: int | None) -> Query:
    """Return the statement for a page: newest example, answer, positive, place in the list from 1, length of the list.

    Parameters
    ----------
    before, after
        Of the examples by which entries are ordered, only those with a smaller (or a larger) id; with `after` the nearest ones come first.
    """
    about_rows, about_answers = _about_rows(wanted), _shown(live, wanted.shown)
    wanted_rows = _in_order(live, about_rows + about_answers) if about_rows else _by_index(live, wanted, about_answers)
    newest = sa.func.max(wanted_rows.c.id)
    entries = (
        sa.select(wanted_rows.c.answer, wanted_rows.c.positive, newest.label("newest"))
        .group_by(wanted_rows.c.answer, wanted_rows.c.positive)
        .subquery()
    )
    listed = sa.select(
        entries.c.newest,
        entries.c.answer,
        entries.c.positive,
        sa.func.row_number().over(order_by=entries.c.newest.desc()).label("place"),
        sa.func.count().over().label("total"),
    ).subquery()
    query = sa.select(listed).limit(most)
    if after is not None:
        return query.where(listed.c.newest > after).order_by(listed.c.newest)
    if before is not None:
        query = query.where(listed.c.newest < before)
    return query.order_by(listed.c.newest.desc())


def ranked(live: Live, wanted: entry_records.EntryFilter, example_ids: Sequence[int]) -> Query:
    """Return the statement for those of some examples (at most `RANKED`) that are wanted: id, answer, positive."""
    return sa.select(_EXAMPLES.c.id, _EXAMPLES.c.answer, _EXAMPLES.c.positive).where(
        *live.conditions(),
        _EXAMPLES.c.id.in_(example_ids[:RANKED]),
        *_about_rows(wanted),
        *_shown(live, wanted.shown),
    )


def keyed(keys: Iterable[EntryKey], table: sa.FromClause = _EXAMPLES) -> sa.ColumnElement[bool]:
    """Return the condition that an example belongs to one of these entries."""
    return sa.or_(
        sa.false(),
        *(
            sa.and_(table.c.answer.is_(None) if key.answer is None else table.c.answer == key.answer, _is(table, key))
            for key in keys
        ),
    )


def about(mine: Sequence[sa.ColumnElement[bool]]) -> Query:
    """Return the statement for what is said of an entry as a whole: examples, total (the sum of their ids), first_at, last_at."""
    return sa.select(
        sa.func.count().label("examples"),
        sa.func.sum(_EXAMPLES.c.id).label("total"),
        sa.func.min(_EXAMPLES.c.created_at).label("first_at"),
        sa.func.max(_EXAMPLES.c.created_at).label("last_at"),
    ).where(*mine)


def first_few(mine: Sequence[sa.ColumnElement[bool]], column: sa.Column[Any], most: int) -> Query:
    """Return the statement for the first different values of a column of some examples."""
    first = sa.func.min(_EXAMPLES.c.id)
    return sa.select(column).where(*mine, column.is_not(None)).group_by(column).order_by(first).limit(most)


def other_than(key: EntryKey, table: sa.FromClause = _EXAMPLES) -> sa.ColumnElement[bool]:
    """Return the condition that an example does not belong to an entry."""
    return sa.or_(table.c.answer.is_distinct_from(key.answer), ~_is(table, key))


def _is(table: sa.FromClause, key: EntryKey) -> sa.ColumnElement[bool]:
    return table.c.positive if key.positive else ~table.c.positive


def _in_order(live: Live, conditions: Sequence[sa.ColumnElement[bool]]) -> sa.Subquery:
    """Return the examples that meet conditions, read as they lie: by an index of answers, each of 100,000 rows would be looked up by itself."""
    query = sa.select(_EXAMPLES.c.id, _EXAMPLES.c.answer, _EXAMPLES.c.positive).where(*live.conditions(), *conditions)
    return query.order_by(_EXAMPLES.c.id).limit(EVERYTHING).subquery()  # without a limit the order would be ignored


def _by_index(
    live: Live, wanted: entry_records.EntryFilter, conditions: Sequence[sa.ColumnElement[bool]]
) -> sa.Subquery:
    """Return the examples that meet conditions which an index answers: that of answers, or for conflicts that of questions."""
    answer: sa.ColumnElement[Any] = _EXAMPLES.c.answer
    if wanted.shown is EntrySelection.CONFLICTING:
        answer = (answer + 0).label("answer")  # so that SQLite does not take the index of answers to group by
    return sa.select(_EXAMPLES.c.id, answer, _EXAMPLES.c.positive).where(*live.conditions(), *conditions).subquery()


def _about_rows(wanted: entry_records.EntryFilter) -> list[sa.ColumnElement[bool]]:
    conditions = [text_search.holds(_EXAMPLES.c.folded, word) for word in wanted.words]
    if wanted.label is not None:
        conditions.append(_EXAMPLES.c.label == wanted.label)
    if wanted.source is not None:
        conditions.append(_EXAMPLES.c.source == wanted.source)
    if wanted.author_id is not None:
        conditions.append(
            sa.or_(_EXAMPLES.c.author_id == wanted.author_id, _EXAMPLES.c.credited_id == wanted.author_id)
        )
    if wanted.since is not None:
        conditions.append(_EXAMPLES.c.created_at >= wanted.since)
    return conditions


def _shown(live: Live, shown: EntrySelection) -> list[sa.ColumnElement[bool]]:
    positive: sa.ColumnElement[bool] = _EXAMPLES.c.positive
    answer = _EXAMPLES.c.answer
    answers: list[sa.ColumnElement[bool]] = [positive, answer.is_not(None)]
    match shown:
        case EntrySelection.ALL:
            return []
        case EntrySelection.ANSWERS:
            return answers
        case EntrySelection.VETOES:
            return [~positive]
        case EntrySelection.SILENT:
            return [answer.is_(None)]
        case EntrySelection.UNUSED:
            return [*answers, answer.not_in(_used(live))]
        case EntrySelection.DISPUTED:
            return [*answers, answer.in_(_disputed(live))]
        case EntrySelection.CONFLICTING:
            return [positive, _EXAMPLES.c.prompt_key.in_(_conflicting(live))]


def _used(live: Live) -> sa.CompoundSelect[*tuple[Any, ...]]:
    """Return the answers that were given, also from examples that are removed by now: the same answer may have lost a question."""
    parts: list[Query] = []
    for removed in (False, True):  # an index each
        given = _EXAMPLES.alias()
        counted = sa.exists().where(_USES.c.example_id == given.c.id)
        standing = given.c.removed_by.is_not(None) if removed else given.c.removed_by.is_(None)
        mine = (given.c.scope_id == live.scope_id, given.c.dataset_id == live.dataset_id, standing)
        parts.append(sa.select(given.c.answer).where(*mine, given.c.answer.is_not(None), counted))
    return sa.union_all(*parts)


def _disputed(live: Live) -> Query:
    """Return the answers that have more 👎 and corrections than 👍. Each correction has left a veto of the answer for its question."""
    liked, vetoed = _EXAMPLES.alias(), _EXAMPLES.alias()
    by_example = (
        sa.select(_VOTES.c.example_id, (-sa.func.sum(_VOTES.c.vote)).label("against"))
        .where(_VOTES.c.scope_id == live.scope_id, _VOTES.c.example_id.is_not(None), _VOTES.c.vote.is_not(None))
        .group_by(_VOTES.c.example_id)
        .subquery()
    )
    votes = (
        sa.select(liked.c.answer, by_example.c.against)
        .join(liked, liked.c.id == by_example.c.example_id)
        .where(liked.c.scope_id == live.scope_id, liked.c.dataset_id == live.dataset_id, liked.c.answer.is_not(None))
    )
    corrections = sa.select(vetoed.c.answer, sa.literal(1).label("against")).where(
        *live.conditions(vetoed), ~vetoed.c.positive, vetoed.c.answer.is_not(None)
    )
    against = sa.union_all(votes, corrections).subquery()
    return sa.select(against.c.answer).group_by(against.c.answer).having(sa.func.sum(against.c.against) > 0)


def _conflicting(live: Live) -> Query:
    """Return the keys of questions with several answers, or with an answer though they must not be answered."""
    doubled, told = _EXAMPLES.alias(), _EXAMPLES.alias()
    # First those taught several times, which an index tells: of these few the answers are read.
    several = (
        sa.select(doubled.c.prompt_key)
        .where(*live.conditions(doubled))
        .group_by(doubled.c.prompt_key)
        .having(sa.func.count() > 1)
    )
    return (
        sa.select(told.c.prompt_key)
        .where(*live.conditions(told), told.c.positive, told.c.prompt_key.in_(several))
        .group_by(told.c.prompt_key)
        .having(sa.func.count(sa.func.coalesce(told.c.answer, 0).distinct()) > 1)
    )
