"""Exchanges, kept for a limited time, and what people thought of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot import models
from chatterbot.aio import uninterrupted
from chatterbot.store import applying, counting, records, tables
from chatterbot.store.database import Database
from chatterbot.store.memory import RECENT, ReplyMemory

__all__ = ("TurnStore", "feedback_of")

_TURNS: Final = tables.turns
_FEEDBACK: Final = tables.feedback

# Built once: constructing a statement costs more than running it.
_INSERT: Final = sa.insert(_TURNS)
_BY_MESSAGE: Final = sa.select(_TURNS).where(
    _TURNS.c.scope_id == sa.bindparam("scope_id"), _TURNS.c.reply_message_id == sa.bindparam("message_id")
)
_BEFORE_MESSAGE: Final = (
    sa.select(_TURNS)
    .where(
        _TURNS.c.scope_id == sa.bindparam("scope_id"),
        _TURNS.c.reply_message_id < sa.bindparam("message_id"),
        _TURNS.c.composed.is_not(None),
    )
    .order_by(_TURNS.c.reply_message_id.desc())
    .limit(sa.bindparam("most"))
)
_RECENT: Final = (
    sa.select(_TURNS)
    .where(_TURNS.c.scope_id == sa.bindparam("scope_id"), _TURNS.c.channel_id == sa.bindparam("channel_id"))
    .order_by(_TURNS.c.id.desc())
    .limit(sa.bindparam("most"))
)


BETWEEN: Final = 50
"""Answers of a language model in a scope that may begin between the first and the last message of another one."""


MOST_OPINIONS: Final = 100
"""Opinions about the bot itself that are kept of one person in one scope; the oldest go, so that nobody can fill the database."""


MOST_TURNS: Final = 2_000
"""Exchanges kept of one person in a scope, at most 16 MB of text. Who writes one a second would otherwise fill the disk within their days."""


class TurnStore:
    """Turns and feedback."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime], memory: ReplyMemory) -> None:
        self._database = database
        self._now = now
        self._memory = memory

    @uninterrupted
    async def add(
        self,
        prompt: models.Prompt,
        reply: models.Reply,
        message_id: int | None,
        *,
        keep_for: dt.timedelta | None = None,
    ) -> models.Turn:
        """Keep an exchange. A message id that is known already (Discord repeats itself) gives the turn kept first.

        Parameters
        ----------
        keep_for
            How long at most; `None`: as long as any (`purge`).
        """
        now = self._now()
        values: dict[str, Any] = {
            "scope_id": prompt.scope_id,
            "channel_id": prompt.channel_id,
            "author_id": prompt.author_id,
            "prompt": prompt.text,
            **_reply_columns(reply),
            "prompt_message_id": prompt.message_id,
            "reply_message_id": message_id,
            "created_at": now,
            "expires_at": None if keep_for is None else now + keep_for,
        }

        def write(connection: sa.Connection) -> models.Turn | int:
            if message_id is not None:
                known = connection.execute(_BY_MESSAGE, {"scope_id": prompt.scope_id, "message_id": message_id}).first()
                if known is not None:
                    return _turn(known)
            key = applying.key_of(connection.execute(_INSERT, values))
            counting.count_reply(connection, prompt.scope_id, reply, now, asked_at=now)
            return key

        written = await self._database.writing(write)
        if isinstance(written, models.Turn):
            return written
        turn = models.Turn(
            id=written,
            scope_id=prompt.scope_id,
            channel_id=prompt.channel_id,
            author_id=prompt.author_id,
            prompt=prompt.text,
            reply=reply,
            prompt_message_id=prompt.message_id,
            reply_message_id=message_id,
            created_at=now,
        )
        self._memory.said(turn)
        return turn

    @uninterrupted
    async def revise(self, turn: models.Turn, prompt: str, reply: models.Reply) -> models.Turn | None:
        """Put another prompt and reply in the place of a turn's, and return the turn as it is then.

        Nothing changes, and the result is `None`, if people voted on the reply or corrected it, or the turn is not kept any more: what they
        thought was about the reply that was there.
        """
        values: dict[str, Any] = {"prompt": prompt, **_reply_columns(reply)}
        query = sa.update(_TURNS).where(*_without_opinions(turn)).values(values)

        def write(connection: sa.Connection) -> bool:
            if not connection.execute(query).rowcount:
                return False
            now = self._now()
            counting.count_reply(connection, turn.scope_id, reply, now, asked_at=turn.created_at, former=turn.reply)
            return True

        if not await self._database.writing(write):
            return None
        revised = dataclasses.replace(turn, prompt=prompt, reply=reply)
        self._memory.said(revised)
        return revised

    async def may_revise(self, turn: models.Turn) -> bool:
        """Tell whether `revise` would change a turn now."""
        query = sa.select(_TURNS.c.id).where(*_without_opinions(turn))
        return await self._database.reading(lambda connection: connection.execute(query).first()) is not None

    async def by_message(self, scope_id: int, message_id: int) -> models.Turn | None:
        """Return the exchange whose reply is that message, or one of those that it fills."""
        values = {"scope_id": scope_id, "message_id": message_id}

        def read(connection: sa.Connection) -> models.Turn | None:
            row = connection.execute(_BY_MESSAGE, values).first()
            if row is not None:
                return _turn(row)
            begun = connection.execute(_BEFORE_MESSAGE, {**values, "most": BETWEEN})
            return next((_turn(each) for each in begun if message_id in each.composed.messages), None)

        return await self._database.reading(read)

    async def by_messages(self, scope_id: int, message_ids: Collection[int]) -> dict[int, models.Turn]:
        """Return the exchanges whose replies are among these messages, a few hundred at most, by the message's id."""
        if not message_ids:
            return {}
        query = sa.select(_TURNS).where(_TURNS.c.scope_id == scope_id, _TURNS.c.reply_message_id.in_(message_ids))
        rows = await self._database.reading(lambda connection: connection.execute(query).all())
        return {row.reply_message_id: _turn(row) for row in rows}

    async def answered(self, scope_id: int, message_ids: Iterable[int]) -> set[int]:
        """Return those of the messages that were answered."""
        query = sa.select(_TURNS.c.prompt_message_id).where(
            _TURNS.c.scope_id == scope_id, _TURNS.c.prompt_message_id.in_(list(message_ids))
        )
        found = await self._database.reading(lambda connection: connection.scalars(query).all())
        return {int(each) for each in found if each is not None}

    async def get(self, scope_id: int, turn_id: int) -> models.Turn | None:
        """Return an exchange by its own id; `None` if it is not kept any more."""
        query = sa.select(_TURNS).where(_TURNS.c.scope_id == scope_id, _TURNS.c.id == turn_id)
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _turn(row)

    async def recent(self, scope_id: int, channel_id: int, limit: int) -> list[models.Turn]:
        """Return the latest exchanges of a channel, newest first; a few are remembered."""
        known = self._memory.recent(scope_id, channel_id) if limit <= RECENT else None
        if known is not None:
            return known[:limit]
        mark = self._memory.mark_turns()
        values = {"scope_id": scope_id, "channel_id": channel_id, "most": max(limit, RECENT)}
        rows = await self._database.reading(lambda connection: connection.execute(_RECENT, values).all())
        turns = [_turn(row) for row in rows]
        self._memory.keep_recent(scope_id, channel_id, turns[:RECENT], mark)
        return turns[:limit]

    @uninterrupted
    async def purge(self, before: dt.datetime) -> int:
        """Delete exchanges older than that, those whose own time is over, and a person's oldest beyond `MOST_TURNS`; returns how many.

        Votes on them stay, without their words.
        """
        over = self._expired(before)
        async with self._database.write() as connection:
            result = await connection.execute(sa.delete(_TURNS).where(over))
        if result.rowcount:
            self._memory.forget()
        return result.rowcount

    @uninterrupted
    async def expired(self, before: dt.datetime) -> frozenset[str]:
        """Return the questions of the exchanges that `purge` would delete."""
        async with self._database.read() as connection:
            return frozenset(await connection.scalars(sa.select(_TURNS.c.prompt).where(self._expired(before))))

    def _expired(self, before: dt.datetime) -> sa.ColumnElement[bool]:
        newer = sa.func.row_number().over(
            partition_by=(_TURNS.c.scope_id, _TURNS.c.author_id), order_by=_TURNS.c.id.desc()
        )
        numbered = sa.select(_TURNS.c.id, newer.label("number")).subquery()
        too_many = _TURNS.c.id.in_(sa.select(numbered.c.id).where(numbered.c.number > MOST_TURNS))
        return sa.or_(_TURNS.c.created_at < before, _TURNS.c.expires_at <= self._now(), too_many)

    @uninterrupted
    async def add_feedback(
        self,
        scope_id: int,
        author_id: int,
        *,
        vote: models.Vote | None,
        turn_id: int | None,
        text: str | None,
        rating: int | None,
    ) -> int | None:
        """Keep what a person thinks; on the same turn a later word of the same person takes the place of the earlier.

        Returns
        -------
        int or None
            The feedback's id; `None` if the turn is not there.
        """
        now = self._now()
        given = {"vote": None if vote is None else int(vote), "text": text, "rating": rating}

        def write(connection: sa.Connection) -> int | None:
            example_id: int | None = None
            if turn_id is not None:
                turn = connection.execute(
                    sa.select(_TURNS.c.id, _TURNS.c.example_id).where(
                        _TURNS.c.scope_id == scope_id, _TURNS.c.id == turn_id
                    )
                ).first()
                if turn is None:
                    return None
                example_id = turn.example_id
                known = connection.execute(
                    sa.select(_FEEDBACK.c.id, _FEEDBACK.c.vote, _FEEDBACK.c.created_at).where(
                        _FEEDBACK.c.scope_id == scope_id,
                        _FEEDBACK.c.turn_id == turn_id,
                        _FEEDBACK.c.author_id == author_id,
                    )
                ).first()
                if known is not None:
                    said = {name: value for name, value in given.items() if value is not None}
                    connection.execute(
                        sa.update(_FEEDBACK).where(_FEEDBACK.c.id == known.id).values(**said, updated_at=now)
                    )
                    former = None if known.vote is None else models.Vote(known.vote)
                    counting.count_vote(connection, scope_id, known.created_at, vote, former)
                    return int(known.id)
            counting.count_vote(connection, scope_id, now, vote, None)
            result = connection.execute(
                sa.insert(_FEEDBACK).values(
                    scope_id=scope_id,
                    author_id=author_id,
                    turn_id=turn_id,
                    example_id=example_id,
                    created_at=now,
                    updated_at=now,
                    **given,
                )
            )
            if turn_id is None:
                _drop_old_opinions(connection, scope_id, author_id)
            return applying.key_of(result)

        return await self._database.writing(write)

    @uninterrupted
    async def feedback(self, scope_id: int, limit: int) -> list[records.FeedbackRecord]:
        """Return the latest feedback, newest first."""
        query = (
            sa.select(_FEEDBACK).where(_FEEDBACK.c.scope_id == scope_id).order_by(_FEEDBACK.c.id.desc()).limit(limit)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [feedback_of(row) for row in rows]

    @uninterrupted
    async def votes(self, scope_id: int) -> dict[models.Vote, int]:
        """Return how many votes of each kind people gave in a scope."""
        query = (
            sa.select(_FEEDBACK.c.vote, sa.func.count())
            .where(_FEEDBACK.c.scope_id == scope_id, _FEEDBACK.c.vote.is_not(None))
            .group_by(_FEEDBACK.c.vote)
        )
        async with self._database.read() as connection:
            found = {models.Vote(vote): int(count) for vote, count in await connection.execute(query)}
        return {vote: found.get(vote, 0) for vote in models.Vote}


def _without_opinions(turn: models.Turn) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the conditions for a turn on whose reply nobody voted, and which nobody corrected."""
    opinions = sa.exists().where(_FEEDBACK.c.scope_id == turn.scope_id, _FEEDBACK.c.turn_id == turn.id)
    changes = tables.changes
    corrections = sa.exists().where(
        changes.c.scope_id == turn.scope_id, changes.c.turn_id == turn.id, changes.c.undone_by.is_(None)
    )
    return _TURNS.c.scope_id == turn.scope_id, _TURNS.c.id == turn.id, ~opinions, ~corrections


def _drop_old_opinions(connection: sa.Connection, scope_id: int, author_id: int) -> None:
    """Delete the opinions of a person about the bot itself, but for the newest `MOST_OPINIONS`."""
    # A vote stays when the exchange it was about goes: it is still counted.
    about_the_bot = (_FEEDBACK.c.turn_id.is_(None), _FEEDBACK.c.vote.is_(None))
    own = (_FEEDBACK.c.scope_id == scope_id, _FEEDBACK.c.author_id == author_id, *about_the_bot)
    ids = sa.select(_FEEDBACK.c.id).where(*own).order_by(_FEEDBACK.c.id.desc()).offset(MOST_OPINIONS).limit(1)
    newest = connection.scalar(ids)
    if newest is not None:
        connection.execute(sa.delete(_FEEDBACK).where(*own, _FEEDBACK.c.id <= newest))


def feedback_of(row: sa.Row[Any]) -> records.FeedbackRecord:
    """Return a row of the feedback as a record."""
    return records.FeedbackRecord(
        id=row.id,
        scope_id=row.scope_id,
        author_id=row.author_id,
        turn_id=row.turn_id,
        example_id=row.example_id,
        vote=None if row.vote is None else models.Vote(row.vote),
        text=row.text,
        rating=row.rating,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _reply_columns(reply: models.Reply) -> dict[str, Any]:
    return {
        "reply": reply.text,
        "reply_source": reply.source.value,
        "confidence": reply.confidence,
        "threshold": reply.threshold,
        "example_id": reply.example_id,
        "trigger_id": reply.trigger_id,
        "passage_id": reply.passage_id,
        "runner_up_id": reply.runner_up.example_id if reply.runner_up else None,
        "runner_up_confidence": reply.runner_up.confidence if reply.runner_up else None,
        "dataset_id": reply.dataset_id,
        "composed": reply.composed,
    }


def _turn(row: sa.Row[Any]) -> models.Turn:
    runner_up = None if row.runner_up_id is None else models.RunnerUp(row.runner_up_id, row.runner_up_confidence)
    return models.Turn(
        id=row.id,
        scope_id=row.scope_id,
        channel_id=row.channel_id,
        author_id=row.author_id,
        prompt=row.prompt,
        reply=models.Reply(
            text=row.reply,
            source=models.ReplySource(row.reply_source),
            confidence=row.confidence,
            threshold=row.threshold,
            example_id=row.example_id,
            trigger_id=row.trigger_id,
            passage_id=row.passage_id,
            runner_up=runner_up,
            dataset_id=row.dataset_id,
            composed=row.composed,
        ),
        prompt_message_id=row.prompt_message_id,
        reply_message_id=row.reply_message_id,
        created_at=row.created_at,
    )
