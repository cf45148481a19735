"""On stages: the bot asks to speak, speaks when it is let, hears only the speakers, and falls silent when it is sent back."""

from __future__ import annotations

import asyncio
import pathlib
import shutil

import pytest
from tests.e2e import people
from tests.e2e.test_abilities import EmptyWhisper
from tests.e2e.town import Town, fields
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, in_channel, lasts, loud, room, said, told
from tests.standin.fake_bot import settled
from tests.standin.voices import tone

from chatterbot.speech.stt import model_hub, whisper
from chatterbot.standin import Actor, ChannelType, Json, Permission, StandIn

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

GAME, MEET, STORY = LESSONS
WAITING = "✋ Nobody hears me yet: on this stage I am in the audience, and I have asked to speak."
AUDIENCE = "🔇 Nobody hears me: on this stage I am in the audience."


@pytest.fixture
def stage(town: Town) -> Json:
    """A stage, made before the bot starts."""
    return room(town, "Stage", ChannelType.STAGE)


def written(town: Town, channel: Json) -> list[str]:
    """What the bot wrote in a channel, oldest first."""
    return [m["content"] for m in town.discord.messages(channel) if m["author"]["id"] == town.discord.app_id]


def own(town: Town) -> Json:
    """The bot's voice state."""
    state = town.discord.voice.state(town.guild["id"], town.discord.app_id)
    assert state is not None
    return state


async def test_it_asks_to_speak_speaks_when_it_is_let_and_stops_when_it_is_sent_back(
    town: Town, discord: StandIn, ann: Actor, stage: Json
) -> None:
    me = (town.guild["id"], discord.app_id)
    async with bot_with_a_voice(town) as app:
        voice = await ann.join_voice(stage)
        joined = said(await people.use(ann, "join", channel=stage))
        assert joined.startswith(f"🔇 I am in <#{stage['id']}>.\n{WAITING}")
        assert own(town)["suppress"] is True
        assert own(town)["request_to_speak_timestamp"] is not None
        assert WAITING in fields(await people.use(ann, "status"))["Voice channel"]
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME], "in text, as ever"
        counters = discord.voice_server.counters
        assert (counters.received, counters.silenced) == (0, 0), "it sends nothing that nobody would hear"
        discord.voice.stages.let_speak(*me)
        await discord.wait_until(lambda: bool(written(town, stage)))
        assert written(town, stage) == [f"🎤 I may speak on <#{stage['id']}> now: you can hear me."]
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]
        assert sum(map(loud, await told(voice, await lasts(app, LESSONS[MEET]) - 0.1))) > 0.5
        await town.ask(ann, STORY)
        before = voice.stream_of().seconds
        await discord.wait_until(lambda: voice.stream_of().seconds > before + 0.5)
        discord.voice.stages.move_to_audience(*me)
        await discord.wait_until(lambda: len(written(town, stage)) == 2)
        assert "🔇 I was moved to the audience" in written(town, stage)[1]
        call = app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        await settled(lambda: call.saying is None)
        assert own(town)["request_to_speak_timestamp"] is None, "it does not ask again by itself"
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert call.saying is None
        again = said(await people.use(ann, "join", channel=stage))
        assert again.startswith(f"I am already in <#{stage['id']}>.\n{WAITING}")
        assert own(town)["request_to_speak_timestamp"] is not None
    assert len(written(town, stage)) == 2


async def test_a_moderator_of_the_stage_speaks_at_once(town: Town, discord: StandIn, ann: Actor, stage: Json) -> None:
    discord.permit_bot(town.guild, Permission.MUTE_MEMBERS)
    lounge = room(town)
    async with bot_with_a_voice(town):
        voice = await ann.join_voice(stage)
        assert said(await people.use(ann, "join")).startswith(f"🔊 I am in <#{stage['id']}>.")
        assert own(town)["suppress"] is False
        await discord.voice_server.wait_settled(stage, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3
        discord.voice_server.close(4006, user=discord.bot)  # a new session begins in the audience again
        await discord.voice_server.wait_settled(stage, 1)
        await discord.voice_server.wait_settled(stage, 2, 15)
        await discord.wait_until(lambda: own(town)["suppress"] is False)
        assert (await town.ask(ann, MEET))["content"] == LESSONS[MEET]
        assert loud(await voice.hear()) > 0.3
        discord.voice.stages.move_to_audience(town.guild["id"], discord.app_id)
        await discord.wait_until(lambda: len(written(town, stage)) == 1)
        assert own(town)["suppress"] is True, "who moderates the stage has the last word"
        discord.voice.move(town.guild["id"], discord.app_id, lounge["id"])
        bob = await discord.user("Bob", town.general).join_voice(lounge)
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(discord.user("Bob", town.general), GAME))["content"] == LESSONS[GAME]
        assert loud(await bob.hear()) > 0.3


