"""After a restart of the process: the bot returns to the calls it was in, where it is wanted, and says so."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import pathlib
import shutil
import signal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.e2e import bot_process, people
from tests.e2e.test_abilities import EmptyWhisper
from tests.e2e.town import Town, buttons, fields
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, in_channel, loud, room, said
from tests.standin.fake_bot import settled

from chatterbot.app import App
from chatterbot.calls import returning
from chatterbot.speech.stt import model_hub, whisper
from chatterbot.standin import Actor, ChannelType, Json, Permission, StandIn
from chatterbot.standin.rest.routes import channels
from chatterbot.store import CallRecord, call_tables

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

GAME = "when is the game?"
BACK = "🔁 I was restarted, and I am back in <#{}>."


@pytest.fixture(autouse=True)
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "PACE_S", 0.01)
    monkeypatch.setattr(returning, "PAUSE_S", 0.01)
    monkeypatch.setattr(returning, "INTRODUCED_S", 0.2)


def written(town: Town, channel: Json) -> list[str]:
    """What the bot wrote in a channel, oldest first."""
    return [m["content"] for m in town.discord.messages(channel) if m["author"]["id"] == town.discord.app_id]


async def records(app: App) -> list[CallRecord]:
    return await app.services.store.calls.all()


def returns() -> list[asyncio.Task[Any]]:
    """The task that returns to calls, while it is at work."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith("calls: return")]


def here(town: Town, lounge: Json) -> bool:
    """Whether the bot is in a voice channel, by Discord's word."""
    state = town.discord.voice.state(lounge["guild_id"], town.discord.app_id)
    return state is not None and state["channel_id"] == lounge["id"]


async def decided(app: App, town: Town) -> None:
    """Wait until the bot has decided about each call of before the restart."""
    await settled(lambda: not returns())
    assert in_channel(town) is None
    assert await records(app) == []


async def test_it_returns_and_says_so_once(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, other = room(town), room(town, "Other")
    async with bot_with_a_voice(town):
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
    assert in_channel(town) is None
    for restart in range(3):
        async with bot_with_a_voice(town):
            await discord.wait_until(lambda: here(town, lounge))
            await discord.wait_until(lambda: len(written(town, lounge)) == 1)
            await discord.voice_server.wait_settled(lounge, 2)
            assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
            assert loud(await voice.hear()) > 0.3
            shown = fields(await people.use(ann, "status"))["Voice channel"]
            assert f"called by <@{ann.id}> <t:" in shown
            assert "restarted since then" in shown
        assert written(town, lounge) == [BACK.format(lounge["id"])], f"restart {restart}"
    await voice.leave()
    await ann.join_voice(other, sound=False)
    async with bot_with_a_voice(town) as app:
        await decided(app, town)


async def test_a_killed_process_returns_as_well(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    authority = town.data.parent / "authority.pem"
    authority.write_text(discord.voice_ca)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "CHATTERBOT_DISCORD__VOICE_CA": str(authority),
        "CHATTERBOT_DATABASE__URL": town.database_url,
        "CHATTERBOT_SPEECH__EDGE": "false",
        "CHATTERBOT_SPEECH__ESPEAK": "true",
        "CHATTERBOT_TEACHING__STARTER": "false",
    }
    async with bot_process.started(discord, town.data, environment) as process:
        await discord.wait_until(lambda: any(command["name"] == "join" for command in discord.commands), 60)
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2, 20)
        process.send_signal(signal.SIGKILL)
        await process.communicate()
    assert here(town, lounge), "Discord does not know yet that the process is gone"
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: len(written(town, lounge)) == 1, 20)
        assert written(town, lounge) == [BACK.format(lounge["id"])]
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3


async def test_it_speaks_the_servers_language_where_it_may_write(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    lounge = room(town)
    discord.overwrite(lounge, discord.bot, deny=Permission.SEND_MESSAGES)
    async with bot_with_a_voice(town):
        await people.use(boss, "settings", language="ru")
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: any("Меня перезапустили" in text for text in written(town, town.general)))
        assert written(town, lounge) == []


