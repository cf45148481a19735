"""Spoken to, it hears, shows what it heard, and answers in text and by voice: with the real Whisper and real voices."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import dataclasses
import pathlib
import shutil
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
import pytest
from tests.e2e.town import Town, buttons
from tests.sounds import CONTAINERS, encoded, wav
from tests.speech_sounds import FESTIVAL_RU, Sounds, piper_model

from chatterbot import models
from chatterbot.app import App
from chatterbot.audio import AudioFrame, Resampler
from chatterbot.standin import Actor, Json

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

PATIENCE_S = 60.0
"""Seconds for the model to load and a sentence to be recognised, on a busy machine."""
IS_VOICE_MESSAGE = 8192


@dataclasses.dataclass(frozen=True)
class Tongue:
    """What is said and answered in a language."""

    code: str
    question: str
    answer: str
    heard: str
    """A word of the answer that the second recognition has to find."""
    voice: str
    """Engine of the bot's voice."""


ENGLISH = Tongue("en", "where do we meet on Friday?", "We meet in the old library at seven.", "library", "piper")
RUSSIAN = Tongue("ru", "когда начинается игра?", "Игра начинается вечером в большом саду.", "саду", "text2wave")


def tongue(which: Tongue) -> Any:
    """A test's language, skipped where its voice is not installed."""
    there = piper_model() is not None if which is ENGLISH else shutil.which(FESTIVAL_RU[0]) is not None
    reason = f"no natural voice for {which.code} is installed"
    return pytest.param(which, id=which.code, marks=pytest.mark.skipif(not there, reason=reason))


def speaking(whisper: pathlib.Path, **more: Any) -> dict[str, Any]:
    """Settings: the real recogniser, a natural voice of this machine for each language, nothing online."""
    piper = piper_model()
    return {
        "hear": True,
        "speak": True,
        "model": str(whisper),
        "edge": False,
        "espeak": False,
        "piper": [] if piper is None else [f"en={piper}"],
        "programs": [f"ru={FESTIVAL_RU[0]} -eval '{FESTIVAL_RU[2]}'"] if shutil.which(FESTIVAL_RU[0]) else [],
        **more,
    }


