"""How long each step of a request took: spans, as OpenTelemetry calls them, recorded while somebody wants them.

A span is recorded where a trace was begun, in the same task or one that it started; everywhere else `span` costs a look at a variable. What
becomes of a finished trace is up to whoever began to collect (`observability.tracing`). Attributes are numbers and words of the program's own:
never anything that people wrote, and no names or ids of theirs.
"""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import time
from collections.abc import Generator
from typing import Final, Protocol

__all__ = ("MOST_SPANS", "Attribute", "Collector", "Trace", "TraceSpan", "span", "trace")

Attribute = str | int | float | bool

MOST_SPANS: Final = 200
"""Spans of one trace; more are left out: an answer of a language model that searches for long has some dozens."""


@dataclasses.dataclass(slots=True)
class TraceSpan:
    """One step."""

    name: str
    parent: TraceSpan | None
    began_ns: int
    """Nanoseconds since 1970."""
    ended_ns: int = 0
    failed: bool = False
    """Whether an exception ended it."""
    attributes: dict[str, Attribute] = dataclasses.field(default_factory=dict[str, Attribute])


@dataclasses.dataclass(slots=True)
class Trace:
    """The steps of one request, the first of which is the request itself."""

    id: str
    """32 hexadecimal digits: the request's id in the log."""
    spans: list[TraceSpan] = dataclasses.field(default_factory=list[TraceSpan])
    ended: bool = False


class Collector(Protocol):
    """Decides which requests are traced, and takes what came of them."""

    def wants(self) -> bool:
        """Tell whether the next request is traced."""
        ...

    def take(self, trace: Trace) -> None:
        """Take a finished trace; must not wait."""
        ...


_CURRENT: Final[contextvars.ContextVar[tuple[Trace, TraceSpan] | None]] = contextvars.ContextVar("span", default=None)
"""Kept with the task, and with the tasks and threads that `asyncio` starts for it."""


@contextlib.contextmanager
def trace(name: str, trace_id: str, collector: Collector | None) -> Generator[None]:
    """Record the spans of a request during the block, if the collector wants that one."""
    if collector is None or not collector.wants():
        yield
        return
    recorded = Trace(trace_id)
    try:
        with _recorded(recorded, name, None, {}):
            yield
    finally:
        recorded.ended = True
        collector.take(recorded)


@contextlib.contextmanager
def span(name: str, **attributes: Attribute) -> Generator[dict[str, Attribute]]:
    """Record a step during the block; what is put into the attributes it yields belongs to it, too."""
    current = _CURRENT.get()
    if current is None or current[0].ended or len(current[0].spans) >= MOST_SPANS:
        yield attributes
        return
    recorded, parent = current
    with _recorded(recorded, name, parent, attributes):
        yield attributes


@contextlib.contextmanager
def _recorded(
    recorded: Trace, name: str, parent: TraceSpan | None, attributes: dict[str, Attribute]
) -> Generator[None]:
    began, started = time.time_ns(), time.perf_counter_ns()
    made = TraceSpan(name, parent, began, attributes=attributes)
    recorded.spans.append(made)
    token = _CURRENT.set((recorded, made))
    try:
        yield
    except BaseException:
        made.failed = True
        raise
    finally:
        made.ended_ns = began + time.perf_counter_ns() - started  # the clock of the day may be set meanwhile
        _CURRENT.reset(token)
