"""The message of "Did you mean ...?": what it offers, and how it goes when its question is deleted."""

from __future__ import annotations

import contextlib

import hikari

from chatterbot.discord import components, replies

__all__ = ("offered", "withdraw")


def offered(message: hikari.PartialMessage) -> list[int]:
    """Return the ids of the examples that a message still offers as buttons."""
    return [
        components.number(argument)
        for row in message.components or ()
        if isinstance(row, hikari.ActionRowComponent)
        for part in row
        if isinstance(part, hikari.ButtonComponent)
        for verb, argument in [components.split_custom_id(part.custom_id or "")]
        if verb == replies.SUGGESTION
    ]


async def withdraw(rest: hikari.api.RESTClient, channel_id: int, message_id: int) -> None:
    """Delete a message that asks back, because its question is gone: nobody else may choose there. Any other message stays."""
    # It may be gone, too, or the channel closed to the bot.
    with contextlib.suppress(hikari.NotFoundError, hikari.ForbiddenError):
        if offered(await rest.fetch_message(channel_id, message_id)):
            await rest.delete_message(channel_id, message_id)
