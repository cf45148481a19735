"""Files people send: read up to a limit."""

from __future__ import annotations

from typing import Final

import hikari

from chatterbot import errors

__all__ = ("read",)

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
        async with attachment.stream() as stream:
            async for chunk in stream:
                data += chunk
                if len(data) > limit:
                    raise errors.InvalidInputError(
                        "error-file-too-large", path=attachment.filename, size=len(data), limit=limit
                    )
    except (hikari.HikariError, OSError, TimeoutError) as error:
        raise errors.ServiceError(f"an attachment cannot be read: {error}") from error
    return bytes(data)
