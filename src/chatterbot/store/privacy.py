"""What is stored about a person, and its erasure, proven before it is committed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, Final, Self

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import errors
from chatterbot.aio import uninterrupted
from chatterbot.store import (
    erased_answers,
    erased_documents,
    erased_examples,
    erased_proposals,
    erased_triggers,
    memory_limits,
    tables,
)
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database
from chatterbot.store.features import text_key
from chatterbot.store.memory import ReplyMemory

__all__ = ("NAMING", "ErasedRows", "PersonalData")

NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    "turns": ("author_id",),
    "feedback": ("author_id",),
    "examples": ("author_id", "asker_id", "credited_id"),
    "corrections": ("author_id", "asker_id"),
    "consents": ("user_id",),
    "changes": ("author_id", "approved_by"),
    "jobs": ("author_id",),
    "test_runs": ("author_id",),
    "uploads": ("author_id",),
    "proposals": ("author_id", "asker_id", "credited_id", "decided_by"),
    "triggers": ("author_id",),
    "documents": ("author_id",),
    "drafts": ("author_id",),
    "dismissals": ("author_id",),
    "handovers": ("asker_id", "helper_id"),
    "personas": ("author_id",),
    "finetunes": ("author_id",),
    "fresh_starts": ("user_id",),
    "choices": ("author_id",),
    "calls": ("author_id",),
}
"""Every table that names people, with the columns that do (a test compares this with the tables)."""

_HISTORY: Final = frozenset({"calls", "changes", "finetunes", "jobs", "test_runs"})
"""Kept as nobody's: the history of a dataset and the call the bot is in, which hold numbers and no words."""

_TAUGHT: Final = frozenset({"examples", "corrections", "triggers", "documents", "personas"})
"""Kept as nobody's when a person lets the others keep what they taught."""

_WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "turns": {"author_id": ("prompt",)},
    "feedback": {"author_id": ("text",)},
    "examples": {
        "author_id": ("prompt", "reply", "label", "previous"),
        "asker_id": ("prompt",),
        "credited_id": ("reply",),
    },
    "corrections": {"author_id": ("question", "better"), "asker_id": ("prompt", "question")},
    "proposals": {"author_id": ("question", "better"), "asker_id": ("question",), "credited_id": ("better",)},
    "triggers": {"author_id": ("pattern", "reply")},
    "documents": {"author_id": ("name", "title")},
    "drafts": {"author_id": ("name", "title")},
    "handovers": {"asker_id": ("question",), "helper_id": ("answer",)},
    "personas": {"author_id": ("text",)},
}
"""Whose words stand where: by the column that names the person."""

_NOBODY: Final = 0


@dataclasses.dataclass(frozen=True, slots=True)
class ErasedRows:
    """What an erasure removed."""

    counts: Mapping[str, int]
    """Rows deleted or made nobody's, by table."""
    live: tuple[tuple[int, int, tuple[int, ...]], ...]
    """Live examples that are gone: scope, dataset, ids."""
    replies: frozenset[str]
    """Replies the person had taught, which other people's records may repeat."""
    uploads: tuple[tuple[int, str], ...] = ()
    """Files the person had sent: scope and path in its data folder. They are the caller's to delete, in `before_commit`."""
    replayed: frozenset[int] = frozenset()
    """Scopes where examples of others count now that did not while the person's did, or the other way round."""


