"""Sends traces to a collector that speaks OpenTelemetry's protocol over HTTP (OTLP): one a message, command or click.

The trace's id is the request's id in the log. Nothing here makes anybody wait: finished traces are handed to a thread, which has a bounded
queue, and a collector that is away costs traces and nothing else.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import random
import types
from collections.abc import AsyncGenerator, Mapping
from typing import Any, Final, Self

from chatterbot import errors, spans

__all__ = ("TraceCounts", "TraceExport", "headers_of")

_LOGGER: Final = logging.getLogger(__name__)

MOST_WAITING: Final = 1_000
"""Finished traces that wait to be handed over; more are dropped, and counted."""
MOST_SPANS_WAITING: Final = 4_096
"""Spans that wait to be sent while the collector is away, about 2 KB each."""
TIMEOUT_S: Final = 5.0
"""Seconds that the collector has for an answer, and that the last traces have when the bot ends."""


class TraceCounts:
    """What became of traces since the program started."""

    def __init__(self) -> None:
        self.handed_over = 0
        self.dropped = 0


class TraceExport:
    """A `spans.Collector` that sends what it takes. Make one with `open`."""

    def __init__(self, provider: Any, ids: Any, api: Any, sample: float, chance: random.Random) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("chatterbot")
        self._ids = ids
        self._api = api
        self._sample = sample
        self._chance = chance
        self._thread = concurrent.futures.ThreadPoolExecutor(1, "traces")
        self._waiting = 0
        self.counts = TraceCounts()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls, endpoint: str, headers: Mapping[str, str], sample: float, version: str, chance: random.Random
    ) -> AsyncGenerator[Self]:
        """Send traces during the block; leaving sends what is left.

        Parameters
        ----------
        endpoint
            Address of the collector with the path, such as ``http://127.0.0.1:4318/v1/traces``.
        sample
            Share of the requests that are traced, in (0, 1].

        Raises
        ------
        errors.SettingsError
            The extra ``traces`` is not installed.
        """
        try:
            provider, ids, api = await asyncio.to_thread(_provider, endpoint, headers, version)
        except ImportError as error:
            raise errors.SettingsError(
                f"[traces] endpoint needs the extra `traces`: pip install 'chatterbot-discord[traces]' ({error})"
            ) from error
        export = cls(provider, ids, api, sample, chance)
        try:
            yield export
        finally:
            await export._close()

    def wants(self) -> bool:
        """Tell whether the next request is traced."""
        return self._sample >= 1 or self._chance.random() < self._sample

    def take(self, trace: spans.Trace) -> None:
        """Hand a trace over to the thread that sends; dropped if that is far behind."""
        if self._waiting >= MOST_WAITING:
            self.counts.dropped += 1
            return
        self._waiting += 1
        loop = asyncio.get_running_loop()
        self._thread.submit(self._hand_over, trace).add_done_callback(
            lambda done: self._unless_closed(loop, done.exception())
        )

    def _unless_closed(self, loop: asyncio.AbstractEventLoop, error: BaseException | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(self._handed_over, error)

    def _handed_over(self, error: BaseException | None) -> None:
        self._waiting -= 1
        if error is None:
            self.counts.handed_over += 1
        else:
            self.counts.dropped += 1
            _LOGGER.warning("a trace could not be made: %r", error)

    def _hand_over(self, trace: spans.Trace) -> None:
        """Make OpenTelemetry's spans of ours, parents first."""
        self._ids.trace_id = int(trace.id, 16)
        made: dict[int, Any] = {}
        for each in trace.spans:
            parent = None if each.parent is None else made.get(id(each.parent))
            context = self._api.context.Context()  # nothing of this thread's
            if parent is not None:
                context = self._api.trace.set_span_in_context(parent, context)
            one = self._tracer.start_span(each.name, context, attributes=each.attributes, start_time=each.began_ns)
            if each.failed:
                one.set_status(self._api.trace.StatusCode.ERROR)
            made[id(each)] = one
        end = trace.spans[0].ended_ns
        for each in trace.spans:  # what is not over yet ends with the request
            made[id(each)].end(each.ended_ns or end)

    async def _close(self) -> None:
        await asyncio.to_thread(self._thread.shutdown, wait=True)
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await asyncio.to_thread(self._provider.shutdown)
        except TimeoutError:
            _LOGGER.warning("the last traces could not be sent within %.0f s", TIMEOUT_S)


def headers_of(written: str) -> dict[str, str]:
    """Read headers, ``name=value, name=value``.

    Raises
    ------
    errors.SettingsError
        They are written otherwise; what stands there is a secret and not told.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        name, equals, value = part.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise errors.SettingsError('traces.headers must be written as "name=value, name=value"')
        found[name.strip()] = value.strip()
    return found


def _provider(endpoint: str, headers: Mapping[str, str], version: str) -> tuple[Any, Any, Any]:
    """Put OpenTelemetry's parts together.

    Raises
    ------
    ImportError
        They are not installed.
    """
    import requests  # noqa: PLC0415 - comes with the exporter
    from opentelemetry import context, trace  # noqa: PLC0415 - optional dependency
    from opentelemetry.exporter.otlp.proto.http import trace_exporter  # noqa: PLC0415 - optional dependency
    from opentelemetry.sdk import resources  # noqa: PLC0415 - optional dependency
    from opentelemetry.sdk.trace import TracerProvider, export, id_generator  # noqa: PLC0415 - optional dependency

    class RequestIds(id_generator.RandomIdGenerator):
        """Gives each trace the id of its request; used by one thread."""

        trace_id = 0

        def generate_trace_id(self) -> int:
            return self.trace_id

    session = requests.Session()
    session.trust_env = False  # no proxies and passwords that were set for other programs
    ids = RequestIds()
    provider = TracerProvider(
        resource=resources.Resource({"service.name": "chatterbot", "service.version": version}),
        id_generator=ids,
        shutdown_on_exit=False,
    )
    sender = trace_exporter.OTLPSpanExporter(endpoint, headers=dict(headers), timeout=TIMEOUT_S, session=session)
    provider.add_span_processor(
        export.BatchSpanProcessor(sender, max_queue_size=MOST_SPANS_WAITING, export_timeout_millis=TIMEOUT_S * 1000)
    )
    return provider, ids, types.SimpleNamespace(context=context, trace=trace)
