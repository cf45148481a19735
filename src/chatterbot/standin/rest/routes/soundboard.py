"""Routes of soundboard sounds: Discord's default sounds, and those of guilds, which have none here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from chatterbot.standin import errors
from chatterbot.standin.rest.routes._table import route

if TYPE_CHECKING:
    from chatterbot.standin.backend import Backend
    from chatterbot.standin.protocol import Json
    from chatterbot.standin.rest.exchange import Exchange

DEFAULT_SOUNDS: Final = (
    ("1", "quack", "🦆"),
    ("2", "airhorn", "🔊"),
    ("3", "cricket", "🦗"),
    ("4", "golf clap", "👏"),
    ("5", "sad horn", "🎺"),
    ("7", "ba dum tss", "🥁"),
)
"""Id, name and emoji of sounds that everybody has."""


def default_sounds(_: Backend, __: Exchange) -> list[Json]:
    """Return the sounds that everybody has; they belong to no guild and no user."""
    return [
        {
            "name": name,
            "sound_id": sound_id,
            "volume": 1.0,
            "emoji_id": None,
            "emoji_name": emoji,
            "available": True,
        }
        for sound_id, name, emoji in DEFAULT_SOUNDS
    ]


def guild_sounds(backend: Backend, exchange: Exchange) -> Json:
    """Return a guild's own sounds: none."""
    if backend.world.member(exchange.args["guild_id"], backend.world.app_id) is None:
        errors.refuse(10004)
    return {"items": []}


ROUTES = (
    route("GET", "/soundboard-default-sounds", default_sounds),
    route("GET", "/guilds/{guild_id}/soundboard-sounds", guild_sounds),
)
