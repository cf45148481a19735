"""How many pieces are synthesized at the same time, and whose is next."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from chatterbot import audio
from chatterbot.speech.tts import circuit_breaker, prefetch, voice_levels
from chatterbot.speech.tts.options import TtsOptions
from chatterbot.speech.tts.speaker import Speaker
from chatterbot.speech.tts.voices import Gender, VoiceInfo, VoiceRegistry

pytestmark = pytest.mark.unit


class Voice:
    """A synthesizer that counts how many texts it speaks at once; each takes until `go` is set."""

    name = "test"
    cacheable = False

    def __init__(self, *, remote: bool) -> None:
        self.remote = remote
        self.go = asyncio.Event()
        self.began: list[str] = []
        self.running = 0
        self.most = 0

    def voices(self) -> Sequence[VoiceInfo]:
        return [VoiceInfo("test/en", "Ann", "en", Gender.UNKNOWN, self.name)]

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        assert (voice.language, rate) == ("en", 1.0)
        self.began.append(text)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await self.go.wait()
            yield audio.AudioFrame(np.full((1_600, 1), 10_000, np.int16), 16_000)
        finally:
            self.running -= 1


@contextlib.asynccontextmanager
async def speaking(voice: Voice) -> AsyncGenerator[Speaker]:
    options = TtsOptions(local_at_once=2, online_at_once=3)
    async with (
        prefetch.Prefetcher.open() as prefetcher,
        circuit_breaker.CircuitBreakers.open(options.circuit, {voice.name: None}) as circuits,
    ):
        registry = VoiceRegistry([voice], {})
        with ThreadPoolExecutor(1) as executor:
            levels = voice_levels.VoiceLevels(executor)
            yield Speaker(
                options, registry, circuits=circuits, cache=None, prefetcher=prefetcher, levels=levels, online=None
            )


async def said(speaker: Speaker, text: str, *, live: bool = False) -> float:
    """The sounds that were heard: each of them is 0.1 s."""
    return round(sum([frame.duration_s async for frame in speaker.synthesize(text, live=live)]) / 0.1, 3)


async def turns(count: int = 20) -> None:
    """Let every task go on until it waits."""
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("remote", "most"), [(False, 1), (True, 2)])
async def test_recorded_speech_leaves_one_place_to_live_speech(*, remote: bool, most: int) -> None:
    voice = Voice(remote=remote)
    async with speaking(voice) as speaker:
        recorded = [asyncio.create_task(said(speaker, f"Recorded text number {number}.")) for number in range(6)]
        await turns()
        assert voice.running == most
        live = asyncio.create_task(said(speaker, "A live text.", live=True))
        await turns()
        assert voice.began[-1] == "A live text."
        voice.go.set()
        assert await asyncio.gather(live, *recorded) == [1] * 7
    assert voice.most == most + 1
    assert voice.running == 0


async def test_live_speech_is_next_and_a_listener_who_leaves_makes_room() -> None:
    voice = Voice(remote=False)
    async with speaking(voice) as speaker:
        live = [asyncio.create_task(said(speaker, f"Live text {number}.", live=True)) for number in range(2)]
        await turns()
        recorded = asyncio.create_task(said(speaker, "A recorded text."))
        await turns()
        late = asyncio.create_task(said(speaker, "A late live text.", live=True))
        await turns()
        assert len(voice.began) == 2
        live[0].cancel()
        await asyncio.wait([live[0]])
        await turns()
        assert voice.began[2:] == ["A late live text."]
        voice.go.set()
        assert await asyncio.gather(late, live[1], recorded) == [1, 1, 1]