class PersonalData:
    """What concerns one person, across all tables."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime], memory: ReplyMemory) -> None:
        self._database = database
        self._now = now
        self._memory = memory

    @uninterrupted
    async def count(self, user_id: int, scope_id: int | None) -> dict[str, int]:
        """Return how many rows of each table name a person, in a scope or (`None`) everywhere."""
        async with self._database.read() as connection:
            return await _count(connection, user_id, scope_id)

    @uninterrupted
    async def erase(
        self,
        user_id: int,
        scope_id: int | None,
        *,
        keep_taught: bool,
        before_commit: Callable[[ErasedRows], Awaitable[None]],
    ) -> ErasedRows:
        """Erase a person from a scope or (`None`) from everywhere.

        Deleted are their questions, feedback, consents and everything they taught; what others taught stays, but not where it repeats
        the person's words: replies given to others, vetoes of them. What others taught counts as if the person had never taught anything. History (changes, jobs, tests) stays as nobody's. With
        `keep_taught`, examples and corrections stay as nobody's, too. Without it the person's own scope goes as a whole.

        Parameters
        ----------
        before_commit
            Called when all is proven to be gone; what it raises takes everything back.

        Raises
        ------
        errors.StoreError
            If a trace is left: then nothing is changed.
        """
        own_scope = user_id if not keep_taught and scope_id in {None, user_id} else None
        async with self._database.write() as connection:
            counts = await _count(connection, user_id, scope_id)
            asked = set[erased_examples.ScopedQuestion]()
            await erased_answers.erase_answers(connection, user_id, scope_id)
            if not keep_taught:
                await erased_examples.hand_over(connection, user_id, scope_id)
                asked = await erased_examples.questions(connection, _named(tables.examples, user_id, scope_id))
            words = await _words(connection, user_id, scope_id, keep_taught=keep_taught)
            if not keep_taught:
                await _forget_problems(connection, scope_id)
            uploads = await _uploads(connection, user_id, scope_id)
            await erased_proposals.unlink_votes(connection, user_id, scope_id)
            replies = frozenset[str]()
            live: tuple[tuple[int, int, tuple[int, ...]], ...] = ()
            if not keep_taught:
                live, replies = await _examples(connection, user_id, scope_id)
                echoes, theirs = await _erase_echoes(connection, user_id, scope_id, replies)
                live += echoes
                asked |= theirs
                await erased_documents.erase_traces(connection, user_id, scope_id)
                await erased_triggers.erase_echoes(connection, user_id, scope_id)
                await erased_proposals.erase_listing(connection, scope_id, words)
            scanned = [table for table in tables.metadata.sorted_tables if not (keep_taught and table.name in _TAUGHT)]
            async with _Trace(connection, words) as trace:
                others = await trace.count(scanned, user_id, scope_id)
                await _erase_rows(connection, user_id, scope_id, keep_taught=keep_taught)
                if own_scope is not None:
                    await _erase_scope(connection, own_scope)
                others_live = await erased_examples.replay(connection, [each for each in asked if each[0] != own_scope])
                left = await trace.count(scanned, user_id, scope_id) - others
            named = sum((await _count(connection, user_id, scope_id)).values())
            if left > 0 or named:
                raise errors.StoreError(
                    f"an erasure would have left {left} texts and {named} names; nothing was changed", retryable=False
                )
            await erased_examples.note(connection, [entry for entry in live if entry[0] != own_scope], self._now())
            await memory_limits.note_erasure(connection, user_id, scope_id, self._now())
            await _forget_features(connection, words)
            erased = ErasedRows(counts, live, replies, uploads, others_live)
            await before_commit(erased)
        self._memory.forget()
        await self._database.scrub()
        return erased


def _in_scope(table: sa.Table, scope_id: int | None) -> sa.ColumnElement[bool]:
    return sa.true() if scope_id is None or "scope_id" not in table.c else table.c.scope_id == scope_id


def _named(table: sa.Table, user_id: int, scope_id: int | None) -> sa.ColumnElement[bool]:
    columns = NAMING.get(table.name, ())
    # IS NOT DISTINCT FROM, because an asker may be NULL, and NULL is nobody.
    return sa.and_(
        sa.or_(sa.false(), *(table.c[column].is_not_distinct_from(user_id) for column in columns)),
        _in_scope(table, scope_id),
    )


async def _count(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name in NAMING:
        table = tables.metadata.tables[name]
        query = sa.select(sa.func.count()).select_from(table).where(_named(table, user_id, scope_id))
        counts[name] = int(await connection.scalar(query) or 0)
    return counts


async def _words(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None, *, keep_taught: bool
) -> set[str]:
    """Return the person's own words in what will be deleted."""
    words: set[str] = set()
    for name, by_column in _WORDS.items():
        if keep_taught and name in _TAUGHT:
            continue
        table = tables.metadata.tables[name]
        for naming, columns in by_column.items():
            query = sa.select(*(table.c[column] for column in columns)).where(
                table.c[naming] == user_id, _in_scope(table, scope_id)
            )
            for row in await connection.execute(query):
                words.update(value for value in row if value)
    return words


