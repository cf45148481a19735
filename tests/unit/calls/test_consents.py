"""Who may be heard, asked of memory: at once when taken back, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from tests.unit.services.world import ADA, BOB, HOME, MEMORY

from chatterbot import errors
from chatterbot.calls.consents import Consents
from chatterbot.store import Store

pytestmark = pytest.mark.unit

AWAY = 200


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    async with Store.open(MEMORY) as opened:
        yield opened


async def test_consents_hear_nobody_before_the_guild_is_loaded(store: Store) -> None:
    consents = Consents(store.people)
    told: list[tuple[int, int, bool]] = []
    consents.subscribe(lambda *change: told.append(change))
    await consents.grant(HOME, ADA)
    assert not consents.may_hear(HOME, ADA)
    assert await consents.agreed(HOME, ADA)
    await consents.load(HOME)
    assert consents.may_hear(HOME, ADA)
    assert not consents.may_hear(HOME, BOB)
    assert not consents.may_hear(AWAY, ADA)
    await consents.revoke(HOME, BOB)  # who never agreed
    assert told == [(HOME, ADA, True)]


async def test_a_consent_taken_back_counts_though_the_database_fails(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents = Consents(store.people)
    await consents.grant(HOME, ADA)
    await consents.load(HOME)

    async def away(*_: object, **__: object) -> None:
        raise errors.StoreError("away")

    monkeypatch.setattr(store.people, "put_consent", away)
    with pytest.raises(errors.StoreError):
        await consents.revoke(HOME, ADA)
    assert not consents.may_hear(HOME, ADA)
    with pytest.raises(errors.StoreError):
        await consents.grant(HOME, BOB)  # what is not kept does not count
    assert not consents.may_hear(HOME, BOB)


async def test_whom_the_operator_does_not_serve_is_not_heard(store: Store) -> None:
    consents = Consents(store.people, denied=lambda user_id: user_id == ADA)
    await consents.load(HOME)
    for person in (ADA, BOB):
        await consents.grant(HOME, person)
    assert [consents.may_hear(HOME, person) for person in (ADA, BOB)] == [False, True]


@pytest.mark.parametrize("how", ["taken back", "erased here", "erased everywhere"])
async def test_a_consent_taken_back_while_it_is_read_stays_taken_back(
    store: Store, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    consents = Consents(store.people)
    await consents.grant(HOME, ADA)
    read, go_on = asyncio.Event(), asyncio.Event()
    genuine = store.people.granted

    async def slow(scope_id: int, purpose: str) -> frozenset[int]:
        found = await genuine(scope_id, purpose)
        read.set()
        await go_on.wait()
        return found

    monkeypatch.setattr(store.people, "granted", slow)
    loading = asyncio.ensure_future(consents.load(HOME))
    await read.wait()
    ending = asyncio.ensure_future(
        consents.revoke(HOME, ADA)
        if how == "taken back"
        else consents.forget(ADA, HOME if how == "erased here" else None)
    )
    await asyncio.sleep(0)
    go_on.set()
    await asyncio.gather(loading, ending)
    assert not consents.may_hear(HOME, ADA)


async def test_a_guild_that_could_not_be_loaded_is_loaded_the_next_time(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    consents = Consents(store.people)
    await consents.grant(HOME, ADA)

    async def away(*_: object) -> frozenset[int]:
        raise errors.StoreError("away")

    with monkeypatch.context() as patched:
        patched.setattr(store.people, "granted", away)
        with pytest.raises(errors.StoreError):
            await consents.load(HOME)
    assert not consents.may_hear(HOME, ADA)
    await consents.load(HOME)
    assert consents.may_hear(HOME, ADA)
