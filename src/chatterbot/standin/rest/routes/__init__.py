"""The endpoints of the stand-in, one module for each kind of resource."""

from __future__ import annotations

import dataclasses
import re
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
    stages,
    threads,
    voice,
    webhooks,
)
from chatterbot.standin.rest.routes._table import Answer, Handler, Route

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("Answer", "Handler", "Match", "Route", "match", "table", "wrong_id")

WORD = re.compile(r"@?[a-z-]+")
"""A segment that is a word of Discord's own routes, such as ``@me`` or ``permissions``."""


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
        stages.ROUTES,
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


def wrong_id(routes: Sequence[Route], method: str, path: str) -> tuple[str, str] | None:
    """Return name and value of the first id that is none, such as ``None``, if the path would fit a route with ids."""
    for route in routes:
        if route.method == method and (hit := route.loose.fullmatch(path)):
            ids = {name: value for name, value in hit.groupdict().items() if name.endswith("_id")}
            wrong = [(name, value) for name, value in ids.items() if not value.isascii() or not value.isdigit()]
            if wrong and not any(WORD.fullmatch(value) for _, value in wrong):
                return wrong[0]
    return None
