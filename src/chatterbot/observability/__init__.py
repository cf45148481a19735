"""What a monitor reads of the running bot: metrics for Prometheus, and whether it lives and is ready (docs/observability.md).

Metrics are told nothing while the bot works: all is read from what the parts know anyway, when somebody asks. Traces are recorded step by step
(`spans`), where the operator wants them.
"""

from __future__ import annotations

from chatterbot.observability.readings import Readings, ShardReading
from chatterbot.observability.server import MonitorServer
from chatterbot.observability.tracing import TraceExport, headers_of

__all__ = ("MonitorServer", "Readings", "ShardReading", "TraceExport", "headers_of")
