"""What the bot says in a voice channel is understood there: end-to-end encrypted Opus, read by the real Whisper."""

from __future__ import annotations

import asyncio
import pathlib
import shutil
from typing import Any

import numpy as np
import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.e2e.voice_bot import LESSONS, bot_with_a_voice, room
from tests.sounds import encoded, wav
from tests.speech_sounds import FESTIVAL_RU, Sounds, piper_model

from chatterbot import audio, models
from chatterbot.app import App
from chatterbot.standin import Actor, Json, StandIn
from chatterbot.standin.voice.client.heard import HeardSound

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PATIENCE_S = 60.0
"""Seconds for a sentence to be spoken or recognised, on a busy machine."""
MEET = "where do we meet?"
RUSSIAN = ("когда начинается игра?", "Игра начинается вечером в большом саду.")


def natural(speech_model: pathlib.Path) -> dict[str, Any]:
    """Settings: the real recogniser, and a natural voice of this machine for each language."""
    return {
        "hear": True,
        "model": str(speech_model),
        "espeak": False,
        "piper": [f"en={model}"] if (model := piper_model()) else [],
        "programs": [f"ru={FESTIVAL_RU[0]} -eval '{FESTIVAL_RU[2]}'"] if shutil.which(FESTIVAL_RU[0]) else [],
    }


async def understood(app: App, heard: HeardSound) -> str:
    """What Whisper reads out of what somebody heard in the channel, in small letters."""

    def mono() -> bytes:
        resampler = audio.Resampler(16_000, 1)
        parts = [resampler.push(heard.audio), resampler.flush()]
        return wav(np.concatenate([part.to_floats() for part in parts]))

    assert app.speech.transcriber is not None
    return (
        await app.speech.transcriber.transcribe(await asyncio.to_thread(mono), "heard.wav", likely=("en", "ru"))
    ).text.lower()


async def voice_message(text: str) -> bytes:
    """Somebody's voice message that says that."""

    def made() -> bytes:
        resampler = audio.Resampler(48_000, 1)
        spoken = Sounds(natural=True).pcm(text, "en")
        parts = [resampler.push(audio.AudioFrame(samples.reshape(-1, 1), rate)) for rate, samples in spoken]
        parts.append(resampler.flush())
        silence = np.zeros(24_000, np.float32)
        return encoded("ogg opus", samples=np.concatenate((silence, *(part.to_floats() for part in parts), silence)))

    return await asyncio.to_thread(made)


@pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed")
async def test_a_reply_is_understood_in_the_channel(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town, speech=natural(speech_model)) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        assert voice.privacy_code is not None
        first = await town.ask(ann, MEET)
        assert first["content"] == LESSONS[MEET]
        assert "library" in await understood(app, await voice.hear(timeout_s=PATIENCE_S))
        # The same, asked by voice: the reply stands in text, too, and is said once only.
        asked = await ann.attach_voice(await voice_message(MEET), duration=3.0, reply_to=first)
        assert "library" in await understood(app, await voice.hear(timeout_s=PATIENCE_S))
        assert [m["content"] for m in later(town, asked)][1:] == [LESSONS[MEET]]


def later(town: Town, than: Json) -> list[Json]:
    """The bot's messages after another one: what it heard, and its reply."""
    mine = [m for m in town.discord.messages(town.general) if m["author"]["id"] == town.discord.app_id]
    return [m for m in mine if int(m["id"]) > int(than["id"])]


@pytest.mark.skipif(shutil.which(FESTIVAL_RU[0]) is None, reason="no natural Russian voice is installed")
async def test_a_reply_in_russian(town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town, speech=natural(speech_model)) as app:
        lesson = models.NewExample(*RUSSIAN)
        await app.services.teaching.teach(int(town.guild["id"]), int(town.boss.id), [lesson], source="test")
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        assert (await town.ask(ann, RUSSIAN[0]))["content"] == RUSSIAN[1]
        assert "саду" in await understood(app, await voice.hear(timeout_s=PATIENCE_S))
