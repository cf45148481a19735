"""Plain text: paragraphs, headings that are underlined or numbered, lists; also what PDF pages give."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from chatterbot.datasets import marks
from chatterbot.documents import limits, values
from chatterbot.documents.formats import tree
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("BULLET", "blocks", "paragraph")

BULLET: Final = re.compile(r"[ \t]{0,12}(?:(?P<sign>[-*•‣◦▪–·]|\uf0b7)|(?P<number>\d{1,3})[.)])[ \t]{1,8}(?=\S)")
_UNDERLINE: Final = re.compile(r"[ \t]{0,3}(?:={3,200}|-{3,200}|~{3,200})[ \t]{0,9}")
_SPACES: Final = re.compile(r"[ \t\f\v\u00a0]++")
_WRAPPED: Final = 50
"""Characters from which on a line may have been broken only because it was full."""
_LONGEST_TITLE: Final = 80
"""Characters of a line in capitals that is a heading."""


def blocks(text: str, parse_limits: limits.ParseLimits) -> list[tree.Block]:
    """Return the blocks of a text.

    Raises
    ------
    DocumentRefusal
        ``error-document-too-long``: it has more paragraphs than the limits allow.
    """
    found: list[tree.Block] = []
    for line, lines in _paragraphs(text):
        if len(found) > parse_limits.max_blocks:
            raise DocumentRefusal("error-document-too-long", limit=parse_limits.max_characters)
        place = values.DocumentPlace(line=line)
        if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]):
            found.append(tree.HeadingBlock(1 if lines[1].strip().startswith("=") else 2, lines[0].strip(), place))
            found += paragraph(lines[2:], values.DocumentPlace(line=line + 2))
        elif len(lines) == 1 and _is_title(lines[0]):
            found.append(tree.HeadingBlock(2, lines[0].strip(), place))
        else:
            found += paragraph(lines, place)
    return found


def paragraph(lines: Sequence[str], place: values.DocumentPlace) -> Iterator[tree.Block]:
    """Yield the blocks of lines that stand together: text, lists."""
    held: list[str] = []
    items: list[str] = []
    first: int | None = None
    for line in lines:
        mark = BULLET.match(line)
        if mark is not None and marks.question(line) is None and marks.answer(line) is None:
            if held:
                yield _text(held, place)
                held = []
            if not items:
                first = int(mark["number"]) if mark["number"] else None
            items.append(line[mark.end() :])
        elif items:
            items[-1] = f"{items[-1].rstrip()} {line.strip()}"
        else:
            held.append(line)
    if held:
        yield _text(held, place)
    if items:
        yield tree.ListBlock(tuple((_text([item], place),) for item in items), first, place)


def _text(lines: Sequence[str], place: values.DocumentPlace) -> tree.TextBlock:
    """Return a paragraph; lines that were broken only because they were full are joined."""
    after = 0
    pieces: list[str] = []
    for line in lines:
        text = _SPACES.sub(" ", line).strip()
        if not text:
            continue
        if pieces:
            begins = marks.question(text) is not None or marks.answer(text) is not None
            goes_on = after >= _WRAPPED and not begins and not pieces[-1].endswith(("?", "？", ":"))
            pieces.append(" " if goes_on else "\n")
        pieces.append(text)
        after = len(text)
    return tree.TextBlock(tree.runs_of("".join(pieces)), place)


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    held: list[str] = []
    begin = 1
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            if not held:
                begin = number
            held.append(line)
        elif held:
            yield begin, held
            held = []
    if held:
        yield begin, held


def _is_title(line: str) -> bool:
    """Tell whether a line that stands alone is in capitals."""
    text = line.strip()
    return len(text) <= _LONGEST_TITLE and text.isupper() and sum(sign.isalpha() for sign in text) > 2
