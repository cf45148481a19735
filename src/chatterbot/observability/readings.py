"""What can be read of the running bot at one moment. Numbers only: no words, no names, no ids of people, servers or channels."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from chatterbot.time_counts import TimeCounts

__all__ = ("Readings", "ShardReading")


@dataclasses.dataclass(frozen=True, slots=True)
class ShardReading:
    """One connection to Discord's gateway."""

    number: int
    connected: bool
    latency_s: float | None
    """Seconds between a heartbeat and its answer; `None`: there was none yet."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """All that the metrics say."""

    version: str
    ready: bool
    """Whether commands are registered and every event is answered."""
    draining: bool
    """Whether the bot is ending, and takes no new requests."""
    lease_lost: bool
    """Whether other processes may run the shards of this one by now."""
    shards: tuple[ShardReading, ...]
    guilds: int
    replies: Mapping[str, int]
    """Replies by where they came from (`models.ReplySource`), since the program started."""
    reply_times: TimeCounts
    """From a message's arrival until its reply was on Discord."""
    spoken_times: Mapping[str, TimeCounts]
    """Of each stage of a spoken answer (`dialogue.latency.Stage`)."""
    requests: int
    """Commands, clicks and messages under way."""
    messages_waiting: int
    work_running: Mapping[str, int]
    """Kinds of work that is admitted within limits, and how much of it runs."""
    work_open: Mapping[str, int]
    """How much of it runs or waits."""
    scopes_loaded: int
    """Servers and direct messages whose examples are in memory."""
    examples_loaded: int
    index_bytes: int
    """Memory of all indexes, about."""
    index_loads: int
    """How often a dataset was read into memory since the program started."""
    index_evictions: Mapping[str, int]
    """How often a server's indexes left it, by reason: ``room``, ``unused``."""
    calls: int
    hearing: bool | None
    """Whether speech can be recognised; `None`: it is switched off."""
    voices: Mapping[str, bool]
    """Voice engines, and whether each can speak at the moment."""
    model: bool | None
    """Whether the language model's server works; `None`: there is none."""
    failures: Mapping[str, int]
    """Requests that ended in an error, by kind (`discord.ErrorCounts`), since the program started."""
    log_records: Mapping[str, int]
    """Lines of the program's log by level, since it started."""
