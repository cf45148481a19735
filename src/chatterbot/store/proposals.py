"""What people said should be answered, or forgotten, until somebody who may teach decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import sqlalchemy as sa

from chatterbot.aio import uninterrupted
from chatterbot.store import applying, records, tables
from chatterbot.store.database import Database

__all__ = ("ProposalStore",)

_PROPOSALS: Final = tables.proposals
_WAITS: Final = _PROPOSALS.c.status == records.ProposalStatus.PENDING.value

DRAFTS_KEPT: Final = dt.timedelta(days=1)
"""How long a draft is kept: a person who has not chosen by then has other plans."""


class ProposalStore:
    """Proposals, each decided once."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def add(self, scope_id: int, proposal: records.NewProposal, most: int | None = None) -> int | None:
        """Keep a proposal that waits to be decided; gives its id, `None` if `most` of its author wait already."""
        waiting = sa.select(sa.func.count()).where(
            _PROPOSALS.c.scope_id == scope_id, _PROPOSALS.c.author_id == proposal.author_id, _WAITS
        )
        insert = self._insert(scope_id, proposal, records.ProposalStatus.PENDING)

        def write(connection: sa.Connection) -> int | None:
            if most is not None and (connection.scalar(waiting) or 0) >= most:
                return None
            return applying.key_of(connection.execute(insert))

        return await self._database.writing(write)

    @uninterrupted
    async def add_draft(self, scope_id: int, proposal: records.NewProposal, most: int) -> int:
        """Keep what its author has yet to make a choice about; gives its id. The author's oldest drafts go, so that `most` are left."""
        insert = self._insert(scope_id, proposal, records.ProposalStatus.DRAFT)
        drafts = (
            _PROPOSALS.c.scope_id == scope_id,
            _PROPOSALS.c.author_id == proposal.author_id,
            _PROPOSALS.c.status == records.ProposalStatus.DRAFT.value,
        )

        def write(connection: sa.Connection) -> int:
            kept = sa.select(_PROPOSALS.c.id).where(*drafts).order_by(_PROPOSALS.c.id.desc()).limit(most - 1)
            ids = connection.scalars(kept).all()
            connection.execute(sa.delete(_PROPOSALS).where(*drafts, _PROPOSALS.c.id.not_in(ids)))
            return applying.key_of(connection.execute(insert))

        return await self._database.writing(write)

    @uninterrupted
    async def take_draft(self, scope_id: int, proposal_id: int, author_id: int) -> records.ProposalRecord | None:
        """Return a draft of a person and delete it, as the choice is made; `None` if there is none. Of two at the same time one gets it."""
        mine = sa.and_(
            _mine(scope_id, proposal_id),
            _PROPOSALS.c.author_id == author_id,
            _PROPOSALS.c.status == records.ProposalStatus.DRAFT.value,
        )

        def write(connection: sa.Connection) -> records.ProposalRecord | None:
            row = connection.execute(sa.select(_PROPOSALS).where(mine)).first()
            if row is None or not connection.execute(sa.delete(_PROPOSALS).where(mine)).rowcount:
                return None
            return _record(row)

        return await self._database.writing(write)

    async def waiting(self, scope_id: int, limit: int) -> list[records.ProposalRecord]:
        """Return proposals that wait to be decided, the oldest first."""
        query = sa.select(_PROPOSALS).where(_PROPOSALS.c.scope_id == scope_id, _WAITS).order_by(_PROPOSALS.c.id)
        return await self._database.reading(
            lambda connection: [_record(row) for row in connection.execute(query.limit(limit))]
        )

    @uninterrupted
    async def approver(self, scope_id: int, example_id: int) -> int | None:
        """Return who approved what taught an example; `None` if nobody had to, or there is no such example."""
        examples, changes = tables.examples, tables.changes
        query = (
            sa.select(changes.c.approved_by)
            .join(examples, examples.c.added_by == changes.c.id)
            .where(changes.c.scope_id == scope_id, examples.c.scope_id == scope_id, examples.c.id == example_id)
        )
        return await self._database.reading(lambda connection: connection.scalar(query))

    def _insert(self, scope_id: int, proposal: records.NewProposal, status: records.ProposalStatus) -> sa.Insert:
        return sa.insert(_PROPOSALS).values(
            scope_id=scope_id,
            channel_id=proposal.channel_id,
            author_id=proposal.author_id,
            asker_id=proposal.asker_id,
            credited_id=proposal.credited_id,
            kind=proposal.kind.value,
            question=proposal.question,
            present=proposal.present,
            better=proposal.better,
            example_id=proposal.example_id,
            turn_id=proposal.turn_id,
            payload=None if proposal.payload is None else dict(proposal.payload),
            status=status.value,
            created_at=self._now(),
        )

    @uninterrupted
    async def posted(self, scope_id: int, proposal_id: int, message_id: int) -> None:
        """Note the message that a proposal stands in."""
        update = sa.update(_PROPOSALS).where(_mine(scope_id, proposal_id)).values(message_id=message_id)
        await self._database.writing(lambda connection: connection.execute(update).close())

    async def get(self, scope_id: int, proposal_id: int) -> records.ProposalRecord | None:
        """Find a proposal, decided or not; `None` if there is none, or none any more."""
        query = sa.select(_PROPOSALS).where(_mine(scope_id, proposal_id))
        row = await self._database.reading(lambda connection: connection.execute(query).first())
        return None if row is None else _record(row)

    @uninterrupted
    async def decide(
        self, scope_id: int, proposal_id: int, decided_by: int, *, approved: bool
    ) -> records.ProposalRecord | None:
        """Decide a proposal; `None` if it is decided already, or not there. Of two at the same time one gets it."""
        status = records.ProposalStatus.APPROVED if approved else records.ProposalStatus.DECLINED
        update = (
            sa.update(_PROPOSALS)
            .where(_mine(scope_id, proposal_id), _PROPOSALS.c.status == records.ProposalStatus.PENDING.value)
            .values(status=status.value, decided_by=decided_by, decided_at=self._now())
        )
        query = sa.select(_PROPOSALS).where(_mine(scope_id, proposal_id))

        def write(connection: sa.Connection) -> records.ProposalRecord | None:
            if not connection.execute(update).rowcount:
                return None
            return _record(connection.execute(query).one())

        return await self._database.writing(write)

    @uninterrupted
    async def remove(self, scope_id: int, proposal_id: int) -> None:
        """Delete a proposal that nobody can be shown."""
        delete = sa.delete(_PROPOSALS).where(_mine(scope_id, proposal_id))
        await self._database.writing(lambda connection: connection.execute(delete).close())

    @uninterrupted
    async def purge(self, before: dt.datetime, decided_before: dt.datetime) -> int:
        """Delete proposals made before the one moment, or decided before the other, in every scope; returns how many."""
        drafts = sa.and_(
            _PROPOSALS.c.status == records.ProposalStatus.DRAFT.value,
            _PROPOSALS.c.created_at < self._now() - DRAFTS_KEPT,
        )
        over = sa.or_(_PROPOSALS.c.created_at < before, _PROPOSALS.c.decided_at < decided_before, drafts)
        async with self._database.write() as connection:
            result = await connection.execute(sa.delete(_PROPOSALS).where(over))
        return result.rowcount


def _mine(scope_id: int, proposal_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_PROPOSALS.c.scope_id == scope_id, _PROPOSALS.c.id == proposal_id)


def _record(row: sa.Row[Any]) -> records.ProposalRecord:
    return records.ProposalRecord(
        id=row.id,
        scope_id=row.scope_id,
        channel_id=row.channel_id,
        author_id=row.author_id,
        asker_id=row.asker_id,
        credited_id=row.credited_id,
        kind=records.ProposalKind(row.kind),
        question=row.question,
        present=row.present,
        better=row.better,
        example_id=row.example_id,
        turn_id=row.turn_id,
        payload=row.payload,
        message_id=row.message_id,
        status=records.ProposalStatus(row.status),
        decided_by=row.decided_by,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )
