"""Every voice of the bot is as loud as the others, from its first word on, and nothing clips."""

from __future__ import annotations

import shutil

import pytest
from tests.e2e import people
from tests.e2e.town import Town
from tests.e2e.voice_bot import bot_with_a_voice, room
from tests.speech_sounds import piper_model

from chatterbot import audio
from chatterbot.speech.tts import loudness
from chatterbot.speech.tts.voice_levels import TARGET_LUFS
from chatterbot.standin import Actor, StandIn

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(120),
    pytest.mark.skipif(
        piper_model() is None or shutil.which("espeak-ng") is None, reason="two local voices are not installed"
    ),
]

TEXT = "We meet in the old library at seven, as we did last week."


async def test_all_voices_are_equally_loud_in_the_channel(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town, speech={"piper": [f"en={piper_model()}"]}) as app:
        voice = await ann.join_voice(lounge)
        await people.use(ann, "join")
        await discord.voice_server.wait_settled(lounge, 2)
        assert app.speech.speaker is not None
        found = {one.id for one in app.speech.speaker.voices("en")}
        heard: dict[str, float] = {}
        for name in found:
            await people.use(ann, "say", text=TEXT, voice=name)
            sound = (await voice.hear(timeout_s=30.0)).audio.samples
            heard[name] = loudness.integrated(sound, audio.DISCORD_RATE)
            assert loudness.true_peak(sound) <= -0.5, f"{name} clips"
        assert len(heard) >= 2
        # Piper makes this text at -15 LUFS, espeak-ng at -18; speech that is louder or softer by 2 LU is heard as different.
        assert {name: lufs for name, lufs in heard.items() if abs(lufs - TARGET_LUFS) > 2.0} == {}
