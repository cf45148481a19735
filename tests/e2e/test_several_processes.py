"""Two bots share the servers and one PostgreSQL database: what one changes, the other knows within a second."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from tests import postgres
from tests.e2e.town import Town
from tests.standin.fake_bot import settled

from chatterbot import app as app_module
from chatterbot import errors, models
from chatterbot.discord import connecting
from chatterbot.standin import Actor, Fault, Json, StandIn
from chatterbot.store import CallRecord

pytestmark = pytest.mark.e2e

SECOND = models.NewExample("when is the game?", "On Friday at eight.")
WITHIN_S = 1.0
"""How soon the others know."""


@dataclasses.dataclass(slots=True)
class Pair:
    """Two bots, each with one of two shards, and a server of each."""

    town: Town
    first: app_module.App
    second: app_module.App
    guilds: tuple[Json, Json]
    members: tuple[Actor, Actor]

    async def ask(self, shard: int, question: str) -> Json:
        """Ask in the server of a shard."""
        return await self.town.ask(self.members[shard], question)


@pytest_asyncio.fixture
async def town(town: Town, postgres_server: str) -> AsyncIterator[Town]:
    """The town, with a database that several processes can share."""
    async with postgres.database(postgres_server) as url:
        yield dataclasses.replace(town, database_url=url)


def servers(town: Town, shards: int) -> list[tuple[Json, Actor]]:
    """Make a server for each shard, and return it with a member."""
    found: dict[int, tuple[Json, Actor]] = {}
    while len(found) < shards:
        town.discord.clock.advance(0.001)  # the shard depends on the millisecond in which a server is made
        guild = town.discord.guild("Server")
        shard = (int(guild["id"]) >> 22) % shards
        found.setdefault(shard, (guild, town.discord.user("Member", town.discord.channel(guild))))
    return [found[shard] for shard in range(shards)]


@contextlib.asynccontextmanager
async def bot(town: Town, shards: str, **sections: Any) -> AsyncGenerator[app_module.App]:
    """Run one process's bot."""
    async with app_module.lifespan(town.settings(discord={"shards": shards}, **sections)) as running:
        yield running


@pytest_asyncio.fixture
async def pair(town: Town) -> AsyncIterator[Pair]:
    """Two bots that run."""
    places = servers(town, 2)
    async with bot(town, "0/2") as first, bot(town, "1/2") as second:
        yield Pair(town, first, second, (places[0][0], places[1][0]), (places[0][1], places[1][1]))


async def soon(condition: Any) -> None:
    """Wait until something is true, within the time in which the others must know."""
    async with asyncio.timeout(WITHIN_S):
        while not await condition():  # noqa: ASYNC110 - nothing here tells when another process knows
            await asyncio.sleep(0)


async def test_each_bot_answers_in_its_own_servers_only(pair: Pair, discord: StandIn) -> None:
    for shard, app in enumerate((pair.first, pair.second)):
        await app.services.teaching.teach(int(pair.guilds[shard]["id"]), 1, [SECOND], source="text")
        asked = await pair.members[shard].say(f"{pair.town.me} when is the game?")
        assert (await discord.wait_reply(asked))["content"] == "On Friday at eight."
    replies = [
        m for guild in pair.members for m in discord.messages(guild.channel) if m["author"]["id"] == discord.bot["id"]
    ]
    assert len(replies) == 2
    private = await pair.members[1].dm().say("when is the game?")
    await discord.wait_message(private_channel := discord.dm(pair.members[1]), after=private)
    assert len([m for m in discord.messages(private_channel) if m["author"]["id"] == discord.bot["id"]]) == 1
    sets = [call for call in discord.exchanges if call.method == "PUT" and call.route.endswith("/commands")]
    assert len(sets) == 1  # the second bot found the commands registered
    assert pair.second.container.command_ids.count == pair.first.container.command_ids.count > 0


