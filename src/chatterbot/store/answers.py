"""The replies of an answer: one, or several that are given in turn, each with what is sent along with it. Every statement names the scope."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import records, tables
from chatterbot.store.chunks import chunks
from chatterbot.store.database import Database
from chatterbot.store.memory import AnswerReply, ReplyMemory

__all__ = ("AnswerStore", "barring_key")

_EXAMPLES: Final = tables.examples
_LIVE: Final = _EXAMPLES.c.removed_by.is_(None)

MOST_ROWS: Final = 500
"""Examples of an answer that are looked at for its replies, the latest first: an answer with more wordings has its replies among them."""

# Built once: constructing a statement costs more than running it.
_OF_ANSWER: Final = (
    sa.select(_EXAMPLES.c.id, _EXAMPLES.c.reply, _EXAMPLES.c.language, _EXAMPLES.c.extras)
    .where(
        _EXAMPLES.c.scope_id == sa.bindparam("scope_id"),
        _EXAMPLES.c.dataset_id == sa.bindparam("dataset_id"),
        _EXAMPLES.c.answer == sa.bindparam("answer"),
        _EXAMPLES.c.positive,
        _EXAMPLES.c.reply.is_not(None),
        _LIVE,
    )
    .order_by(_EXAMPLES.c.id.desc())
    .limit(MOST_ROWS)
)
# Examples that were removed count, too: they may be restored, and so what is known to have none stays right until some are taught.
_RICH: Final = (
    sa.select(_EXAMPLES.c.id)
    .where(
        _EXAMPLES.c.scope_id == sa.bindparam("scope_id"),
        _EXAMPLES.c.dataset_id == sa.bindparam("dataset_id"),
        _EXAMPLES.c.rich.is_not(None),
    )
    .limit(1)
)
_OWN: Final = sa.select(_EXAMPLES.c.label, _EXAMPLES.c.reply).where(
    _EXAMPLES.c.scope_id == sa.bindparam("scope_id"), _EXAMPLES.c.id == sa.bindparam("example_id")
)

_PLACE: Final = (_EXAMPLES.c.dataset_id, _EXAMPLES.c.prompt_key, _EXAMPLES.c.answer, _EXAMPLES.c.previous)


@dataclasses.dataclass(frozen=True, slots=True)
class _Found:
    """What was read of an answer."""

    rich: bool | None
    label: str | None = None
    reply: str | None = None
    rows: Sequence[Any] = ()


def barring_key(reply: str) -> int:
    """Return the answer key of an example that bars one reply of several from a question: no answer itself has this key."""
    digest = hashlib.blake2b(reply.strip().encode("utf-8", "surrogatepass"), digest_size=8, person=b"barred reply")
    return int.from_bytes(digest.digest(), "little", signed=True)


class AnswerStore:
    """Reads the replies of answers."""

    def __init__(self, database: Database, memory: ReplyMemory) -> None:
        self._database = database
        self._memory = memory

    async def replies(self, scope_id: int, dataset_id: int, example_id: int, answer: int) -> Sequence[AnswerReply]:
        """Return the replies of the answer that an example has, the latest first; empty if the example is gone or has none.

        Of an example without a label in a dataset without answers of several replies and extras, they come from memory.
        """
        mark = self._memory.mark_examples(scope_id)
        rich = self._memory.rich(dataset_id)
        if rich is False and (text := self._memory.spoken(scope_id, example_id)) is not None:
            return (AnswerReply(text, (example_id,)),)
        known = self._memory.replies(scope_id, dataset_id, answer)
        if known is not None:
            return known
        place = {"scope_id": scope_id, "dataset_id": dataset_id}

        def read(connection: sa.Connection) -> _Found:
            example = connection.execute(_OWN, {"scope_id": scope_id, "example_id": example_id}).first()
            if example is None:
                return _Found(rich=rich)
            is_rich = connection.execute(_RICH, place).first() is not None if rich is None else rich
            rows = connection.execute(_OF_ANSWER, place | {"answer": answer}).all() if is_rich or example.label else ()
            return _Found(rich=is_rich, label=example.label, reply=example.reply, rows=rows)

        found = await self._database.reading(read)
        if found.rich is not None:
            self._memory.keep_rich(scope_id, dataset_id, rich=found.rich, mark=mark)
        if found.rows:
            replies = _distinct(found.rows)
            self._memory.keep_replies(scope_id, dataset_id, answer, replies, mark)
            return replies
        text = found.reply or found.label
        if text is None:
            return ()
        if found.label is None:
            self._memory.keep_spoken(scope_id, example_id, text, mark)
        return (AnswerReply(text, (example_id,)),)

    @uninterrupted
    async def answer_of(self, scope_id: int, dataset_id: int, example_id: int) -> int | None:
        """Return the answer key of a live example; `None` if it is not taught in that dataset (any more), or says "do not answer"."""
        query = sa.select(_EXAMPLES.c.answer).where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            _EXAMPLES.c.id == example_id,
            _EXAMPLES.c.positive,
            _LIVE,
        )
        return await self._database.reading(lambda connection: connection.scalar(query))

    async def extras(self, example: models.Example) -> models.AnswerExtras | None:
        """Return what is sent along with an example's reply now; the example itself may have been replaced since."""
        rows = await self._extras(example)
        return next((row.extras for row in rows if row.extras is not None), None)

    async def with_reply(self, example: models.Example) -> list[int]:
        """Return the live examples with an example's answer and reply, the latest first; those that have extras among them first."""
        return [row.id for row in sorted(await self._extras(example), key=lambda row: (row.extras is None, -row.id))]

    @uninterrupted
    async def _extras(self, example: models.Example) -> Sequence[Any]:
        own = (
            sa.select(_EXAMPLES.c.answer)
            .where(_EXAMPLES.c.scope_id == example.scope_id, _EXAMPLES.c.id == example.id)
            .scalar_subquery()
        )
        query = (
            sa.select(_EXAMPLES.c.id, _EXAMPLES.c.extras)
            .where(
                _EXAMPLES.c.scope_id == example.scope_id,
                _EXAMPLES.c.dataset_id == example.dataset_id,
                _EXAMPLES.c.answer == own,
                _EXAMPLES.c.reply == example.reply,
                _EXAMPLES.c.positive,
                _LIVE,
            )
            .order_by(_EXAMPLES.c.id.desc())
            .limit(MOST_ROWS)
        )
        return await self._database.reading(lambda connection: connection.execute(query).all())

    @uninterrupted
    async def barring(
        self, scope_id: int, dataset_id: int, prompt_key: bytes, barring_keys: Collection[int]
    ) -> dict[int, int]:
        """Return the live examples that bar replies from just this question: by key (`barring_key`), the example's id."""
        query = sa.select(_EXAMPLES.c.answer, _EXAMPLES.c.id).where(
            _EXAMPLES.c.scope_id == scope_id,
            _EXAMPLES.c.dataset_id == dataset_id,
            _EXAMPLES.c.prompt_key == prompt_key,
            _EXAMPLES.c.answer.in_(barring_keys),
            ~_EXAMPLES.c.positive,
            _LIVE,
        )
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {int(key): int(example_id) for key, example_id in rows if key is not None}

    async def replaced(self, scope_id: int, example_ids: Iterable[int]) -> list[tuple[int, int, bool]]:
        """Return the live examples that had the same question and answer as some new ones before: to the engine they say the same.

        Returns
        -------
        list[tuple[int, int, bool]]
            The new example, the one before, and whether that is a correction.
        """
        found: list[tuple[int, int, bool]] = []
        for part in chunks(example_ids):
            new, live = await self._alike(scope_id, part)
            for row in new:
                alike = live.get((row.dataset_id, row.prompt_key, row.answer, row.previous), ())
                found += [(row.id, each.id, bool(each.correction)) for each in alike if each.id < row.id]
        return found

    async def left_behind(self, scope_id: int, removed: Iterable[int]) -> list[records.StoredExample]:
        """Return the live examples of the same questions and answers as some that were removed, the latest of each."""
        found: dict[int, records.StoredExample] = {}
        for part in chunks(removed):
            gone, live = await self._alike(scope_id, part)
            for row in gone:
                for each in live.get((row.dataset_id, row.prompt_key, row.answer, row.previous), ())[-1:]:
                    found[each.id] = records.StoredExample(
                        each.id, each.prompt, each.answer, bool(each.positive), bool(each.correction), each.previous
                    )
        return list(found.values())

    @uninterrupted
    async def _alike(
        self, scope_id: int, example_ids: Sequence[int]
    ) -> tuple[Sequence[Any], Mapping[tuple[Any, ...], list[Any]]]:
        """Return some positive examples, and the live ones with their questions, by dataset, question, answer and context, in order."""
        wanted = sa.select(_EXAMPLES.c.id, *_PLACE).where(
            _EXAMPLES.c.scope_id == scope_id, _EXAMPLES.c.id.in_(example_ids), _EXAMPLES.c.positive
        )

        def read(connection: sa.Connection) -> tuple[Sequence[Any], list[Any]]:
            rows = connection.execute(wanted).all()
            live: list[Any] = []
            for dataset_id in {row.dataset_id for row in rows}:
                for part in chunks({row.prompt_key for row in rows if row.dataset_id == dataset_id}):
                    query = sa.select(
                        _EXAMPLES.c.id, _EXAMPLES.c.prompt, _EXAMPLES.c.positive, _EXAMPLES.c.correction, *_PLACE
                    )
                    live += connection.execute(
                        query.where(
                            _EXAMPLES.c.scope_id == scope_id,
                            _EXAMPLES.c.dataset_id == dataset_id,
                            _EXAMPLES.c.prompt_key.in_(part),
                            _EXAMPLES.c.positive,
                            _LIVE,
                        )
                    ).all()
            return rows, live

        rows, live = await self._database.reading(read)
        alike: dict[tuple[Any, ...], list[Any]] = {}
        for row in sorted(live, key=lambda row: row.id):
            alike.setdefault((row.dataset_id, row.prompt_key, row.answer, row.previous), []).append(row)
        return rows, alike


def _distinct(rows: Iterable[Any]) -> tuple[AnswerReply, ...]:
    """Return one reply for each text; what is sent along with it may be kept with any of its examples."""
    found: dict[str, AnswerReply] = {}
    for row in rows:
        known = found.get(row.reply) or AnswerReply(row.reply, ())
        found[row.reply] = AnswerReply(
            row.reply, (*known.examples, row.id), known.language or row.language, known.extras or row.extras
        )
    return tuple(found.values())
