"""Markdown with questions as headings, as help pages have it.

::

    ## When do we meet?
    On Thursdays at eight.

A heading is a question if it ends with a question mark; the text below it, to the next heading, is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from chatterbot.datasets import rows, values

__all__ = ("is_markdown", "sections")

_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]++")
_NUMBERED: Final = re.compile(r"\d{1,3}[.)]\s++")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_ASKS: Final = ("?", "？", "؟", "⁇", "⸮")


def is_markdown(text: str) -> bool:
    """Tell whether some heading asks a question."""
    return any(_asks(title) for line in text.split("\n") if (title := _title(line)) is not None)


def sections(text: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read each heading that asks, with the text below it; text below no question is refused."""
    line, title, body = 0, "", list[tuple[int, str]]()
    fenced = False
    for number, content in enumerate(text.split("\n"), start=1):
        if _FENCE.match(content):
            fenced = not fenced
        found = None if fenced else _title(content)
        if found is None:
            body.append((number, content))
            continue
        yield from _section(line, title, body, limits)
        line, title, body = number, found, []
    yield from _section(line, title, body, limits)


def _section(
    line: int, title: str, body: list[tuple[int, str]], limits: values.DatasetLimits
) -> Iterator[rows.Row | values.RefusedLine]:
    answer = "\n".join(content for _, content in body).strip()
    if not _asks(title):
        if answer:
            first = next(number for number, content in body if content.strip())
            yield values.RefusedLine(first, "error-row-text-without-question", {})
        return
    if not answer:
        yield values.RefusedLine(line, "error-row-question-without-answer", {})
        return
    try:
        yield rows.Row(line, rows.pair(title, answer, limits))
    except rows.RowError as error:
        yield values.RefusedLine(line, error.key, error.params)


def _title(line: str) -> str | None:
    """Return what a heading says, without its number and its emphasis; `None`: the line is no heading."""
    found = _HEADING.match(line)
    if found is None:
        return None
    title = line[found.end() :].strip()
    title = title.rstrip("#").rstrip() if title.endswith(" " + "#" * (len(title) - len(title.rstrip("#")))) else title
    for mark in ("**", "__", "*", "_"):
        if len(title) > 2 * len(mark) and title.startswith(mark) and title.endswith(mark):
            title = title[len(mark) : -len(mark)]
            break
    if (numbered := _NUMBERED.match(title)) is not None:
        title = title[numbered.end() :]
    return title.strip()


def _asks(title: str) -> bool:
    return title.endswith(_ASKS)
