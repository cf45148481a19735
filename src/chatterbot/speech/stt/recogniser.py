"""Speech to text: the service. What was said is recognised only where somebody speaks, in windows, and believed only if it is likely.

The recogniser itself is an `SttBackend`: the model in this process (`local_stt`) or a server (`remote_stt`).
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
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
"""Of a server that tells no probabilities."""
MOST_TERMS: Final = 12
"""Of a glossary that are used: a long prompt costs time, and is read back."""


class SpeechToText(Protocol):
    """What the rest of the program knows of hearing."""

    @property
    def model(self) -> str:
        """The model's name, for /status."""
        ...

    @property
    def ready(self) -> bool:
        """Whether it could hear at once."""
        ...

    @property
    def problem(self) -> str | None:
        """Why it cannot hear, for /status and the log; `None` while all is well."""
        ...

    async def transcribe(self, utterance: types.Utterance) -> types.Transcript:
        """Recognise what one person said; longer than one window, it is done in several.

        Raises
        ------
        errors.SpeechToTextError
            If there is no model, it fails, takes too long, or too much waits.
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
        """Recognise a recording of any length, more carefully, behind conversations.

        Parameters
        ----------
        on_progress
            Called with the share that is done, rising to 1.
        """
        ...


class SttBackend(Protocol):
    """Recognises one window of at most thirty seconds."""

    model: str

    @property
    def ready(self) -> bool:
        """See `SpeechToText`."""
        ...

    @property
    def problem(self) -> str | None:
        """See `SpeechToText`."""
        ...

    async def hear(
        self,
        samples: NDArray[np.float32],
        *,
        language: str | None,
        likely: Sequence[str],
        glossary: Sequence[str],
        careful: bool,
        urgent: bool,
        live: bool = False,
    ) -> whisper.WhisperResult:
        """Recognise; `careful`: with a wider search; `live`: see `utterances.Utterance`."""
        ...


class Recogniser:
    """See `SpeechToText`.

    Parameters
    ----------
    ear
        Recognises a window.
    detector
        `None`: everything is recognised, in windows of equal length.
    worker
        The thread on which the detector runs.
    """

    def __init__(
        self, ear: SttBackend, detector: Callable[[], vad.Silero | None], worker: concurrent.futures.Executor
    ) -> None:
        self._ear = ear
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
        """Begin to load the model in the background; what is asked before it is there waits for it.

        Parameters
        ----------
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
        async with native_executor.NativeExecutor.open(1, "speech-vad") as worker, opened as ear:
            yield cls(ear, _Once(), worker)

    @property
    def model(self) -> str:
        """See `SpeechToText`."""
        return self._ear.model

    @property
    def ready(self) -> bool:
        """See `SpeechToText`."""
        return self._ear.ready

    @property
    def problem(self) -> str | None:
        """See `SpeechToText`."""
        return self._ear.problem

    async def transcribe(self, utterance: types.Utterance) -> types.Transcript:
        """See `SpeechToText`."""
        return await self._transcribe(utterance, careful=False, on_progress=None)

    async def transcribe_long(
        self,
        sound: types.DecodedSound,
        *,
        language: str | None = None,
        likely: Sequence[str] = (),
        glossary: Sequence[str] = (),
        on_progress: Callable[[float], None] | None = None,
    ) -> types.Transcript:
        """See `SpeechToText`."""
        utterance = types.Utterance(
            sound.samples, language=language, likely=tuple(likely), glossary=tuple(glossary), urgent=False
        )
        return await self._transcribe(utterance, careful=True, on_progress=on_progress)

    async def most_speech(self, tracks: Sequence[NDArray[np.float32]]) -> int:
        """Return the number of the track in which most is said; the loudest, where nothing can tell speech.

        Parameters
        ----------
        tracks
            Sounds of one file: 16 kHz mono, float32 in [-1, 1].
        """
        spoken = await asyncio.get_running_loop().run_in_executor(self._worker, self._speech_s, tracks)
        return max(range(len(tracks)), key=spoken.__getitem__) if any(spoken) else await loudest(tracks)

    def _speech_s(self, tracks: Sequence[NDArray[np.float32]]) -> list[float]:
        """Return the seconds of speech in each track. Runs on the worker's thread."""
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
            plan = [
                segmentation.Region(0, len(utterance.samples))
            ]  # whoever leads the conversation has heard where speech is
        else:
            plan = await loop.run_in_executor(self._worker, self._plan, utterance.samples, careful)
        total = sum(window.seconds for window in plan) or 1.0
        done = 0.0
        kept: list[tuple[segmentation.Region, whisper.WhisperResult]] = []
        language = utterance.language
        no_speech: list[float] = []
        for window in plan:
            heard = await self._ear.hear(
                utterance.samples[window.start : window.end],
                language=language,
                likely=utterance.likely,
                glossary=utterance.glossary[:MOST_TERMS],
                careful=careful,
                urgent=utterance.urgent,
                live=utterance.live,
            )
            no_speech.append(heard.no_speech)
            if hallucinations.was_said(heard.text, no_speech=heard.no_speech, avg_logprob=heard.avg_logprob):
                kept.append((window, heard))
            done += window.seconds
            if on_progress is not None:
                on_progress(min(1.0, done / total))
        if on_progress is not None and not plan:
            on_progress(1.0)
        return _joined(utterance, kept, no_speech, time.perf_counter() - began)

    def _plan(self, samples: NDArray[np.float32], careful: bool) -> list[segmentation.Region]:
        """Give the windows to be heard; none if nobody speaks. Runs on the worker's thread."""
        silero = self._load_detector()
        if silero is None:
            return segmentation.fixed(len(samples))
        probabilities = silero.probabilities(samples)
        if segmentation.speech_s(probabilities) < hallucinations.LEAST_SPEECH_S:
            return []
        if not careful and len(samples) <= segmentation.LONGEST_S * audio.SPEECH_RATE:
            # A turn of a conversation: cut to where speech is, in one piece.
            found = segmentation.regions(probabilities, len(samples))
            return [segmentation.Region(found[0].start, found[-1].end)] if found else []
        return segmentation.windows(probabilities, len(samples))


