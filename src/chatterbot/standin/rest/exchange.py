"""One request to the REST server and its answer, and what judges both."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from chatterbot.standin.rules.upload import Upload


@dataclasses.dataclass(slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    route: str
    """Template of the route, ``/channels/{channel_id}/messages``; the path itself if there is none."""
    path: str
    args: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    json: Any
    uploads: dict[str, Upload]
    content_type: str
    status: int = 0
    response: Any = None
    at: float = dataclasses.field(default_factory=time.monotonic)
    """When it came, in seconds of the monotonic clock."""
    faulty: bool = False
    """Whether a fault made the answer."""


class ExchangeCheck(Protocol):
    """Judges traffic from outside, by Discord's API description for instance."""

    def request(self, call: Exchange) -> list[str]:
        """Tell what is wrong with a request."""
        ...

    def response(self, call: Exchange) -> list[str]:
        """Tell what is wrong with an answer of the stand-in."""
        ...
