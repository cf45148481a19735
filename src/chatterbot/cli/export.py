"""``export``: write the taught examples to a file that `train` can read, or that a fine-tuning job takes."""

from __future__ import annotations

import argparse
import asyncio
import pathlib
import sys
from collections.abc import Iterator, Mapping
from typing import Final

from chatterbot import datasets, errors, services, settings
from chatterbot.cli import process

__all__ = ("export", "left_out")

LEFT_OUT: Final[Mapping[datasets.Omission, str]] = {
    datasets.Omission.SILENT: "examples left out: their questions must not be answered",
    datasets.Omission.NEGATIVE: "examples left out: their answers must never be given, and chats only have right answers",
    datasets.Omission.UNPAIRED: "examples left out: a pair needs an answer to give and one to avoid, for the same question",
}


def export(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Write the active dataset as JSON lines in one of the formats, to the named file or to standard output.

    Raises
    ------
    errors.SettingsError
        If the file cannot be written.
    """
    form = datasets.ExportFormat(arguments.format)

    async def work() -> int:
        async with services.services(sourced.settings) as parts:
            if form is datasets.ExportFormat.PROMPT_REPLY:
                content = await parts.teaching.export(arguments.server)
            else:
                written = await parts.finetuning.rows(arguments.server, form)
                content = written.data
                for line in left_out(written.left_out, written.reduced):
                    print(line, file=sys.stderr)
        await asyncio.to_thread(_write, arguments.out, content)
        return process.OK

    return process.run_async(work())


def left_out(counts: Mapping[datasets.Omission, int], reduced: int) -> Iterator[str]:
    """Yield lines that say what of a dataset is not in a file for fine-tuning."""
    for why, words in LEFT_OUT.items():
        if counts.get(why):
            yield f"{counts[why]} {words}"
    if reduced:
        yield f"{reduced} examples lose their label, their language, or what is sent along: the format has no place for it"


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
