"""When a dataset's head and threshold are fitted anew: quickly while it is being taught, thoroughly once the teaching has paused.

The quick fit is what the teaching call waits for, a moment at most, so that the next question is answered as well as any later one. In a
small dataset it is as good as the thorough one, and where such a dataset was loaded the thorough one is done at once; in a larger one its head
learns from fewer examples, and its threshold rests on 150 of them. A burst of lessons is fitted now and then: whenever the dataset has grown by
a tenth, and otherwise after a rest of ten times as long as the last fit took of a core.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from chatterbot.engine import calibration, examples, knowledge
from chatterbot.engine import options as options_
from chatterbot.engine import workers as workers_

__all__ = ("LiveDataset", "Refits")

T = TypeVar("T")
Run = Callable[..., Awaitable[Any]]
"""Runs a function with its arguments in one of the engine's threads."""

_LOGGER: Final = logging.getLogger(__name__)

REST: Final = 10
"""How many times as long as the last fit took of a core the next one of the same kind waits: fits never take more than a tenth of one."""

PATIENCE_S: Final = 0.3
"""How long a change waits for its quick fit: nearly always it ends in a tenth of that; on a busy machine nobody notices as much."""
PATIENCE_EACH_S: Final = 0.005
"""How much longer for each text that is taught: encoding it took several times as long."""
MOST_PATIENCE_S: Final = 3.0
"""The longest that a change waits for its quick fit."""

GROWN: Final = 0.1
"""Share of the examples that must have changed for a new threshold, for a fit before the rest is over, and for one that is coarser than
what there is. All the fits of a dataset that grows so are together about as much work as ten of the last one."""


