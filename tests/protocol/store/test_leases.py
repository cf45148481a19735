"""Shards and who runs them: on PostgreSQL each process has a lease, and without it writes nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from tests import postgres

from chatterbot import errors
from chatterbot.cluster import ShardLease, ShardPlan
from chatterbot.store import Store, coordination

pytestmark = pytest.mark.protocol

LONG_S = 30.0
SHORT_S = 1.0


@pytest_asyncio.fixture
async def address(postgres_server: str) -> AsyncGenerator[str]:
    """Address of an empty database that processes share."""
    async with postgres.database(postgres_server) as url:
        async with Store.open(url) as store:
            await store.leases.install()
        yield url


@contextlib.asynccontextmanager
async def process(
    address: str, shards: str, *, seconds: float = LONG_S, instance: str = ""
) -> AsyncGenerator[tuple[Store, ShardLease]]:
    """One process: its store, and its lease."""

    async def recommended() -> int:
        return 4

    async with (
        Store.open(address, alone=False) as store,
        ShardLease.open(
            store.leases, ShardPlan.read(shards), instance=instance, seconds=seconds, recommended=recommended
        ) as lease,
    ):
        yield store, lease


async def write(store: Store, scope_id: int) -> None:
    await store.people.put_preferences(scope_id, {"language": "ru"})


async def test_each_process_gets_shards_that_no_other_runs(address: str) -> None:
    async with process(address, "auto/2") as (_, one), process(address, "auto/2") as (_, two):
        assert [str(one.shards), str(two.shards)] == ["0-1/4", "2-3/4"]
        assert one.token < two.token
        waiting = asyncio.ensure_future(process(address, "auto/2").__aenter__())
        await asyncio.wait([waiting], timeout=0.3)
        assert not waiting.done()
        waiting.cancel()
        await asyncio.wait([waiting])


async def test_shards_that_are_given_back_are_taken_at_once(address: str) -> None:
    async with contextlib.AsyncExitStack() as stack:
        first = contextlib.AsyncExitStack()
        await first.enter_async_context(process(address, "0-1/2"))

        async def next_one() -> ShardLease:
            _, lease = await stack.enter_async_context(process(address, "0-1/2"))
            return lease

        waiting = asyncio.create_task(next_one())
        await asyncio.wait([waiting], timeout=0.3)
        assert not waiting.done()
        await first.aclose()
        async with asyncio.timeout(1):  # not after 30 seconds
            lease = await waiting
        assert lease.answered_until is not None


async def test_another_number_of_shards_is_refused_while_others_run(address: str) -> None:
    async with process(address, "0-1/4"):
        with pytest.raises(
            errors.SettingsError, match=r"discord\.shards: 2-3/8 is of 8 shards, but .* runs shards of 4"
        ):
            async with process(address, "2-3/8"):
                pytest.fail("it runs")


async def test_a_process_that_lost_its_lease_writes_nothing_more_and_says_why(address: str) -> None:
    async with process(address, "0/1", seconds=SHORT_S) as (store, lease):
        await write(store, 1)
        async with Store.open(address, alone=False) as other, other.database.unfenced() as connection:
            # As if this process had been suspended for longer than its lease.
            await connection.execute(sa.delete(coordination.leases))
        with pytest.raises(errors.StoreError, match=r"no longer has the lease of shards 0/1 \(fencing token \d+\)"):
            await write(store, 2)
        async with asyncio.timeout(SHORT_S):
            assert "another process took them" in str(await lease.lost())
        assert await store.people.preferences(1) == {"language": "ru"}
        assert await store.people.preferences(2) == {}


async def test_a_transaction_that_was_begun_with_a_lease_ends_with_it(address: str) -> None:
    """A process that is suspended in the middle of a change cannot finish it after the shards were taken."""
    async with process(address, "0/1", seconds=SHORT_S, instance="a") as (store, lease):

        async def suspended() -> None:
            async with store.database.write() as connection:
                await connection.execute(sa.text("SELECT 1"))
                async with process(address, "0/1", instance="a") as (_, next_one):
                    assert next_one.token > lease.token
                await connection.execute(sa.text("CREATE TABLE late (id int)"))

        with pytest.raises(errors.StoreError):
            await suspended()
    async with Store.open(address, alone=False) as store, store.database.read() as connection:
        assert not await connection.scalar(sa.text("SELECT to_regclass('late') IS NOT NULL"))


async def test_a_process_out_of_reach_of_the_database_ends_before_others_take_its_shards(address: str) -> None:
    async with process(address, "0/1", seconds=SHORT_S) as (store, lease):
        blocker = Store.open(address, alone=False)
        other = await blocker.__aenter__()
        async with other.database.unfenced() as connection:  # the renewal waits for this lock
            await connection.execute(sa.text(f"LOCK TABLE {coordination.SCHEMA}.leases IN ACCESS EXCLUSIVE MODE"))
            async with asyncio.timeout(3 * SHORT_S):
                assert "out of reach" in str(await lease.lost())
        await blocker.__aexit__(None, None, None)
        assert lease.is_lost
        assert store.write_problem is None


async def test_only_jobs_of_own_shards_are_closed(address: str) -> None:
    async with process(address, "0/2") as (store, lease):
        here, there = 2 << 22, 3 << 22
        assert lease.shards.has_guild(here)
        assert not lease.shards.has_guild(there)
        mine = await store.journal.open_job(here, 7, "a.csv")
        other = await store.journal.open_job(there, 7, "b.csv")
        own_scope = await store.journal.open_job(7, 7, "c.csv")
        assert await store.journal.close_open_jobs(lease.shards.has_scope) == 2
        states = [
            (await store.journal.job(scope, job)).state.value  # type: ignore[union-attr] # they are there
            for scope, job in ((here, mine), (there, other), (7, own_scope))
        ]
        assert states == ["interrupted", "queued", "interrupted"]


def test_what_the_setting_may_say() -> None:
    assert [str(one) for one in ShardPlan.read("auto/3").candidates(4)] == ["0/4", "1/4", "2-3/4"]
    assert [str(one) for one in ShardPlan.read("auto/4").candidates(1)] == ["0/4", "1/4", "2/4", "3/4"]
    assert [str(one) for one in ShardPlan.read("").candidates(2)] == ["0-1/2"]
    for wrong in ("4/4", "3-2/8", "0-8/8", "auto/0", "all", "0-1", "-1/2", "٣/4"):
        with pytest.raises(errors.SettingsError, match=r"discord\.shards"):
            ShardPlan.read(wrong)
    for part in ("0/2", "auto/2"):
        with pytest.raises(errors.SettingsError, match="PostgreSQL"):
            ShardPlan.read(part).refuse_alone()
    ShardPlan.read("0-1/2").refuse_alone()
