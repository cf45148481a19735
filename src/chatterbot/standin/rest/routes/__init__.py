"""The endpoints of the stand-in, one module for each kind of resource."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from chatterbot.standin.rest.routes import (
    account,
    channels,
    commands,
    guilds,
    members,
    messages,
    pins,
    soundboard,
    threads,
    voice,
    webhooks,
)
from chatterbot.standin.rest.routes._table import Answer, Handler, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("Answer", "Handler", "Match", "Route", "match", "table")


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """The route of a request, and its path parameters."""

    template: str
    handler: Handler
    authorized: bool
    args: dict[str, str]


def table() -> list[Route]:
    """Return all routes; those with fewer parameters come first, so that ``/@me`` is matched before ``/{user_id}``."""
    parts = (
        account.ROUTES,
        channels.ROUTES,
        commands.ROUTES,
        guilds.ROUTES,
        members.ROUTES,
        messages.ROUTES,
        pins.ROUTES,
        soundboard.ROUTES,
        threads.ROUTES,
        voice.ROUTES,
        webhooks.ROUTES,
    )
    return sorted((route for part in parts for route in part), key=lambda route: route.template.count("{"))


def match(routes: Sequence[Route], method: str, path: str) -> Match | None:
    """Return the route of a request, or `None` if there is none."""
    for route in routes:
        if route.method == method and (hit := route.pattern.fullmatch(path)):
            return Match(route.template, route.handler, route.authorized, hit.groupdict())
    return None
