"""Piper's voices: good, local, quick. The library is GPL-3, so it is an extra of its own, imported only if a model is configured."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, Final

from chatterbot import audio, errors
from chatterbot.speech import native_executor
from chatterbot.speech.tts import russian_numbers
from chatterbot.speech.tts.piper_catalog import looks_like_a_name
from chatterbot.speech.tts.voices import Gender, SynthesisError, SynthesisFault, VoiceInfo, language_of

__all__ = ("PIPER", "PiperVoices")

PIPER: Final = "piper"
"""The name of this synthesizer."""


class PiperVoices:
    """The voices whose models are on this machine, a `voices.Synthesizer`.

    Each model is loaded (0.4 s, 60 to 120 MB of memory) when it is first needed. Make one with `open`, not with the constructor.
    """

    def __init__(self, load: Callable[[Path], Any], models: Mapping[VoiceInfo, Path], executor: Executor) -> None:
        self.name: Final = PIPER
        self.remote: Final = False
        self.cacheable: Final = True
        self._load = load
        self._models = dict(models)
        self._executor = executor
        self._loaded: dict[str, Any] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, models: Mapping[str, Path]) -> AsyncGenerator[PiperVoices]:
        """Check the configured models and yield their voices; no model is loaded yet.

        Parameters
        ----------
        models
            By language: an ``.onnx`` file with its ``.onnx.json`` beside it.

        Raises
        ------
        TextToSpeechError
            If a file is missing, or the ``.onnx.json`` is not valid JSON.
        ImportError
            If piper-tts is not installed (extra ``piper``).
        """
        # One thread: onnxruntime has its own threads for the matrices, and the library holds a lock while it makes phonemes anyway.
        async with native_executor.NativeExecutor.open(1, "piper") as executor:
            loop = asyncio.get_running_loop()
            load = await loop.run_in_executor(executor, _import_piper)
            yield cls(load, await loop.run_in_executor(executor, _read_models, dict(models)), executor)

    def voices(self) -> Sequence[VoiceInfo]:
        """Return one voice for each configured model."""
        return tuple(self._models)

    async def warm(self, language: str) -> None:
        """Load the models of a language now, so that the first answer does not wait for them.

        Raises
        ------
        SynthesisError
            If a model cannot be loaded.
        """
        for voice in self._models:
            if voice.language == language:
                await asyncio.get_running_loop().run_in_executor(self._executor, self._load_model, voice)

    async def speak(self, text: str, voice: VoiceInfo, rate: float) -> AsyncGenerator[audio.AudioFrame]:
        """Implement `voices.Synthesizer.speak`; the sound is yielded sentence by sentence."""
        loop = asyncio.get_running_loop()
        if voice.language == "ru":
            text = russian_numbers.in_words(text)
        # In the library "[[" begins a list of phonemes.
        sentences = await loop.run_in_executor(self._executor, self._start, text.replace("[[", "[ ["), voice, rate)
        got_sound = False
        while (frame := await loop.run_in_executor(self._executor, _next, sentences)) is not None:
            got_sound = True
            yield frame
        if not got_sound:
            raise SynthesisError(f"{voice.id} found nothing to say", SynthesisFault.VOICE)

    def _start(self, text: str, voice: VoiceInfo, rate: float) -> Iterator[Any]:
        from piper.config import SynthesisConfig  # noqa: PLC0415 - optional, and GPL

        return iter(self._load_model(voice).synthesize(text, SynthesisConfig(length_scale=1 / rate)))

    def _load_model(self, voice: VoiceInfo) -> Any:
        if voice.id not in self._loaded:
            try:
                self._loaded[voice.id] = self._load(self._models[voice])
            except Exception as error:
                raise SynthesisError(f"{voice.id} cannot be loaded: {error}") from error
        return self._loaded[voice.id]


def _next(sentences: Iterator[Any]) -> audio.AudioFrame | None:
    """Return the sound of the next sentence; `None` at the end. Any exception of the library means that the synthesis failed."""
    try:
        for chunk in sentences:
            if len(chunk.audio_int16_array):
                return audio.AudioFrame(chunk.audio_int16_array.reshape(-1, 1), chunk.sample_rate)
    except Exception as error:
        raise SynthesisError(f"piper failed: {error}") from error
    return None


def _import_piper() -> Callable[[Path], Any]:
    """Import the library, which takes 0.5 s and more; runs on the thread."""
    from piper import PiperVoice  # noqa: PLC0415 - optional, and GPL

    return PiperVoice.load


def _read_models(models: dict[str, Path]) -> dict[VoiceInfo, Path]:
    found: dict[VoiceInfo, Path] = {}
    for language, path in models.items():
        description = path.with_name(f"{path.name}.json")
        try:
            json.loads(description.read_text("utf-8"))
            if not path.is_file():
                raise FileNotFoundError(path)
        except (OSError, ValueError) as error:
            get = f"; `chatterbot voices get {path.stem}` downloads it" if looks_like_a_name(path.stem) else ""
            raise errors.TextToSpeechError(f"no Piper voice at {path}: {error}{get}", retryable=False) from error
        locale, _, rest = path.stem.partition("-")
        name = rest.partition("-")[0] or path.stem
        info = VoiceInfo(f"{PIPER}/{path.stem}", name.title(), language_of(language), Gender.UNKNOWN, PIPER, locale)
        found[info] = path
    return found
