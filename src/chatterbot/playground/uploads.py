"""Files on their way: sent by the page first, named by a message or an option afterwards."""

from __future__ import annotations

import collections
import secrets
from typing import Final

MOST_BYTES: Final = 64 * 1024 * 1024
"""Files waiting at the same time, in bytes together; beyond it the oldest are given up. A message of ten small files fits often."""


class UnknownUploadError(Exception):
    """The file was never sent, was taken already, or was given up."""


class Uploads:
    """Files that wait to be taken, each once."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._waiting: collections.OrderedDict[str, tuple[str, bytes]] = collections.OrderedDict()
        self._bytes = 0

    def add(self, name: str, data: bytes) -> str:
        """Keep a file; gives the identity by which it is taken."""
        identity = secrets.token_urlsafe(16)
        self._waiting[identity] = (name, data)
        self._bytes += len(data)
        while self._bytes > self._most_bytes and len(self._waiting) > 1:
            _, (_, oldest) = self._waiting.popitem(last=False)
            self._bytes -= len(oldest)
        return identity

    def take(self, identity: str) -> tuple[str, bytes]:
        """Give a file's name and bytes, once.

        Raises
        ------
        UnknownUploadError
            If there is no such file.
        """
        try:
            name, data = self._waiting.pop(identity)
        except KeyError:
            raise UnknownUploadError(identity) from None
        self._bytes -= len(data)
        return name, data
