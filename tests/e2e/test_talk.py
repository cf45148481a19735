"""Stories of spoken conversations: real voices, real Whisper, the stand-in's end-to-end encrypted call."""

from __future__ import annotations

import pathlib

import pytest
from tests.e2e.talk_scenes import natural, scene
from tests.e2e.town import Town
from tests.speech_sounds import piper_model

from chatterbot.standin import Actor

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(piper_model() is None, reason="no natural English voice is installed"),
]


async def test_a_question_is_answered_aloud(town: Town, ann: Actor, speech_model: pathlib.Path) -> None:
    async with scene(town, ann, speech=natural(speech_model)) as here:
        await here.say(0, "Where do we meet?")
        assert "library" in await here.answer()
