"""The bot with a voice of this machine, and what happens in voice channels."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
from tests.e2e.town import Town

from chatterbot import audio, models
from chatterbot.app import App
from chatterbot.speech.tts.edge import SharedConnector
from chatterbot.standin import ChannelType, Interaction, Json
from chatterbot.standin.voice.client.heard import CLOSING_SILENCES, HeardSound
from chatterbot.standin.voice.client.person import VoicePerson

__all__ = ("LESSONS", "bot_with_a_voice", "in_channel", "lasts", "loud", "room", "said", "sentences", "told", "whole")

LESSONS = {
    "when is the game?": "On Friday at eight.",
    "where do we meet?": "We meet in the old library at seven.",
    "tell me a story": "Once upon a time there was a little bot that lived in a big town and talked to everybody it met.",
}


@contextlib.asynccontextmanager
async def bot_with_a_voice(
    town: Town, *, connector: SharedConnector | None = None, **sections: Any
) -> AsyncGenerator[App]:
    """The bot, taught a few answers, speaking with espeak-ng (which is quick) unless told otherwise."""
    authority = town.data.parent / "authority.pem"
    authority.write_text(town.discord.voice_ca)
    spoken = {"hear": False, "speak": True, "edge": False, "espeak": True, "prefill": False}
    sections["speech"] = {**spoken, **sections.get("speech", {})}
    async with town.running(connector=connector, discord={"voice_ca": str(authority)}, **sections) as app:
        lessons = [models.NewExample(question, answer) for question, answer in LESSONS.items()]
        await app.services.teaching.teach(int(town.guild["id"]), int(town.boss.id), lessons, source="test")
        yield app


def room(town: Town, name: str = "Lounge", kind: ChannelType = ChannelType.VOICE, **more: Any) -> Json:
    """Make a voice channel; before the bot starts, so that it knows it."""
    return town.discord.channel(town.guild, name, kind, **more)


def in_channel(town: Town) -> str | None:
    """The voice channel the bot is in, by Discord's word."""
    state = town.discord.voice.state(town.guild["id"], town.discord.app_id)
    return None if state is None else state["channel_id"]


def said(interaction: Interaction) -> str:
    """What the bot answered."""
    return str(interaction.content)


def loud(heard: HeardSound) -> float:
    """Seconds of what was heard that are no silence."""
    samples = np.abs(heard.audio.samples.astype(np.int32)).max(axis=1)
    return float(np.count_nonzero(samples > 200)) / heard.audio.rate


def whole(heard: HeardSound) -> float:
    """Seconds of sound, the five frames of silence at its end left out."""
    return sum(not packet.silent for packet in heard.packets) * audio.DISCORD_FRAME_S


async def lasts(app: App, text: str) -> float:
    """Seconds for which the bot's voice speaks a text."""
    assert app.speech.speaker is not None
    return sum([frame.duration_s async for frame in app.speech.speaker.synthesize(text)])


async def told(voice: VoicePerson, seconds: float) -> list[HeardSound]:
    """Hear so much of the bot, however many pauses a busy machine or a lost connection makes in it."""
    pieces: list[HeardSound] = []
    while sum(map(whole, pieces)) < seconds:
        pieces.append(await voice.hear(quiet_s=3.0, timeout_s=20.0))
    return pieces


async def sentences(voice: VoicePerson, count: int) -> list[float]:
    """Hear so many sentences, and give their lengths in seconds: the frames of silence after each tell them apart."""
    lengths: list[float] = []
    while len(lengths) < count:
        frames, silent = [0], 0
        for packet in (await voice.hear()).packets:
            silent = silent + 1 if packet.silent else 0
            frames[-1] += not packet.silent
            if silent == CLOSING_SILENCES:
                frames.append(0)
        lengths += [audio.DISCORD_FRAME_S * spoken for spoken in frames if spoken]
    return lengths
