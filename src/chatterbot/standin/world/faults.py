"""Faults put into REST and CDN answers: rate limits, server errors, cut connections, delays."""

from __future__ import annotations

import dataclasses
import fnmatch
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from chatterbot.standin.world.clock import WorldClock

Scope = Literal["user", "shared", "global"]


@dataclasses.dataclass(slots=True)
class Fault:
    """A fault and what it hit.

    Parameters
    ----------
    method
        HTTP method, or ``*``.
    pattern
        Path or route it applies to, as a shell pattern: ``/channels/*/messages``, ``/attachments/*``.
    status
        Status to answer with; nothing to answer as usual.
    times
        How many requests are hit.
    delay
        Seconds to wait before the request is looked at.
    body
        JSON, or a text that is sent as HTML, as Discord's edge does.
    cut
        Cut the connection instead of answering.
    after
        Do the work first, then fail: the dangerous kind, because clients ask again.
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
    """Faults waiting for requests, in the order in which they were added."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._faults: list[Fault] = []

    def add(
        self,
        method: str,
        pattern: str,
        status: int | None = None,
        *,
        times: int = 1,
        delay: float = 0.0,
        body: Any = None,
        headers: dict[str, str] | None = None,
        cut: bool = False,
        after: bool = False,
    ) -> Fault:
        """Add a fault; see `Fault`. Its ``hits`` tell later whether it was met."""
        fault = Fault(method, pattern, status, times, delay, body, headers or {}, cut, after)
        self._faults.append(fault)
        return fault

    def rate_limit(
        self, method: str, pattern: str, retry_after: float = 0.2, *, scope: Scope = "user", times: int = 1
    ) -> Fault:
        """Answer 429 as Discord does, with all headers; ``retry_after`` in seconds."""
        headers, body = too_many_requests(self._clock, retry_after, scope, "fa017")
        return self.add(method, pattern, 429, times=times, headers=headers, body=body)

    def clear(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def match(self, method: str, path: str, route: str) -> Fault | None:
        """Find the fault that hits a request, and use it up by one."""
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
    """Build headers and body of a 429. Clients retry at once, and forever, when one of the headers is missing."""
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
