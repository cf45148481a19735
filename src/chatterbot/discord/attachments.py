"""Files in messages: those that people send, read up to a limit; and pictures that the bot sends, with a description of what they show."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from typing import Any, Final, Self

import aiohttp
import hikari

from chatterbot import errors
from chatterbot.discord.quoting import isolated

__all__ = ("described", "dumps", "read")

LONGEST_DESCRIPTION: Final = 1024
"""Characters of a file's description (Discord's limit)."""
_CHUNK: Final = 64 * 1024
"""Bytes read at a time."""


async def read(attachment: hikari.Attachment, limit: int) -> bytes:
    """Return the bytes of a file that was sent.

    Parameters
    ----------
    attachment
        As Discord described it.
    limit
        In bytes; checked before anything is read, and again while reading, since the announced size may be wrong.

    Raises
    ------
    errors.InvalidInputError
        ``error-file-too-large(path, size, limit)``
    errors.ServiceError
        If Discord does not hand it out.
    """
    if attachment.size > limit:
        raise errors.InvalidInputError(
            "error-file-too-large", path=attachment.filename, size=attachment.size, limit=limit
        )
    data = bytearray()
    try:
        async with downloaded(attachment) as chunks:
            async for chunk in chunks:
                data += chunk
                if len(data) > limit:
                    raise errors.InvalidInputError(
                        "error-file-too-large", path=attachment.filename, size=len(data), limit=limit
                    )
    except aiohttp.ClientResponseError as error:  # its text has the address, and that the name of the file
        raise errors.ServiceError(f"an attachment cannot be read: status {error.status}") from None
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise errors.ServiceError(f"an attachment cannot be read: {type(error).__name__}") from None
    return bytes(data)


@contextlib.asynccontextmanager
async def downloaded(attachment: hikari.Attachment) -> AsyncGenerator[AsyncIterator[bytes]]:
    """Yield the bytes of a file in pieces.

    Not by `hikari.Attachment.stream`: hikari 2.6 leaves its session open, and hides the reason, when no connection comes about.
    """
    async with aiohttp.ClientSession() as session, session.get(attachment.url) as answer:
        answer.raise_for_status()
        yield answer.content.iter_chunked(_CHUNK)


class _DescribedName(str):
    """A file's name with a description of what the file shows."""

    __slots__ = ("description",)
    description: str

    def __new__(cls, name: str, description: str) -> Self:
        made = super().__new__(cls, name)
        made.description = description
        return made


def described(data: bytes, filename: str, description: str, *, mimetype: str) -> hikari.Bytes:
    """Return a file to send, with the text that Discord reads to people who do not see pictures; it is cut to Discord's limit.

    hikari has no parameter for it. It is kept with the file's name, and `dumps` writes it into the request.
    """
    return hikari.Bytes(data, _DescribedName(filename, isolated(description, LONGEST_DESCRIPTION)), mimetype=mimetype)


def dumps(payload: Any) -> bytes:
    """Return a payload as JSON, with the descriptions of the files in it; for the parameter `dumps` of hikari's clients.

    https://discord.com/developers/docs/resources/message#attachment-object, `description`
    """
    if isinstance(payload, Mapping):
        for message in (payload, payload.get("data")):
            for attachment in (message.get("attachments") if isinstance(message, Mapping) else None) or ():
                name = attachment.get("filename")
                if isinstance(name, _DescribedName):
                    attachment["description"] = name.description
    return json.dumps(payload, separators=(",", ":")).encode()