async def test_what_one_is_taught_the_other_answers_within_a_second(pair: Pair) -> None:
    scope = int(pair.guilds[1]["id"])
    assert (
        "Friday" not in (await pair.ask(1, "when is the game?"))["content"]
    )  # the second bot has the server in memory
    taught = await pair.first.services.teaching.teach(scope, 1, [SECOND], source="text")

    async def answers(text: str) -> bool:
        prompt = models.Prompt("when is the game?", author_id=5, scope_id=scope, channel_id=6)
        return (await pair.second.services.conversation.reply(prompt)).text == text

    await soon(lambda: answers("On Friday at eight."))
    assert (await pair.ask(1, "when is the game?"))["content"] == "On Friday at eight."
    await pair.first.services.teaching.undo(scope, 1, taught.change_id)
    await soon(lambda: answers(""))
    turn_reply = await pair.ask(1, "when is the game?")
    turn: models.Turn | None = None

    async def recorded() -> bool:
        nonlocal turn
        turn = await pair.second.services.store.turns.by_message(scope, int(turn_reply["id"]))
        return turn is not None

    await soon(recorded)
    assert turn is not None
    await pair.first.services.teaching.correct(scope, 1, turn, "On Saturday.")
    await soon(lambda: answers("On Saturday."))


async def test_preferences_and_triggers_of_one_hold_in_the_other(pair: Pair) -> None:
    scope = int(pair.guilds[1]["id"])
    assert await pair.second.services.preferences.language(scope) is None
    await pair.first.services.preferences.change(scope, language="ru")

    async def russian() -> bool:
        return await pair.second.services.preferences.language(scope) == "ru"

    await soon(russian)
    assert await pair.second.services.personas.present(scope) == {}
    await pair.first.services.personas.write(scope, 0, "Be short.", 1)

    async def short() -> bool:
        return len(await pair.second.services.personas.present(scope)) == 1

    await soon(short)


async def test_an_erasure_from_everywhere_reaches_what_the_other_has_in_memory(pair: Pair) -> None:
    scope, person = int(pair.guilds[1]["id"]), int(pair.members[1].id)
    await pair.second.services.teaching.teach(scope, person, [SECOND], source="text")
    assert (await pair.ask(1, "when is the game?"))["content"] == "On Friday at eight."
    moment = pair.second.services.teaching.erasures.moment()
    log = pair.town.data / "corrections.jsonl"  # of a time when there was one process
    log.write_text(f'{{"id": "a", "scope_id": {scope}, "author_id": {person}, "asker_id": {person}}}\n')
    receipt = await pair.first.services.privacy.erase(person, None, keep_taught=False)
    assert receipt.counts["examples"] == 1
    assert log.read_text() == ""
    # Work that had begun in the other process is refused there.
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        async with pair.second.services.teaching.erasures.writing(moment, scope, person):
            pytest.fail("it writes")
    prompt = models.Prompt("when is the game?", author_id=5, scope_id=scope, channel_id=6)

    async def forgotten() -> bool:
        return not (await pair.second.services.conversation.reply(prompt)).text

    await soon(forgotten)
    async with pair.first.services.store.database.read() as connection:
        found = await connection.exec_driver_sql(f"SELECT 1 FROM chatterbot_cluster.changes WHERE person_id = {person}")
        assert found.first() is None


async def test_what_is_changed_while_the_notifications_are_lost_is_known_all_the_same(pair: Pair) -> None:
    scope = int(pair.guilds[1]["id"])
    assert "Friday" not in (await pair.ask(1, "when is the game?"))["content"]
    writer = pair.second.services.store.database.writer
    async with pair.first.services.store.database.unfenced() as connection:
        await connection.exec_driver_sql(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{writer}'"
        )
    await pair.first.services.teaching.teach(scope, 1, [SECOND], source="text")

    async def answers() -> bool:
        prompt = models.Prompt("when is the game?", author_id=5, scope_id=scope, channel_id=6)
        try:
            return (await pair.second.services.conversation.reply(prompt)).text == "On Friday at eight."
        except errors.StoreError:  # the connections that were cut
            return False

    async with asyncio.timeout(5):
        while not await answers():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
    pair.town.logged.clear()


