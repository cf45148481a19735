"""The endpoints the stand-in knows, one module per subject."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from chatterbot.standin.rest.routes import account, commands, guilds, messages, pins, threads, voice, webhooks
from chatterbot.standin.rest.routes._table import Answer, Handler, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("Answer", "Handler", "Match", "Route", "match", "table")


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """A route that fits a request, and its path parameters."""

    template: str
    handler: Handler
    authorized: bool
    args: dict[str, str]


def table() -> list[Route]:
    """List all routes; routes with fewer parameters come first, so ``/@me`` wins over ``/{user_id}``."""
    parts = (
        account.ROUTES,
        commands.ROUTES,
        guilds.ROUTES,
        messages.ROUTES,
        pins.ROUTES,
        threads.ROUTES,
        voice.ROUTES,
        webhooks.ROUTES,
    )
    return sorted((route for part in parts for route in part), key=lambda route: route.template.count("{"))


def match(routes: Sequence[Route], method: str, path: str) -> Match | None:
    """Find the route of a request."""
    for route in routes:
        if route.method == method and (hit := route.pattern.fullmatch(path)):
            return Match(route.template, route.handler, route.authorized, hit.groupdict())
    return None
