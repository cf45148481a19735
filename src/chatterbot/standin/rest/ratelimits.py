"""Rate limit buckets, and their headers."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from chatterbot.standin.world.faults import too_many_requests

if TYPE_CHECKING:
    from typing import Any

    from chatterbot.standin.world.clock import WorldClock

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")
"""Discord's major parameters: a route has a separate bucket for each of their values."""
KEPT_BUCKETS = 1000
"""Number of buckets from which those whose window has ended are deleted."""


@dataclasses.dataclass(frozen=True, slots=True)
class Limit:
    """A limit of ``count`` requests in ``window_s`` seconds."""

    count: int
    window_s: float


GENEROUS = Limit(500, 1.0)
"""Limit of routes whose limit Discord's bots do not meet in practice."""
EVERYWHERE = Limit(50, 1.0)
"""Limit of all requests of a bot together, from Discord's documentation ("Global Rate Limit")."""
CHANNEL = "/channels/{channel_id}"
MESSAGE = CHANNEL + "/messages/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji_name}"
HOOK = "/webhooks/{webhook_id}/{webhook_token}"
USUAL: Mapping[str, Limit] = {
    f"POST {CHANNEL}/messages": Limit(5, 5.0),
    f"PATCH {MESSAGE}": Limit(5, 5.0),
    f"DELETE {MESSAGE}": Limit(5, 1.0),
    f"POST {CHANNEL}/messages/bulk-delete": Limit(1, 1.0),
    f"POST {CHANNEL}/typing": Limit(5, 5.0),
    f"PUT {REACTION}/@me": Limit(1, 0.25),
    f"DELETE {REACTION}/@me": Limit(1, 0.25),
    f"DELETE {REACTION}/{{user_id}}": Limit(1, 0.25),
    f"POST {HOOK}": Limit(5, 2.0),
    f"PATCH {HOOK}/messages/@original": Limit(5, 2.0),
    f"PATCH {HOOK}/messages/{{message_id}}": Limit(5, 2.0),
}
"""Limits that Discord sends in the headers of its answers, by ``"METHOD /route/{template}"``.

Discord does not document them and may change them; a bot must read the headers. Messages and edits have a bucket each.
"""


@dataclasses.dataclass(slots=True)
class _Window:
    ends: float
    left: int


class RateLimits:
    """Counts requests against their limits.

    Parameters
    ----------
    usual
        Whether Discord's usual limits hold at first.

    Attributes
    ----------
    default
        Limit of every route that is not in ``routes``.
    routes
        Limits by ``"METHOD /route/{template}"``.
    everywhere
        Limit for all routes together (Discord: 50 requests a second); `None` for no limit. Webhooks do not count towards
        it, and interaction callbacks have no limit and no headers at all.
    """

    def __init__(self, clock: WorldClock, *, usual: bool = False) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, ...], _Window] = {}
        self.default = GENEROUS
        self.routes: dict[str, Limit] = dict(USUAL) if usual else {}
        self.everywhere: Limit | None = EVERYWHERE if usual else None

    def relax(self) -> None:
        """Take all limits away that a test could reach, for clients that ignore them on purpose."""
        self.routes.clear()
        self.everywhere = None

    def hurry(self, times: float) -> None:
        """Make every window shorter, such as 5 messages in 0.5 s in place of 5 s, for stories of many messages that must end soon.

        A bot that keeps these limits by their headers keeps Discord's, too.
        """
        self.routes = {key: Limit(limit.count, limit.window_s / times) for key, limit in self.routes.items()}
        if self.everywhere is not None:
            self.everywhere = Limit(self.everywhere.count, self.everywhere.window_s / times)

    def take(
        self, method: str, route: str, args: Mapping[str, str]
    ) -> tuple[dict[str, str], tuple[dict[str, str], dict[str, Any]] | None]:
        """Count a request against its limits.

        Returns
        -------
        tuple
            The rate limit headers for the answer; and headers and body of a 429 if the bucket is empty, else `None`.
        """
        if route.startswith("/interactions/"):
            return {}, None
        now = self._clock.now()
        key = f"{method} {route}"
        limit = self.routes.get(key, self.default)
        bucket = hashlib.sha256(key.encode()).hexdigest()[:32]
        if self.everywhere is not None and not route.startswith("/webhooks/"):
            window = self._window(("global",), self.everywhere, now)
            if window.left <= 0:
                return {}, too_many_requests(self._clock, window.ends - now, "global", bucket)
            window.left -= 1
        majors = (args[name] for name in MAJOR if name in args)
        window = self._window((key, *majors), limit, now)
        if window.left <= 0:
            return {}, too_many_requests(self._clock, window.ends - now, "user", bucket, limit.count)
        window.left -= 1
        headers = {
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{window.ends:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        return headers, None

    def _window(self, key: tuple[str, ...], limit: Limit, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or window.ends <= now:
            if len(self._windows) > KEPT_BUCKETS:
                self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
            window = self._windows[key] = _Window(now + limit.window_s, limit.count)
        return window
