"""The speech-to-text service: find where speech is, recognise it in windows, and drop text that was probably not said.

The windows are recognised by an `SttBackend`: a model in this process (`local`) or a server (`remote`).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import dataclasses
import pathlib
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from chatterbot import audio, errors
from chatterbot.speech import native_executor, types
from chatterbot.speech.codecs.tracks import loudest
from chatterbot.speech.stt import hallucinations, local, model_hub, remote, segmentation, whisper
from chatterbot.speech.stt.local import SttOptions
from chatterbot.speech.turns import vad

__all__ = ("Recogniser", "SpeechToText", "SttBackend", "SttOptions")

UNKNOWN_CONFIDENCE: Final = 0.5
"""The confidence in a result of a server that reports no probabilities."""
MAX_TERMS: Final = 32
"""Terms of a glossary that are used: a longer prompt costs time, and the model reads it back."""


class SpeechToText(Protocol):
    """Speech recognition as the rest of the program uses it."""

    @property
    def model(self) -> str:
        """The name of the model, for /status."""
        ...

    @property
    def ready(self) -> bool:
        """Whether speech can be recognised without waiting for the model."""
        ...

    @property
    def problem(self) -> str | None:
        """Why speech cannot be recognised, for /status and the log; `None` while there is no problem."""
        ...

    @property
    def widens(self) -> bool:
        """Whether taking more time (`Utterance.wide`) makes a difference: with a server it only costs another request."""
        ...

    @property
    def tried(self) -> bool:
        """Whether `ready` was tested; a server counts as ready before its first request, which is no proof."""
        ...

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call `changed` whenever `ready` or `problem` may have changed; return what ends that."""
        ...

    async def check(self, patience_s: float | None = None) -> None:
        """Wait until speech can be recognised: load the model, or send the server a moment of silence.

        Parameters
        ----------
        patience_s
            Seconds to wait; `None`: as long as one recognition may take.

        Raises
        ------
        errors.SpeechToTextError
            If speech cannot be recognised, or not in time.
        """
        ...

    async def transcribe(self, utterance: types.Utterance) -> types.Transcript:
        """Recognise what one person said; sound that is longer than one window is recognised in several.

        Raises
        ------
        errors.SpeechToTextError
            If there is no model, recognition fails or takes too long, or too many windows wait.
        """
        ...

    async def transcribe_long(
        self,
        sound: types.DecodedSound,
        *,
        language: str | None = None,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> types.Transcript:
        """Recognise a recording of any length, with a wider search, after the turns of conversations.

        Parameters
        ----------
        sound
            The recording.
        language, likely, glossary
            See `types.Utterance`.
        on_progress
            Called with the share that is done, rising to 1.
        """
        ...


class SttBackend(Protocol):
    """Recognises one window of sound, at most thirty seconds long."""

    model: str
    widens: bool
    """As `SpeechToText.widens`."""

    @property
    def ready(self) -> bool:
        """As `SpeechToText.ready`."""
        ...

    @property
    def problem(self) -> str | None:
        """As `SpeechToText.problem`."""
        ...

    @property
    def tried(self) -> bool:
        """As `SpeechToText.tried`."""
        ...

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """As `SpeechToText.subscribe`."""
        ...

    async def check(self, patience_s: float | None = None) -> None:
        """As `SpeechToText.check`."""
        ...

    async def recognise(
        self,
        samples: NDArray[np.float32],
        hints: whisper.RecognitionHints,
        *,
        careful: bool,
        urgent: bool,
    ) -> whisper.WhisperResult:
        """Recognise one window.

        Parameters
        ----------
        samples
            16 kHz mono, float32 in [-1, 1], at most thirty seconds.
        hints
            What is known about the sound.
        careful
            Whether to use a wider search, for files.
        urgent
            Whether to go before windows that are not urgent.

        Raises
        ------
        errors.SpeechToTextError
            If recognition fails or takes too long, or too many windows wait.
        """
        ...


class Recogniser:
    """The `SpeechToText` of the program.

    Parameters
    ----------
    backend
        Recognises the windows.
    detector
        Returns the voice activity detector; where it returns `None`, all sound is recognised, in windows of equal length.
    worker
        An executor of one thread, on which the detector runs.
    """

    def __init__(
        self, backend: SttBackend, detector: Callable[[], vad.Silero | None], worker: concurrent.futures.Executor
    ) -> None:
        self._backend = backend
        self._load_detector = detector
        self._worker = worker

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        options: SttOptions,
        cache_folder: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Start to load the model in the background; recognitions that are requested before it is loaded wait for it.

        Parameters
        ----------
        options
            The model, or the server in its place.
        cache_folder
            Where models are looked for and downloaded to.
        on_progress
            Called on the event loop while a model is downloaded.
        """
        opened = (
            remote.RemoteSttBackend.open(options)
            if options.server
            else local.LocalSttBackend.open(options, cache_folder, on_progress)
        )
        async with native_executor.NativeExecutor.open(1, "speech-vad") as worker, opened as backend:
            yield cls(backend, _LazyDetector(), worker)

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._backend.model

    @property
    def ready(self) -> bool:
        """Whether speech can be recognised without waiting for the model."""
        return self._backend.ready

    @property
    def problem(self) -> str | None:
        """Why speech cannot be recognised; `None` while there is no problem."""
        return self._backend.problem

    @property
    def widens(self) -> bool:
        """Whether taking more time for an utterance makes a difference."""
        return self._backend.widens

    @property
    def tried(self) -> bool:
        """Whether `ready` was tested."""
        return self._backend.tried

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Implement `SpeechToText.subscribe`."""
        return self._backend.subscribe(changed)

    async def check(self, patience_s: float | None = None) -> None:
        """Implement `SpeechToText.check`."""
        await self._backend.check(patience_s)

    async def transcribe(self, utterance: types.Utterance) -> types.Transcript:
        """Implement `SpeechToText.transcribe`."""
        return await self._transcribe(utterance, careful=utterance.wide, on_progress=None)

    async def transcribe_long(
        self,
        sound: types.DecodedSound,
        *,
        language: str | None = None,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> types.Transcript:
        """Implement `SpeechToText.transcribe_long`."""
        utterance = types.Utterance(
            sound.samples, language=language, likely=tuple(likely), glossary=tuple(glossary), urgent=False
        )
        return await self._transcribe(utterance, careful=True, on_progress=on_progress)

    async def most_speech(self, tracks: Sequence[NDArray[np.float32]]) -> int:
        """Return the number of the track with the most speech; the loudest track if no speech detector is installed or none has speech.

        Parameters
        ----------
        tracks
            Sound tracks of one file: 16 kHz mono, float32 in [-1, 1], shape (n,).
        """
        spoken = await asyncio.get_running_loop().run_in_executor(self._worker, self._speech_s, tracks)
        return max(range(len(tracks)), key=spoken.__getitem__) if any(spoken) else await loudest(tracks)

    def _speech_s(self, tracks: Sequence[NDArray[np.float32]]) -> list[float]:
        """Return the seconds of speech in each track; runs on the worker's thread."""
        silero = self._load_detector()
        if silero is None:
            return [0.0] * len(tracks)
        return [segmentation.speech_s(silero.probabilities(track)) for track in tracks]

    async def _transcribe(
        self, utterance: types.Utterance, *, careful: bool, on_progress: Callable[[float], None] | None
    ) -> types.Transcript:
        began = time.perf_counter()
        loop = asyncio.get_running_loop()
        if utterance.live and len(utterance.samples) <= segmentation.LONGEST_S * audio.SPEECH_RATE:
            # The dialogue has already cut a live turn to where speech is.
            plan = [segmentation.Region(0, len(utterance.samples))]
        else:
            plan = await loop.run_in_executor(self._worker, self._plan, utterance.samples, careful)
        total = sum(window.seconds for window in plan) or 1.0
        done = 0.0
        kept: list[tuple[segmentation.Region, whisper.WhisperResult]] = []
        no_speech: list[float] = []
        unclear: list[str] = []
        hints = whisper.RecognitionHints(
            language=utterance.language,
            likely=utterance.likely,
            spoken=utterance.spoken,
            glossary=utterance.glossary[:MAX_TERMS],
            live=utterance.live,
        )
        for window in plan:
            result = await self._backend.recognise(
                utterance.samples[window.start : window.end], hints, careful=careful, urgent=utterance.urgent
            )
            no_speech.append(result.no_speech)
            belief = hallucinations.judge(result.text, no_speech=result.no_speech, avg_logprob=result.avg_logprob)
            if belief is hallucinations.Belief.SPOKEN:
                kept.append((window, result))
            elif belief is hallucinations.Belief.UNCLEAR:
                unclear.append(result.text)
            done += window.seconds
            if on_progress is not None:
                on_progress(min(1.0, done / total))
        if on_progress is not None and not plan:
            on_progress(1.0)
        transcript = _join(utterance, kept, no_speech, time.perf_counter() - began)
        return transcript if kept or not unclear else dataclasses.replace(transcript, doubted=" ".join(unclear))

    def _plan(self, samples: NDArray[np.float32], careful: bool) -> list[segmentation.Region]:
        """Return the windows to recognise; none if nobody speaks. Runs on the worker's thread."""
        silero = self._load_detector()
        if silero is None:
            return segmentation.fixed_windows(len(samples))
        probabilities = silero.probabilities(samples)
        if segmentation.speech_s(probabilities) < hallucinations.MIN_SPEECH_S:
            return []
        if not careful and len(samples) <= segmentation.LONGEST_S * audio.SPEECH_RATE:
            # A turn of a conversation: one window from the first speech to the last.
            found = segmentation.regions(probabilities, len(samples))
            return [segmentation.Region(found[0].start, found[-1].end)] if found else []
        return segmentation.windows(probabilities, len(samples))


class _LazyDetector:
    """Loads the detector at the first call and returns it; called from the worker's one thread only."""

    def __init__(self) -> None:
        self._silero: vad.Silero | None = None
        self._tried = False

    def __call__(self) -> vad.Silero | None:
        if not self._tried:
            self._tried = True
            with contextlib.suppress(errors.SpeechToTextError):  # a server recognises speech without it
                self._silero = vad.Silero()
        return self._silero


def _join(
    utterance: types.Utterance,
    kept: Sequence[tuple[segmentation.Region, whisper.WhisperResult]],
    no_speech: Sequence[float],
    took_s: float,
) -> types.Transcript:
    """Join the results of the windows into one transcript; means are weighted by tokens."""
    weight = sum(result.weight for _, result in kept)
    known = [(result.avg_logprob, result.weight) for _, result in kept if result.avg_logprob is not None]
    if not kept:
        confidence = 0.0
    elif known:
        confidence = hallucinations.confidence(
            sum(value * count for value, count in known) / sum(count for _, count in known)
        )
    else:
        confidence = UNKNOWN_CONFIDENCE
    seconds: dict[str, float] = {}
    for window, result in kept:
        seconds[result.language] = seconds.get(result.language, 0.0) + window.seconds
    return types.Transcript(
        text=" ".join(result.text for _, result in kept),
        language=max(seconds, key=lambda one: seconds[one]) if seconds else utterance.language or "",
        confidence=confidence,
        duration_s=utterance.duration_s,
        took_s=took_s,
        no_speech=(
            sum(result.no_speech * result.weight for _, result in kept) / weight
            if kept
            else max(no_speech, default=1.0)
        ),
        retried=any(result.retried for _, result in kept),
        segments=tuple(
            types.Segment(window.start / audio.SPEECH_RATE, window.end / audio.SPEECH_RATE, result.text)
            for window, result in kept
        ),
    )
