"""One function from bytes to examples, whatever the format."""

from __future__ import annotations

import dataclasses
import pathlib
import re
from collections.abc import Iterator
from typing import Final

from chatterbot import errors, models
from chatterbot.datasets import json_rows, plain_text, rows, shapes, table, values
from chatterbot.datasets.decode import decode

__all__ = ("FORMATS", "is_supported", "located", "read")

FORMATS: Final = ("jsonl", "ndjson", "json", "csv", "tsv", "yaml", "yml", "txt")
"""Endings of the files that can be read."""

MARKDOWN: Final = ("md", "markdown")
"""Endings of files that are read as text if somebody names them; in a folder they are about its files (README.md)."""

_TEXT: Final = ("txt", *MARKDOWN)
_JSON_START: Final = re.compile(r"\s*+(?:\{\s*+[\"}]|\[\s*+[\[{\"\]])")
"""How a JSON object begins, and a list that can hold rows; not ``[10:00]`` or ``{name}``."""


def read(
    data: bytes, filename: str, *, positive: bool = True, limits: values.DatasetLimits | None = None
) -> values.ParsedDataset:
    """Read a dataset. Takes up to a second for the largest file: call it in a worker thread.

    Parameters
    ----------
    data
        The file's bytes: text in UTF-8, UTF-16 or a code page that can be told.
    filename
        Its name: the ending says the format (`FORMATS`); without an ending the content does. Repeated in errors.
    positive
        `False`: nothing in the file is to be answered that way, whatever its rows say.
    limits
        What a file may hold.

    Raises
    ------
    InvalidInputError
        The file as a whole is unusable: ``error-file-too-large(path, size, limit)``, ``error-dataset-format(file, formats)``,
        ``error-dataset-not-text(file)``, ``error-dataset-encoding(file, line)``, ``error-dataset-code-page(file)``,
        ``error-dataset-doubled-key(file, line, name)``, ``error-dataset-chat-export(file)``,
        ``error-dataset-malformed(file, line, column, expected, problem)``, ``error-dataset-columns(file, found)``,
        ``error-dataset-too-complex(file, limit)``, ``error-dataset-too-many(file, limit)``, ``error-dataset-empty(file)``.
        Single bad rows do not raise, they are `ParsedDataset.refused`.
    """
    examples: list[models.NewExample] = []
    refused: list[values.RefusedLine] = []
    for item in located(data, filename, limits or values.DatasetLimits(), positive=positive):
        if isinstance(item, values.RefusedLine):
            refused.append(item)
        else:
            examples.append(item[1])
    return values.ParsedDataset(tuple(examples), tuple(refused))


def is_supported(filename: str) -> bool:
    """Tell whether a file's ending names a format."""
    return _ending(filename) in FORMATS


def located(
    data: bytes, filename: str, limits: values.DatasetLimits, *, positive: bool = True
) -> Iterator[tuple[int, models.NewExample] | values.RefusedLine]:
    """Read a dataset lazily, each example with its line. Raises as `read`."""
    if len(data) > limits.max_bytes:
        raise errors.InvalidInputError("error-file-too-large", path=filename, size=len(data), limit=limits.max_bytes)
    count = 0
    for item in _rows(data, filename, limits):
        for result in _results(item, limits, positive=positive):
            count += 1
            if count > limits.max_examples:
                raise errors.InvalidInputError("error-dataset-too-many", file=filename, limit=limits.max_examples)
            yield result
    if not count:
        raise errors.InvalidInputError("error-dataset-empty", file=filename)


def _results(
    item: rows.Row | values.RefusedLine, limits: values.DatasetLimits, *, positive: bool
) -> Iterator[tuple[int, models.NewExample] | values.RefusedLine]:
    if isinstance(item, values.RefusedLine):
        yield item
        return
    try:
        # A row is taken or refused as a whole, so it is read to its end first.
        for example in tuple(shapes.examples_of(item.value, limits)):
            if positive:
                yield item.line, example
            elif example.reply is None and example.label is None:
                yield values.RefusedLine(item.line, "error-row-negative-without-reply", {})
            else:
                yield item.line, dataclasses.replace(example, positive=False)
    except rows.RowError as error:
        yield values.RefusedLine(item.line, error.key, error.params)


def _rows(data: bytes, filename: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    ending = _ending(filename)
    if ending and ending not in FORMATS + MARKDOWN:
        raise errors.InvalidInputError("error-dataset-format", file=filename, formats=", ".join(FORMATS))
    text = decode(data, filename)
    if text.count("\n") > limits.max_lines:
        raise errors.InvalidInputError("error-dataset-too-complex", file=filename, limit=limits.max_lines)
    match ending if ending and ending not in _TEXT else _guess(text):
        case "jsonl" | "ndjson":
            return json_rows.lines(text, filename, limits)
        case "json":
            return json_rows.document(text, filename, limits)
        case "csv" | "tsv":
            return table.records(text, filename, limits)
        case "yaml" | "yml":
            from chatterbot.datasets import yaml_rows  # noqa: PLC0415 - the parser costs every start 24 ms, few files need it

            return yaml_rows.documents(text, filename, limits)
        case _:
            if plain_text.is_chat_export(text):
                raise errors.InvalidInputError("error-dataset-chat-export", file=filename)
            return plain_text.lines(text, limits)


def _ending(filename: str) -> str:
    return pathlib.PurePosixPath(filename).suffix[1:].casefold()


def _guess(text: str) -> str:
    """Tell JSON and a spreadsheet's cells from text: people paste them, and Discord and Excel save them under a name with ``.txt``."""
    if _JSON_START.match(text):
        return "json" if text.lstrip().startswith("[") else "jsonl"
    filled = [line for line in text.split("\n") if line.strip()]
    if filled and all("\t" in line.strip() for line in filled) and not plain_text.has_marks(text):
        return "tsv"
    return "txt"
