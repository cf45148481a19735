"""What a language model is not given any more is known in the database, and of people only as long as it matters."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator, Sequence

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext import asyncio as sa_asyncio
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot.store import LONGEST_MEMORY, ErasedRows, Store

pytestmark = pytest.mark.protocol

BEGIN = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def store(url: str, clock: Clock) -> AsyncGenerator[Store, None]:
    async with Store.open(url, now=clock) as opened:
        yield opened


async def erase(store: Store, user_id: int, scope_id: int | None, *, keep_taught: bool = False) -> ErasedRows:
    async def nothing(_: ErasedRows) -> None: ...

    return await store.privacy.erase(user_id, scope_id, keep_taught=keep_taught, before_commit=nothing)


async def test_an_erasure_withholds_what_was_written_before(store: Store, clock: Clock, url: str) -> None:
    limits = store.memory_limits
    await erase(store, ADA, HOME)
    found = await limits.withheld(HOME, [ADA, BOB])
    assert found.keys() == {ADA}
    assert BEGIN <= found[ADA] < BEGIN + dt.timedelta(minutes=1)
    assert await limits.withheld(HOME + 1, [ADA]) == {}
    clock.now += dt.timedelta(hours=1)
    await erase(store, ADA, None)
    assert (await limits.withheld(HOME + 1, [ADA]))[ADA] >= clock.now
    assert (await limits.withheld(HOME, [ADA]))[ADA] >= clock.now, "the latest erasure counts"
    assert sum((await store.privacy.count(ADA, None)).values()) == 0
    assert all(ADA not in row for row in await kept(url)), "nobody is named"
    clock.now += LONGEST_MEMORY + dt.timedelta(minutes=1)
    await limits.purge()
    assert await limits.withheld(HOME, [ADA]) == {}
    assert await kept(url) == []


async def kept(url: str) -> Sequence[Sequence[object]]:
    engine = sa_asyncio.create_async_engine(url)
    async with engine.connect() as connection:
        rows = (await connection.execute(sa.text("SELECT * FROM withheld"))).all()
    await engine.dispose()
    return rows


async def test_an_objection_outlives_an_erasure(store: Store, clock: Clock) -> None:
    limits = store.memory_limits
    await limits.put_objection(HOME, ADA, objects=True)
    await limits.put_objection(None, BOB, objects=True)
    await erase(store, ADA, HOME)
    clock.now += 2 * LONGEST_MEMORY
    await limits.purge()
    assert await limits.objects(HOME, ADA)
    assert not await limits.objects(None, ADA)
    assert not await limits.objects(HOME + 1, ADA)
    found = await limits.withheld(HOME, [ADA, BOB])
    assert min(found[ADA], found[BOB]) > clock.now + 100 * LONGEST_MEMORY
    await limits.put_objection(HOME, ADA, objects=False)
    await limits.put_objection(HOME, BOB, objects=True)
    await limits.put_objection(None, BOB, objects=False)
    await limits.purge()
    assert await limits.withheld(HOME, [ADA, BOB]) == {}


async def test_a_conversation_is_started_afresh(store: Store, clock: Clock) -> None:
    limits, channel = store.memory_limits, 7
    assert await limits.started(HOME, channel, ADA) is None
    first = await limits.start_afresh(HOME, channel, ADA)
    assert (first.at, first.before) == (BEGIN, None)
    assert await limits.started(HOME, channel, ADA) == BEGIN
    assert await limits.started(HOME, channel, BOB) is None
    assert await limits.started(HOME, channel + 1, ADA) is None
    clock.now += dt.timedelta(minutes=1)
    await limits.start_afresh(HOME, channel, None)
    assert await limits.started(HOME, channel, ADA) == await limits.started(HOME, channel, BOB) == clock.now
    clock.now += dt.timedelta(minutes=1)
    again = await limits.start_afresh(HOME, channel, ADA)
    assert again.before == BEGIN
    assert await limits.started(HOME, channel, ADA) == clock.now
    assert not await limits.undo_start(HOME, channel, ADA, first), "it is not the latest any more"
    assert not await limits.undo_start(HOME, channel, BOB, again)
    assert await limits.undo_start(HOME, channel, ADA, again)
    assert await limits.started(HOME, channel, ADA) == again.at - dt.timedelta(minutes=1)
    assert (await store.privacy.count(ADA, HOME))["fresh_starts"] == 1
    await erase(store, ADA, HOME)
    assert (await store.privacy.count(ADA, HOME))["fresh_starts"] == 0
    clock.now += LONGEST_MEMORY
    await limits.purge()
    assert await limits.started(HOME, channel, BOB) is None
