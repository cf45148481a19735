"""Stories of words that the bot could not make out: real voices, real Whisper, the stand-in's end-to-end encrypted call."""

from __future__ import annotations

import contextlib
import pathlib
import shutil
from collections.abc import Generator

import pytest
from tests.e2e.talk_scenes import Scene, natural, scene
from tests.e2e.town import Town, log_says
from tests.speech_sounds import FESTIVAL_RU, piper_model

from chatterbot import models
from chatterbot.speech.stt import hallucinations
from chatterbot.standin import Actor, StandIn

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed"),
]

MEET = "Where do we meet?"


async def mumbled(here: Scene, who: int, text: str, language: str = "en") -> str:
    """Mumble something, and return what the bot says to it."""
    with mumbling():
        await here.say(who, text, language)
        heard = await here.voices[0].hear(timeout_s=20.0)
    return await here.understood(heard) or await here.answer()  # a sign that it thinks has no words


@contextlib.contextmanager
def mumbling() -> Generator[None]:
    """Let the recogniser be as unsure of every word as it is of mumbled ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hallucinations, "LOGPROB", 0.0)
        patch.setattr(hallucinations, "DOUBTFUL_LOGPROB", 0.0)
        patch.setattr(hallucinations, "CERTAIN_LOGPROB", 0.0)
        yield


async def test_somebody_alone_with_the_bot_is_asked_once_and_then_answered(
    town: Town, ann: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(town, ann, speech=natural(speech_model), mirror=True) as here:
        asked = await mumbled(here, 0, MEET)
        assert "pardon" in asked or "catch" in asked
        with mumbling():
            async with log_says(": listening"):
                await here.say(0, MEET)
        assert len(here.posted()) == 1, "nothing is written down of what was not understood"
        await here.say(0, MEET)
        assert await here.told("library")


@pytest.mark.skipif(shutil.which(FESTIVAL_RU[0]) is None, reason="no natural Russian voice is installed")
async def test_it_asks_in_the_language_that_the_person_spoke_before(
    town: Town, ann: Actor, speech_model: pathlib.Path
) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        lesson = models.NewExample("Когда начинается игра?", "Игра начинается вечером в городском парке.")
        await here.app.services.teaching.teach(int(town.guild["id"]), int(town.boss.id), [lesson], source="test")
        await here.say(0, "Когда начинается игра?", "ru")
        assert "парк" in await here.answer()
        asked = await mumbled(here, 0, "Когда начинается игра?", "ru")
        assert any(word in asked for word in ("прост", "рассл", "слыш"))


async def test_among_several_people_only_somebody_who_calls_the_bot_is_asked(
    town: Town, discord: StandIn, ann: Actor, speech_model: pathlib.Path
) -> None:
    bob = discord.user("Bob", town.general)
    async with scene(town, ann, bob, speech=natural(speech_model), wake_names=["Chatterbot"]) as here:
        with mumbling():
            async with log_says(": listening"):
                await here.say(0, "Did you see the football game yesterday?")
        asked = await mumbled(here, 1, f"Chatterbot, {MEET.lower()}")
        assert "pardon" in asked or "catch" in asked, "the first thing that anybody hears of the bot"
        await here.say(1, MEET)
        assert await here.told("library")
