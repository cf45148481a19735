"""One request to the REST server with its answer, and the interface of a checker for both."""

from __future__ import annotations

import dataclasses
import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from chatterbot.standin.rules import Upload


@dataclasses.dataclass(slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    route: str
    """Template of the route, such as ``/channels/{channel_id}/messages``; the path itself if there is no such route."""
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
    """When the request came, in seconds of the monotonic clock."""
    faulty: bool = False
    """Whether an injected fault made the answer."""


class ExchangeCheck(Protocol):
    """Checks requests and answers, for example against Discord's OpenAPI document."""

    def request(self, exchange: Exchange) -> list[str]:
        """Return the errors of a request."""
        ...

    def response(self, exchange: Exchange) -> list[str]:
        """Return the errors of an answer of the stand-in."""
        ...
