"""The guild of commands that are about voice channels: there are none in direct messages."""

from __future__ import annotations

from chatterbot import errors
from chatterbot.discord import Context

__all__ = ("guild_of",)


def guild_of(context: Context) -> int:
    """Return the id of the guild where a person does something.

    Raises
    ------
    errors.RefusedError
        ``error-voice-guild``: it is a direct message.
    """
    if context.guild_id is None:
        raise errors.RefusedError("error-voice-guild")
    return context.guild_id
