"""Try whether a synthesizer works, with a text of one figure."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Final

from chatterbot.speech.tts.voices import SynthesisError, Synthesizer

__all__ = ("speak",)

_TEXT: Final = "1"


async def speak(synthesizer: Synthesizer, language: str, rate: float, patience_s: float) -> None:
    """Speak the text with a voice of this language, else with the first one, and drop the sound; take `patience_s` seconds at most.

    Raises
    ------
    SynthesisError
        If the synthesizer has no voice or does not speak.
    """
    voices = synthesizer.voices()
    if not voices:
        raise SynthesisError(f"{synthesizer.name} has no voices")
    voice = min(voices, key=lambda one: one.language != language)
    try:
        async with (
            asyncio.timeout(patience_s),
            contextlib.aclosing(synthesizer.speak(_TEXT, voice, rate)) as sound,
        ):
            async for _ in sound:
                pass
    except TimeoutError:
        raise SynthesisError(f"{synthesizer.name} did not speak within {patience_s:g} s") from None
