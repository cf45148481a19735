"""What is taught, looked through: lists of entries, what one consists of, how it is used, and its history."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import errors, models
from chatterbot.aio import uninterrupted
from chatterbot.store import entry_queries, entry_records, records, tables, text_search
from chatterbot.store.database import Database
from chatterbot.store.entry_queries import Live
from chatterbot.store.entry_records import EntryKey

__all__ = ("EntryStore",)

_EXAMPLES: Final = tables.examples
_COLUMNS: Final = tuple(_EXAMPLES.c[field.name] for field in dataclasses.fields(models.Example))
_VOTES: Final = tables.feedback
_USES: Final = tables.uses
_CHANGES: Final = tables.changes
_EFFECTS: Final = tables.effects

SHOWN: Final = 5
"""Authors, origins and other entries named of one entry."""
REPLIES: Final = 25
"""Replies of a label that are shown."""
LABELS: Final = 2_000
"""Labels that are looked at when a person types one."""
_NO_SOURCE: Final = frozenset({records.ChangeKind.UNDO, records.ChangeKind.ERASE, records.ChangeKind.FORGET})
"""Changes that teach nothing from anywhere."""


class EntryStore:
    """Entries: the examples of a dataset that share an answer, and whether it is to be given."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- lists ---------------------------------------------------------------------------------------------------

    async def page(
        self,
        scope_id: int,
        dataset_id: int,
        wanted: entry_records.EntryFilter,
        most: int,
        *,
        before: int | None = None,
        after: int | None = None,
    ) -> entry_records.EntryPage:
        """Return a page of a list, newest first; an empty one has nothing before it and no total.

        Parameters
        ----------
        before, after
            The id of the example beside which the page lies in the list: only smaller ids, or only larger ones; both `None`: the first page.
        """
        query = entry_queries.page(Live(scope_id, dataset_id), wanted, most, before=before, after=after)
        found = sorted(await self._long(query), key=lambda row: row.place)
        rows = tuple(entry_records.EntryRow(EntryKey(row.answer, bool(row.positive)), row.newest) for row in found)
        return entry_records.EntryPage(rows, found[0].place - 1 if found else 0, found[0].total if found else 0)

    async def ranked(
        self, scope_id: int, dataset_id: int, wanted: entry_records.EntryFilter, example_ids: Sequence[int]
    ) -> list[entry_records.EntryRow]:
        """Return the entries of those examples that are wanted, in the order given; each once, with its first example.

        No more than the first `entry_queries.RANKED` examples are looked at.
        """
        query = entry_queries.ranked(Live(scope_id, dataset_id), wanted, example_ids)
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        keys = {row.id: EntryKey(row.answer, bool(row.positive)) for row in rows}
        first: dict[EntryKey, int] = {}
        for example_id in example_ids:
            if example_id in keys:
                first.setdefault(keys[example_id], example_id)
        return [entry_records.EntryRow(key, example_id) for key, example_id in first.items()]

    async def summaries(
        self, scope_id: int, dataset_id: int, rows: Sequence[entry_records.EntryRow]
    ) -> list[entry_records.EntrySummary]:
        """Return the entries of a page as a list shows them."""
        live = Live(scope_id, dataset_id)
        keys = [row.key for row in rows]
        examples = sa.select(*_COLUMNS).where(*live.conditions(), _EXAMPLES.c.id.in_([row.example_id for row in rows]))
        counted = (
            sa.select(
                _EXAMPLES.c.answer,
                _EXAMPLES.c.positive,
                sa.func.count().label("wordings"),
                sa.func.coalesce(sa.func.sum(_USES.c.uses), 0).label("uses"),
            )
            .outerjoin(_USES, _USES.c.example_id == _EXAMPLES.c.id)
            .where(*live.conditions(), entry_queries.keyed(keys))
            .group_by(_EXAMPLES.c.answer, _EXAMPLES.c.positive)
        )

        def read(connection: sa.Connection) -> tuple[dict[int, models.Example], dict[EntryKey, tuple[int, int]]]:
            found = {row.id: models.Example(*row) for row in connection.execute(examples)}
            counts = {
                EntryKey(row.answer, bool(row.positive)): (row.wordings, int(row.uses))
                for row in connection.execute(counted)
            }
            return found, counts

        found, counts = await self._database.reading(read)
        spoken = await self._spoken(live, keys)
        return [
            entry_records.EntrySummary(
                row.key,
                found[row.example_id],
                spoken.get(row.key) or models.spoken(found[row.example_id]),
                *counts[row.key],
            )
            for row in rows
            if row.example_id in found and row.key in counts  # gone since the page was read
        ]

    async def named(self, scope_id: int, dataset_id: int, words: Sequence[str], most: int) -> list[models.Example]:
        """Return the newest examples that hold all these folded words; quick where there are many of them."""
        live = Live(scope_id, dataset_id)
        query = (
            sa.select(*_COLUMNS)
            .where(*live.conditions(), *(text_search.holds(_EXAMPLES.c.folded, word) for word in words))
            .order_by(_EXAMPLES.c.id.desc())
            .limit(most)
        )
        return [models.Example(*row) for row in await self._long(query)]

    async def labels(self, scope_id: int, dataset_id: int, typed: str, most: int) -> list[str]:
        """Return labels that hold what was typed, whatever its capitals are."""
        live = Live(scope_id, dataset_id)
        label = _EXAMPLES.c.label
        # Read as the rows lie: by another index, each would be looked up by itself.
        rows = sa.select(label).where(*live.conditions(), label.is_not(None)).order_by(_EXAMPLES.c.id)
        labelled = rows.limit(entry_queries.EVERYTHING).subquery()
        query = sa.select(labelled.c.label).distinct().order_by(labelled.c.label)
        found = [row.label for row in await self._long(query.limit(LABELS))]
        wanted = text_search.searched(typed)
        return [each for each in found if wanted in text_search.searched(each)][:most]

    async def sources(self, scope_id: int, most: int) -> list[str]:
        """Return where the scope's examples came from, the latest source first."""
        latest = sa.func.max(_CHANGES.c.id)
        kinds = [kind.value for kind in records.ChangeKind if kind not in _NO_SOURCE]
        query = (
            sa.select(_CHANGES.c.source)
            .where(_CHANGES.c.scope_id == scope_id, _CHANGES.c.kind.in_(kinds), _CHANGES.c.added > 0)
            .group_by(_CHANGES.c.source)
            .order_by(latest.desc())
            .limit(most)
        )
        return [row.source for row in await self._long(query) if row.source]

    @uninterrupted
    async def _long(self, query: sa.Executable) -> Sequence[sa.Row[Any]]:
        """Run a query that looks through a dataset, beside the threads on which replies wait for the database."""
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    # -- one entry -----------------------------------------------------------------------------------------------

    async def find(self, scope_id: int, dataset_id: int, example_id: int) -> EntryKey:
        """Return the entry of the active dataset that an example belongs to, or belonged to before it was removed.

        Raises
        ------
        errors.NotFoundError
            ``error-entry-unknown``: there is no such example in this scope; ``error-entry-elsewhere``: it is in another dataset
        """
        query = sa.select(_EXAMPLES.c.dataset_id, _EXAMPLES.c.answer, _EXAMPLES.c.positive).where(
            _EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id == example_id
        )
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        if row is None:
            raise errors.NotFoundError("error-entry-unknown")
        if row.dataset_id != dataset_id:
            raise errors.NotFoundError("error-entry-elsewhere")
        return EntryKey(row.answer, bool(row.positive))

    async def contents(
        self, scope_id: int, dataset_id: int, key: EntryKey, most: int
    ) -> entry_records.EntryContents | None:
        """Return what an entry consists of, with at most that many examples; `None` if nothing of it counts any more."""
        live = Live(scope_id, dataset_id)
        mine = (*live.conditions(), entry_queries.keyed([key]))

        def read(connection: sa.Connection) -> entry_records.EntryContents | None:
            about = connection.execute(entry_queries.about(mine)).one()
            if not about.examples:
                return None
            first = sa.select(*_COLUMNS).where(*mine).order_by(_EXAMPLES.c.id).limit(most)
            return entry_records.EntryContents(
                state=entry_records.EntryState(about.examples, int(about.total)),
                examples=tuple(models.Example(*row) for row in connection.execute(first)),
                replies=_replies(connection, mine),
                authors=tuple(connection.scalars(entry_queries.first_few(mine, _EXAMPLES.c.author_id, SHOWN))),
                origins=tuple(connection.scalars(entry_queries.first_few(mine, _EXAMPLES.c.origin, SHOWN))),
                first_at=about.first_at,
                last_at=about.last_at,
                others=_others(connection, live, mine, key),
            )

        return await self._database.reading(read)

    async def examples(
        self, scope_id: int, dataset_id: int, key: EntryKey, most: int | None = None
    ) -> list[models.Example]:
        """Return the live examples of an entry, in the order of teaching; at most `most`, if that is given."""
        mine = (*Live(scope_id, dataset_id).conditions(), entry_queries.keyed([key]))
        query = sa.select(*_COLUMNS).where(*mine).order_by(_EXAMPLES.c.id).limit(most)
        return await self._database.reading(
            lambda connection: [models.Example(*row) for row in connection.execute(query)]
        )

    async def askers(self, scope_id: int, example_ids: Sequence[int]) -> dict[int, int]:
        """Return whose words the questions of some examples are, where they are not their author's."""
        query = sa.select(_EXAMPLES.c.id, _EXAMPLES.c.asker_id).where(
            _EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id.in_(example_ids), _EXAMPLES.c.asker_id.is_not(None)
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {row.id: row.asker_id for row in rows}

    async def use(self, scope_id: int, dataset_id: int, key: EntryKey) -> entry_records.EntryUse:
        """Return how often an entry's answer was given, and what people thought of it; also for questions it has no longer."""
        mine = (
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            entry_queries.keyed([key]),
        )
        uses = (
            sa.select(sa.func.coalesce(sa.func.sum(_USES.c.uses), 0), sa.func.max(_USES.c.last_used_at))
            .select_from(_EXAMPLES)
            .join(_USES, _USES.c.example_id == _EXAMPLES.c.id)
        )
        votes = (
            sa.select(_VOTES.c.vote, sa.func.count())
            .where(_VOTES.c.scope_id == scope_id, _VOTES.c.vote.is_not(None))
            .group_by(_VOTES.c.vote)
        )

        def read(connection: sa.Connection) -> entry_records.EntryUse:
            count, last, voted = 0, [], dict[int, int]()
            for standing in (_EXAMPLES.c.removed_by.is_(None), _EXAMPLES.c.removed_by.is_not(None)):  # an index each
                used, at = connection.execute(uses.where(*mine, standing)).one()
                count, last = count + int(used), [*last, at]
                ids = sa.select(_EXAMPLES.c.id).where(*mine, standing)
                for vote, number in connection.execute(votes.where(_VOTES.c.example_id.in_(ids))):
                    voted[vote] = voted.get(vote, 0) + number
            return entry_records.EntryUse(
                count,
                max((at for at in last if at is not None), default=None),
                voted.get(models.Vote.UP, 0),
                voted.get(models.Vote.DOWN, 0),
            )

        return await self._database.reading(read)

    async def history(
        self, scope_id: int, dataset_id: int, key: EntryKey, most: int
    ) -> list[entry_records.EntryHistory]:
        """Return the latest changes that concerned an entry, newest first."""
        about = (_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.dataset_id == dataset_id, entry_queries.keyed([key]))
        gone = _EXAMPLES.c.removed_by.is_not(None)
        parts: list[entry_queries.Query] = [sa.select(_EXAMPLES.c.removed_by).where(*about, gone)]
        for standing in (_EXAMPLES.c.removed_by.is_(None), gone):
            mine = sa.select(_EXAMPLES.c.id).where(*about, standing)
            parts.append(sa.select(_EXAMPLES.c.added_by).where(*about, standing))
            parts.append(sa.select(_EFFECTS.c.change_id).where(_EFFECTS.c.example_id.in_(mine)))
        undo = _CHANGES.alias()
        query = (
            sa.select(_CHANGES, undo.c.author_id.label("undoer"))
            .outerjoin(undo, undo.c.id == _CHANGES.c.undone_by)
            .where(_CHANGES.c.scope_id == scope_id, _CHANGES.c.id.in_(sa.union(*parts)))
            .order_by(_CHANGES.c.id.desc())
            .limit(most)
        )

        def read(connection: sa.Connection) -> list[entry_records.EntryHistory]:
            return [
                entry_records.EntryHistory(
                    change := _change(row), _before(connection, scope_id, change, key), row["undoer"]
                )
                for row in connection.execute(query).mappings().all()
            ]

        return await self._database.reading(read)

    async def taught_by(self, scope_id: int, change_id: int, most: int) -> tuple[list[models.Example], int]:
        """Return the first examples that a change taught, in use or not, and how many of all of them are in use."""
        mine = (_EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.added_by == change_id)
        first = sa.select(*_COLUMNS).where(*mine).order_by(_EXAMPLES.c.id).limit(most)
        in_use = sa.select(sa.func.count()).where(*mine, _EXAMPLES.c.removed_by.is_(None))

        def read(connection: sa.Connection) -> tuple[list[models.Example], int]:
            return [models.Example(*row) for row in connection.execute(first)], connection.scalar(in_use) or 0

        return await self._database.reading(read)

    async def _spoken(self, live: Live, keys: Sequence[EntryKey]) -> Mapping[EntryKey, str]:
        """Return what entries answer, where that is another example's reply: a label's."""
        answers = [key.answer for key in keys if key.positive and key.answer is not None]
        query = sa.select(_EXAMPLES.c.answer, _EXAMPLES.c.reply).where(
            *live.conditions(),
            _EXAMPLES.c.answer.in_(answers),
            _EXAMPLES.c.positive,
            _EXAMPLES.c.id.in_(
                sa.select(sa.func.max(_EXAMPLES.c.id))
                .where(
                    *live.conditions(),
                    _EXAMPLES.c.answer.in_(answers),
                    _EXAMPLES.c.positive,
                    _EXAMPLES.c.reply.is_not(None),
                )
                .group_by(_EXAMPLES.c.answer)
            ),
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {EntryKey(row.answer, True): row.reply for row in rows}


def _replies(connection: sa.Connection, mine: Sequence[sa.ColumnElement[bool]]) -> tuple[models.Example, ...]:
    latest = (
        sa.select(sa.func.max(_EXAMPLES.c.id).label("id"))
        .where(*mine, _EXAMPLES.c.reply.is_not(None))
        .group_by(_EXAMPLES.c.reply)
        .order_by(sa.func.max(_EXAMPLES.c.id).desc())
        .limit(REPLIES)
    )
    ids = connection.scalars(latest).all()
    query = sa.select(*_COLUMNS).where(*mine, _EXAMPLES.c.id.in_(ids))
    return tuple(sorted((models.Example(*row) for row in connection.execute(query)), key=lambda each: each.id))


def _others(
    connection: sa.Connection, live: Live, mine: Sequence[sa.ColumnElement[bool]], key: EntryKey
) -> tuple[entry_records.EntryRow, ...]:
    """Return a few other entries with one of the same questions."""
    other, asked = _EXAMPLES.alias(), sa.select(_EXAMPLES.c.prompt_key).where(*mine)
    answer = other.c.answer + 0  # so that SQLite looks the questions up, and not through all answers
    query = (
        sa.select(answer.label("answer"), other.c.positive, sa.func.max(other.c.id).label("newest"))
        .where(*live.conditions(other), other.c.prompt_key.in_(asked), entry_queries.other_than(key, other))
        .group_by(answer, other.c.positive)
        .order_by(sa.func.max(other.c.id).desc())
        .limit(SHOWN)
    )
    rows = connection.execute(query).all()
    return tuple(entry_records.EntryRow(EntryKey(row.answer, bool(row.positive)), row.newest) for row in rows)


def _before(connection: sa.Connection, scope_id: int, change: records.ChangeRecord, key: EntryKey) -> str:
    """Return what a change removed in favour of an entry's answer."""
    if not key.positive or change.kind not in {records.ChangeKind.EDIT, records.ChangeKind.CORRECT}:
        return ""
    gone = sa.union(
        sa.select(_EXAMPLES.c.id).where(_EXAMPLES.c.removed_by == change.id, _EXAMPLES.c.added_by != change.id),
        sa.select(_EFFECTS.c.example_id).where(_EFFECTS.c.change_id == change.id, _EFFECTS.c.act == "removed"),
    )
    query = (
        sa.select(_EXAMPLES.c.reply)
        .where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.id.in_(gone),
            _EXAMPLES.c.positive,
            _EXAMPLES.c.reply.is_not(None),
            entry_queries.other_than(key),
        )
        .order_by(_EXAMPLES.c.id.desc())
        .limit(1)
    )
    return connection.scalar(query) or ""


def _change(row: sa.RowMapping) -> records.ChangeRecord:
    values: dict[str, Any] = {field.name: row[field.name] for field in dataclasses.fields(records.ChangeRecord)}
    values["kind"] = records.ChangeKind(values["kind"])
    return records.ChangeRecord(**values)
