"""Votes on what questions mean: one of each person, added up by question and answer, gone with the person."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import models
from chatterbot.store import Ballot, ChangeKind, ErasedRows, NewChange, NewChoice, NewProposal, ProposalKind, Store
from chatterbot.teaching import keys

pytestmark = pytest.mark.protocol

OTHER = HOME + 1
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest_asyncio.fixture
async def store(url: str) -> AsyncGenerator[Store, None]:
    async with Store.open(url, now=lambda: NOW) as opened:
        yield opened


def vote(author_id: int, question: str, answer: int | None, *, spoken: bool = False) -> NewChoice:
    return NewChoice(question=question, author_id=author_id, dataset_id=1, answer=answer, spoken=spoken)


async def example_of(store: Store, scope_id: int) -> int:
    """Teach an example, and return its id."""
    dataset = await store.examples.open_dataset(scope_id, "main")
    add = (keys.keyed(models.NewExample("where is it?", "Here.")),)
    await store.examples.apply(NewChange(scope_id, dataset.id, ADA, ChangeKind.TRAIN, "text", add=add))
    (example,) = await store.examples.live_examples(scope_id, dataset.id)
    return example.id


async def test_equal_votes_of_different_people_add_up(store: Store) -> None:
    choices = store.choices
    first = vote(ADA, "Where is  it?", 7)
    assert await choices.put(HOME, first) == Ballot(1, 1, None)
    assert await choices.put(HOME, vote(ADA, "where is it", 7)) == Ballot(1, 1, None, again=True)
    await choices.link(HOME, first, 5)
    assert await choices.put(HOME, vote(BOB, "WHERE IS IT?!", 7, spoken=True)) == Ballot(2, 1, 5)
    assert await choices.put(HOME, vote(BOB, "where is it?", 7)) == Ballot(2, 2, 5), "a press counts more than a word"
    assert await choices.put(HOME, vote(BOB, "where is it?", 7, spoken=True)) == Ballot(2, 2, 5, again=True)
    assert await choices.put(OTHER, vote(BOB, "where is it?", 7)) == Ballot(1, 1, None), "of another server"
    assert await choices.put(HOME, vote(BOB, "where is it?", 8)) == Ballot(1, 1, None), (
        "another answer: the last one counts"
    )
    assert await choices.put(HOME, first) == Ballot(1, 1, 5, again=True)
    assert (await choices.people(HOME, 5), await choices.people(OTHER, 5)) == (1, 0)


@pytest.mark.parametrize("question", ["", "🦊", "ё" * 4_000, "\ud800", "@everyone\n\x00"])
async def test_none_of_these_is_remembered_for_that_question_of_that_person(store: Store, question: str) -> None:
    choices = store.choices
    await choices.put(HOME, vote(ADA, question, None))
    taught = [await example_of(store, scope_id) for scope_id in (HOME, OTHER)]
    asked = [(HOME, question, ADA), (HOME, question, BOB), (OTHER, question, ADA), (HOME, f"{question} else", ADA)]
    found = [[each.id for each in await choices.offered(*each, taught)] for each in asked]
    assert found == [[], [taught[0]], [taught[1]], [taught[0]]], "and never an example of another server"
    await choices.put(HOME, vote(ADA, question, 3))
    assert [each.prompt for each in await choices.offered(HOME, question, ADA, [*taught, 10**9])] == ["where is it?"]


async def test_the_votes_of_others_outlive_a_proposal_that_goes_with_its_author(store: Store) -> None:
    async def nothing(_: ErasedRows) -> None: ...

    new = NewProposal(channel_id=1, author_id=ADA, kind=ProposalKind.TEACH, question="where is it?", present="")
    proposals = [await store.proposals.add(HOME, new) for _ in range(2)]
    for question, proposal in zip(("waits?", "decided?"), proposals, strict=True):
        assert proposal is not None
        for author in (ADA, BOB):
            await store.choices.put(HOME, vote(author, question, 7))
        await store.choices.link(HOME, vote(BOB, question, 7), proposal)
    await store.proposals.decide(HOME, proposals[1] or 0, BOB, approved=False)
    await store.privacy.erase(ADA, HOME, keep_taught=True, before_commit=nothing)
    assert await store.choices.put(HOME, vote(BOB, "waits?", 7)) == Ballot(1, 1, None, again=True)
    assert await store.choices.put(HOME, vote(BOB, "decided?", 7)) == Ballot(1, 1, proposals[1], again=True)


async def test_votes_go_with_the_person_and_with_time(store: Store) -> None:
    async def nothing(_: ErasedRows) -> None: ...

    for author in (ADA, BOB):
        await store.choices.put(HOME, vote(author, "where is it?", 7))
    assert (await store.privacy.count(ADA, HOME))["choices"] == 1
    await store.privacy.erase(ADA, HOME, keep_taught=True, before_commit=nothing)
    assert (await store.privacy.count(ADA, HOME))["choices"] == 0
    assert await store.choices.put(HOME, vote(BOB, "where is it?", 7)) == Ballot(1, 1, None, again=True)
    assert await store.choices.purge(NOW) == 0
    assert await store.choices.purge(NOW + dt.timedelta(seconds=1)) == 1
