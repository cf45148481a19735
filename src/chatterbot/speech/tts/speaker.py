"""Text to speech: words in, sound out, whatever happens to the service behind it.

A text is made speakable, its language guessed, cut into pieces, and each piece spoken by the first voice that can; what was said
before comes from the disk.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import logging
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Final, Protocol

import aiohttp

from chatterbot import audio, errors
from chatterbot.speech.tts import cache as tts_cache
from chatterbot.speech.tts import (
    circuit_breaker,
    edge,
    fallback_chain,
    language_detection,
    prefetch,
    sentences,
    text_normalization,
    word_timing,
)
from chatterbot.speech.tts import piper as tts_piper
from chatterbot.speech.tts import program as tts_program
from chatterbot.speech.tts.voices import (
    SynthesisError,
    Synthesizer,
    VoiceCandidate,
    VoiceInfo,
    VoiceRegistry,
    language_of,
)

__all__ = ("Speaker", "TextToSpeech", "TtsOptions")

_log = logging.getLogger(__name__)

_THREADS: Final = 2
"""Decode, encode, read and write; making the sound has its own threads or processes."""


@dataclasses.dataclass(frozen=True, slots=True)
class TtsOptions:
    """Who speaks, and how."""

    online: bool = True
    """Microsoft's online voices: natural, hundreds, no key; the text is sent there. Needs the extra ``speech``."""
    prefer_local: bool = False
    """Local voices speak where there is one for the language, and the online ones only where not."""
    piper: Mapping[str, Path] = dataclasses.field(default_factory=dict[str, Path])
    """Piper models (``.onnx``, with the ``.onnx.json`` beside it) by language. Needs the extra ``piper``."""
    programs: tuple[tts_program.ProgramOptions, ...] = ()
    """Other programs that speak, the most wanted first."""
    espeak: bool = True
    """espeak-ng where it is installed: the last resort, in every language."""
    preferred: Mapping[str, str] = dataclasses.field(default_factory=dict[str, str])
    """Voice id by language, where not the first one is wanted."""
    language: str = "en"
    """Of texts that do not show theirs ("42")."""
    rate: float = 1.0
    """Speed, in [0.5, 2]; 1 is the voice's own."""
    cache_bytes: int = 200 * 1024 * 1024
    """For kept sounds, in bytes: some 9 hours of speech; 0 keeps none."""
    limits: edge.EdgeOptions = dataclasses.field(default_factory=edge.EdgeOptions)
    """How long the online voices may take."""
    circuit: circuit_breaker.CircuitOptions = dataclasses.field(default_factory=circuit_breaker.CircuitOptions)
    """When a synthesizer that fails is passed over."""


class TextToSpeech(Protocol):
    """What the doors need."""

    def synthesize(
        self,
        text: str,
        *,
        language: str | None = None,
        voice: str | None = None,
        names: Mapping[int, str] | None = None,
        live: bool = True,
        told: word_timing.WordTiming | None = None,
    ) -> AsyncGenerator[audio.AudioFrame]:
        """See `Speaker.synthesize`."""
        ...

    def voices(self, language: str | None = None) -> list[VoiceInfo]:
        """See `Speaker.voices`."""
        ...


