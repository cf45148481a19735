"""Scripted synthesizers, where a real one is too slow or cannot be made to fail on cue."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import AsyncGenerator, Sequence

import numpy as np

from chatterbot import audio
from chatterbot.speech.tts import voices

__all__ = ("ScriptedVoices", "Step")

RATE = 22_050
Step = float | voices.SynthesisError | asyncio.Event
"""What a scripted synthesizer does next: so many seconds of sound, fail, or wait."""


class ScriptedVoices:
    """Speaks tones: one piece after the other as scripted, then every piece 0.5 s long.

    Parameters
    ----------
    name
        Of the synthesizer.
    languages
        One voice for each.
    level
        Of the samples, so that a listener can tell who speaks.
    """

    def __init__(self, name: str, languages: Sequence[str] = ("en",), *, level: int = 1_000, rate: int = RATE) -> None:
        self.name = name
        self.remote = False
        self.cacheable = True
        self.said: list[str] = []
        self.finished: list[str] = []
        self.speaking = 0
        self.script: collections.deque[Sequence[Step]] = collections.deque()
        self._level, self._rate = level, rate
        self._voices = tuple(
            voices.VoiceInfo(f"{name}/{language}", name, language, voices.Gender.UNKNOWN, name)
            for language in languages
        )

    def voices(self) -> Sequence[voices.VoiceInfo]:
        """One for each language."""
        return self._voices

    async def speak(self, text: str, voice: voices.VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Do as scripted."""
        self.said.append(text)
        self.speaking += 1
        try:
            for step in self.script.popleft() if self.script else (0.5,):
                match step:
                    case asyncio.Event():
                        await step.wait()
                    case voices.SynthesisError():
                        raise step
                    case _:
                        samples = np.full((round(step * self._rate), 1), self._level, np.int16)
                        yield audio.AudioFrame(samples, self._rate)
            self.finished.append(text)
        finally:
            self.speaking -= 1