async def _uploads(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None
) -> tuple[tuple[int, str], ...]:
    table = tables.uploads
    query = sa.select(table.c.scope_id, table.c.path).where(_named(table, user_id, scope_id)).distinct()
    return tuple((row.scope_id, row.path) for row in await connection.execute(query))


async def _examples(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None
) -> tuple[tuple[tuple[int, int, tuple[int, ...]], ...], frozenset[str]]:
    table = tables.examples
    query = sa.select(
        table.c.id,
        table.c.scope_id,
        table.c.dataset_id,
        table.c.removed_by,
        table.c.reply,
        sa.or_(table.c.author_id == user_id, table.c.credited_id == user_id).label("theirs"),
    ).where(_named(table, user_id, scope_id))
    live: dict[tuple[int, int], list[int]] = {}
    replies: set[str] = set()
    for row in await connection.execute(query):
        if row.removed_by is None:
            live.setdefault((row.scope_id, row.dataset_id), []).append(row.id)
        if row.theirs and row.reply:
            replies.add(row.reply)
    return tuple((*key, tuple(ids)) for key, ids in live.items()), frozenset(replies)


async def _erase_echoes(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None, replies: Iterable[str]
) -> tuple[tuple[tuple[int, int, tuple[int, ...]], ...], set[erased_examples.ScopedQuestion]]:
    """Delete where the records of others repeat what the person taught: given replies, vetoes, what a correction replaced.

    Also what others propose to put in the place of it: a proposal quotes it. Returns the vetoes, and their questions.
    """
    examples, turns, corrections, proposals = tables.examples, tables.turns, tables.corrections, tables.proposals
    theirs = sa.select(examples.c.id).where(
        sa.or_(examples.c.author_id == user_id, examples.c.credited_id == user_id), _in_scope(examples, scope_id)
    )
    for table in (turns, proposals):
        await connection.execute(sa.delete(table).where(table.c.example_id.in_(theirs), _in_scope(table, scope_id)))
    # Somebody else may have taught the same reply: then it is theirs as well, and stays.
    other = examples.alias()
    taught_by_others = (
        sa.select(other.c.id)
        .where(
            other.c.scope_id == examples.c.scope_id,
            other.c.reply == examples.c.reply,
            other.c.positive,
            other.c.author_id != user_id,
            other.c.credited_id.is_distinct_from(user_id),
        )
        .exists()
    )
    live: list[tuple[int, int, tuple[int, ...]]] = []
    asked: set[erased_examples.ScopedQuestion] = set()
    for part in chunks(replies):
        vetoes = sa.select(examples.c.id, examples.c.scope_id, examples.c.dataset_id, examples.c.prompt_key).where(
            examples.c.reply.in_(part),
            ~examples.c.positive,
            examples.c.author_id != user_id,
            ~taught_by_others,
            _in_scope(examples, scope_id),
        )
        found = (await connection.execute(vetoes)).all()
        live += [(row.scope_id, row.dataset_id, (row.id,)) for row in found]
        asked |= {(row.scope_id, row.dataset_id, row.prompt_key) for row in found}
        for ids in chunks(row.id for row in found):
            await connection.execute(sa.delete(examples).where(examples.c.id.in_(ids)))
        await connection.execute(
            sa.update(corrections)
            .where(corrections.c.replaced.in_(part), _in_scope(corrections, scope_id))
            .values(replaced=None)
        )
        await connection.execute(
            sa.delete(proposals).where(proposals.c.present.in_(part), _in_scope(proposals, scope_id))
        )
    return tuple(live), asked