class Speaker:
    """Speaks.

    Use `open`; the constructor is for it alone.
    """

    def __init__(
        self,
        options: TtsOptions,
        catalogue: VoiceRegistry,
        *,
        health: circuit_breaker.CircuitBreakers,
        cache: tts_cache.SpeechCache | None,
        background: prefetch.Prefetcher,
        online: edge.EdgeVoices | None,
    ) -> None:
        self._options = options
        self._catalogue = catalogue
        self._circuits = health
        self._cache = cache
        self._background = background
        self._online = online
        self._listed = online is None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, options: TtsOptions, cache_folder: Path | None, *, connector: aiohttp.BaseConnector | None = None
    ) -> AsyncGenerator[Speaker]:
        """Give a speaker; on leaving no task, process, thread or connection of it is left.

        What is configured but cannot be had (an extra, a model, a program) is named in the log and done without.

        Parameters
        ----------
        settings
            Who speaks.
        cache_folder
            For kept sounds, of this speaker alone; `None` keeps none.
        connector
            How the online voices are reached, in place of the ordinary way (`edge.EdgeVoices.open`).
        """
        async with contextlib.AsyncExitStack() as stack:
            executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="speech")
            stack.push_async_callback(asyncio.to_thread, executor.shutdown, cancel_futures=True)
            online = await _online(stack, options, executor, connector) if options.online else None
            background = await stack.enter_async_context(prefetch.Prefetcher.open())
            local = await _local(stack, options, background)
            wanted: list[Synthesizer] = [*local]
            if online is not None:
                wanted.insert(len(local) if options.prefer_local else 0, online)
            if options.espeak and (robot := await tts_program.espeak_ng()) is not None:
                wanted.append(robot)
            if not wanted:
                _log.warning("no voice is installed: nothing can be spoken")
            probes: dict[str, circuit_breaker.Probe | None] = {one.name: None for one in wanted}
            if online is not None:
                probes[online.name] = online.probe
            health = await stack.enter_async_context(circuit_breaker.CircuitBreakers.open(options.circuit, probes))
            cache = await _cache(options, cache_folder, executor)
            stack.push_async_callback(background.stop)  # before the voices it may be using are closed
            yield cls(
                options,
                VoiceRegistry(wanted, options.preferred),
                health=health,
                cache=cache,
                background=background,
                online=online,
            )

    async def synthesize(
        self,
        text: str,
        *,
        language: str | None = None,
        voice: str | None = None,
        names: Mapping[int, str] | None = None,
        live: bool = True,
        told: word_timing.WordTiming | None = None,
    ) -> AsyncGenerator[audio.AudioFrame]:
        """Speak a text as Discord shows it.

        Parameters
        ----------
        text
            Markup and all; see `speakable.speakable`.
        language
            The likeliest one. A text that is plainly of another is spoken in its own.
        voice
            The id of the voice that is wanted; where it does not speak the language, another one does.
        names
            Names of those mentioned in the text, by id.
        live
            Somebody listens while it is spoken. `False` for files: see `answers.speak`.
        told
            Learns which words are heard when.

        Yields
        ------
            Mono sound, all of one rate, as soon as there is some. Closing the generator ends all work.

        Raises
        ------
        InvalidInputError
            If the text has nothing that can be said (``error-speech-nothing-to-say``).
        TextToSpeechError
            If no voice can speak; part of the text may have been spoken.
        """
        spoken, chain = self._plan(text, language, voice, names)
        if not spoken:
            raise errors.InvalidInputError("error-speech-nothing-to-say")
        if not chain:
            raise errors.TextToSpeechError("no voice is installed for this language", retryable=False)
        with self._background.first():
            ways = fallback_chain.FallbackChain(self._circuits, self._make, self._kept)
            async with contextlib.aclosing(fallback_chain.speak(spoken, chain, ways, live=live, told=told)) as frames:
                async for frame in frames:
                    yield frame

    def voices(self, language: str | None = None) -> list[VoiceInfo]:
        """Give the voices that speak a language, its own first; all of them for `None`. Asks nobody."""
        return self._catalogue.voices(language)

    def voice(self, name: str) -> VoiceInfo | None:
        """Give the voice with this id, or with this name of its engine's."""
        return self._catalogue.find(name)

    def health(self) -> tuple[circuit_breaker.Health, ...]:
        """How each synthesizer does, the most wanted first."""
        return self._circuits.health()

    def prepare(self, texts: Iterable[str], *, language: str | None = None, voice: str | None = None) -> int:
        """Have texts spoken into the cache when nobody is being spoken to; how many pieces will be made.

        Only by the voice that would speak them now; stops at the first failure. `forget_preparations` gives up what waits.
        """
        if self._cache is None:
            return 0
        accepted = 0
        for text in texts:
            spoken, chain = self._plan(text, language, voice, None)
            if not chain or not chain[0].synthesizer.cacheable:
                continue
            for piece in spoken:
                if not self._kept(chain[0], piece):
                    accepted += self._background.prepare(functools.partial(self._prepared, chain[0], piece))
        return accepted

    def forget_preparations(self) -> None:
        """Prepare nothing more of what waits."""
        self._background.forget()

    async def settled(self) -> None:
        """Wait until all preparations are made and all sounds that are to be kept are kept."""
        await self._background.finished()

    def _plan(
        self, text: str, language: str | None, voice: str | None, names: Mapping[int, str] | None
    ) -> tuple[list[str], Sequence[VoiceCandidate]]:
        likely = [tag for tag in (language, self._options.language) if tag]
        said = text_normalization.speakable(text, language, names)
        found = language_detection.guess(said, likely) or self._options.language
        if language is None or language_of(language) != found:
            said = text_normalization.speakable(text, found, names)
        chain = self._catalogue.chain(found, voice) or self._catalogue.chain(self._options.language, voice)
        return sentences.pieces(said), chain

    def _key(self, candidate: VoiceCandidate, text: str) -> tts_cache.SpeechKey:
        return tts_cache.SpeechKey(candidate.voice.id, self._options.rate, text)

    def _kept(self, candidate: VoiceCandidate, text: str) -> bool:
        return self._cache is not None and self._key(candidate, text) in self._cache

    async def _make(self, candidate: VoiceCandidate, text: str) -> AsyncGenerator[audio.AudioFrame]:
        """Give a piece's sound from the cache, else from its synthesizer, and keep that."""
        key = self._key(candidate, text)
        if self._cache is not None:
            heard = False
            async with contextlib.aclosing(self._cache.get(key)) as kept:
                async for frame in kept:
                    heard = True
                    yield frame
            if heard:
                return
        synthesizer = candidate.synthesizer
        made: list[audio.AudioFrame] = []
        async with contextlib.aclosing(synthesizer.speak(text, candidate.voice, self._options.rate)) as sound:
            async for frame in sound:
                made.append(frame)
                yield frame
        self._circuits.succeeded(synthesizer.name)
        if self._cache is not None and synthesizer.cacheable:
            cache = self._cache
            self._background.chore(lambda: cache.put(key, made))
        if self._online is not None and synthesizer is self._online and not self._listed:
            self._listed = True  # it is reachable: now its own list can be had, once
            self._background.chore(self._online.refresh)

    async def _prepared(self, candidate: VoiceCandidate, text: str) -> bool:
        """Make one piece for the cache; see `preparations.Prepare`."""
        if self._kept(candidate, text):
            return True
        name = candidate.synthesizer.name
        if not self._circuits.available(name):
            raise errors.TextToSpeechError(f"{name} does not work at the moment")
        try:
            async with contextlib.aclosing(self._make(candidate, text)) as sound:
                async for _ in sound:
                    if self._background.speaking:
                        return False
        except SynthesisError as error:
            self._circuits.failed(name, error)
            raise
        return True


