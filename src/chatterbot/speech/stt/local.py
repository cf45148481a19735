"""Whisper in this process: loaded in the background, loaded again after a failure, and run for one caller after another."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
import pathlib
import threading
from collections.abc import AsyncGenerator, Callable
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from chatterbot import errors
from chatterbot.speech.stt import model_hub, onnx_models, priority_executor, whisper
from chatterbot.speech.stt.readiness import ReadinessObservers

__all__ = ("LocalSttBackend", "SttOptions")

_log = logging.getLogger(__name__)

_MOST_THREADS: Final = 4
"""Threads of one recognition at most: on windows of a few seconds, more threads gain nothing."""
_FIRST_PAUSE_S: Final = 30.0
_LONGEST_PAUSE_S: Final = 900.0
"""Seconds before loading is tried again after a failure: `_FIRST_PAUSE_S` at first, doubled each time, at most `_LONGEST_PAUSE_S`."""


@dataclasses.dataclass(frozen=True, slots=True)
class SttOptions:
    """How speech is recognised.

    Parameters
    ----------
    model
        A model name (``"base"``), a folder, a Hugging Face hub id, or ``onnx:`` and a name of `onnx_models`; with `server`, the server's
        name of the model.
    device
        ``"cpu"``, ``"cuda"`` or ``"auto"``.
    compute_type
        CTranslate2's number format: ``"int8"`` is the fastest on processors.
    threads
        Threads of one recognition; 0: as many as there are cores, at most four.
    workers
        Recognitions at the same time. The default is one: two share the same cores and gain 10 %, but each takes longer.
    beam_size
        Width of the beam search. 5 instead of 1 takes 10 to 25 ms longer on two cores, and makes two thirds of the errors.
    waiting
        Windows of sound that may wait in the queue.
    timeout_s
        Seconds that one window may take, its waiting in the queue and for the model's download included.
    server
        Address of an OpenAI-compatible server (``http://localhost:8000/v1``) instead of a model here.
    server_key
        The server's API key, if it needs one.
    """

    model: str = "base"
    device: str = "cpu"
    compute_type: str = "int8"
    threads: int = 0
    workers: int = 1
    beam_size: int = 5
    waiting: int = 32
    timeout_s: float = 120.0
    server: str | None = None
    server_key: str | None = dataclasses.field(default=None, repr=False)


class LocalSttBackend:
    """The `recogniser.SttBackend` that runs Whisper in this process.

    Make one with `open`, not with the constructor.
    """

    def __init__(
        self,
        options: SttOptions,
        cache_folder: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None,
        executor: priority_executor.PriorityExecutor,
    ) -> None:
        self.model = options.model
        self.widens = True
        self._options = options
        self._cache_folder = cache_folder
        self._on_progress = on_progress
        self._executor = executor
        self._whisper: whisper.Whisper | onnx_models.OnnxModel | None = None
        self._loading: asyncio.Task[None] | None = None
        self._failed: errors.SpeechToTextError | None = None
        self._retry_pause_s = _FIRST_PAUSE_S
        self._retry_at = 0.0
        self._retry: asyncio.TimerHandle | None = None
        self._observers = ReadinessObservers()
        self._closing = threading.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        options: SttOptions,
        cache_folder: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Start to load the model. Leaving stops a download, and waits for what else runs (see `native_executor`).

        Parameters
        ----------
        options
            The model and how it runs.
        cache_folder
            Where models are looked for and downloaded to.
        on_progress
            Called on the event loop while a model is downloaded.
        """
        async with priority_executor.PriorityExecutor.open(options.workers, options.waiting) as executor:
            backend = cls(options, cache_folder, on_progress, executor)
            backend._begin_loading()
            try:
                yield backend
            finally:
                backend._closing.set()
                if backend._retry is not None:
                    backend._retry.cancel()
                if backend._loading is not None:
                    backend._loading.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await backend._loading

    @property
    def ready(self) -> bool:
        """Whether the model is loaded."""
        return self._whisper is not None

    @property
    def problem(self) -> str | None:
        """Why the model could not be loaded; `None` while there was no failure."""
        return str(self._failed) if self._failed is not None else None

    @property
    def tried(self) -> bool:
        """Whether `ready` was tested: always, since a model that is loaded has been run once."""
        return True

    def subscribe(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Implement `recogniser.SttBackend.subscribe`."""
        return self._observers.subscribe(changed)

    async def check(self, patience_s: float | None = None) -> None:
        """Implement `recogniser.SttBackend.check`."""
        limit_s = patience_s or self._options.timeout_s
        try:
            async with asyncio.timeout(limit_s):
                await self._loaded()
        except TimeoutError:
            raise errors.SpeechToTextError(f"the speech model is not loaded after {limit_s:g} s") from None

    async def recognise(
        self,
        samples: NDArray[np.float32],
        hints: whisper.RecognitionHints,
        *,
        careful: bool,
        urgent: bool,
    ) -> whisper.WhisperResult:
        """Implement `recogniser.SttBackend.recognise`."""
        abandoned = threading.Event()
        try:
            async with asyncio.timeout(self._options.timeout_s):
                model = await self._loaded()
                return await self._executor.run(
                    lambda: model.recognise(
                        samples,
                        hints,
                        beam_size=self._options.beam_size,
                        wide=careful,
                        cancelled=abandoned.is_set,
                    ),
                    urgent=urgent,
                )
        except TimeoutError:
            what = "to be recognised" if self.ready else "for the speech model to be loaded"
            raise errors.SpeechToTextError(f"waited {self._options.timeout_s:g} s {what}") from None
        finally:
            abandoned.set()

    async def _loaded(self) -> whisper.Whisper | onnx_models.OnnxModel:
        if self._whisper is None and self._loading is None:
            if self._failed is not None and asyncio.get_running_loop().time() < self._retry_at:
                raise self._failed
            self._begin_loading()
        if self._loading is not None:
            await asyncio.shield(self._loading)
        if self._whisper is None:
            raise self._failed or errors.SpeechToTextError("the speech model is not loaded")
        return self._whisper

    def _load_again(self) -> None:
        self._retry = None
        if self._whisper is None and self._loading is None:
            self._begin_loading()

    def _begin_loading(self) -> None:
        self._loading = asyncio.create_task(self._load(), name="load the speech model")

    async def _load(self) -> None:
        """Load the model and note the result; never raises `SpeechToTextError`."""
        try:
            # On the thread that recognises later: nothing can be recognised before the model is loaded.
            self._whisper = await self._executor.run(self._load_blocking(asyncio.get_running_loop()))
            _log.info("the speech model %r is loaded: speech is recognised", self.model)
            self._failed = None
            self._retry_pause_s = _FIRST_PAUSE_S
        except errors.SpeechToTextError as error:
            if not self._closing.is_set():
                again = str(error) == self.problem  # said before, in a warning
                self._try_later(error, logging.INFO if again else logging.WARNING)
        finally:
            self._loading = None
            self._observers.tell()

    def _try_later(self, error: errors.SpeechToTextError, level: int) -> None:
        """Note why the model is not loaded, and load it again after a pause: nobody asks a deafened bot to recognise anything."""
        loop = asyncio.get_running_loop()
        self._failed, pause_s = error, self._retry_pause_s
        self._retry_at = loop.time() + pause_s
        self._retry_pause_s = min(_LONGEST_PAUSE_S, pause_s * 2)
        if self._retry is not None:
            self._retry.cancel()
        self._retry = loop.call_later(pause_s, self._load_again)
        _log.log(
            level,
            "the speech model %r cannot be loaded, speech is not recognised (next attempt after %.0f s): %s",
            self.model,
            pause_s,
            error,
        )

    def _load_blocking(self, loop: asyncio.AbstractEventLoop) -> Callable[[], whisper.Whisper | onnx_models.OnnxModel]:
        options = self._options

        def report(download: model_hub.Download) -> None:
            if self._on_progress is not None and not loop.is_closed():
                loop.call_soon_threadsafe(self._on_progress, download)

        def load() -> whisper.Whisper | onnx_models.OnnxModel:
            closing = self._closing.is_set
            try:
                threads = options.threads or min(_MOST_THREADS, os.cpu_count() or 1)
                given = {"device": options.device, "compute_type": options.compute_type}
                if onnx_models.is_named(options.model):
                    model = onnx_models.OnnxModel(options.model, self._cache_folder, threads=threads, **given)
                else:
                    folder = model_hub.find(options.model, self._cache_folder, report, cancelled=closing)
                    whisper.raise_if(closing)
                    model = whisper.Whisper(folder, threads=threads, workers=options.workers, **given)
                model.warm_up(cancelled=closing)
            except (errors.SpeechToTextError, whisper.Cancelled):
                raise
            except Exception as error:  # several libraries raise exceptions of their own
                raise errors.SpeechToTextError(f"the speech model cannot be loaded: {error}") from error
            return model

        return load
