"""``export``: write the taught examples to a file that `train` can read."""

from __future__ import annotations

import argparse
import asyncio
import pathlib
import sys

from chatterbot import errors, services, settings
from chatterbot.cli import process

__all__ = ("export",)


def export(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Write the active dataset as JSON lines, to the named file or to standard output.

    Raises
    ------
    errors.SettingsError
        If the file cannot be written.
    """

    async def work() -> int:
        async with services.services(sourced.settings) as parts:
            content = await parts.teaching.export(arguments.server)
        await asyncio.to_thread(_write, arguments.out, content)
        return process.OK

    return process.run_async(work())


def _write(path: pathlib.Path | None, content: bytes) -> None:
    if path is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise errors.SettingsError(f"{path}: cannot be written: {error.strerror}.") from None
