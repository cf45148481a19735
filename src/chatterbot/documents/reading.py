"""Read untrusted documents, each in a process of its own, within limits on time and memory."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import Self

from chatterbot.documents import limits, values

__all__ = ("DocumentReader",)


class DocumentReader:
    """Parses each document in a new process."""

    def __init__(self, parse_limits: limits.ParseLimits) -> None:
        self.limits = parse_limits

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, parse_limits: limits.ParseLimits | None = None) -> AsyncGenerator[Self, None]:
        """Yield a reader; leaving it ends what still runs."""
        yield cls(parse_limits or limits.ParseLimits())

    async def read(self, *files: values.SourceFile, kind: values.DocumentKind | None = None) -> values.ParsedDocument:
        """Read one document, or the files of one bot.

        Parameters
        ----------
        files
            One file; several only for a bot whose export has several (Rasa, ChatterBot).
        kind
            The format, if the person said it. `None`: it is told by the content, and then by the name.

        Raises
        ------
        errors.InvalidInputError
            The document cannot be used (``error-document-...``, each with the file's name as ``name``); nothing of it is returned.
        errors.RefusedError
            ``error-document-busy``: too many documents wait. ``error-document-not-installed``: the extra `documents` is missing.
        errors.ServiceError
            If no process can be started.
        """
        raise NotImplementedError
