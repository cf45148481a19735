"""Stories of a microphone that sends sound without end: the others are answered, and its person is told what helps."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncGenerator

import numpy as np
import pytest
from tests.e2e.talk_scenes import Scene, natural, scene, spoken
from tests.e2e.town import Town
from tests.speech_sounds import piper_model

from chatterbot import audio
from chatterbot.standin import Actor

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed"),
]

MEET = "Where do we meet?"
LONG_S = 60
CROWD = (
    "The ships were loaded with grain and wool before the winter storms began.",
    "Nobody in the village remembered who had planted the old chestnut trees.",
    "She counted the silver coins twice and put them back into the drawer.",
    "My neighbour repairs bicycles in a shed behind the railway station.",
)
ASKED_S = 12
"""When somebody asks over the sound: it is known by then that it does not end."""
QUIET = 0.06
"""How loud the room is beside a voice at the microphone: -24 dB."""


def room(seconds: float) -> audio.AudioFrame:
    """A crowd that talks all at once, backwards: a detector takes it for speech, and there are no words in it."""
    voices = [spoken(text).samples[::-1, 0].astype(np.float32) for text in CROWD]
    length = round(seconds * audio.DISCORD_RATE)
    mixed = sum(np.roll(np.resize(voice, length), number * 9_000) for number, voice in enumerate(voices))
    return audio.AudioFrame((np.asarray(mixed) * QUIET).astype(np.int16).reshape(-1, 1), audio.DISCORD_RATE)


@contextlib.asynccontextmanager
async def endless(here: Scene, who: int, sound: audio.AudioFrame) -> AsyncGenerator[None]:
    """Let somebody's microphone send a sound during the block."""
    sending = asyncio.create_task(here.voices[who].speak(sound))
    try:
        yield
    finally:
        sending.cancel()
        await asyncio.wait([sending])


@pytest.mark.parametrize(
    "told",
    [
        ["en", "🎙️ <@{}>, your microphone sends sound without a break", "Push to Talk: User Settings → Voice & Video."],
        ["ru", "🎙️ <@{}>, ваш микрофон передаёт звук без остановки", "Настройки пользователя → Голос и видео."],
    ],
)
async def test_nobody_waits_for_a_silence_that_never_comes(
    town: Town, ann: Actor, speech_model: pathlib.Path, told: list[str]
) -> None:
    bob = town.discord.user("Bob", town.general)
    language, begins, helps = told
    async with (
        scene(town, ann, bob, speech=natural(speech_model), language=language) as here,
        endless(here, 1, await asyncio.to_thread(room, LONG_S)),
    ):
        await town.discord.wait_until(lambda: len(here.posted()) == 2, 40)
        notice = here.posted()[1]
        assert notice["content"].startswith(begins.format(bob.id))
        assert notice["content"].endswith(helps)
        assert notice["mentions"] == []
        await here.say(0, MEET)
        assert await here.told("library")
        assert len(here.posted()) == 2, "it is said once"


async def test_its_person_is_heard_over_it(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    def mixed() -> audio.AudioFrame:
        sound, voice, begin = room(LONG_S).samples, spoken(MEET).samples, ASKED_S * audio.DISCORD_RATE
        sound[begin : begin + len(voice)] += voice // 2  # both together stay within 16 bits
        return audio.AudioFrame(sound, audio.DISCORD_RATE)

    async with scene(town, ann, speech=natural(speech_model)) as here, endless(here, 0, await asyncio.to_thread(mixed)):
        assert await here.told("library")
        assert [message["content"][:2] for message in here.posted()[1:]] == ["🎙️"]