async def test_where_it_may_not_even_ask_it_waits_to_be_invited(
    town: Town, discord: StandIn, ann: Actor, stage: Json
) -> None:
    discord.overwrite(stage, discord.bot, deny=Permission.REQUEST_TO_SPEAK | Permission.SPEAK)
    async with bot_with_a_voice(town):
        voice = await ann.join_voice(stage)
        assert f"{AUDIENCE} People who moderate it can invite me to speak." in said(await people.use(ann, "join"))
        assert own(town)["request_to_speak_timestamp"] is None
        discord.voice.stages.let_speak(town.guild["id"], discord.app_id)
        await discord.wait_until(lambda: len(written(town, stage)) == 1)
        await discord.voice_server.wait_settled(stage, 2)
        assert (await town.ask(ann, GAME))["content"] == LESSONS[GAME]
        assert loud(await voice.hear()) > 0.3


async def test_moved_to_a_stage_it_asks_there_and_says_so(
    town: Town, discord: StandIn, ann: Actor, stage: Json
) -> None:
    lounge = room(town)
    await discord.user("Bob", town.general).join_voice(stage, sound=False)
    async with bot_with_a_voice(town):
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        discord.voice.move(town.guild["id"], discord.app_id, stage["id"])
        await discord.wait_until(lambda: own(town)["request_to_speak_timestamp"] is not None)
        await discord.wait_until(lambda: len(written(town, stage)) == 1)
        assert written(town, stage)[0].startswith(WAITING)


async def test_after_a_restart_it_asks_again(town: Town, discord: StandIn, ann: Actor, stage: Json) -> None:
    async with bot_with_a_voice(town):
        await ann.join_voice(stage, sound=False)
        await people.use(ann, "join")
        discord.voice.stages.let_speak(town.guild["id"], discord.app_id)
        await discord.wait_until(lambda: len(written(town, stage)) == 1)
    async with bot_with_a_voice(town):
        await discord.wait_until(lambda: len(written(town, stage)) == 2, 20)
        assert own(town)["request_to_speak_timestamp"] is not None
        back, waiting = written(town, stage)[1].split("\n")
        assert back == f"🔁 I was restarted, and I am back in <#{stage['id']}>."
        assert waiting == f"{WAITING} Somebody who moderates it has to let me."


async def test_it_hears_the_speakers_and_not_the_audience(
    town: Town, discord: StandIn, ann: Actor, stage: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("faster_whisper", reason="the extra `speech` is not installed")
    monkeypatch.setattr(model_hub, "find", lambda *_, **__: pathlib.Path("model"))
    monkeypatch.setattr(whisper, "Whisper", EmptyWhisper)
    bob = discord.user("Bob", town.general)
    async with bot_with_a_voice(town, speech={"hear": True, "model": "/srv/models/whisper-base"}) as app:
        speaker, listener = await ann.join_voice(stage), await bob.join_voice(stage)
        joined = said(await people.use(ann, "join"))
        assert "👂 I hear people who allow it" in joined
        for person in (ann, bob):
            await people.use(person, "listen", on=True)
        await discord.wait_until(lambda: len(written(town, stage)) == 1)
        assert written(town, stage)[0].startswith(WAITING), "the announcement says it"
        discord.voice.stages.let_speak(town.guild["id"], ann.id)
        call = app.container.calls.get(int(town.guild["id"]))
        assert call is not None
        assert call.connection is not None
        await settled(lambda: call.connection is not None and call.connection.listens_to(int(bob.id)))
        async with asyncio.timeout(20):
            frames = call.connection.receive()
            await listener.speak(tone(440))
            await speaker.speak(tone(440))
            heard = {(await anext(frames)).user_id for _ in range(20)}
            await frames.aclose()
        assert heard == {int(ann.id)}
        assert discord.voice_server.counters.silenced > 0
        assert in_channel(town) == stage["id"]