async def _online(
    stack: contextlib.AsyncExitStack,
    options: TtsOptions,
    executor: Executor,
    connector: aiohttp.BaseConnector | None,
) -> edge.EdgeVoices | None:
    try:
        return await stack.enter_async_context(edge.EdgeVoices.open(options.limits, executor, connector=connector))
    except ImportError as error:
        _log.warning("the online voices need the extra `speech` (pip install 'chatterbot-discord[speech]'): %s", error)
        return None


async def _local(
    stack: contextlib.AsyncExitStack, options: TtsOptions, background: prefetch.Prefetcher
) -> list[Synthesizer]:
    found: list[Synthesizer] = []
    if options.piper:
        try:
            piper = await stack.enter_async_context(tts_piper.PiperVoices.open(options.piper))
            found.append(piper)
            # The likeliest model is loaded now, the others when they are needed: each is 60 to 120 MB.
            background.chore(lambda: piper.warm(language_of(options.language)))
        except ImportError as error:
            _log.warning("Piper's voices need the extra `piper` (pip install 'chatterbot-discord[piper]'): %s", error)
        except errors.TextToSpeechError as error:
            _log.warning("%s", error)
    for program in options.programs:
        try:
            found.append(tts_program.ProgramVoices(program))
        except errors.TextToSpeechError as error:
            _log.warning("%s", error)
    return found


async def _cache(options: TtsOptions, folder: Path | None, executor: Executor) -> tts_cache.SpeechCache | None:
    if folder is None or not options.cache_bytes:
        return None
    try:
        return await tts_cache.SpeechCache.open(folder, options.cache_bytes, executor)
    except OSError as error:
        _log.warning("spoken answers are not kept: %s", error)
        return None
