"""Sound for tests of voice: tones that are recognised by their pitch, and simulated users who speak."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tests.standin.town import Town

from chatterbot import audio
from chatterbot.standin import Json
from chatterbot.standin.voice.client.heard import HeardSound, decode
from chatterbot.standin.voice.client.peer import PeerOptions
from chatterbot.standin.voice.client.person import VoicePerson

PITCHES = (330.0, 440.0, 550.0, 660.0, 770.0, 880.0, 990.0, 1100.0, 1210.0, 1320.0)
"""Frequencies in hertz, far enough apart to be recognised in a quarter of a second."""
FAST = 8.0
"""How many times faster than real time tests speak if time does not matter."""


def tone(hertz: float, seconds: float = 0.4, rate: int = audio.DISCORD_RATE) -> audio.AudioFrame:
    time = np.arange(round(seconds * rate)) / rate
    return audio.AudioFrame.from_floats(0.3 * np.sin(2 * np.pi * hertz * time), rate)


def levels(sound: audio.AudioFrame) -> tuple[float, float]:
    """Return the level of each channel's middle in decibels of full scale, by the root mean square; of mono twice the same."""
    start = len(sound) // 2
    middle = sound.samples[start - sound.rate // 5 : start + sound.rate // 5].astype(float) / 32_768
    left, right = 20 * np.log10(np.sqrt(np.mean(middle**2, axis=0))) * np.ones(2)
    return float(left), float(right)


def pitch(sound: audio.AudioFrame) -> float:
    """Return the loudest frequency in hertz, to about 4 Hz."""
    samples = sound.to_floats()
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), n=1 << 16))
    return float(np.argmax(spectrum) * sound.rate / (1 << 16))


def sounds_like(heard: HeardSound, hertz: float) -> bool:
    return abs(pitch(heard.audio) - hertz) < 8


def likeness(heard: audio.AudioFrame, said: audio.AudioFrame) -> float:
    """Return the similarity of two sounds, 0 to 1: the peak of their normalised cross-correlation at 16 kHz."""

    def floats(sound: audio.AudioFrame) -> NDArray[np.float64]:
        resampler = audio.Resampler(audio.SPEECH_RATE, 1)
        parts = [resampler.push(sound).to_floats(), resampler.flush().to_floats()]
        return np.concatenate(parts).astype(np.float64)

    one, other = floats(heard), floats(said)
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    return float(np.max(product) / (np.linalg.norm(one) * np.linalg.norm(other)))


def without_pauses(heard: HeardSound) -> audio.AudioFrame:
    """Return the heard sound without the pauses that a busy machine caused."""
    packets = [packet for packet in heard.packets if not packet.silent]
    evenly = [
        dataclasses.replace(packet, timestamp=number * audio.DISCORD_FRAME_SAMPLES)
        for number, packet in enumerate(packets)
    ]
    return decode(evenly).audio


async def meet(
    town: Town, lounge: Json, names: Sequence[str], settings: PeerOptions | None = None
) -> list[VoicePerson]:
    """Let users join one after the other; wait each time until the call has settled."""
    people: list[VoicePerson] = []
    for name in names:
        people.append(await town.discord.user(name, town.general).join_voice(lounge, settings=settings))
        await town.discord.voice_server.wait_settled(lounge, len(people))
    return people


async def talk(people: Sequence[VoicePerson], seconds: float = 0.4, speed: float = FAST) -> None:
    """Let all users speak at once; check that each hears every other one completely."""
    pitches = dict(zip((person.user["id"] for person in people), PITCHES, strict=False))
    for person in people:
        await person.wait_ready()
    async with asyncio.TaskGroup() as tasks:
        for person in people:
            tasks.create_task(person.speak(tone(pitches[person.user["id"]], seconds), speed=speed))
    for person in people:
        for other in people:
            if other is not person:
                heard = await person.hear(other.user["id"])
                assert heard.lost == 0, (person, other, heard.lost)
                assert len(heard.packets) == round(seconds * 50) + 5, (person, other, len(heard.packets))
                assert sounds_like(heard, pitches[other.user["id"]]), (person, other, pitch(heard.audio))
