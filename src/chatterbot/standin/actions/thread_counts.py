"""How many messages a thread has, and the position of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin.protocol import THREADS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chatterbot.standin.protocol import Json
    from chatterbot.standin.world.world import World


def count_message(world: World, thread: Json, message_id: str) -> int:
    """Count a new message of a thread, and return its ``position``: 0 for the first one.

    The message a thread was started with (its id is the thread's) has position 0 and is not counted, as on Discord.
    """
    if message_id == thread["id"]:
        return 0
    begun_with = (world.messages.get(place, {}).get(thread["id"]) for place in (thread["parent_id"], thread["id"]))
    position: int = thread["total_message_sent"] + any(begun_with)
    thread["message_count"] += 1
    thread["total_message_sent"] += 1
    return position


def uncount_messages(channel: Json, message_ids: Sequence[str]) -> None:
    """Take deleted messages off a thread's ``message_count``; ``total_message_sent`` stays. Other channels count nothing."""
    if channel["type"] in THREADS:
        channel["message_count"] -= sum(message_id != channel["id"] for message_id in message_ids)