async def test_who_allowed_it_is_heard_and_who_did_not_is_not(
    town: Town, discord: StandIn, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faster_whisper", reason="the extra `speech` is not installed")
    monkeypatch.setattr(model_hub, "find", lambda *_, **__: pathlib.Path("model"))
    monkeypatch.setattr(whisper, "Whisper", EmptyWhisper)
    lounge, hears = room(town), {"hear": True, "model": "/srv/models/whisper-base"}
    bob, cem = discord.user("Bob", town.general), discord.user("Cem", town.general)
    async with bot_with_a_voice(town, speech=hears):
        for person in (ann, bob, cem):
            await person.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        await people.use(ann, "listen", on=True)
        await people.use(bob, "listen", on=True)
        await people.use(bob, "listen", on=False)
        await discord.wait_until(lambda: len(written(town, lounge)) == 1)
    async with bot_with_a_voice(town, speech=hears) as app:
        await discord.wait_until(lambda: len(written(town, lounge)) >= 2)
        message = discord.messages(lounge)[1]
        assert message["content"].startswith(BACK.format(lounge["id"]))
        assert "I hear the people who allow it, and nobody else" in message["content"]
        assert buttons(message) == ["hear-me", "hear-me-not", "call-code"]
        call = app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        await settled(lambda: call.connection is not None and call.connection.listens_to(int(ann.id)))
        assert call.connection is not None
        assert not call.connection.listens_to(int(bob.id)), "he took it back"
        assert not call.connection.listens_to(int(cem.id)), "he was never asked"
        await cem.at(lounge).click(message, "hear-me")
        assert call.connection.listens_to(int(cem.id))


def is_disconnected(town: Town, lounge: Json) -> None:
    town.discord.voice.move(lounge["guild_id"], town.discord.app_id, None)


def loses_its_channel(town: Town, lounge: Json) -> None:
    channels.remove(town.discord.backend, lounge)


@pytest.mark.parametrize("how", [None, is_disconnected, loses_its_channel])
async def test_it_does_not_return_to_a_call_it_is_not_in(town: Town, ann: Actor, how: Any) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        if how is None:
            assert "I have left" in said(await people.use(ann, "leave"))
        else:
            how(town, lounge)
            await settled(lambda: app.container.calls.get(int(town.guild["id"])) is None)
        assert await records(app) == []
    if how is not loses_its_channel:
        await ann.join_voice(lounge, sound=False)
    async with bot_with_a_voice(town) as app:
        await decided(app, town)


@pytest.mark.parametrize("why", ["late", "restarts", "only a bot", "no permission", "unwanted", "gone", "muted"])
async def test_it_does_not_return_where_it_is_not_wanted_any_more(
    town: Town, discord: StandIn, ann: Actor, why: str
) -> None:
    lounge, guild = room(town), town.guild["id"]
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        store, values = app.services.store, dict[str, Any]()
        await settled_records(app, 1)
        if why == "unwanted":
            await app.services.preferences.change_override(int(guild), int(lounge["id"]), voice=False)
        elif why == "late":
            values = {"seen_at": dt.datetime.now(dt.UTC) - returning.LONGEST_ABSENCE - dt.timedelta(minutes=1)}
        elif why == "restarts":
            values = {"returns": returning.MOST_RETURNS}
        if values:
            change = sa.update(call_tables.calls).values(values)
            await store._database.writing(lambda connection: connection.execute(change).close())
    if why == "only a bot":
        await ann.leave_voice()
        discord.world.add_user("Robot", bot=True)
        discord.voice.put(discord.user("Robot", town.general).id, guild, lounge["id"])
    elif why == "no permission":
        discord.overwrite(lounge, discord.bot, deny=Permission.CONNECT)
    elif why == "muted":
        discord.backend.builder.change_member(guild, discord.app_id, mute=True)
    elif why == "gone":
        channels.remove(discord.backend, lounge)
    async with bot_with_a_voice(town) as app:
        await decided(app, town)
        assert not any("restarted" in text for text in written(town, town.general))


async def settled_records(app: App, count: int) -> None:
    """Wait until so many calls are written down."""
    async with asyncio.timeout(5):
        while len(await records(app)) != count:  # noqa: ASYNC110 - the database tells nobody
            await asyncio.sleep(0)


async def test_who_calls_it_or_sends_it_away_meanwhile_is_obeyed(
    town: Town, discord: StandIn, ann: Actor, boss: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lounge, attic = room(town), room(town, "Attic")
    bob = discord.user("Bob", town.general)
    await bob.join_voice(attic, sound=False)
    may_begin, run = asyncio.Event(), returning.CallReturns.run

    async def later(self: returning.CallReturns) -> None:
        await may_begin.wait()
        await run(self)

    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
    monkeypatch.setattr(returning.CallReturns, "run", later)
    async with bot_with_a_voice(town) as app:
        assert f"I am in <#{attic['id']}>" in said(await people.use(boss, "join", channel=attic))
        may_begin.set()
        await settled(lambda: not returns())
        assert here(town, attic)
        (record,) = await records(app)
        assert (record.channel_id, record.author_id) == (int(attic["id"]), int(boss.id))
    may_begin.clear()
    async with bot_with_a_voice(town) as app:
        assert "I am not in" in said(await people.use(bob, "leave"))
        may_begin.set()
        await decided(app, town)
    assert written(town, attic) == written(town, lounge) == []


async def test_an_erased_person_is_not_named_and_the_bot_returns_all_the_same(
    town: Town, discord: StandIn, ann: Actor
) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        await settled_records(app, 1)
        assert "1 voice call that I am in because you called me" in said(await people.use(ann, "privacy"))
        await app.services.privacy.erase(int(ann.id), int(town.guild["id"]), keep_taught=False)
        (record,) = await records(app)
        assert record.author_id == 0
        assert ann.id not in fields(await people.use(ann, "status"))["Voice channel"]
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: len(written(town, lounge)) == 1)
        assert ann.id not in fields(await people.use(ann, "status"))["Voice channel"]


async def test_it_follows_where_it_was_moved(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, attic = room(town), room(town, "Attic")
    await discord.user("Bob", town.general).join_voice(attic, sound=False)
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        discord.voice.move(town.guild["id"], discord.app_id, attic["id"])
        async with asyncio.timeout(5):
            while [record.channel_id for record in await records(app)] != [int(attic["id"])]:  # noqa: ASYNC110
                await asyncio.sleep(0)
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: len(written(town, attic)) == 1)
        assert here(town, attic)


async def test_many_calls_are_returned_to_one_after_the_other_and_again_after_a_failure(
    town: Town, discord: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(returning, "PACE_S", 0.3)
    rooms = [
        room(town),
        *(discord.channel(discord.guild(f"Village {n}"), "Lounge", ChannelType.VOICE) for n in range(3)),
    ]
    for lounge in rooms:
        discord.voice.put(discord.user("Ann", lounge).id, lounge["guild_id"], lounge["id"])
    async with bot_with_a_voice(town) as app:
        calls = app.container.calls
        for lounge in rooms:
            place = (int(lounge["guild_id"]), int(lounge["id"]))
            await settled(lambda place=place: bool(calls.rooms.people(*place)))
            await calls.join(*place)
        await settled_records(app, len(rooms))
    assert not any(here(town, lounge) for lounge in rooms)
    discord.voice_server.faults.lose_discoveries = 1000  # nobody gets through
    came: list[float] = []
    async with bot_with_a_voice(town, voice={"connect_timeout": 2}):
        await discord.wait_until(lambda: any(here(town, each) for each in rooms), 20)
        discord.voice_server.faults.lose_discoveries = 0
        for count in range(1, len(rooms) + 1):
            await discord.wait_until(lambda count=count: sum(here(town, each) for each in rooms) >= count, 30)
            came.append(asyncio.get_running_loop().time())
        await settled(lambda: not returns())
        assert all(here(town, each) for each in rooms)
    assert came[-1] - came[0] >= 0.3


async def test_where_it_came_by_itself_it_returns_while_the_server_wants_that(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        await people.use(boss, "settings", voice_channels="come")
        await ann.join_voice(lounge, sound=False)
        await town.ask(ann, GAME)
        await settled_records(app, 1)
        (record,) = await records(app)
        assert (record.by_itself, record.author_id) == (True, None)
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: len(written(town, lounge)) == 1)
        assert "here since <t:" in fields(await people.use(ann, "status"))["Voice channel"]
        await people.use(boss, "settings", voice_channels="present")
    async with bot_with_a_voice(town) as app:
        await decided(app, town)
