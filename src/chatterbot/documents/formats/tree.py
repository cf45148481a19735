"""What every document becomes before it is cut: blocks of text in reading order, whatever the format was."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence
from typing import Final

from chatterbot.documents import values

__all__ = (
    "Block",
    "CodeBlock",
    "DefinitionBlock",
    "DetailsBlock",
    "HeadingBlock",
    "ListBlock",
    "QuoteBlock",
    "TableBlock",
    "TextBlock",
    "TextRun",
    "drop",
    "lines",
    "plain",
    "runs_of",
)

_SPACES: Final = re.compile(r"[ \t\f\v\u00a0]++")
NOWHERE: Final = values.DocumentPlace()


@dataclasses.dataclass(frozen=True, slots=True)
class TextRun:
    """Characters of one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    link: str = ""
    """An absolute http(s) address; empty: no link."""


@dataclasses.dataclass(frozen=True, slots=True)
class HeadingBlock:
    """A heading."""

    level: int
    """1 to 6 as in HTML; below them what only works like a heading (`sections.promotion`)."""
    text: str
    place: values.DocumentPlace = NOWHERE
    asks: bool = False
    """Whether it is marked as a question, in whatever words."""


@dataclasses.dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph; line breaks in it are meant."""

    runs: tuple[TextRun, ...]
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class CodeBlock:
    """Preformatted text."""

    text: str
    language: str = ""
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; each item has blocks of its own."""

    items: tuple[tuple[Block, ...], ...]
    first: int | None = None
    """The first item's number; `None`: bullets."""
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: rows of cells."""

    rows: tuple[tuple[tuple[TextRun, ...], ...], ...]
    header: bool = False
    """Whether the document says that the first row names the columns."""
    loose: bool = False
    """Whether it is a whole file or sheet, where two columns without names are questions and answers."""
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class QuoteBlock:
    """Quoted blocks."""

    blocks: tuple[Block, ...]
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class DefinitionBlock:
    """An entry of a definition list."""

    terms: tuple[str, ...]
    blocks: tuple[Block, ...]
    place: values.DocumentPlace = NOWHERE


@dataclasses.dataclass(frozen=True, slots=True)
class DetailsBlock:
    """A part that is unfolded by a press on its summary."""

    summary: str
    blocks: tuple[Block, ...]
    place: values.DocumentPlace = NOWHERE


Block = HeadingBlock | TextBlock | CodeBlock | ListBlock | TableBlock | QuoteBlock | DefinitionBlock | DetailsBlock


def runs_of(text: str) -> tuple[TextRun, ...]:
    """Return a text without styles as runs."""
    return (TextRun(text),) if text else ()


def plain(runs: Iterable[TextRun]) -> str:
    """Return the words of runs without styles, line breaks kept, other spaces made one."""
    joined = _SPACES.sub(" ", "".join(run.text for run in runs))
    return "\n".join(line.strip() for line in joined.split("\n")).strip()


def drop(runs: Sequence[TextRun], count: int) -> tuple[TextRun, ...]:
    """Return runs without their first `count` characters."""
    left: list[TextRun] = []
    for run in runs:
        if count >= len(run.text):
            count -= len(run.text)
            continue
        left.append(dataclasses.replace(run, text=run.text[count:]) if count else run)
        count = 0
    return tuple(left)


def lines(runs: Iterable[TextRun]) -> list[tuple[TextRun, ...]]:
    """Return the lines of a paragraph."""
    found: list[list[TextRun]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        if first:
            found[-1].append(dataclasses.replace(run, text=first))
        found += ([dataclasses.replace(run, text=text)] if text else [] for text in others)
    return [tuple(line) for line in found]
