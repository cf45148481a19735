"""Slowmode: the seconds a user has to wait before they write again in a channel (Discord refuses with 20016).

By Discord's documentation of ``rate_limit_per_user`` bots are not affected, and neither are users with BYPASS_SLOWMODE; until
February 2026 the permissions to manage messages or channels were enough. So the REST API never refuses the bot for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.world import clock
from chatterbot.standin.world.permissions import Permission

if TYPE_CHECKING:
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.world.world import World


def wait_s(world: World, channel: Json, user_id: str) -> float:
    """Return the seconds until a user may write again in a channel; 0 if they may now."""
    pause: float = channel.get("rate_limit_per_user") or 0
    if not pause or world.users[user_id].get("bot") or world.allowed(user_id, channel) & Permission.BYPASS_SLOWMODE:
        return 0
    own = (m for m in reversed(world.messages[channel["id"]].values()) if m["author"]["id"] == user_id)
    last = next(own, None)
    return max(0.0, clock.created_at(last["id"]) + pause - world.clock.now()) if last is not None else 0
