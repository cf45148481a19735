"""`GuardedModel`: a model that is left alone for a while when its server fails; and `ModelHealth`: whether it is up, and since when."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, TypeVar

from chatterbot import errors
from chatterbot.errors import ModelFault
from chatterbot.llm.interfaces import (
    ChatChunk,
    ChatRequest,
    FineTuneEvent,
    FineTuneJob,
    FineTuneOrder,
    LanguageModel,
    ModelInfo,
    Moderation,
)

__all__ = ("GuardedModel", "HealthReport", "HealthState", "ModelHealth")

_log = logging.getLogger(__name__)

T = TypeVar("T")

FAILURES: Final = 3
"""Failures in a row after which the server is left alone."""
FIRST_PAUSE_S: Final = 15.0
LONGEST_PAUSE_S: Final = 300.0
"""Seconds for which it is left alone; doubled after each trial that fails."""
LONGEST_WAIT_S: Final = 120.0
"""Seconds for which a server that asks to wait is believed."""
_FAILING: Final = frozenset(
    {
        ModelFault.UNREACHABLE,
        ModelFault.TIMEOUT,
        ModelFault.SERVER,
        ModelFault.MALFORMED,
        ModelFault.KEY,
        ModelFault.QUOTA,
    }
)
"""Faults of the server, whatever it is asked."""
_OF_THE_REQUEST: Final = frozenset(
    {ModelFault.EMPTY, ModelFault.REFUSED, ModelFault.TOO_LONG, ModelFault.REQUEST, ModelFault.RATE_LIMITED}
)
"""Faults that show that the server is there."""


class HealthState(enum.StrEnum):
    """Whether the server answers."""

    MISSING = "missing"
    """The client's library is not installed."""
    UNTRIED = "untried"
    UP = "up"
    DOWN = "down"


@dataclasses.dataclass(frozen=True, slots=True)
class HealthReport:
    """How the server is."""

    state: HealthState
    since: dt.datetime | None = None
    """Since when it is so; `None`: not known."""
    fault: ModelFault | None = None
    """How it fails, if it is down."""
    next_trial: dt.datetime | None = None
    """When it is asked again, if it is left alone."""