async def _erase_rows(
    connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None, *, keep_taught: bool
) -> None:
    for name in NAMING:
        table = tables.metadata.tables[name]
        if name == "personas" and not keep_taught:
            # Without its row, the persona that it took the place of would be back.
            cleared = {"author_id": _NOBODY, "text": None}
            await connection.execute(sa.update(table).where(_named(table, user_id, scope_id)).values(cleared))
        elif name not in _HISTORY and not (keep_taught and name in _TAUGHT):
            await connection.execute(sa.delete(table).where(_named(table, user_id, scope_id)))
        else:
            await _make_anonymous(connection, name, user_id, scope_id, keep_taught=keep_taught)


async def _make_anonymous(
    connection: sa_asyncio.AsyncConnection, name: str, user_id: int, scope_id: int | None, *, keep_taught: bool
) -> None:
    """Make the rows of a table that name a person nobody's."""
    table = tables.metadata.tables[name]
    for column in NAMING[name]:
        values: dict[str, Any] = {column: _NOBODY}
        if name in _HISTORY and "source" in table.c and not keep_taught:
            values["source"] = ""  # the name of a file they sent
        if "problem_values" in table.c and not keep_taught:
            values["problem_values"] = None  # may name it, too
        await connection.execute(
            sa.update(table).where(table.c[column] == user_id, _in_scope(table, scope_id)).values(values)
        )


async def _forget_problems(connection: sa_asyncio.AsyncConnection, scope_id: int | None) -> None:
    """Delete what a model's server said about fine-tuning jobs: it may repeat a line of the file it was sent."""
    table = tables.finetunes
    await connection.execute(sa.update(table).where(_in_scope(table, scope_id)).values(problem=None))


async def _erase_scope(connection: sa_asyncio.AsyncConnection, scope_id: int) -> None:
    """Delete a person's own scope: there nobody else taught or asked."""
    changes = tables.changes
    # Changes point at one another; the pointers go first.
    await connection.execute(
        sa.update(changes)
        .where(changes.c.scope_id == scope_id)
        .values(undoes=None, undone_by=None, previous_dataset_id=None)
    )
    for table in reversed(tables.metadata.sorted_tables):
        if "scope_id" in table.c and table is not tables.withheld:
            await connection.execute(sa.delete(table).where(table.c.scope_id == scope_id))


async def _forget_features(connection: sa_asyncio.AsyncConnection, words: Iterable[str]) -> None:
    """Drop the cached features of the person's words; should others have taught the same text, it is encoded again."""
    table = tables.features
    for part in chunks(words):
        await connection.execute(sa.delete(table).where(table.c.text_key.in_([text_key(text) for text in part])))


class _Trace:
    """Looks for a set of texts in every text column, by a temporary table of them: there may be 100,000."""

    def __init__(self, connection: sa_asyncio.AsyncConnection, words: Iterable[str]) -> None:
        self._connection = connection
        self._words = list(words)
        self._table = sa.Table(
            f"words_{secrets.token_hex(4)}", sa.MetaData(), sa.Column("word", sa.Text), prefixes=["TEMPORARY"]
        )

    async def __aenter__(self) -> Self:
        await self._connection.run_sync(self._table.create)
        for part in chunks(self._words):
            await self._connection.execute(sa.insert(self._table), [{"word": word} for word in part])
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.run_sync(self._table.drop)

    async def count(self, scanned: Iterable[sa.Table], user_id: int, scope_id: int | None) -> int:
        """Count cells that hold one of the texts, in rows that do not name the person."""
        found = 0
        for table in scanned:
            for column in table.c:
                if not isinstance(column.type, sa.Text):
                    continue
                query = (
                    sa.select(sa.func.count())
                    .select_from(table)
                    .where(
                        column.in_(sa.select(self._table.c.word)),
                        ~_named(table, user_id, scope_id),
                        _in_scope(table, scope_id),
                    )
                )
                found += int(await self._connection.scalar(query) or 0)
        return found
