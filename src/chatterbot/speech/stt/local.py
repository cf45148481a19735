"""Whisper in this process: loaded in the background, tried again where it could not be had, and asked in turn."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import os
import pathlib
import threading
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from chatterbot import errors
from chatterbot.speech.stt import model_hub, priority_executor, whisper

__all__ = ("LocalSttBackend", "SttOptions")

_log = logging.getLogger(__name__)

_MOST_THREADS: Final = 4
"""Threads of one recognition at most: more gain nothing on windows of a few seconds."""
_FIRST_PAUSE_S: Final = 30.0
_LONGEST_PAUSE_S: Final = 900.0
"""Seconds before loading is tried again after a failure: the first, doubled each time, up to this."""


@dataclasses.dataclass(frozen=True, slots=True)
class SttOptions:
    """How speech is recognised.

    Parameters
    ----------
    model
        A name (``"base"``), a folder, or a hub id; for a server, what it calls its model.
    device
        ``"cpu"``, ``"cuda"`` or ``"auto"``.
    compute_type
        CTranslate2's: ``"int8"`` is the fastest on processors.
    threads
        Of one recognition; 0: as many as there are cores, at most four.
    workers
        Recognitions at once. One: two share the same cores and gain 10 %, but each waits longer.
    beam_size, careful_beam_size
        Width of the search for a turn of a conversation, and for files.
    waiting
        Windows that may wait.
    timeout_s
        Seconds that one window may take, its waiting included; a download is waited for as long.
    server
        Address of an OpenAI-compatible server (``http://localhost:8000/v1``) instead of a model here.
    server_key
        Its key, if it wants one.
    """

    model: str = "base"
    device: str = "cpu"
    compute_type: str = "int8"
    threads: int = 0
    workers: int = 1
    beam_size: int = 1
    careful_beam_size: int = 5
    waiting: int = 32
    timeout_s: float = 120.0
    server: str | None = None
    server_key: str | None = dataclasses.field(default=None, repr=False)


class LocalSttBackend:
    """See `stt.Ear`."""

    def __init__(
        self,
        options: SttOptions,
        cache_folder: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None,
        bench: priority_executor.PriorityExecutor,
    ) -> None:
        self.model = options.model
        self._options = options
        self._cache_folder = cache_folder
        self._on_progress = on_progress
        self._bench = bench
        self._whisper: whisper.Whisper | None = None
        self._loading: asyncio.Task[None] | None = None
        self._failed: errors.SpeechToTextError | None = None
        self._pause_s = _FIRST_PAUSE_S
        self._again_at = 0.0
        self._closing = threading.Event()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        options: SttOptions,
        cache_folder: pathlib.Path,
        on_progress: Callable[[model_hub.Download], None] | None = None,
    ) -> AsyncGenerator[Self, None]:
        """Begin to load; leaving cuts a download off, and waits for what else runs (see `native_executor`)."""
        async with priority_executor.PriorityExecutor.open(options.workers, options.waiting) as bench:
            ear = cls(options, cache_folder, on_progress, bench)
            ear._begin()
            try:
                yield ear
            finally:
                ear._closing.set()
                if ear._loading is not None:
                    ear._loading.cancel()
                    with contextlib.suppress(asyncio.CancelledError):
                        await ear._loading

    @property
    def ready(self) -> bool:
        """See `stt.SpeechToText`."""
        return self._whisper is not None

    @property
    def problem(self) -> str | None:
        """See `stt.SpeechToText`."""
        return str(self._failed) if self._failed is not None else None

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
        """See `stt.Ear`."""
        gone = threading.Event()
        try:
            async with asyncio.timeout(self._options.timeout_s):
                model = await self._loaded()
                return await self._bench.run(
                    lambda: model.hear(
                        samples,
                        language=language,
                        likely=likely,
                        glossary=glossary,
                        beam_size=self._options.careful_beam_size if careful else self._options.beam_size,
                        live=live,
                        cancelled=gone.is_set,
                    ),
                    urgent=urgent,
                )
        except TimeoutError:
            what = "to be recognised" if self.ready else "for the speech model to be loaded"
            raise errors.SpeechToTextError(f"waited {self._options.timeout_s:g} s {what}") from None
        finally:
            gone.set()

    async def _loaded(self) -> whisper.Whisper:
        if self._whisper is None and self._loading is None:
            if self._failed is not None and asyncio.get_running_loop().time() < self._again_at:
                raise self._failed
            self._begin()
        if self._loading is not None:
            await asyncio.shield(self._loading)
        if self._whisper is None:
            raise self._failed or errors.SpeechToTextError("the speech model is not loaded")
        return self._whisper

    def _begin(self) -> None:
        self._loading = asyncio.create_task(self._load(), name="load the speech model")

    async def _load(self) -> None:
        """Load, and remember how it went; never raises."""
        try:
            # On the thread that recognises later: nothing can be recognised before.
            self._whisper = await self._bench.run(self._load_blocking(asyncio.get_running_loop()))
            self._failed = None
            self._pause_s = _FIRST_PAUSE_S
        except errors.SpeechToTextError as error:
            self._failed = error
            self._again_at = asyncio.get_running_loop().time() + self._pause_s
            self._pause_s = min(_LONGEST_PAUSE_S, self._pause_s * 2)
            if not self._closing.is_set():
                _log.warning("speech cannot be recognised: %s", error)
        finally:
            self._loading = None

    def _load_blocking(self, loop: asyncio.AbstractEventLoop) -> Callable[[], whisper.Whisper]:
        options = self._options

        def report(download: model_hub.Download) -> None:
            if self._on_progress is not None and not loop.is_closed():
                loop.call_soon_threadsafe(self._on_progress, download)

        def load() -> whisper.Whisper:
            closing = self._closing.is_set
            try:
                folder = model_hub.find(options.model, self._cache_folder, report, cancelled=closing)
                whisper.stop_if(closing)
                model = whisper.Whisper(
                    folder,
                    device=options.device,
                    compute_type=options.compute_type,
                    threads=options.threads or min(_MOST_THREADS, os.cpu_count() or 1),
                    workers=options.workers,
                )
                model.warm_up(cancelled=closing)
            except (errors.SpeechToTextError, whisper.Cancelled):
                raise
            except Exception as error:  # of any of several libraries
                raise errors.SpeechToTextError(f"the speech model cannot be loaded: {error}") from error
            return model

        return load
