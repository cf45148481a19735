"""Spoken conversations with the real bot: people with real voices, and what Whisper reads out of its answers."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import pathlib
import shutil
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
from tests.e2e import people
from tests.e2e.town import Town
from tests.e2e.voice_bot import bot_with_a_voice, lasts, room, told, whole
from tests.sounds import wav
from tests.speech_sounds import FESTIVAL_RU, Sounds, piper_model

from chatterbot import audio
from chatterbot.app import App
from chatterbot.llm import LanguageModel
from chatterbot.speech.tts.edge import SharedConnector
from chatterbot.standin import Actor, Json
from chatterbot.standin.voice.client.heard import HeardSound
from chatterbot.standin.voice.client.person import VoicePerson

__all__ = ("Scene", "natural", "scene", "spoken", "understood")


NEARLY = 0.95
"""Share of a text's sound that has to be heard for all of it: the end fades."""


def natural(speech_model: pathlib.Path, **more: Any) -> dict[str, Any]:
    """Settings: the real recogniser, and a natural voice of this machine for each language."""
    return {
        "hear": True,
        "model": str(speech_model),
        "espeak": True,
        "piper": [f"en={model}"] if (model := piper_model()) else [],
        "programs": [f"ru={FESTIVAL_RU[0]} -eval '{FESTIVAL_RU[2]}'"] if shutil.which(FESTIVAL_RU[0]) else [],
        **more,
    }


@functools.cache
def spoken(text: str, language: str = "en") -> audio.AudioFrame:
    """Somebody's voice: 48 kHz mono, said once and remembered."""
    resampler = audio.Resampler(audio.DISCORD_RATE, 1)
    pieces = Sounds(natural=True).pcm(text, language)
    parts = [resampler.push(audio.AudioFrame(samples.reshape(-1, 1), rate)) for rate, samples in pieces]
    parts.append(resampler.flush())
    return audio.AudioFrame(np.concatenate([part.samples for part in parts]), audio.DISCORD_RATE)


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


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A call with the bot in it, and those who may be heard."""

    app: App
    town: Town
    lounge: Json
    voices: tuple[VoicePerson, ...]

    async def say(self, who: int, text: str, language: str = "en") -> None:
        """Say something."""
        sound = await asyncio.to_thread(spoken, text, language)
        await self.voices[who].speak(sound)

    async def interrupt(self, question: str, text: str, who: int = 0) -> HeardSound:
        """Ask something, and say something else as soon as the answer has begun; gives that beginning."""
        await asyncio.to_thread(spoken, text)  # so that it can be said at once, however busy the machine is
        await self.say(who, question)
        beginning = await self.voices[who].hear(seconds=0.8)
        await self.say(who, text)
        return beginning

    async def allow(self, actor: Actor) -> None:
        """Let somebody say that they may be heard."""
        await people.done(await actor.at(self.lounge).click(self.posted()[0], "hear-me"))

    async def understood(self, heard: HeardSound) -> str:
        """What Whisper reads out of something heard."""
        return await understood(self.app, heard)

    async def answer(self, who: int = 0, timeout_s: float = 20.0) -> str:
        """What the bot says next, as that person hears it; signs that it thinks, on a busy machine, are no words."""
        async with asyncio.timeout(2 * timeout_s):
            while not (words := await self.understood(await self.voices[who].hear(timeout_s=timeout_s))):
                pass
        return words

    async def told(self, word: str, who: int = 0, timeout_s: float = 40.0) -> bool:
        """Whether the bot comes to say that word, however many pauses it makes before."""
        async with asyncio.timeout(timeout_s):
            while word not in await self.answer(who):
                pass
        return True

    async def told_whole(self, text: str, before: HeardSound, who: int = 0) -> bool:
        """Whether the bot says all of a text, of which a part was heard already; however many pauses it makes."""
        await told(self.voices[who], NEARLY * await lasts(self.app, text) - whole(before))
        return True

    def posted(self) -> list[Json]:
        """The bot's messages in the voice channel's chat, oldest first."""
        bot = self.town.discord.app_id
        return [m for m in self.town.discord.messages(self.lounge) if m["author"]["id"] == bot]


@contextlib.asynccontextmanager
async def scene(
    town: Town,
    *actors: Actor,
    speech: dict[str, Any],
    consent: bool = True,
    connector: SharedConnector | None = None,
    llm: LanguageModel | None = None,
    **preferences: Any,
) -> AsyncGenerator[Scene]:
    """People in a voice channel, the bot among them; they allow it to hear them, unless told otherwise."""
    lounge = room(town)
    async with bot_with_a_voice(town, connector=connector, speech=speech, model=llm) as app:
        if preferences:
            await app.services.preferences.change(int(town.guild["id"]), **preferences)
        voices = tuple([await actor.join_voice(lounge) for actor in actors])
        await people.use(actors[0], "join")
        await town.discord.voice_server.wait_settled(lounge, len(actors) + 1)
        found = Scene(app, town, lounge, voices)
        await town.discord.wait_until(lambda: bool(found.posted()))  # the announcement
        if consent:
            for actor in actors:
                await found.allow(actor)
        yield found
