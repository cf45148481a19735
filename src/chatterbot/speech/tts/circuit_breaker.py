"""Remembers which synthesizers work, so that nobody waits for one that does not (a circuit breaker).

Closed: it is asked. Open: it is passed over. Local ones are asked again after a while; a remote one is tried in the background, and
asked again when that worked (M. Nygard, *Release It!*, chapter "Stability Patterns").
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
"""Tries one synthesizer; raises `SynthesisError` if it does not work."""


@dataclasses.dataclass(frozen=True, slots=True)
class CircuitOptions:
    """When a synthesizer is passed over."""

    failures: int = 2
    """So many in a row; a first sound that came too late counts as that many."""
    skip_s: float = 60.0
    """Seconds until it is tried again: short enough to be back soon, long enough not to burden a service in trouble."""


@dataclasses.dataclass(frozen=True, slots=True)
class Health:
    """How one synthesizer does."""

    engine: str
    available: bool
    failures: int
    """In a row."""
    trouble: str
    """What failed last, for the log and the operator; empty after a success."""
    probing: bool
    """Whether it is being tried in the background."""


@dataclasses.dataclass(slots=True)
class _State:
    failures: int = 0
    trouble: str = ""
    open_until: float | None = None
    probing: asyncio.Task[None] | None = None


class CircuitBreakers:
    """The states of all synthesizers.

    Use `open`; the constructor is for it alone.
    """

    def __init__(self, options: CircuitOptions, probes: Mapping[str, Probe | None]) -> None:
        self._options: Final = options
        self._probes = dict(probes)
        self._states = {name: _State() for name in probes}
        self._closing = False

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, options: CircuitOptions, probes: Mapping[str, Probe | None]) -> AsyncGenerator[CircuitBreakers]:
        """Give all of them closed; on leaving no probe runs any more.

        Parameters
        ----------
        settings
            When one is passed over.
        probes
            By the synthesizer's name, how to try it; `None`: it is asked again when the time is over.
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
        """Whether it is to be asked."""
        until = self._states[name].open_until
        if until is None:
            return True
        return self._probes[name] is None and asyncio.get_running_loop().time() >= until

    def succeeded(self, name: str) -> None:
        """Note that it spoke to the end."""
        state = self._states[name]
        if state.open_until is not None:
            _log.info("%s speaks again", name)
        state.failures, state.trouble, state.open_until = 0, "", None

    def failed(self, name: str, error: voices.SynthesisError) -> None:
        """Note a failure; one that is the voice's or the text's own says nothing about the synthesizer."""
        state = self._states[name]
        state.trouble = str(error)
        if error.fault is voices.SynthesisFault.VOICE:
            return
        state.failures += self._options.failures if error.fault is voices.SynthesisFault.SLOW else 1
        if state.failures < self._options.failures:
            return
        if state.open_until is None:
            _log.warning("%s is passed over for %g s: %s", name, self._options.skip_s, error)
        state.open_until = asyncio.get_running_loop().time() + self._options.skip_s
        probe = self._probes[name]
        if probe is not None and state.probing is None and not self._closing:
            state.probing = asyncio.create_task(self._try_again(name, probe), name=f"probe {name}")

    def health(self) -> tuple[Health, ...]:
        """How each does, in the order given."""
        return tuple(
            Health(name, self.available(name), state.failures, state.trouble, state.probing is not None)
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
                    state.trouble = str(error)
                    _log.debug("%s still fails: %s", name, error)
                except Exception as error:  # noqa: BLE001 - a bug there must not have it passed over for ever
                    state.trouble = str(error)
                    _log.exception("trying %s broke", name)
                else:
                    self.succeeded(name)
        finally:
            state.probing = None
