"""Read datasets from the operator's own disk; messages about refused rows name file and line."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chatterbot import datasets, errors
from chatterbot.cli import words

__all__ = ("content", "dataset", "dataset_files", "explain_refused", "limits", "refuse_bad")

REFUSED_SHOWN: Final = 10
"""Most refused rows that are listed; the others are only counted."""


def limits() -> datasets.DatasetLimits:
    """Return the limits for files of the operator: high ones that only protect the memory, as the operator is trusted."""
    return dataclasses.replace(
        datasets.DatasetLimits(), max_bytes=1 << 30, max_examples=1_000_000, max_marks=100_000_000
    )


def content(path: pathlib.Path) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    errors.SettingsError
        If it cannot be read; the text is meant for the user.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise errors.SettingsError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise errors.SettingsError(f"{path}: is a folder; name a file.") from None
    except OSError as error:
        raise errors.SettingsError(f"{path}: cannot be read: {error.strerror}.") from None


def dataset_files(paths: Iterable[pathlib.Path]) -> Iterator[pathlib.Path]:
    """Return the files to read: each file named, and sorted all files of a known format below each folder named.

    Raises
    ------
    errors.SettingsError
        If a folder named holds no file of a known format.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(file for file in path.rglob("*") if file.is_file() and datasets.is_supported(file.name))
        if not found:
            raise errors.SettingsError(f"{path}: holds no file of a known format ({', '.join(datasets.FORMATS)}).")
        yield from found


def dataset(file: pathlib.Path, data: bytes) -> datasets.ParsedDataset:
    """Read a dataset from the bytes of a file.

    Raises
    ------
    errors.SettingsError
        If no part of it can be read; the text is meant for the user.
    """
    try:
        return datasets.read(data, file.name, limits=limits())
    except errors.UserError as error:
        raise errors.SettingsError(f"{file}: {words.explain(error)}") from error


def refuse_bad(parsed: datasets.ParsedDataset, file: pathlib.Path) -> None:
    """Raise an error if a file has bad rows.

    Raises
    ------
    errors.SettingsError
        If there are bad rows; the text holds file, line and reason of each.
    """
    if count := len(parsed.refused):
        rows = "one row" if count == 1 else f"{count} rows"
        raise errors.SettingsError(f"{file}: {rows} cannot be used:\n{explain_refused(parsed.refused, file)}")


def explain_refused(refused: Sequence[datasets.RefusedLine], file: pathlib.Path) -> str:
    """Return a text with one line for each refused row: ``file:line: reason``."""
    lines = [
        f"{row.file or file}:{row.line}: {words.explain(errors.InvalidInputError(row.reason_key, **row.params))}"
        for row in refused[:REFUSED_SHOWN]
    ]
    if len(refused) > REFUSED_SHOWN:
        lines.append(f"... and {len(refused) - REFUSED_SHOWN} more")
    return "\n".join(lines)
