"""What an `Interaction` needs to show its files, wait for answers and explain a failure."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.world.cdn import Cdn
    from chatterbot.standin.world.events import WorldEvents

ACKNOWLEDGE_S = 3.0
"""Seconds a bot has for its first answer; after that the user sees "The application did not respond"."""
TOKEN_S = 900.0
"""Seconds for which an interaction's token works."""


@dataclasses.dataclass(slots=True)
class View:
    """What an `Interaction` needs to show its files, wait for answers and explain a failure."""

    cdn: Cdn
    events: WorldEvents
    transcript: Callable[[], str]
    acknowledge_s: float = ACKNOWLEDGE_S
    token_s: float = TOKEN_S
