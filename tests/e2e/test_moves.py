"""Moved by a moderator, followed by nobody, onto another server, or where it may not speak: the bot stays or goes, and says so."""

from __future__ import annotations

import pathlib
import shutil

import pytest
from tests.e2e import people
from tests.e2e.test_abilities import EmptyWhisper
from tests.e2e.town import Town, log_says
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, in_channel, lasts, loud, room, said, told, whole
from tests.standin.fake_bot import settled

from chatterbot.speech.stt import model_hub, whisper
from chatterbot.standin import Actor, Json, Permission, StandIn
from chatterbot.standin.rest.routes import channels

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

GAME, _, STORY = LESSONS


def written(town: Town, channel: Json) -> list[str]:
    """What the bot wrote in a channel, oldest first."""
    return [m["content"] for m in town.discord.messages(channel) if m["author"]["id"] == town.discord.app_id]


async def test_moved_it_asks_the_new_people_and_hears_only_who_allowed_it(
    town: Town, discord: StandIn, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faster_whisper", reason="the extra `speech` is not installed")
    monkeypatch.setattr(model_hub, "find", lambda *_, **__: pathlib.Path("model"))
    monkeypatch.setattr(whisper, "Whisper", EmptyWhisper)
    lounge, attic = room(town), room(town, "Attic")
    bob, cem = discord.user("Bob", town.general), discord.user("Cem", town.general)
    async with bot_with_a_voice(town, speech={"hear": True, "model": "/srv/models/whisper-base"}) as app:
        await ann.join_voice(lounge, sound=False)
        for person in (bob, cem):
            await person.join_voice(attic, sound=False)
        await people.use(bob, "listen", on=True)
        await people.use(ann, "join")
        await discord.wait_until(lambda: len(written(town, lounge)) == 1)
        discord.voice.move(town.guild["id"], discord.app_id, attic["id"])
        await discord.wait_until(lambda: len(written(town, attic)) == 1)
        assert f"I am listening in <#{attic['id']}>" in written(town, attic)[0]
        call = app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        connection = call.connection
        assert connection is not None
        assert connection.listens_to(int(bob.id))
        assert not connection.listens_to(int(cem.id))
        await cem.at(attic).click(discord.messages(attic)[0], "hear-me")
        assert connection.listens_to(int(cem.id))
        assert len(written(town, lounge)) == 1


async def test_moved_where_it_may_not_speak_it_says_so_and_stays_silent(
    town: Town, discord: StandIn, ann: Actor
) -> None:
    lounge, closed = room(town), room(town, "Closed")
    discord.overwrite(closed, discord.bot, deny=Permission.SPEAK)
    async with bot_with_a_voice(town) as app:
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        bob = discord.user("Bob", town.general)
        await bob.join_voice(closed)
        discord.voice.move(town.guild["id"], discord.app_id, closed["id"])
        await discord.wait_until(lambda: len(written(town, closed)) == 1)
        assert written(town, closed) == ["🔇 Nobody hears me: I need the permission Speak in this channel."]
        await discord.voice_server.wait_settled(closed, 2)
        assert (await town.ask(bob, GAME))["content"] == LESSONS[GAME]
        call = app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        assert call.saying is None
        discord.voice.move(town.guild["id"], discord.app_id, lounge["id"])
        voice = await ann.join_voice(lounge)
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3
        assert written(town, lounge) == []


async def test_all_move_away_and_it_goes(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, attic = room(town), room(town, "Attic")
    bob = discord.user("Bob", town.general)
    async with bot_with_a_voice(town, voice={"leave_after": 0.3}) as app:
        for person in (ann, bob):
            await person.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        async with log_says("nobody was left in it"):
            for person in (ann, bob):
                discord.voice.move(town.guild["id"], person.id, attic["id"])
        await settled(lambda: app.container.calls.get(int(town.guild["id"])) is None)
        assert in_channel(town) is None
        assert "I am in" in said(await people.use(ann, "join"))


async def test_its_channel_is_deleted_in_the_middle_of_a_sentence(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, attic = room(town), room(town, "Attic")
    async with bot_with_a_voice(town) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await town.ask(ann, STORY)
        await discord.wait_until(lambda: voice.stream_of().seconds > 0.3)
        channels.remove(discord.backend, lounge)
        await settled(lambda: app.container.calls.get(int(town.guild["id"])) is None)
        assert in_channel(town) is None
        voice = await ann.join_voice(attic)
        assert "I am in" in said(await people.use(ann, "join"))
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3


async def test_another_voice_server_loses_no_word(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        lasting = await lasts(app, LESSONS[STORY])
        await town.ask(ann, STORY)
        await discord.wait_until(lambda: voice.stream_of().seconds > 0.5)
        before = discord.voice_server.counters.identified
        discord.voice.announce_server(town.guild["id"])  # as after a change of the channel's region
        heard = await told(voice, lasting - 0.1)
        assert sum(map(whole, heard)) == pytest.approx(lasting, abs=0.15)
        assert discord.voice_server.counters.identified == before + 1
        assert in_channel(town) == lounge["id"]


async def test_a_lower_user_limit_sends_nobody_away(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town):
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        lounge["user_limit"] = 1
        discord.backend.dispatcher.dispatch("CHANNEL_UPDATE", lounge, town.guild["id"])
        discord.voice_server.drop(user=discord.bot)  # resumed, so it keeps its place
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3
