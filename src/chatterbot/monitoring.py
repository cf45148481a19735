"""What the running bot knows of itself, gathered for monitors (`observability`)."""

from __future__ import annotations

import collections
import contextlib
import logging
import math
import random
from collections.abc import AsyncGenerator, Callable

import chatterbot
from chatterbot.calls import RecognitionState
from chatterbot.cluster import ShardLease
from chatterbot.container import Container
from chatterbot.llm import HealthState
from chatterbot.observability import MonitorServer, Readings, ShardReading, TraceExport, headers_of
from chatterbot.settings import Settings

__all__ = ("LogCounts", "monitored", "readings")


class LogCounts(logging.Handler):
    """Counts the lines of the program's log by level."""

    def __init__(self) -> None:
        super().__init__()
        self.by_level: collections.Counter[str] = collections.Counter({"warning": 0, "error": 0})

    def emit(self, record: logging.LogRecord) -> None:
        """Count a line."""
        self.by_level[record.levelname.lower()] += 1


@contextlib.asynccontextmanager
async def monitored(
    settings: Settings, container: Container, lease: Callable[[], ShardLease | None]
) -> AsyncGenerator[MonitorServer | None]:
    """Answer monitors during the block, where the operator wants that.

    Raises
    ------
    errors.SettingsError
        As `MonitorServer.open`.
    """
    given = settings.metrics
    if not given.port:
        yield None
        return
    counts, log = LogCounts(), logging.getLogger("chatterbot")
    log.addHandler(counts)
    try:
        async with MonitorServer.open(
            given.host, given.port, lambda: readings(container, lease(), counts), container.store.ping
        ) as server:
            yield server
    finally:
        log.removeHandler(counts)


@contextlib.asynccontextmanager
async def traced(settings: Settings, container: Container) -> AsyncGenerator[TraceExport | None]:
    """Send traces of requests during the block, where the operator wants that.

    Raises
    ------
    errors.SettingsError
        As `TraceExport.open`; or the headers cannot be read.
    """
    given = settings.traces
    if not given.endpoint:
        yield None
        return
    secret = "" if given.headers is None else given.headers.get_secret_value()
    async with TraceExport.open(
        given.endpoint, headers_of(secret), given.sample, chatterbot.__version__, random.Random()
    ) as export:
        container.inflight.traces = export
        try:
            yield export
        finally:
            container.inflight.traces = None


def readings(container: Container, lease: ShardLease | None, counts: LogCounts) -> Readings:
    """Return what can be read now."""
    bot, model = container.bot, container.model_health
    work = {
        "transfers": container.transfers,
        "recordings": container.hearing.admission,
        "voice_messages": container.speaking.admission,
        "training": container.teaching.queue.admission,
    }
    hearing, indexes = container.hearing.state, container.teaching.indexes
    speaker = container.speaking.speaker
    return Readings(
        version=chatterbot.__version__,
        ready=container.inflight.ready.is_set(),
        draining=container.inflight.closed,
        lease_lost=lease is not None and lease.is_lost,
        shards=tuple(
            ShardReading(
                number, shard.is_connected, None if math.isnan(shard.heartbeat_latency) else shard.heartbeat_latency
            )
            for number, shard in sorted(bot.shards.items())
        ),
        guilds=len(bot.cache.get_guilds_view()) + len(bot.cache.get_unavailable_guilds_view()),
        replies=container.conversation.replies,
        reply_times=container.reply_times.counts,
        spoken_times={stage.value: times for stage, times in container.stage_times.counts.items()},
        requests=container.inflight.inside,
        messages_waiting=container.queues.under_way,
        work_running={name: one.running for name, one in work.items()},
        work_open={name: one.open for name, one in work.items()},
        scopes_loaded=len(indexes.in_memory()),
        examples_loaded=container.engine.examples,
        index_bytes=indexes.memory,
        index_loads=indexes.counts.loaded,
        index_evictions={"room": indexes.counts.for_room, "unused": indexes.counts.unused},
        calls=container.calls.count,
        hearing=None if hearing is RecognitionState.OFF else hearing is RecognitionState.READY,
        voices={} if speaker is None else {one.engine: one.available for one in speaker.health()},
        model=None if model is None else model.report.state is not HealthState.DOWN,
        failures=container.failures.by_kind,
        log_records=counts.by_level,
    )
