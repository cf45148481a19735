"""The text-to-speech service.

A text is freed of markup, its language is detected, it is cut into pieces, and each piece is spoken by the first voice that works. Pieces
that were spoken before come from the cache on disk.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import aiohttp

from chatterbot import admission, audio, errors
from chatterbot.speech import native_executor
from chatterbot.speech.tts import cache as tts_cache
from chatterbot.speech.tts import (
    circuit_breaker,
    edge,
    fallback_chain,
    language_detection,
    opening,
    prefetch,
    sentences,
    text_normalization,
    trial,
    voice_levels,
    word_timing,
)
from chatterbot.speech.tts import program as tts_program
from chatterbot.speech.tts import server as tts_server
from chatterbot.speech.tts.options import TtsOptions
from chatterbot.speech.tts.voices import (
    SynthesisError,
    SynthesisFault,
    Synthesizer,
    VoiceCandidate,
    VoiceInfo,
    VoiceRegistry,
    language_of,
)

__all__ = ("Speaker",)

_log = logging.getLogger(__name__)

_PATIENCE_S: Final = 4.0
"""Seconds that a trial of a synthesizer may take: a person waits for its result."""
_THREADS: Final = 2
"""Threads that decode, encode, read and write; the synthesis has its own threads or processes."""

_ANYBODY: Final = admission.Requester(0, 0)
"""Whose turn it is, `calls.speaking` decides; here only live speech goes before other speech."""
_LIVE: Final = 0.0
_NOT_LIVE: Final = 1.0
"""The cost of speech that nobody listens to while it is made: it leaves one of several places to live speech."""
_MOST_WAITING: Final = 10_000
"""Pieces that may wait: never reached, since each caller has one piece at a time, and callers are limited."""


class Speaker:
    """Reads texts aloud with the configured voices.

    Make one with `open`, not with the constructor.
    """

    def __init__(
        self,
        options: TtsOptions,
        registry: VoiceRegistry,
        *,
        circuits: circuit_breaker.CircuitBreakers,
        cache: tts_cache.SpeechCache | None,
        prefetcher: prefetch.Prefetcher,
        levels: voice_levels.VoiceLevels,
        online: edge.EdgeVoices | None,
    ) -> None:
        self._options = options
        self._registry = registry
        self._circuits = circuits
        self._cache = cache
        self._prefetcher = prefetcher
        self._levels = levels
        self._online = online
        self._list_refreshed = online is None
        self._local_slots = _slots(options.local_at_once or 1 + (os.cpu_count() or 1))
        self._online_slots = _slots(options.online_at_once)
        self._last_voice: VoiceInfo | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, options: TtsOptions, cache_folder: Path | None, *, connector: aiohttp.BaseConnector | None = None
    ) -> AsyncGenerator[Speaker]:
        """Yield a speaker; leaving ends all its tasks, processes, threads and connections.

        A configured extra, model or program that is missing is named in the log, and its voices are left out.

        Parameters
        ----------
        options
            Which voices speak.
        cache_folder
            A folder for the cached sounds of this speaker alone; `None`: no cache.
        connector
            Makes the connections to the online voices, in place of a new connector (`edge.EdgeVoices.open`).
        """
        async with contextlib.AsyncExitStack() as stack:
            executor = await stack.enter_async_context(native_executor.NativeExecutor.open(_THREADS, "speech-tts"))
            online = await opening.online_voices(stack, options, executor, connector) if options.online else None
            prefetcher = await stack.enter_async_context(prefetch.Prefetcher.open())
            local = await opening.local_voices(stack, options, prefetcher)
            wanted: list[Synthesizer] = [*local]
            if online is not None:
                wanted.insert(len(local) if options.prefer_local else 0, online)
            if options.server is not None:
                wanted.insert(0, await stack.enter_async_context(tts_server.ServerVoices.open(options.server)))
            if options.espeak and (espeak := await tts_program.espeak_ng()) is not None:
                wanted.append(espeak)
            if not wanted:
                _log.warning(
                    "no voice is installed, so the bot cannot speak: install the extra `speech`, or espeak-ng (`apt install espeak-ng`)"
                )
            probes = {one.name: online.probe if online is not None and one is online else None for one in wanted}
            circuits = await stack.enter_async_context(circuit_breaker.CircuitBreakers.open(options.circuit, probes))
            cache = await opening.opened_cache(options, cache_folder, executor)
            levels = voice_levels.VoiceLevels(executor, None if cache is None else cache_folder)
            await levels.load()
            stack.push_async_callback(prefetcher.stop)  # before the voices it may be using are closed
            registry = VoiceRegistry(wanted, options.preferred)
            for name in registry.missing():
                _log.warning("there is no voice %s (speech.voices): `chatterbot check` says how to get it", name)
            yield cls(
                options,
                registry,
                circuits=circuits,
                cache=cache,
                prefetcher=prefetcher,
                levels=levels,
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
        timing: word_timing.WordTiming | None = None,
    ) -> AsyncGenerator[audio.AudioFrame]:
        """Speak a text as Discord shows it.

        Parameters
        ----------
        text
            The text with its markup; see `text_normalization.speakable`.
        language
            The likeliest language. A text that is clearly in another one is spoken in that.
        voice
            The id of the preferred voice; if it does not speak the language, another voice does.
        names
            Names of the people, roles and channels mentioned in the text, by id.
        live
            Whether somebody listens while it is spoken; `False` for files. See `fallback_chain.speak`.
        timing
            Records which words have been heard at which time.

        Yields
        ------
            Mono sound, all of one rate, as soon as there is some. Closing the generator ends all work.

        Raises
        ------
        InvalidInputError
            If the text contains nothing that can be spoken (``error-speech-nothing-to-say``).
        TextToSpeechError
            If no voice can speak; part of the text may have been spoken.
        """
        pieces, candidates = self._plan(text, language, voice, names)
        if not pieces:
            raise errors.InvalidInputError("error-speech-nothing-to-say")
        if not candidates:
            raise errors.TextToSpeechError("no voice is installed for this language", retryable=False)
        with self._prefetcher.foreground():
            say = functools.partial(self._say, live=live)
            chain = fallback_chain.FallbackChain(self._circuits, say, self._is_cached)
            async with contextlib.aclosing(
                fallback_chain.speak(pieces, candidates, chain, live=live, timing=timing)
            ) as frames:
                async for frame in frames:
                    yield frame

    def voices(self, language: str | None = None) -> list[VoiceInfo]:
        """Return the voices that speak a language, those made for it first; all voices for `None`. Sends no request."""
        return self._registry.voices(language)

    def voice(self, name: str) -> VoiceInfo | None:
        """Return the voice with this id, or with this name in its engine; `None` if there is none."""
        return self._registry.find(name)

    def health(self) -> tuple[circuit_breaker.Health, ...]:
        """Return the state of each synthesizer, the preferred one first."""
        return self._circuits.health()

    @property
    def last_voice(self) -> VoiceInfo | None:
        """The voice that spoke last, from the cache or not; `None` before the first text. Preparations do not count."""
        return self._last_voice

    async def check(self) -> bool:
        """Tell whether a voice can speak now; online voices that nobody used yet are tried, if no other could speak."""
        health = self._circuits.health()
        name = "" if self._online is None else self._online.name
        others = any(one.available for one in health if one.engine != name)
        if not others and any(one.engine == name and not one.tried for one in health):
            if (problem := await self.trial(name)) is None:
                self._circuits.succeeded(name)
            else:
                self._circuits.failed(name, SynthesisError(problem, SynthesisFault.SLOW))
        return any(one.available for one in self._circuits.health())

    async def trial(self, engine: str, patience_s: float = _PATIENCE_S) -> str | None:
        """Try one synthesizer with a short text that nobody hears; return why it does not work, `None` if it does."""
        try:
            await trial.speak(
                self._registry.synthesizer(engine), self._options.language, self._options.rate, patience_s
            )
        except SynthesisError as error:
            return str(error)
        return None

    def prepare(self, texts: Iterable[str], *, language: str | None = None, voice: str | None = None) -> int:
        """Speak texts into the cache while nobody waits for sound; return how many pieces will be synthesized.

        Only the voice that would speak them now is used; the first failure ends all preparations that wait.
        """
        if self._cache is None:
            return 0
        accepted = 0
        for text in texts:
            pieces, candidates = self._plan(text, language, voice, None)
            if not candidates or not candidates[0].synthesizer.cacheable:
                continue
            for piece in pieces:
                if not self._is_cached(candidates[0], piece):
                    accepted += self._prefetcher.prepare(functools.partial(self._prefetch, candidates[0], piece))
        return accepted

    async def settled(self) -> None:
        """Wait until all preparations are done and all new sounds are in the cache."""
        await self._prefetcher.finished()

    def _plan(
        self, text: str, language: str | None, voice: str | None, names: Mapping[int, str] | None
    ) -> tuple[list[str], Sequence[VoiceCandidate]]:
        """Return the pieces to speak, and the voices to use in order."""
        likely = [tag for tag in (language, self._options.language) if tag]
        spoken_text = text_normalization.speakable(text, language, names)
        detected = language_detection.detect_language(spoken_text, likely) or self._options.language
        if language is None or language_of(language) != detected:
            spoken_text = text_normalization.speakable(text, detected, names)
        candidates = self._registry.candidates(detected, voice) or self._registry.candidates(
            self._options.language, voice
        )
        return sentences.pieces(spoken_text), candidates

    def _key(self, candidate: VoiceCandidate, text: str) -> tts_cache.SpeechKey:
        return tts_cache.SpeechKey(candidate.voice.id, self._options.rate, text)

    def _is_cached(self, candidate: VoiceCandidate, text: str) -> bool:
        return self._cache is not None and self._key(candidate, text) in self._cache

    async def _say(
        self, candidate: VoiceCandidate, text: str, *, live: bool = False
    ) -> AsyncGenerator[audio.AudioFrame]:
        """Yield a piece's sound for people, at the level of all voices, and remember whose voice it was."""
        sounded = False
        try:
            async with (
                contextlib.aclosing(self._make(candidate, text, live=live)) as made,
                contextlib.aclosing(self._levels.level(candidate.voice.id, made)) as sound,
            ):
                async for frame in sound:
                    sounded = True
                    yield frame
        except SynthesisError:
            sounded = False
            raise
        finally:
            if sounded:
                self._last_voice = candidate.voice

    async def _make(
        self, candidate: VoiceCandidate, text: str, *, live: bool = False
    ) -> AsyncGenerator[audio.AudioFrame]:
        """Yield a piece's sound from the cache, else from its synthesizer when that has room; new sound is cached, and measured."""
        key, made = self._key(candidate, text), list[audio.AudioFrame]()
        learn = functools.partial(self._levels.learn, candidate.voice.id, made)
        if self._cache is not None:
            async with contextlib.aclosing(self._cache.get(key)) as cached:
                async for frame in cached:
                    made.append(frame)
                    yield frame
            if made:
                if self._levels.wants(candidate.voice.id):
                    self._prefetcher.run_soon(learn)
                return
        synthesizer = candidate.synthesizer
        slots = self._online_slots if synthesizer.remote else self._local_slots
        async with (
            slots.request(_ANYBODY, cost=_LIVE if live else _NOT_LIVE),
            contextlib.aclosing(synthesizer.speak(text, candidate.voice, self._options.rate)) as sound,
        ):
            async for frame in sound:
                made.append(frame)
                yield frame
        self._circuits.succeeded(synthesizer.name)
        self._prefetcher.run_soon(learn)
        if self._cache is not None and synthesizer.cacheable:
            cache = self._cache
            self._prefetcher.run_soon(lambda: cache.put(key, made))
        if self._online is not None and synthesizer is self._online and not self._list_refreshed:
            self._list_refreshed = True  # the service can be reached: load its own list of voices, once
            self._prefetcher.run_soon(self._online.refresh)

    async def _prefetch(self, candidate: VoiceCandidate, text: str) -> bool:
        """Speak one piece into the cache; see `prefetch.Preparation`."""
        if self._is_cached(candidate, text):
            return True
        name = candidate.synthesizer.name
        if not self._circuits.available(name):
            raise errors.TextToSpeechError(f"{name} does not work at the moment")
        try:
            async with contextlib.aclosing(self._make(candidate, text)) as sound:
                async for _ in sound:
                    if self._prefetcher.speaking:
                        return False
        except SynthesisError as error:
            self._circuits.failed(name, error)
            raise
        return True


def _slots(running: int) -> admission.Admission:
    limits = admission.AdmissionLimits(running, _MOST_WAITING, _MOST_WAITING, _MOST_WAITING, long_cost=_LIVE)
    key = "error-speaking-busy-everywhere"
    return admission.Admission(limits, admission.AdmissionRefusals(key, key, key))
