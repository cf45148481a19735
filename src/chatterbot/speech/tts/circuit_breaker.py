"""Remember which synthesizers work, so that nobody waits for one that does not (a circuit breaker).

Closed: the synthesizer is used. Open: it is skipped. A local one is used again after some time. A remote one is tried in the background,
and used again when that has succeeded (M. Nygard, *Release It!*, chapter "Stability Patterns").
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import Final

from chatterbot.speech.tts import voices

__all__ = ("CircuitBreakers", "CircuitOptions", "Health", "Probe")

_log = logging.getLogger(__name__)

Probe = Callable[[], Awaitable[None]]
"""A function that tries one synthesizer, and raises `SynthesisError` if it does not work."""


@dataclasses.dataclass(frozen=True, slots=True)
class CircuitOptions:
    """When a synthesizer is skipped."""

    failures: int = 2
    """Failures in a row after which it is skipped; a first sound that came too late counts as that many."""
    skip_s: float = 60.0
    """Seconds until it is tried again: short enough to use it again soon, long enough not to burden a service in trouble."""


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """The state of one synthesizer."""

    engine: str
    available: bool
    failures: int
    """Failures in a row."""
    last_error: str
    """The message of the last failure, for the log and the operator; empty after a success."""
    probing: bool
    """Whether it is being tried in the background."""
    tried: bool = True
    """Whether it has worked or failed since the start; `False`: nobody knows whether it works."""


@dataclasses.dataclass(slots=True)
class _State:
    failures: int = 0
    last_error: str = ""
    tried: bool = False
    open_until: float | None = None
    probing: asyncio.Task[None] | None = None


class CircuitBreakers:
    """The circuit breakers of all synthesizers.

    Make one with `open`, not with the constructor.
    """

    def __init__(self, options: CircuitOptions, probes: Mapping[str, Probe | None]) -> None:
        self._options: Final = options
        self._probes = dict(probes)
        self._states = {name: _State() for name in probes}
        self._closing = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: CircuitOptions, probes: Mapping[str, Probe | None]) -> AsyncGenerator[CircuitBreakers]:
        """Yield the circuit breakers, all of them closed; leaving ends all probes.

        Parameters
        ----------
        options
            When a synthesizer is skipped.
        probes
            By the synthesizer's name, how to try it; `None`: it is simply used again after `CircuitOptions.skip_s`.
        """
        circuits = cls(options, probes)
        try:
            yield circuits
        finally:
            circuits._closing = True
            tasks = [state.probing for state in circuits._states.values() if state.probing is not None]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def available(self, name: str) -> bool:
        """Tell whether a synthesizer may be used now."""
        until = self._states[name].open_until
        if until is None:
            return True
        return self._probes[name] is None and asyncio.get_running_loop().time() >= until

    def succeeded(self, name: str) -> None:
        """Note that a synthesizer spoke a piece to its end."""
        state = self._states[name]
        if state.open_until is not None:
            _log.info("the synthesizer %s speaks again", name)
        state.failures, state.last_error, state.open_until, state.tried = 0, "", None, True

    def failed(self, name: str, error: voices.SynthesisError) -> None:
        """Note a failure; a failure of a single voice or text says nothing about the synthesizer."""
        state = self._states[name]
        state.last_error = str(error)
        if error.fault is voices.SynthesisFault.VOICE:
            return
        state.tried = True
        state.failures += self._options.failures if error.fault is voices.SynthesisFault.SLOW else 1
        if state.failures < self._options.failures:
            return
        if state.open_until is None:
            _log.warning("the synthesizer %s is skipped for %g s: %s", name, self._options.skip_s, error)
        state.open_until = asyncio.get_running_loop().time() + self._options.skip_s
        probe = self._probes[name]
        if probe is not None and state.probing is None and not self._closing:
            state.probing = asyncio.create_task(self._try_again(name, probe), name=f"probe {name}")

    def health(self) -> tuple[Health, ...]:
        """Return the state of each synthesizer, in the order of the probes."""
        return tuple(
            Health(
                name,
                self.available(name),
                state.failures,
                state.last_error,
                probing=state.probing is not None,
                tried=state.tried,
            )
            for name, state in self._states.items()
        )

    async def _try_again(self, name: str, probe: Probe) -> None:
        state = self._states[name]
        try:
            while state.open_until is not None:
                await asyncio.sleep(self._options.skip_s)
                try:
                    await probe()
                except voices.SynthesisError as error:
                    state.last_error = str(error)
                    _log.debug("the synthesizer %s still fails: %s", name, error)
                except Exception as error:  # noqa: BLE001 - a bug in a probe must not end the probing
                    state.last_error = str(error)
                    _log.exception("a bug while trying the synthesizer %s", name)
                else:
                    self.succeeded(name)
        finally:
            state.probing = None