class ModelHealth:
    """Notes what requests have shown of the server, and decides whether it is asked now.

    Parameters
    ----------
    missing
        Whether the client's library is not installed.
    clock
        Seconds that only ever grow.
    """

    def __init__(self, *, missing: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._state = HealthState.MISSING if missing else HealthState.UNTRIED
        self._since: dt.datetime | None = None
        self._fault: ModelFault | None = None
        self._failures = 0
        self._pause_s = FIRST_PAUSE_S
        self._paused_until: float | None = None
        self._trial = False
        self._busy_until = 0.0

    @property
    def report(self) -> HealthReport:
        """How the server is, as far as is known: nothing is asked for it."""
        left_s = None if self._paused_until is None else max(0.0, self._paused_until - self._clock())
        trial = None if left_s is None else dt.datetime.now(dt.UTC) + dt.timedelta(seconds=left_s)
        return HealthReport(self._state, self._since, self._fault, trial)

    def admit(self) -> bool:
        """Let a request through; return whether it is the trial that decides whether the pause is over.

        Raises
        ------
        errors.ModelError
            If the server is left alone (`errors.ModelFault.PAUSED`), or has asked to wait (`errors.ModelFault.RATE_LIMITED`).
        """
        now = self._clock()
        if self._busy_until > now:
            left_s = self._busy_until - now
            raise errors.ModelError("the server asked to wait", ModelFault.RATE_LIMITED, retry_after_s=left_s)
        if self._paused_until is None:
            return False
        if self._trial or now < self._paused_until:
            left_s = max(0.0, self._paused_until - now)
            raise errors.ModelError("the server fails and is not asked now", ModelFault.PAUSED, retry_after_s=left_s)
        self._trial = True
        return True

    def answers(self) -> None:
        """Note that a word came: others may ask again, but only a whole answer makes up for failures."""
        self._trial = False
        self._paused_until = None
        self._change(HealthState.UP, None)

    def succeeded(self) -> None:
        """Note that a request was answered."""
        self.answers()
        self._failures = 0
        self._pause_s = FIRST_PAUSE_S

    def failed(self, error: errors.ModelError, *, trial: bool, own: bool = True) -> None:
        """Note that a request failed; `own`: it was for the model of the settings, not for one that a guild chose."""
        if trial:
            self._trial = False
        if error.fault is ModelFault.RATE_LIMITED and error.retry_after_s:
            self._busy_until = self._clock() + min(error.retry_after_s, LONGEST_WAIT_S)
        gone = error.fault is ModelFault.MODEL
        if error.fault in _OF_THE_REQUEST or (gone and not own):
            self.succeeded()
            return
        if error.fault not in _FAILING and not gone:
            return
        self._failures += 1
        self._change(HealthState.DOWN, error)
        if trial:
            self._pause_s = min(2 * self._pause_s, LONGEST_PAUSE_S)
        if self._failures >= FAILURES:
            self._paused_until = self._clock() + self._pause_s

    def given_up(self, *, trial: bool) -> None:
        """Note that a request was cancelled: it shows nothing."""
        if trial:
            self._trial = False

    def _change(self, state: HealthState, error: errors.ModelError | None) -> None:
        before, self._fault = self._state, error.fault if error else None
        if before is state:
            return
        self._state, self._since = state, dt.datetime.now(dt.UTC)
        if error is not None:
            _log.warning("the language model does not answer: %s", error)
        elif before is HealthState.DOWN:
            _log.info("the language model answers again")


class GuardedModel:
    """A `LanguageModel` that is not asked while its server fails.

    Parameters
    ----------
    model
        The model that is asked.
    health
        Learns from each request how the server is.
    """

    def __init__(self, model: LanguageModel, health: ModelHealth) -> None:
        self._model = model
        self._health = health

    @property
    def name(self) -> str:
        """The model that answers where a request names none."""
        return self._model.name

    @property
    def sees_images(self) -> bool:
        """Whether images may go along."""
        return self._model.sees_images

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        """Stream the answer to a chat; closing the generator ends the request at once."""
        trial = self._health.admit()
        told = False
        try:
            async with contextlib.aclosing(self._model.chat(request)) as chunks:
                async for chunk in chunks:
                    if chunk.text and not told:
                        told = True
                        self._health.answers()
                    yield chunk
        except errors.ModelError as error:
            self._health.failed(error, trial=trial, own=request.model in {None, self.name})
            raise
        except BaseException:
            self._health.given_up(trial=trial)
            raise
        self._health.succeeded()

    async def models(self) -> list[ModelInfo]:
        """Return the models that the server offers."""
        return await self._guarded(self._model.models)

    async def moderate(self, text: str) -> Moderation:
        """Return what the server's moderation says about a text."""
        return await self._guarded(lambda: self._model.moderate(text))

    async def upload(self, name: str, data: bytes) -> str:
        """Send a file for fine-tuning and return its id."""
        return await self._model.upload(name, data)

    async def fine_tune(self, order: FineTuneOrder) -> FineTuneJob:
        """Create a fine-tuning job."""
        return await self._model.fine_tune(order)

    async def fine_tune_job(self, job_id: str) -> FineTuneJob:
        """Return a job as it is now."""
        return await self._model.fine_tune_job(job_id)

    async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
        """Return a job's latest events, newest first."""
        return await self._model.fine_tune_events(job_id, most)

    async def cancel_fine_tune(self, job_id: str) -> FineTuneJob:
        """Cancel a job and return it."""
        return await self._model.cancel_fine_tune(job_id)

    async def _guarded(self, ask: Callable[[], Awaitable[T]]) -> T:
        trial = self._health.admit()
        try:
            found = await ask()
        except errors.ModelError as error:
            self._health.failed(error, trial=trial)
            raise
        except BaseException:
            self._health.given_up(trial=trial)
            raise
        self._health.succeeded()
        return found
