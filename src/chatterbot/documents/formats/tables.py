"""Tables that are files: CSV and its relatives, and spreadsheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from chatterbot import datasets
from chatterbot.documents import limits, values
from chatterbot.documents.formats import packed, tree
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("csv_blocks", "spreadsheet_blocks")

_NAMED: Final = 2
"""Columns from which on a first row can name them."""


def csv_blocks(
    data: bytes, name: str, parse_limits: limits.ParseLimits
) -> tuple[list[tree.Block], list[values.DocumentNote]]:
    """Return a file's table as a block, and what was left out of it.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-many-cells``.
    errors.InvalidInputError
        As `datasets.decode`.
    """
    text = datasets.decode(data, name)
    rows: list[list[str]] = []
    lines: list[int] = []
    refused = 0
    for row in datasets.table_rows(text):
        if isinstance(row, datasets.RefusedLine):
            refused += 1
            continue
        lines.append(row[0])
        rows.append(row[1])
        _check(rows, parse_limits)
    notes = [values.DocumentNote("document-note-refused-rows", {"count": refused})] if refused else []
    place = values.DocumentPlace(line=lines[0] if lines else 1)
    return _blocks(rows, place), notes


def spreadsheet_blocks(data: bytes, parse_limits: limits.ParseLimits) -> list[tree.Block]:
    """Return a heading and a table for each visible sheet of a spreadsheet.

    Raises
    ------
    DocumentRefusal
        As `packed.checked`; ``error-document-too-many-cells``.
    """
    import python_calamine as calamine  # noqa: PLC0415 - optional: the extra `documents`

    if data.startswith(b"PK"):
        packed.checked(data, parse_limits)
    found: list[tree.Block] = []
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            visible = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            for name in visible:
                place = values.DocumentPlace(part=name, line=1)
                sheet = _blocks(_filled(book.get_sheet_by_name(name), parse_limits), place)
                if sheet and len(visible) > 1:
                    found.append(tree.HeadingBlock(2, name, place))
                found += sheet
    except calamine.PasswordError as error:
        raise DocumentRefusal("error-document-encrypted") from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise DocumentRefusal("error-document-broken") from error
    return found


def _filled(sheet: Any, parse_limits: limits.ParseLimits) -> list[list[str]]:
    """Return the rows of a sheet that have a filled cell, without empty columns at the right."""
    rows: list[list[str]] = []
    for row in sheet.iter_rows():
        cells = [_shown(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            rows.append(cells)
            _check(rows, parse_limits)
    width = max(map(len, rows), default=0)
    empty = {column for column in range(width) if not any(column < len(row) and row[column] for row in rows)}
    return [[cell for column, cell in enumerate(row) if column not in empty] for row in rows]


def _check(rows: Sequence[Sequence[str]], parse_limits: limits.ParseLimits) -> None:
    # The widest tables are read first: a row is counted with the width of the last one, which is near enough for a limit.
    if len(rows) * max(1, len(rows[-1])) > parse_limits.max_cells:
        raise DocumentRefusal("error-document-too-many-cells", limit=parse_limits.max_cells)


def _shown(cell: object) -> str:
    """Return a cell as a spreadsheet shows it, as near as it can be told without the cell's format."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", "minutes").removesuffix(" 00:00")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return "" if cell is None else str(cell).strip()


def _blocks(rows: Iterable[Sequence[str]], place: values.DocumentPlace) -> list[tree.Block]:
    table = tuple(tuple(tree.runs_of(cell.strip()) for cell in row) for row in rows)
    if not table:
        return []
    return [tree.TableBlock(table, _names_columns(table), loose=True, place=place)]


def _names_columns(rows: Sequence[Sequence[Sequence[tree.TextRun]]]) -> bool:
    """Tell whether the first row of a wider table names its columns; two columns without names are questions and answers."""
    first = rows[0]
    return len(rows) > 1 and len(first) > _NAMED and all(first)
