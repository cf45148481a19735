"""A folder of datasets, read as one."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Sequence
from typing import Protocol

from chatterbot import errors, models
from chatterbot.datasets import reading, values

__all__ = ("Entry", "Folder", "read_folder")


class Entry(Protocol):
    """What is needed of a file in a listing (`files.FileEntry` has it)."""

    @property
    def path(self) -> str:
        """Its path, for `Folder.read`."""
        ...


class Folder(Protocol):
    """What is needed of a community's files (`files.GuildFiles` has it)."""

    async def open_folder(self, path: str) -> Sequence[Entry]:
        """List all files below a folder."""
        ...

    async def read(self, path: str, max_bytes: int) -> bytes:
        """Read one file."""
        ...


async def read_folder(
    files: Folder, path: str, *, positive: bool = True, limits: values.DatasetLimits | None = None
) -> values.ParsedDataset:
    """Read every supported file below a folder, in the order of their paths; others (a README, a picture) are passed over.

    A file that is unusable as a whole is one refused line with the file's name and the error's key; so is a file that
    would exceed `DatasetLimits.max_folder_examples`. The work is done in worker threads.

    Raises
    ------
    UserError
        What `files` raises; ``error-folder-no-datasets(path, formats)``: no supported file at all.
    """
    limits = limits or values.DatasetLimits()
    entries = [entry for entry in await files.open_folder(path) if reading.is_supported(entry.path)]
    if not entries:
        raise errors.NotFoundError("error-folder-no-datasets", path=path, formats=", ".join(reading.FORMATS))
    examples: list[models.NewExample] = []
    refused: list[values.RefusedLine] = []
    for entry in entries:
        try:
            data = await files.read(entry.path, limits.max_bytes)
            parsed = await asyncio.to_thread(reading.read, data, entry.path, positive=positive, limits=limits)
            if len(examples) + len(parsed.examples) > limits.max_folder_examples:
                raise errors.InvalidInputError(
                    "error-dataset-too-many", file=entry.path, limit=limits.max_folder_examples
                )
        except errors.UserError as error:
            line = error.params.get("line")
            refused.append(
                values.RefusedLine(line if isinstance(line, int) else 0, error.key, error.params, entry.path)
            )
        else:
            examples += parsed.examples
            refused += (dataclasses.replace(item, file=entry.path) for item in parsed.refused)
    return values.ParsedDataset(tuple(examples), tuple(refused))
