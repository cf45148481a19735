"""What a monitor reads of the running bot: metrics for Prometheus, and whether it lives and is ready (docs/observability.md).

Nothing here is told anything while the bot works: all is read from what the parts know anyway, when somebody asks.
"""

from __future__ import annotations

from chatterbot.observability.readings import Readings, ShardReading
from chatterbot.observability.server import MonitorServer

__all__ = ("MonitorServer", "Readings", "ShardReading")
