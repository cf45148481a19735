"""A database that fails and comes back: nobody notices old connections, and a change whose end is not known is looked up again."""

from __future__ import annotations

import asyncio
import json
import pathlib
from typing import Any

import pytest
import sqlalchemy as sa
from tests import postgres
from tests.unit.services import world as worlds
from tests.unit.services.world import BOB, HOME

from chatterbot import errors
from chatterbot.cli.leased import refuse_leased
from chatterbot.store import Database, LeaseStore, NewChange, NewLease
from chatterbot.teaching import quota

pytestmark = pytest.mark.protocol

_END_OTHERS = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
)


async def test_connections_that_the_server_closed_are_replaced_unnoticed(postgres_server: str) -> None:
    async with postgres.database(postgres_server) as url, Database.open(url) as database, Database.open(url) as other:
        async with database.read() as first, database.read() as second:
            drivers: list[Any] = [(await each.get_raw_connection()).driver_connection for each in (first, second)]
        async with other.unfenced() as connection:
            await connection.execute(_END_OTHERS)
        await _closed(drivers)
        await database.ping()
        assert await database.reading(lambda connection: connection.scalar(sa.text("SELECT 1"))) == 1


async def _closed(drivers: list[Any]) -> None:
    async with asyncio.timeout(5):
        while not all(each.is_closed() for each in drivers):  # noqa: ASYNC110 - the driver tells nobody
            await asyncio.sleep(0)


async def test_a_correction_that_was_stored_though_the_database_failed_is_used_and_logged(
    url: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with worlds.opened(tmp_path, url) as world:
        await world.teach(("when is the game?", "On Friday."))
        turn = await world.say("when is the game?", message_id=1)
        genuine = quota.Quota.apply

        async def lost(kept: quota.Quota, change: NewChange) -> None:
            await genuine(kept, change)
            raise errors.StoreError("the connection was lost while the change was committed")

        with monkeypatch.context() as patched:
            patched.setattr(quota.Quota, "apply", lost)
            with pytest.raises(errors.StoreError):
                await world.teaching.correct(HOME, BOB, turn, "On Saturday.")
        assert (await world.ask("when is the game?")).text == "On Saturday."
        again = await world.say("when is the game?", message_id=2)
        await world.teaching.correct(HOME, BOB, again, "On Sunday.")
        lines = (tmp_path / "corrections.jsonl").read_text("utf-8").splitlines()
        assert {json.loads(line)["better"] for line in lines} == {"On Saturday.", "On Sunday."}


async def test_leases_are_known_before_and_after_anybody_shared_the_database(postgres_server: str) -> None:
    async with postgres.database(postgres_server) as url, Database.open(url) as database:
        leases = LeaseStore(database)
        assert await leases.living() == []
        await refuse_leased(database, "Nothing was repaired.")
        await leases.install()
        assert await leases.living() == []
        mine = NewLease(
            writer=leases.writer, instance="", holder="a machine", first_shard=0, last_shard=3, shard_count=4
        )
        found = await leases.claim(lambda _: mine, "", 60)
        assert isinstance(found, tuple)
        with pytest.raises(errors.SettingsError, match=r"a machine \(shards 0-3\).*Nothing was repaired"):
            await refuse_leased(database, "Nothing was repaired.")
        await leases.release(found[0])
        await refuse_leased(database, "Nothing was repaired.")
