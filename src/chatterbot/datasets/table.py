"""CSV and its relatives (RFC 4180; tabs, semicolons and bars as well, as spreadsheets write them)."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from chatterbot import errors
from chatterbot.datasets import headings, rows, values

__all__ = ("records", "table_rows")

_DELIMITERS: Final = (",", ";", "\t", "|")
_RULE: Final = re.compile(r"\s*+:?-{3,}+:?\s*+")
"""A cell of the line that Markdown draws below a table's head."""
_SNIFFED: Final = 30
"""Records looked at to find the delimiter."""


def records(text: str, filename: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read a table: with a header that names a prompt, or two columns, prompt and reply.

    Raises
    ------
    InvalidInputError
        ``error-dataset-columns(file, found)``: neither; ``error-dataset-doubled-key(file, line, name)``: two columns of one name;
        ``error-dataset-chat-export(file)``: a channel's messages; ``error-dataset-too-complex(file, limit)``: an endless line.
    """
    if max(map(len, _lines(text)), default=0) > limits.max_line:
        raise errors.InvalidInputError("error-dataset-too-complex", file=filename, limit=limits.max_line)
    first = 1
    if text[:4].casefold() == "sep=" and text[4:5] in _DELIMITERS and text[5:6] in {"", "\n"}:
        delimiter, text, first = text[4], text[6:], 2  # Excel's own note
    else:
        delimiter = _sniff(text)
    table = _records(text, delimiter, first)
    head = next(table, None)
    if head is None:
        return
    header: list[str] | None = None
    if isinstance(head, values.RefusedLine):
        yield head
    else:
        line, cells = head
        after = next(table, None)
        header = _header(cells, alone=after is None)
        if header is None and isinstance(after, tuple) and _is_title(cells, after[1]):
            (line, cells), after = after, next(table, None)
            header = _header(cells, alone=False)
        if (name := _doubled(header or [])) is not None:
            raise errors.InvalidInputError("error-dataset-doubled-key", file=filename, line=line, name=name[:40])
        if header is None:
            if len(cells) != 2:
                key = "error-dataset-chat-export" if _is_export(cells) else "error-dataset-columns"
                params = {"file": filename} if _is_export(cells) else {"file": filename, "found": len(cells)}
                raise errors.InvalidInputError(key, **params)
            yield rows.Row(line, cells)
        table = itertools.chain([] if after is None else [after], table)
    for record in table:
        if isinstance(record, values.RefusedLine):
            yield record
            continue
        line, cells = record
        if header is None:
            yield rows.Row(line, cells)
        elif len(cells) != len(header):
            params: dict[str, object] = {"found": len(cells), "expected": len(header)}
            yield values.RefusedLine(line, "error-row-columns", params)
        else:
            yield rows.Row(line, _Columns(zip(header, cells, strict=True)))


def table_rows(text: str) -> Iterator[tuple[int, list[str]] | values.RefusedLine]:
    """Return the rows of any table, whatever its columns hold: the line a row starts on, and its cells."""
    if text[:4].casefold() == "sep=" and text[4:5] in _DELIMITERS and text[5:6] in {"", "\n"}:
        return _records(text[6:], text[4], 2)
    return _records(text, _sniff(text), 1)


def _header(cells: list[str], *, alone: bool) -> list[str] | None:
    """Return the names of the columns, if a table's first line holds them; the fields' own names in place of other words for them.

    A line of two cells with nothing below it is a question and its answer, unless it names fields.
    """
    fields = [rows.field_of(cell) for cell in cells]
    if "prompt" in fields and ({"reply", "label"} & set(fields)):
        return cells
    kinds = None if alone else headings.columns(cells)
    if kinds is None:
        return None
    if len(cells) > 2 and (kinds.count("prompt") > 1 or kinds.count("reply") > 1):
        return None
    return [kind or _other(cell) for cell, kind in zip(cells, kinds, strict=True)]


def _is_title(cells: list[str], below: list[str]) -> bool:
    """Tell whether a first line with one filled cell is the title above a line that names the columns."""
    return (
        sum(bool(cell.strip()) for cell in cells) == 1
        and 2 <= len(cells) == len(below)
        and _header(below, alone=False) is not None
    )


def _doubled(header: list[str]) -> str | None:
    """Return the name of a field that two columns have: only one of them could be read."""
    fields = [name.strip().casefold() for name in header if rows.field_of(name) is not None]
    return next((name for name, count in Counter(fields).items() if count > 1), None)


def _other(cell: str) -> str:
    """Return a further column's name so that it is not taken for a second question or answer ("Text")."""
    return f"({cell})" if rows.field_of(cell) in {"prompt", "reply"} else cell


def _is_export(cells: list[str]) -> bool:
    """Tell whether a header is that of DiscordChatExporter's tables: what people said to each other."""
    return {"author", "date", "content"} <= {cell.strip().casefold() for cell in cells}


class _Columns(dict[str, object]):
    """A row by its header; a column that is empty in an optional field is left out."""

    def __init__(self, cells: Iterator[tuple[str, str]] | zip[tuple[str, str]]) -> None:
        super().__init__()
        kept = [
            (name, cell) for name, cell in cells if cell.strip() or rows.field_of(name) in {"prompt", "reply", "label"}
        ]
        filled = {rows.field_of(name) for name, cell in kept if cell.strip()}
        for name, cell in kept:
            # A table has no null: with a reply the label's empty cell says nothing, and the other way round.
            other = {"reply": "label", "label": "reply"}.get(rows.field_of(name) or "")
            if cell.strip() or other not in filled:
                self[name] = cell


def _records(text: str, delimiter: str, first: int) -> Iterator[tuple[int, list[str]] | values.RefusedLine]:
    """Yield the line a record starts on and its cells; empty lines are skipped."""
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=True, skipinitialspace=True)
    while True:
        line = reader.line_num + first
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield values.RefusedLine(line, "error-row-not-csv", {"expected": _expected(str(error))})
            continue
        if not any(cell.strip() for cell in cells) or all(_RULE.fullmatch(cell) for cell in cells):
            continue
        if any(cell.startswith('="') for cell in cells):
            unwrapped = [_unwrapped(cell) for cell in cells]
            if None in unwrapped:
                yield values.RefusedLine(line, "error-row-not-csv", {"expected": "quote"})
                continue
            cells = [cell or "" for cell in unwrapped]
        yield line, cells


