"""Compares `corrections.jsonl` with the corrections in the database."""

from __future__ import annotations

import asyncio
import json
import pathlib
from typing import Any

from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy, amount
from chatterbot.store import Store
from chatterbot.teaching import CorrectionLog, line_of

__all__ = ("log_lines",)


async def log_lines(path: pathlib.Path, store: Store, *, repair: bool) -> CheckedPart:
    """Look for corrections without a line, lines that say something else, and lines that cannot be read.

    Lines of another database stay as they are: a backup may have been restored.
    """
    lines, broken, cut_off, twice = await asyncio.to_thread(_read, path)
    missing = 0
    right: dict[str, dict[str, Any]] = {}
    async for records in store.people.corrections():
        for record in records:
            wanted = line_of(record)
            line = lines.pop(record.key, None)
            missing += line is None
            if line is not None and line != wanted:
                right[record.key] = wanted
    found: list[Discrepancy] = []
    if repair and (missing or cut_off or right):
        await _mend(CorrectionLog(path, store), right)

    def note(number: int, sentence: str, done: str) -> None:
        if number:
            told = f"{sentence}: {done}" if repair else sentence
            found.append(Discrepancy(told, repairable=True, repaired=repair))

    note(missing, f"{amount(missing, 'correction has', 'corrections have')} no line", "appended")
    note(cut_off, "the last line is cut off", "removed, and appended again if it was a correction")
    note(
        len(right),
        f"{amount(len(right), 'line says', 'lines say')} other words than the database",
        "written again from it",
    )
    if broken:
        sentence = f"{amount(broken, 'line', 'lines')} that cannot be read; they stay, and nothing reads them"
        found.append(Discrepancy(sentence, harmless=True))
    if twice:
        found.append(Discrepancy(f"{amount(twice, 'line', 'lines')} there twice", harmless=True))
    if lines:
        sentence = f"{amount(len(lines), 'line', 'lines')} of corrections that this database does not have (another database wrote them)"
        found.append(Discrepancy(sentence, harmless=True))
    return CheckedPart(path.name, "every line, with the corrections in the database", tuple(found))


async def _mend(log: CorrectionLog, right: dict[str, dict[str, Any]]) -> None:
    def put_right(line: dict[str, Any]) -> dict[str, Any] | None:
        return right.get(str(line.get("id")), line)

    await log.mend()
    if right:
        async with log.writing:
            await log.rewrite(put_right)


def _read(path: pathlib.Path) -> tuple[dict[str, dict[str, Any]], int, int, int]:
    """Return the lines by their ids, and how many cannot be read, are cut off, and are there twice. Blocks."""
    lines: dict[str, dict[str, Any]] = {}
    broken = cut_off = twice = 0
    if not path.is_file():
        return lines, broken, cut_off, twice
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                cut_off += 1
                continue
            try:
                value: Any = json.loads(line)
            except (ValueError, RecursionError):
                value = None
            if not isinstance(value, dict) or not isinstance(value.get("id"), str):
                broken += 1
                continue
            twice += value["id"] in lines
            lines[value["id"]] = value
    return lines, broken, cut_off, twice
