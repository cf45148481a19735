"""How a call came about: who called the bot, where, and whether it has returned after a restart."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

__all__ = ("CallArrival", "CallOrigin")


class CallArrival(enum.Enum):
    """Why the bot comes into a call, which decides what it says there."""

    CALLED = "called"
    RETURNED = "returned"
    """It was restarted, and says so."""
    RETURNED_QUIETLY = "returned quietly"
    """It was restarted, and said so lately."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CallOrigin:
    """How a call came about."""

    author_id: int | None = None
    """Who called the bot; 0: a person whose data was erased."""
    text_channel_id: int | None = None
    """Where it was called; `None` if it came by itself."""
    by_itself: bool = False
    """Whether it came to speak a reply, without being called."""
    since: dt.datetime | None = None
    """When it came, before all restarts; `None`: now."""
    arrival: CallArrival = CallArrival.CALLED