def _unwrapped(cell: str) -> str | None:
    """Take off the ``="..."`` by which spreadsheets keep a cell text; `None`: it is cut in two, for want of quotes around all of it."""
    if not cell.startswith('="'):
        return cell
    cell = cell.rstrip()
    if len(cell) < 3 or not cell.endswith('"'):
        return None
    return cell[2:-1].replace('""', '"')


def _lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _expected(problem: str) -> str:
    """Say what the standard library's reader missed, in the words our messages select on."""
    if "unexpected end" in problem:
        return "quote"
    if "field larger" in problem:
        return "shorter"
    return "delimiter"


def _sniff(text: str) -> str:
    """Find the delimiter that cuts the first records into the same number of cells, at least two.

    Where several do, it is not one that mostly has a space behind it: that is a comma of the text.
    """
    best, best_score = ",", (0.0, False, 0)
    for delimiter in _DELIMITERS:
        widths = Counter(
            len(record[1])
            for record in itertools.islice(_records(text, delimiter, 1), _SNIFFED)
            if not isinstance(record, values.RefusedLine)
        )
        if not widths:
            continue
        width, count = widths.most_common(1)[0]
        spaced = text.count(delimiter + " ") * 2 > text.count(delimiter)
        score = (count / widths.total(), not spaced, width)
        if width > 1 and score > best_score:
            best, best_score = delimiter, score
    return best
