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


class ProposalStore:
    """Proposals, each decided once."""

    def __init__(self, database: Database, now: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._now = now

    @uninterrupted
    async def add(self, scope_id: int, proposal: records.NewProposal) -> int:
        """Keep a proposal that waits to be decided; gives its id."""
        insert = sa.insert(_PROPOSALS).values(
            scope_id=scope_id,
            channel_id=proposal.channel_id,
            author_id=proposal.author_id,
            asker_id=proposal.asker_id,
            kind=proposal.kind.value,
            question=proposal.question,
            present=proposal.present,
            better=proposal.better,
            example_id=proposal.example_id,
            turn_id=proposal.turn_id,
            payload=None if proposal.payload is None else dict(proposal.payload),
            status=records.ProposalStatus.PENDING.value,
            created_at=self._now(),
        )
        return await self._database.writing(lambda connection: applying.key_of(connection.execute(insert)))

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
        over = sa.or_(_PROPOSALS.c.created_at < before, _PROPOSALS.c.decided_at < decided_before)
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
