"""Faults that tests inject into REST and CDN answers: rate limits, server errors, cut connections, delays."""

from __future__ import annotations

import dataclasses
import fnmatch
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from chatterbot.standin.world.clock import WorldClock

Scope = Literal["user", "shared", "global"]


@dataclasses.dataclass(slots=True)
class Fault:
    """A fault, and how many requests it has hit.

    Parameters
    ----------
    method
        HTTP method, or ``*``.
    pattern
        Path as a shell pattern (``/channels/*/messages``, ``/attachments/*``), or the route's exact template.
    status
        HTTP status to answer with; `None` answers as usual.
    times
        How many requests the fault still hits.
    delay
        Seconds to wait before the request is handled.
    body
        JSON, or a text that is sent as HTML, as Discord's edge servers do.
    cut
        Whether to cut the connection instead of answering.
    after
        Whether to carry out the request before failing: the dangerous kind, because clients repeat the request.
    """

    method: str
    pattern: str
    status: int | None = None
    times: int = 1
    delay: float = 0.0
    body: Any = None
    headers: dict[str, str] = dataclasses.field(default_factory=dict[str, str])
    cut: bool = False
    after: bool = False
    hits: int = 0


class Faults:
    """The active faults, in the order in which they were added."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Add a fault and return it; its ``hits`` count the requests it has hit."""
        self._faults.append(fault)
        return fault

    def rate_limit(
        self, method: str, pattern: str, retry_after: float = 0.2, *, scope: Scope = "user", times: int = 1
    ) -> Fault:
        """Add a fault that answers 429 as Discord does, with all headers; ``retry_after`` in seconds."""
        headers, body = too_many_requests(self._clock, retry_after, scope, "fa017")
        return self.add(Fault(method, pattern, 429, times=times, headers=headers, body=body))

    def clear(self) -> None:
        """Remove all faults."""
        self._faults.clear()

    def match(self, method: str, path: str, route: str) -> Fault | None:
        """Return the fault that hits a request, if any, and count the hit."""
        for fault in self._faults:
            named = fnmatch.fnmatchcase(path, fault.pattern) or route == fault.pattern
            if fault.times > 0 and fault.method in ("*", method) and named:
                fault.times -= 1
                fault.hits += 1
                return fault
        return None


def too_many_requests(
    clock: WorldClock, retry_after: float, scope: Scope, bucket: str, limit: int = 1
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return headers and body of an answer 429. If a header is missing, client libraries retry at once and without end."""
    headers = {"Retry-After": str(max(1, round(retry_after))), "X-RateLimit-Scope": scope}
    if scope == "global":
        headers["X-RateLimit-Global"] = "true"
    else:
        headers |= {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{clock.now() + retry_after:.3f}",
            "X-RateLimit-Reset-After": f"{retry_after:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
    body = {
        "message": "You are being rate limited.",
        "retry_after": retry_after,
        "global": scope == "global",
        "code": 0,
    }
    return headers, body
