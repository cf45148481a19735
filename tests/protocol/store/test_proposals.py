"""Proposals and chores in the database: how many wait, what is taken once, what goes by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from chatterbot.store import NewProposal, ProposalKind, ProposalStatus, Store

pytestmark = pytest.mark.protocol

HOME, ELSEWHERE, ANN, BOB = 1, 2, 11, 12
"""Two scopes, two people."""


class Clock:
    """A time that moves when it is told to."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(url: str, clock: Clock) -> AsyncIterator[Store]:
    """An open, empty database."""
    async with Store.open(url, now=lambda: clock.now) as opened:
        yield opened


def proposal(author_id: int = ANN, question: str = "who?", **fields: int) -> NewProposal:
    return NewProposal(
        channel_id=5,
        author_id=author_id,
        kind=ProposalKind.TEACH,
        question=question,
        present="",
        better="Me.",
        payload={"wordings": ["who is it?"], "source": "chat"},
        **fields,
    )


async def test_of_each_person_so_many_wait_in_each_scope(store: Store) -> None:
    for scope, author in ((HOME, ANN), (HOME, ANN), (ELSEWHERE, ANN), (HOME, BOB)):
        assert await store.proposals.add(scope, proposal(author), 2) is not None
    assert await store.proposals.add(HOME, proposal(ANN), 2) is None
    waiting = await store.proposals.waiting(HOME, 10)
    assert [kept.author_id for kept in waiting] == [ANN, ANN, BOB]
    assert waiting[0].payload == {"wordings": ["who is it?"], "source": "chat"}
    await store.proposals.decide(HOME, waiting[0].id, BOB, approved=False)
    assert await store.proposals.add(HOME, proposal(ANN), 2) is not None
    assert len(await store.proposals.waiting(HOME, 2)) == 2


async def test_a_draft_is_taken_once_and_by_its_author(store: Store) -> None:
    first, *_, last = [await store.proposals.add_draft(HOME, proposal(question=f"{n}?"), 3) for n in range(4)]
    assert await store.proposals.waiting(HOME, 10) == []
    assert await store.proposals.take_draft(HOME, first, ANN) is None, "the oldest made room"
    assert await store.proposals.take_draft(HOME, last, BOB) is None
    assert await store.proposals.take_draft(ELSEWHERE, last, ANN) is None
    assert await store.proposals.decide(HOME, last, BOB, approved=True) is None
    taken = await asyncio.gather(*(store.proposals.take_draft(HOME, last, ANN) for _ in range(3)))
    (draft,) = [each for each in taken if each is not None]
    assert (draft.question, draft.status) == ("3?", ProposalStatus.DRAFT)


async def test_whom_a_proposal_credits_it_goes_with(store: Store) -> None:
    await store.proposals.add(HOME, proposal(ANN, credited_id=BOB))

    async def nothing(_: object) -> None: ...

    assert (await store.privacy.count(BOB, HOME))["proposals"] == 1
    await store.privacy.erase(BOB, HOME, keep_taught=True, before_commit=nothing)
    assert await store.proposals.waiting(HOME, 10) == []


async def test_drafts_go_after_a_day(store: Store, clock: Clock) -> None:
    draft = await store.proposals.add_draft(HOME, proposal(), 3)
    kept = await store.proposals.add(HOME, proposal())
    long_ago = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    assert await store.proposals.purge(long_ago, long_ago) == 0
    clock.now += dt.timedelta(hours=25)
    assert await store.proposals.purge(long_ago, long_ago) == 1
    assert kept is not None
    assert await store.proposals.get(HOME, kept) is not None
    assert await store.proposals.get(HOME, draft) is None


async def test_a_chore_is_done_for_the_first_time_once(store: Store) -> None:
    assert await store.chores.last(HOME, "ask") is None
    assert await store.chores.note(HOME, "ask")
    assert not await store.chores.note(HOME, "ask")
    assert await store.chores.last(HOME, "ask") is not None
    assert await store.chores.last(ELSEWHERE, "ask") is None
