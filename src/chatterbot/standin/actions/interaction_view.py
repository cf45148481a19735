"""What interactions need to show themselves to a test."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chatterbot.standin.world.cdn import Cdn
    from chatterbot.standin.world.events import WorldEvents

ACKNOWLEDGE_S = 3.0
"""Seconds a bot has for its first answer; then the user reads "The application did not respond"."""
TOKEN_S = 900.0
"""Seconds an interaction's token works after it was made."""


@dataclasses.dataclass(slots=True)
class View:
    """What interactions need to show themselves to a test."""

    cdn: Cdn
    changes: WorldEvents
    transcript: Callable[[], str]
    acknowledge_s: float = ACKNOWLEDGE_S
    token_s: float = TOKEN_S