def spoken(text: str, language: str, rate: int) -> np.ndarray[Any, np.dtype[np.float32]]:
    """A sentence in a natural voice, with half a second of silence around it."""
    resampler = Resampler(rate, 1)
    parts = [
        resampler.push(AudioFrame(samples.reshape(-1, 1), own))
        for own, samples in Sounds(natural=True).pcm(text, language)
    ]
    parts.append(resampler.flush())
    silence = np.zeros(rate // 2, np.float32)
    return np.concatenate((silence, *(part.to_floats() for part in parts), silence))


async def recording(text: str, language: str, container: str) -> bytes:
    """A file in which somebody says that."""

    def made() -> bytes:
        if container == "wav":
            return wav(spoken(text, language, 16_000))
        return encoded(container, samples=spoken(text, language, CONTAINERS[container][2]))

    return await asyncio.to_thread(made)


@contextlib.asynccontextmanager
async def listening(town: Town, whisper: pathlib.Path, **more: Any) -> AsyncGenerator[App]:
    """The bot with ears and a voice, taught one answer in each language."""
    async with town.running(speech=speaking(whisper, **more)) as app:
        lessons = [models.NewExample(one.question, one.answer) for one in (ENGLISH, RUSSIAN)]
        await app.services.teaching.teach(int(town.guild["id"]), int(town.boss.id), lessons, source="test")
        assert app.speech.transcriber is not None
        file = await recording("Are you ready?", "en", "wav")
        await app.speech.transcriber.transcribe(file, "a.wav", likely=("en",))  # waits for the model
        yield app


async def next_message(town: Town, after: Json) -> Json:
    """The bot's next message."""

    def later() -> list[Json]:
        there = town.discord.messages(town.general)
        return [m for m in there if m["author"]["id"] == town.discord.bot["id"] and int(m["id"]) > int(after["id"])]

    await town.discord.wait_until(later, PATIENCE_S)
    return later()[0]


async def send(town: Town, who: Actor, kind: str, text: str, language: str) -> Json:
    """Say something to the bot in a file, or in a voice message that answers one of its messages."""
    if kind == "voice message":
        ogg = await recording(text, language, "ogg opus")
        bots = [m for m in town.discord.messages(town.general) if m["author"]["id"] == town.discord.bot["id"]]
        return await who.attach_voice(ogg, duration=3.0, waveform="AAAA", reply_to=bots[-1])
    container, name = {"wav": ("wav", "q.wav"), "mp3": ("mp3", "q.mp3"), "m4a": ("m4a", "q.m4a")}[kind]
    return await who.say(town.me, files=[(name, await recording(text, language, container))])


@pytest.mark.parametrize("language", [tongue(ENGLISH), tongue(RUSSIAN)])
async def test_what_is_said_in_a_file_is_answered_in_text_and_by_voice(
    town: Town, ann: Actor, speech_model: pathlib.Path, language: Tongue
) -> None:
    async with listening(town, speech_model) as app:
        assert app.speech.transcriber is not None
        for kind in ("wav", "mp3", "m4a", "voice message"):
            said = await send(town, ann, kind, language.question, language.code)
            quote = await next_message(town, said)
            assert quote["content"].startswith("> 🎙️ ")
            assert quote["message_reference"]["message_id"] == said["id"]
            answer = await next_message(town, quote)
            assert answer["content"] == language.answer, (kind, quote["content"])
            voice = await next_message(town, answer)
            assert voice["flags"] & IS_VOICE_MESSAGE
            assert voice["message_reference"]["message_id"] == answer["id"]
            (attachment,) = voice["attachments"]
            assert attachment["content_type"] == "audio/ogg"
            assert 1 < attachment["duration_secs"] < 10
            assert len(set(base64.b64decode(attachment["waveform"]))) > 5
            again = await app.speech.transcriber.transcribe(
                town.discord.backend.cdn.read(attachment), "answer.ogg", likely=("en", "ru")
            )
            assert language.heard in again.text.lower(), again.text
            assert again.language == language.code


@pytest.mark.skipif(piper_model() is None, reason="no natural voice for en is installed")
async def test_it_is_spoken_to_in_many_ways(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with listening(town, speech_model) as app:
        said = await ann.say(
            f"{town.me} what does she want to know?",
            files=[("a.mp3", await recording(ENGLISH.question, "en", "mp3")), ("b.txt", b"no sound")],
        )
        quote = await next_message(town, said)
        assert quote["content"].startswith("> 🎙️ ")
        answer = await next_message(town, quote)
        assert answer["content"] == ENGLISH.answer  # what was written only says that something is to be heard
        assert buttons(answer) == ["vote-up", "vote-down"]
        await next_message(town, answer)
        turn = await app.services.conversation.turn(int(town.guild["id"]), int(answer["id"]))
        assert turn.prompt.endswith(heard(quote))

        used = await ann.context("Transcribe", said)
        await used.wait(lambda one: (one.content or "").startswith(">"), PATIENCE_S, "the transcript")
        assert used.ephemeral
        assert used.content == quote["content"]

        await app.services.preferences.change(int(town.guild["id"]), voice_answers=False)
        once = await asyncio.to_thread(spoken, ENGLISH.question, "en", 16_000)
        pause = np.zeros(16_000 * 20, np.float32)
        long = await ann.say(town.me, files=[("long.wav", wav(np.concatenate((once, pause, once, pause, once))))])
        quote = await next_message(town, long)
        await town.discord.wait_until(lambda: town.now(quote)["content"].startswith("> 🎙️ "), PATIENCE_S)
        assert town.now(quote)["edited_timestamp"] is not None  # it showed how far it was
        assert town.now(quote)["content"].lower().count("meet on friday") == 3
        await next_message(town, quote)

        private = ann.dm()
        voice = await private.attach_voice(await recording(ENGLISH.question, "en", "ogg opus"), duration=3.0)
        await town.discord.wait_until(lambda: len(private.messages()) == 4, PATIENCE_S)
        asked, quote, answer, voice_answer = private.messages()
        assert asked["id"] == voice["id"]
        assert quote["content"].startswith("> 🎙️ ")
        assert answer["content"].startswith("I don't know that yet")
        assert voice_answer["flags"] & IS_VOICE_MESSAGE  # in direct messages nobody chose otherwise
    # In the guild nothing was spoken after it was switched off.
    assert sum(bool(m["flags"] & IS_VOICE_MESSAGE) for m in town.discord.messages(town.general)) == 1


def heard(quote: Json) -> str:
    """What a quote says was heard."""
    return quote["content"].removeprefix("> 🎙️ ")