async def test_a_bot_that_lost_its_lease_ends_and_says_why(town: Town) -> None:
    servers(town, 2)
    async with bot(town, "0/2", database={"lease": 2}) as running:
        async with running.services.store.database.unfenced() as connection:
            await connection.exec_driver_sql("DELETE FROM chatterbot_cluster.leases")
        with pytest.raises(errors.ServiceError, match=r"the lease of shards 0/2 .* is lost"):
            async with asyncio.timeout(3):
                await running.join()
    town.logged.clear()


async def test_on_sqlite_a_part_of_the_shards_is_refused(town: Town) -> None:
    sqlite = dataclasses.replace(town, database_url="")
    with pytest.raises(errors.SettingsError, match=r"discord\.shards: a part of the shards needs other processes"):
        async with bot(sqlite, "0/2"):
            pytest.fail("it runs")


async def test_what_is_asked_while_the_shards_change_hands_is_answered_once(town: Town, discord: StandIn) -> None:
    ((guild, member),) = servers(town, 1)
    async with bot(town, "0/1") as running:
        await running.services.teaching.teach(int(guild["id"]), 1, [SECOND], source="text")
        before = await member.say(f"{town.me} when is the game?")
        await discord.wait_reply(before)
    missed = [await member.say(f"{town.me} when is the game?") for _ in range(2)]
    unaddressed = await member.say("when is the game?")
    async with bot(town, "0/1"):
        for asked in missed:
            assert (await discord.wait_reply(asked))["content"] == "On Friday at eight."
        after = await member.say(f"{town.me} when is the game?")
        await discord.wait_reply(after)
    async with bot(town, "0/1"):
        last = await member.say(f"{town.me} when is the game?")
        await discord.wait_reply(last)
    replied = [
        m["message_reference"]["message_id"]
        for m in discord.messages(member.channel)
        if m["author"]["id"] == discord.bot["id"]
    ]
    assert sorted(replied) == [m["id"] for m in (before, *missed, after, last)]
    assert unaddressed["id"] not in replied


async def test_calls_of_other_shards_are_left_to_their_process(town: Town) -> None:
    _, (guild, _) = servers(town, 2)
    async with bot(town, "0/2") as running:
        now = dt.datetime.now(dt.UTC)
        record = CallRecord(scope_id=int(guild["id"]), channel_id=1, created_at=now, seen_at=now)
        await running.services.store.calls.put(record)
    async with bot(town, "0/2") as running:
        await settled(lambda: not any(task.get_name() == "calls: return" for task in asyncio.all_tasks()))
        assert [one.scope_id for one in await running.services.store.calls.all()] == [int(guild["id"])]


async def test_processes_that_start_together_keep_discords_limit_for_that(town: Town, discord: StandIn) -> None:
    servers(town, 2)
    discord.gateway.identify_window_s = 0.5
    async with contextlib.AsyncExitStack() as stack:
        async with asyncio.timeout(30):
            await asyncio.gather(*(stack.enter_async_context(bot(town, f"{shard}/2")) for shard in range(2)))
        shards = [one.session.shard for one in discord.gateway.live if one.session is not None]
        assert sorted(shards) == [(0, 2), (1, 2)]


async def test_discord_that_fails_for_a_moment_delays_the_start(
    town: Town, discord: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "ASK_AGAIN_S", (0.01, 0.01))
    fault = discord.faults.add(Fault("GET", "/gateway/bot", status=500, times=2))
    async with bot(town, "auto/1") as running:
        assert fault.hits == 2
        assert running.lease is not None
        assert str(running.lease.shards) == "0/1"
