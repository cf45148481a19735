"""The metrics in Prometheus' text format. The library is imported only where somebody asks for them (extra `metrics`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chatterbot.observability.readings import Readings
from chatterbot.time_counts import TimeCounts

__all__ = ("Exposition",)


class Exposition:
    """Turns readings into metrics. It has a registry of its own, since the library's is one for the whole process.

    Parameters
    ----------
    read
        Returns what can be read now.

    Raises
    ------
    ImportError
        If the library is not installed.
    """

    def __init__(self, read: Callable[[], Readings]) -> None:
        import prometheus_client  # noqa: PLC0415 - see above
        from prometheus_client import core, exposition, utils  # noqa: PLC0415

        self._read = read
        self._core: Any = core
        self._exposition: Any = exposition
        self._utils: Any = utils
        self._registry: Any = prometheus_client.CollectorRegistry()
        self._registry.register(self)
        for collector in ("ProcessCollector", "PlatformCollector", "GCCollector"):
            getattr(prometheus_client, collector)(registry=self._registry)

    def text(self, accept: str) -> tuple[bytes, str]:
        """Return all metrics, and their content type, in the newest format that the ``Accept`` header names."""
        encode, content_type = self._exposition.choose_encoder(accept)
        return encode(self._registry), content_type

    def describe(self) -> Iterator[Any]:
        """Return nothing: the registry need not read the bot to know which names there are."""
        return iter(())

    def collect(self) -> Iterator[Any]:
        """Yield every metric, as `prometheus_client.registry.Collector` wants it."""
        now = self._read()
        yield self._core.InfoMetricFamily("chatterbot_build", "The program.", value={"version": now.version})
        yield self._gauge("ready", "Whether every event is answered.", now.ready)
        yield self._gauge("draining", "Whether the bot is ending and takes no new requests.", now.draining)
        yield self._gauge(
            "lease_lost", "Whether other processes may run the shards of this one by now.", now.lease_lost
        )
        yield self._gauge("guilds", "Servers that the bot is in, of this process.", now.guilds)
        connected = self._core.GaugeMetricFamily(
            "chatterbot_shard_connected", "Whether a shard is connected to Discord.", labels=["shard"]
        )
        latency = self._core.GaugeMetricFamily(
            "chatterbot_shard_latency_seconds", "From a heartbeat to its answer.", labels=["shard"]
        )
        for shard in now.shards:
            connected.add_metric([str(shard.number)], float(shard.connected))
            if shard.latency_s is not None:
                latency.add_metric([str(shard.number)], shard.latency_s)
        yield connected
        yield latency
        yield self._counter(
            "replies", "Replies by where they came from; `unknown` are declined questions.", "source", now.replies
        )
        yield self._histogram(
            "reply_seconds", "From a message's arrival until its reply was on Discord.", {(): now.reply_times}
        )
        stages = {(stage,): times for stage, times in now.spoken_times.items()}
        yield self._histogram("spoken_stage_seconds", "Each stage of a spoken answer.", stages, ["stage"])
        yield self._gauge("requests_running", "Commands, clicks and messages under way.", now.requests)
        yield self._gauge(
            "messages_waiting", "Messages that are answered or wait for their turn.", now.messages_waiting
        )
        yield self._gauges("work_running", "Work that is admitted within limits and runs.", "work", now.work_running)
        yield self._gauges("work_open", "The same with what waits.", "work", now.work_open)
        yield self._gauge(
            "scopes_loaded", "Servers and direct messages whose examples are in memory.", now.scopes_loaded
        )
        yield self._gauge("examples_loaded", "Examples in memory.", now.examples_loaded)
        yield self._gauge("index_bytes", "Memory of what was taught, about.", now.index_bytes)
        yield self._counter("index_loads", "Datasets that were read into memory.", "of", {"examples": now.index_loads})
        yield self._counter(
            "index_evictions", "Servers whose indexes left the memory, by reason.", "reason", now.index_evictions
        )
        yield self._gauge("calls", "Voice channels that the bot is in.", now.calls)
        if now.hearing is not None:
            yield self._gauge("hearing_up", "Whether speech can be recognised.", now.hearing)
        yield self._gauges("voice_up", "Whether a voice engine can speak at the moment.", "engine", now.voices)
        if now.model is not None:
            yield self._gauge("model_up", "Whether the language model's server works.", now.model)
        yield self._counter(
            "errors", "Messages, commands and clicks that ended in an error, by kind.", "kind", now.failures
        )
        yield self._counter("log_records", "Lines of the program's log.", "level", now.log_records)

    def _gauge(self, name: str, about: str, value: float) -> Any:
        return self._core.GaugeMetricFamily(f"chatterbot_{name}", about, value=float(value))

    def _gauges(self, name: str, about: str, label: str, values: Mapping[str, float]) -> Any:
        family = self._core.GaugeMetricFamily(f"chatterbot_{name}", about, labels=[label])
        for key, value in values.items():
            family.add_metric([key], float(value))
        return family

    def _counter(self, name: str, about: str, label: str, values: Mapping[str, int]) -> Any:
        family = self._core.CounterMetricFamily(f"chatterbot_{name}", about, labels=[label])
        for key, value in values.items():
            family.add_metric([key], float(value))
        return family

    def _histogram(
        self, name: str, about: str, times: Mapping[tuple[str, ...], TimeCounts], labels: Sequence[str] = ()
    ) -> Any:
        family = self._core.HistogramMetricFamily(f"chatterbot_{name}", about, labels=labels)
        for values, counted in times.items():
            buckets = [(self._utils.floatToGoString(limit), float(count)) for limit, count in counted.buckets()]
            family.add_metric(values, buckets, counted.total_s)
        return family
