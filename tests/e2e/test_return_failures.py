"""After a restart: one call whose connection fails keeps the bot from no other call, and who sends it away on its way is obeyed."""

from __future__ import annotations

import asyncio
import shutil

import pytest
from tests.e2e import people
from tests.e2e.test_return import decided, here, records, returns
from tests.e2e.town import Town
from tests.e2e.voice_bot import bot_with_a_voice, in_channel, room, said
from tests.standin.fake_bot import settled

from chatterbot import errors
from chatterbot.calls import returning
from chatterbot.calls.manager import CallManager
from chatterbot.standin import Actor, ChannelType, StandIn
from chatterbot.voice import DiscordVoiceConnection

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]


@pytest.fixture(autouse=True)
def briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returning, "PACE_S", 0.01)
    monkeypatch.setattr(returning, "PAUSE_S", 0.01)
    monkeypatch.setattr(returning, "INTRODUCED_S", 0.2)


async def test_a_connection_that_fails_is_tried_again_and_stops_no_other_return(
    town: Town, discord: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms = [room(town), discord.channel(discord.guild("Village"), "Lounge", ChannelType.VOICE)]
    for lounge in rooms:
        discord.voice.put(discord.user("Ann", lounge).id, lounge["guild_id"], lounge["id"])
    async with bot_with_a_voice(town) as app:
        for lounge in rooms:
            place = (int(lounge["guild_id"]), int(lounge["id"]))
            await settled(lambda place=place: bool(app.container.calls.rooms.people(*place)))
            await app.container.calls.join(*place)
        assert len(await records(app)) == len(rooms)
    connect, tried = CallManager._connect, list[int]()

    async def fails_at_first(self: CallManager, guild_id: int, channel_id: int) -> DiscordVoiceConnection:
        tried.append(guild_id)
        if len(tried) == 1:
            raise errors.VoiceError("nobody answers")
        return await connect(self, guild_id, channel_id)

    monkeypatch.setattr(CallManager, "_connect", fails_at_first)
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: all(here(town, lounge) for lounge in rooms), 20)
        await settled(lambda: not returns())
        assert tried == [tried[0], tried[1], tried[0]]


async def test_who_sends_it_away_while_it_comes_is_told_so_and_it_does_not_come_back(
    town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lounge = room(town)
    connect, on_its_way = CallManager._connect, asyncio.Event()

    async def slowly(self: CallManager, guild_id: int, channel_id: int) -> DiscordVoiceConnection:
        on_its_way.set()
        await asyncio.get_running_loop().create_future()
        return await connect(self, guild_id, channel_id)

    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
    monkeypatch.setattr(CallManager, "_connect", slowly)
    async with bot_with_a_voice(town) as app:
        await asyncio.wait_for(on_its_way.wait(), 20)
        assert "I have left" in said(await people.use(ann, "leave"))
        await decided(app, town)
        joining = await ann.slash("join")
        await settled(lambda: app.container.calls.get(int(town.guild["id"])) is not None)
        await people.use(ann, "leave")
        assert "somebody sent me away" in said(await people.done(joining))
        assert in_channel(town) is None


async def test_a_bug_while_it_comes_is_not_told_as_somebodys_wish(
    town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: CallManager, guild_id: int, channel_id: int) -> DiscordVoiceConnection:
        raise RuntimeError(f"{self}: {guild_id}, {channel_id}")

    lounge = room(town)
    monkeypatch.setattr(CallManager, "_connect", broken)
    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        assert "failed. Please try again later" in said(await people.use(ann, "join"))
        assert "the voice call ended by a bug" in town.logged.pop().getMessage()
