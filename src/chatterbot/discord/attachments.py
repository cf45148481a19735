"""Files people send: read up to a limit, and given a name under which they can be kept."""

from __future__ import annotations

import datetime as dt
import pathlib
import re
from typing import Final

import hikari

from chatterbot import errors

__all__ = ("path", "read")

FOLDER: Final = "uploads"
NAME_LENGTH: Final = 48
"""Most characters kept of a file's own name, the ending included: with date and folder it then fits into a button's id."""
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


def path(filename: str, now: dt.datetime) -> str:
    """Return where to keep a file: ``uploads/<date>-<time>-<name>``, the name in letters, digits and underscores."""
    name = pathlib.PurePosixPath(filename.replace("\\", "/")).name
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    clean = re.sub(r"[\W_]+", "_", stem)[: NAME_LENGTH - len(ending) - 1].strip("_") or "file"
    tail = re.sub(r"\W+", "", ending)[:8]
    return f"{FOLDER}/{now:%Y%m%d-%H%M%S}-{clean}{f'.{tail}' if tail else ''}"
