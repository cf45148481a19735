"""What an erasure does to proposals: to those of others that list the person's words, and to votes for those of the person."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio

from chatterbot import texts
from chatterbot.store import records, tables
from chatterbot.store.chunks import chunks

__all__ = ("erase_listing", "unlink_votes")


async def unlink_votes(connection: sa_asyncio.AsyncConnection, user_id: int, scope_id: int | None) -> None:
    """Let the votes of others count for a new proposal, where the one they count for is still undecided and goes with this person."""
    proposals, choices = tables.proposals, tables.choices
    going = sa.select(proposals.c.id).where(
        proposals.c.author_id == user_id,
        proposals.c.status == records.ProposalStatus.PENDING.value,
        sa.true() if scope_id is None else proposals.c.scope_id == scope_id,
    )
    votes = choices.c.proposal_id.in_(going)
    await connection.execute(sa.update(choices).where(votes).values(proposal_id=None))


async def erase_listing(connection: sa_asyncio.AsyncConnection, scope_id: int | None, words: Iterable[str]) -> None:
    """Delete proposals about entries or answers that are taught, where one of these texts is among the questions or answers they list."""
    proposals = tables.proposals
    theirs = {texts.one_line(word) for word in words}
    query = sa.select(proposals.c.id, proposals.c.example_id, proposals.c.payload).where(
        proposals.c.payload.is_not(None), sa.true() if scope_id is None else proposals.c.scope_id == scope_id
    )
    listing: list[int] = []
    for row in await connection.execute(query):
        quoted = list(row.payload.get("dropped", ()))
        if row.example_id is not None:
            quoted += row.payload.get("wordings", ())
        if not theirs.isdisjoint(map(texts.one_line, quoted)):
            listing.append(row.id)
    for ids in chunks(listing):
        await connection.execute(sa.delete(proposals).where(proposals.c.id.in_(ids)))
