"""Messages as the bot sends them: within the limits of Discord, without pings, and each only once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final

import hikari

from chatterbot import spans
from chatterbot.discord import components

__all__ = ("LONGEST_MESSAGE", "NO_MENTIONS", "fitted", "post", "said")

LONGEST_MESSAGE: Final = 2000
"""Characters in a message's content (Discord's limit)."""
NO_HISTORY: Final = 160002
"""Discord's code for a reply where the bot may not read the channel's history: it may still write there."""
NO_MENTIONS: Final[Mapping[str, Any]] = {"mentions_everyone": False, "user_mentions": False, "role_mentions": False}
"""Arguments for every message sent: text written by people never pings."""
SILENT: Final[Mapping[str, Any]] = {**NO_MENTIONS, "mentions_reply": False}
"""As `NO_MENTIONS`, for a message that replies to another one."""


def fitted(text: str, files: Sequence[hikari.Resourceish]) -> tuple[str, list[hikari.Resourceish]]:
    """Return the text and the files of a message; a text that is too long becomes the first file."""
    if len(text) <= LONGEST_MESSAGE:
        return text, list(files)
    return "", [hikari.Bytes(text.encode(), "answer.txt"), *files]


def said(
    text: str,
    embeds: Sequence[hikari.Embed],
    files: Sequence[hikari.Resourceish],
    buttons: Sequence[components.Component],
    *,
    whole: bool = False,
) -> dict[str, Any]:
    """Return the arguments that hikari takes for a message.

    Parameters
    ----------
    whole
        Whether what is empty is taken away from a message that is edited; otherwise it is left as it is.
    """
    options: dict[str, Any] = {**NO_MENTIONS}
    for name, value in (
        ("content", text),
        ("embeds", list(embeds)),
        ("attachments", list(files)),
        ("components", components.rows(*buttons)),
    ):
        if value or whole:
            options[name] = value or (None if name in {"content", "attachments"} else [])
    return options


async def post(
    rest: hikari.api.RESTClient, channel_id: int, reply_to: int | None, *, nonce: str | None = None, **said: Any
) -> hikari.Message:
    """Post a message that pings nobody, as a reply if that is allowed here. Return the message.

    Parameters
    ----------
    nonce
        By which Discord recognises a repeated request, and posts no second message; `None`: a new one for this call.
    said
        The arguments of `said`.
    """
    options: dict[str, Any] = {**said, **SILENT, "nonce": nonce or secrets.token_hex(8)}
    with spans.span("send"):
        if reply_to is not None:
            try:
                return await rest.create_message(channel_id, reply=reply_to, reply_must_exist=False, **options)
            except hikari.BadRequestError as error:
                if error.code != NO_HISTORY:
                    raise
        return await rest.create_message(channel_id, **options)