class _Once:
    """Loads the detector at the first call, from the worker's one thread."""

    def __init__(self) -> None:
        self._silero: vad.Silero | None = None
        self._tried = False

    def __call__(self) -> vad.Silero | None:
        if not self._tried:
            self._tried = True
            with contextlib.suppress(errors.SpeechToTextError):  # a server hears without it
                self._silero = vad.Silero()
        return self._silero


def _joined(
    utterance: types.Utterance,
    kept: Sequence[tuple[segmentation.Region, whisper.WhisperResult]],
    no_speech: Sequence[float],
    took_s: float,
) -> types.Transcript:
    weight = sum(heard.weight for _, heard in kept)
    known = [(heard.avg_logprob, heard.weight) for _, heard in kept if heard.avg_logprob is not None]
    if not kept:
        confidence = 0.0
    elif known:
        confidence = hallucinations.confidence(
            sum(value * count for value, count in known) / sum(count for _, count in known)
        )
    else:
        confidence = UNKNOWN_CONFIDENCE
    spoken: dict[str, float] = {}
    for window, heard in kept:
        spoken[heard.language] = spoken.get(heard.language, 0.0) + window.seconds
    return types.Transcript(
        text=" ".join(heard.text for _, heard in kept),
        language=max(spoken, key=lambda one: spoken[one]) if spoken else utterance.language or "",
        confidence=confidence,
        duration_s=utterance.duration_s,
        took_s=took_s,
        no_speech=(
            sum(heard.no_speech * heard.weight for _, heard in kept) / weight if kept else max(no_speech, default=1.0)
        ),
        retried=any(heard.retried for _, heard in kept),
        segments=tuple(
            types.Segment(window.start / audio.SPEECH_RATE, window.end / audio.SPEECH_RATE, heard.text)
            for window, heard in kept
        ),
    )
