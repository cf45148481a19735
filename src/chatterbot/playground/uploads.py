"""Uploaded files: the page sends a file first, and names it in a message or an option afterwards."""

from __future__ import annotations

import collections
import secrets
from typing import Final

MAX_BYTES: Final = 64 * 1024 * 1024
"""Most bytes of all waiting files together; with more the oldest are dropped. It is enough for several messages with ten small files."""


class UnknownUploadError(Exception):
    """The file was never uploaded, was taken already, or was dropped."""


class Uploads:
    """Uploaded files that wait to be used; each can be taken once."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._waiting: collections.OrderedDict[str, tuple[str, bytes]] = collections.OrderedDict()
        self._bytes = 0

    def add(self, name: str, data: bytes) -> str:
        """Keep a file; return the id for `take`."""
        upload_id = secrets.token_urlsafe(16)
        self._waiting[upload_id] = (name, data)
        self._bytes += len(data)
        while self._bytes > self._max_bytes and len(self._waiting) > 1:
            _, (_, oldest) = self._waiting.popitem(last=False)
            self._bytes -= len(oldest)
        return upload_id

    def take(self, upload_id: str) -> tuple[str, bytes]:
        """Remove a file and return its name and bytes.

        Raises
        ------
        UnknownUploadError
            If there is no such file.
        """
        try:
            name, data = self._waiting.pop(upload_id)
        except KeyError:
            raise UnknownUploadError(upload_id) from None
        self._bytes -= len(data)
        return name, data
