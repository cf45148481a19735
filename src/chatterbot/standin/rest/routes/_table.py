"""The parts of the table of routes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.rest.exchange import Exchange

Handler = Callable[["Backend", "Exchange"], Any]
"""Carries out a request. Returns the body, `None` for status 204, or an `Answer`; raises `errors.ApiError`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its status; 0 means 200, or 204 without a body."""

    body: Any
    status: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    method: str
    template: str
    handler: Handler
    authorized: bool
    """Whether it needs the bot's token; requests with an interaction's or webhook's token do not."""
    pattern: re.Pattern[str]
    loose: re.Pattern[str]
    """The same with any segment in the place of an id, to tell a wrong id from an unknown route."""


SNOWFLAKE = r"[0-9]{1,20}"
"""An id in a path. A word in its place, such as ``@me`` or ``search``, belongs to another route."""


def route(method: str, template: str, handler: Handler, *, authorized: bool = True) -> Route:
    """Make a route; ``{name}`` in the template stands for one path segment, ``{name_id}`` for an id."""

    def pattern(snowflake: str) -> re.Pattern[str]:
        def segment(name: re.Match[str]) -> str:
            return f"(?P<{name[1]}>{snowflake if name[1].endswith('_id') else '[^/]+'})"

        return re.compile(re.sub(r"\{(\w+)\}", segment, template))

    return Route(method, template, handler, authorized, pattern(SNOWFLAKE), pattern("[^/]+"))
