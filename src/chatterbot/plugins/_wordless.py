"""Messages to the bot that have no text of their own: some hold one elsewhere, the others get one sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from chatterbot import datasets, errors
from chatterbot.discord import Incoming, Wordless, attachments

__all__ = ("HINTS_APART_S", "sentence", "text_of")

HINTS_APART_S: Final = 600.0
"""Seconds in which a person is told once in a channel that the bot does not see their words."""
LONGEST_TEXT: Final = 4_000
"""Characters of a text file that is read as a question: as many as the longest message on Discord (with Nitro)."""
LARGEST_TEXT: Final = 4 * LONGEST_TEXT
"""Its bytes: a character takes at most four in UTF-8."""
_SENTENCES: Final[Mapping[Wordless, str]] = {
    Wordless.MENTION: "chat-mention-only",
    Wordless.HIDDEN: "chat-hidden",
    Wordless.HIDDEN_ROLE: "chat-hidden-role",
    Wordless.RECORDING: "error-hearing-off",
    Wordless.TEXT_FILE: "chat-file-empty",
    Wordless.FORWARD: "chat-forward",
    Wordless.STICKER: "chat-sticker",
    Wordless.FILE: "chat-file",
    Wordless.OTHER: "chat-words-only",
}
"""What the person is told, by what the message holds."""


def sentence(wordless: Wordless, *, may_train: bool) -> str:
    """Return the catalogue key of what the person is told; only people who can use ``/train`` here are told of it."""
    return "chat-file-train" if wordless is Wordless.FILE and may_train else _SENTENCES[wordless]


async def text_of(incoming: Incoming) -> str:
    """Return the text that a message without one holds elsewhere: in a text file, or in a direct message's forward. Empty: in none.

    What is forwarded in a guild was said to others, so it is left alone there.

    Raises
    ------
    errors.InvalidInputError
        ``error-question-too-long(limit)``, or as `datasets.decode`: the file is not text, or nobody can tell its letters.
    errors.ServiceError
        Discord does not hand the file out.
    """
    match incoming.wordless:
        case Wordless.FORWARD if incoming.guild_id is None:
            text = incoming.forwarded
        case Wordless.TEXT_FILE:
            (file,) = incoming.attachments
            if file.size > LARGEST_TEXT:
                raise errors.InvalidInputError("error-question-too-long", limit=LONGEST_TEXT)
            data = await attachments.read(file, LARGEST_TEXT)
            text = await asyncio.to_thread(datasets.decode, data, file.filename)
        case _:
            return ""
    text = text.strip()
    if len(text) > LONGEST_TEXT:
        raise errors.InvalidInputError("error-question-too-long", limit=LONGEST_TEXT)
    return text
