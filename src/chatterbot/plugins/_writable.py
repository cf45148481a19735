"""Whether the bot can write in a channel that somebody chose, and which permission it lacks, in Discord's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.container import Container
from chatterbot.discord import Context, channel_access

__all__ = ("check_writable",)

NEEDED: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES
NAMES: Final[Mapping[hikari.Permissions, str]] = {
    hikari.Permissions.VIEW_CHANNEL: "permission-view-channel",
    hikari.Permissions.SEND_MESSAGES: "permission-send-messages",
    hikari.Permissions.SEND_MESSAGES_IN_THREADS: "permission-send-messages-in-threads",
}
"""Catalogue keys of the permissions' names."""


def check_writable(context: Context, services: Container, channel_id: int) -> None:
    """Raise unless the bot can write in a channel of the guild.

    Raises
    ------
    errors.InvalidInputError
        ``error-places-cannot-write(channel, permissions)``
    """
    channel = services.bot.cache.get_guild_channel(channel_id)
    posts = isinstance(channel, hikari.GuildForumChannel | hikari.GuildMediaChannel)
    inside = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES_IN_THREADS
    lacking = channel_access.missing(services.bot, context.scope_id, channel_id, inside if posts else NEEDED)
    if lacking:
        names = ", ".join(context.translate(key) for permission, key in NAMES.items() if lacking & permission)
        raise errors.InvalidInputError("error-places-cannot-write", channel=f"<#{channel_id}>", permissions=names)