@dataclasses.dataclass(slots=True)
class LiveDataset:
    """One dataset's knowledge, and the state of its fits."""

    known: knowledge.Knowledge
    writing: asyncio.Lock = dataclasses.field(default_factory=asyncio.Lock)
    version: int = 0
    fitted: int = 0
    """The version of the last thorough fit."""
    hurry: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    awaited: int = 0  # callers of `settled`: while there are any, no refit waits for its delay
    refit: asyncio.Task[None] | None = None
    took_s: float = 0.0
    tested: tuple[examples.SelfTestRow, ...] = ()
    loaded: bool = False
    """Loaded since the last refit: nothing is being taught, and the caller has freed much by the end of the next."""
    quick: asyncio.Task[None] | None = None
    quick_fitted: int = 0
    """The version of the last fit of either kind."""
    rested_at: float = 0.0
    """When the next quick fit may begin though little has changed (`time.monotonic`)."""
    changed: int = 0
    """Examples that came and went since the threshold was last calibrated."""
    grew: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    """Set when `changed` is a tenth of the examples."""

    def publish(self, known: knowledge.Knowledge, changed: int) -> None:
        """Put changed knowledge in place, with the head and the calibration there are now: a refit may have ended meanwhile."""
        self.known = dataclasses.replace(known, head=self.known.head, calibration=self.known.calibration)
        self.version += 1
        self.changed += changed
        if self.has_grown:
            self.grew.set()

    @property
    def has_grown(self) -> bool:
        """Whether so much has changed since the threshold was calibrated that it needs a new one."""
        return self.changed >= GROWN * self.known.taught.living

    @property
    def tasks(self) -> list[asyncio.Task[None]]:
        """The fits under way, or done."""
        return [task for task in (self.quick, self.refit) if task is not None]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do work, and say how many seconds of a core it took: on a busy machine it takes longer by the clock."""
    started = time.thread_time()
    return work(), time.thread_time() - started


class Refits:
    """Fits the datasets' heads and thresholds in the engine's threads."""

    def __init__(self, workers: workers_.Workers, options: options_.EngineOptions) -> None:
        self._workers = workers
        self._options = options

    async def changed(self, key: int, dataset: LiveDataset, texts: int, delay_s: float) -> None:
        """Fit after a change: quickly now, thoroughly in `delay_s`; wait for the quick fit if much has changed, but not for long.

        Parameters
        ----------
        texts
            How many texts were taught: who waited for their encoding does not mind waiting longer.
        """
        if dataset.quick is None or dataset.quick.done():
            dataset.quick = asyncio.create_task(self._quick(dataset), name=f"engine-quick-fit-{key}")
        if dataset.refit is None or dataset.refit.done():
            dataset.hurry.clear()
            dataset.refit = asyncio.create_task(self._thorough(dataset, delay_s), name=f"engine-refit-{key}")
        if dataset.has_grown:  # otherwise what there is answers nearly as well
            patience_s = min(PATIENCE_S + PATIENCE_EACH_S * texts, MOST_PATIENCE_S)
            await asyncio.wait([dataset.quick], timeout=patience_s)

    async def settled(self, dataset: LiveDataset) -> None:
        """Wait until the thorough fit has caught up with the last change; does not wait for its delay."""
        while dataset.refit is not None and not dataset.refit.done():
            dataset.awaited += 1
            dataset.hurry.set()
            try:
                await asyncio.wait([dataset.refit])
            finally:
                dataset.awaited -= 1

    async def _quick(self, dataset: LiveDataset) -> None:
        """Fit quickly until nothing has changed meanwhile."""
        while dataset.quick_fitted < dataset.version:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(dataset.grew.wait(), max(0.0, dataset.rested_at - time.monotonic()))
            known, version, changed, grown = dataset.known, dataset.version, dataset.changed, dataset.has_grown
            dataset.grew.clear()
            if dataset.loaded and known.taught.living <= calibration.QUICK_SAMPLE:
                if not await self._fit(dataset, self._workers.soon):
                    return
                continue
            if not grown and known.taught.living > calibration.QUICK_EXAMPLES:
                return  # what there is knows nearly everything, and knows it better
            try:
                (head, fitted), took_s = await self._workers.soon(
                    _timed,
                    lambda known=known, grown=grown: calibration.quick(
                        known.taught,
                        known.ordinary,
                        self._options,
                        self._workers.pause,
                        new=grown,
                        verifier=known.verifier,
                    ),
                )
            except workers_.Stopped:
                return
            except Exception:
                _LOGGER.exception("the quick fit failed; the engine goes on with the one before")
                return
            dataset.rested_at = time.monotonic() + REST * took_s
            if version <= dataset.quick_fitted:
                continue  # the thorough one was done sooner
            dataset.quick_fitted = version
            dataset.known = dataclasses.replace(dataset.known, head=head)
            if fitted is not None:
                dataset.known = dataclasses.replace(dataset.known, calibration=fitted)
                dataset.changed -= changed

    async def _thorough(self, dataset: LiveDataset, delay_s: float) -> None:
        """Fit and calibrate until nothing has changed meanwhile."""
        while dataset.fitted != dataset.version:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(dataset.hurry.wait(), delay_s and max(delay_s, REST * dataset.took_s))
            if not dataset.awaited:
                dataset.hurry.clear()
            if dataset.loaded and dataset.quick is not None:
                await asyncio.wait([dataset.quick])  # of a small dataset it is thorough
            if dataset.fitted != dataset.version and not await self._fit(dataset, self._workers.background):
                return
            if dataset.loaded:
                dataset.loaded = False
                await self._workers.background(workers_.return_memory)
            delay_s = self._options.refit_delay_s

    async def _fit(self, dataset: LiveDataset, run: Run) -> bool:
        """Fit thoroughly and calibrate in a thread of `run`; return `False` if that failed or the engine closes."""
        known, version, changed = dataset.known, dataset.version, dataset.changed
        try:
            (head, fitted, tested), dataset.took_s = await run(
                _timed,
                lambda: calibration.refit(
                    known.taught, known.ordinary, self._options, self._workers.pause, verifier=known.verifier
                ),
            )
        except workers_.Stopped:
            return False
        except Exception:
            _LOGGER.exception("a fit failed; the engine goes on with the one before")
            return False
        if dataset.quick_fitted <= version:  # otherwise a quick fit knows what was taught meanwhile
            dataset.known = dataclasses.replace(dataset.known, head=head, calibration=fitted)
            dataset.quick_fitted = version
            dataset.changed = max(0, dataset.changed - changed)
        dataset.tested = tested
        dataset.fitted = version
        return True
