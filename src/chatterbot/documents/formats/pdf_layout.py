"""From the lines of PDF pages to blocks: headings by their size, paragraphs by their distance; running heads are left out."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from chatterbot.datasets import marks
from chatterbot.documents import values
from chatterbot.documents.formats import text, tree

__all__ = ("PdfLine", "blocks", "is_file_name")

_LARGER: Final = 1.15
"""Times the body's size from which on a line is a heading."""
_LONGEST_HEADING: Final = 200
_GAP: Final = 1.3
"""Times the usual distance of two lines from which on a paragraph begins."""
_DISTANCE: Final = 1.25
"""Usual distance of two lines in their size, where a document does not show it."""
_PAGES: Final = 3
"""Pages on which a line stands at least if it is one."""
_SHARE: Final = 0.4
"""Part of the pages on which it stands at least (left and right pages may have different ones)."""
_DIGITS: Final = re.compile(r"\d++|\b[ivxlc]{1,6}\b")
_PAGE_NUMBER: Final = re.compile(
    r"[-–—|. ]{0,4}(?:\w{1,10}\.? )?#(?:\s?(?:/|of|из|von|de|sur)\s?#)?[-–—|. ]{0,4}", re.IGNORECASE
)
_PAGE: Final = "0123456789xvi "
"""Characters of a page number at the end of a line in a table of contents."""
_LEADERS: Final = 5
"""Points that lead to it at least."""
_FILE_NAME: Final = re.compile(
    r"untitled|microsoft word|\.(?:docx?|odt|pdf|indd|tex|pptx?|rtf)\b|^[\w-]{0,60}$", re.IGNORECASE
)
_SHORT: Final = 0.8
"""Part of the column's width below which a line that ends a sentence ends its paragraph."""


@dataclasses.dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a page; lengths in points."""

    text: str
    page: int
    size: float
    bold: bool
    right: float
    y: float
    """Of its first character's bottom, from the page's bottom."""
    hyphenated: bool = False
    """Whether its last word goes on in the next line."""
    at_edge: bool = False
    """Whether it stands where running heads and page numbers do."""


def is_file_name(title: str) -> bool:
    """Tell whether what a file calls itself is only what a program wrote there (a word, or the name of a file)."""
    return _FILE_NAME.search(title) is not None


def blocks(pages: Sequence[Sequence[PdfLine]]) -> list[tree.Block]:
    """Return the blocks of all pages; a paragraph may go on over the end of a page."""
    lines = [line for page in _without_heads(pages) for line in page]
    if not lines:
        return []
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0]
    larger = sorted({size for size in sizes if size >= body * _LARGER}, reverse=True)
    right = sorted(line.right for line in lines if line.size == body)
    width = right[len(right) * 9 // 10] if right else 0.0
    found: list[tree.Block] = []
    for group in _groups(lines, _Column(body, width, _distance(lines, body))):
        first = group[0]
        place = values.DocumentPlace(f"page={first.page}", first.page)
        joined = _joined(group)
        whole = " ".join(joined)
        if first.size >= body * _LARGER and len(whole) <= _LONGEST_HEADING:
            found.append(tree.HeadingBlock(min(6, larger.index(first.size) + 1), whole, place))
        elif all(line.bold for line in group) and len(whole) <= _LONGEST_HEADING and text.BULLET.match(whole) is None:
            found.append(tree.TextBlock((tree.TextRun(whole, bold=True),), place))
        else:
            found += text.paragraph(joined, place)
    return found


def _without_heads(pages: Sequence[Sequence[PdfLine]]) -> Iterator[Sequence[PdfLine]]:
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_pattern(line) for line in page if line.at_edge})
    least = max(_PAGES, len(pages) * _SHARE)
    for page in pages:
        text_lines = (line for line in page if not _is_entry(line.text))
        yield [
            line for line in text_lines if not (line.at_edge and _repeats(_pattern(line), counts, least, len(pages)))
        ]


def _is_entry(text: str) -> bool:
    """Tell whether a line is one of a table of contents: points, and the page they lead to."""
    body = text.rstrip(_PAGE)
    points = body[len(body.rstrip(". …")) :]
    return points.count(".") + 3 * points.count("…") >= _LEADERS


def _repeats(pattern: str, counts: Counter[str], least: float, pages: int) -> bool:
    return counts[pattern] >= least or (pages > 1 and _PAGE_NUMBER.fullmatch(pattern) is not None)


def _pattern(line: PdfLine) -> str:
    return _DIGITS.sub("#", line.text.casefold())


@dataclasses.dataclass(frozen=True, slots=True)
class _Column:
    """What most lines of the document have."""

    size: float
    right: float
    distance: float
    """Of two lines, in their size."""


def _distance(lines: Sequence[PdfLine], body: float) -> float:
    distances = Counter(
        round((before.y - line.y) / body, 1)
        for before, line in itertools.pairwise(lines)
        if before.page == line.page and before.size == line.size == body and before.y > line.y
    )
    common = distances.most_common(1)
    return min(max(common[0][0], 1.0), 2.0) if common and common[0][1] > 1 else _DISTANCE


def _groups(lines: Iterable[PdfLine], column: _Column) -> Iterator[list[PdfLine]]:
    """Yield lines that stand together."""
    group: list[PdfLine] = []
    for line in lines:
        if group and _begins(group[-1], line, column):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(before: PdfLine, line: PdfLine, column: _Column) -> bool:
    """Tell whether a paragraph begins with a line."""
    if before.hyphenated:
        return False
    large = column.size * _LARGER
    if line.size != before.size and (line.size >= large or before.size >= large):
        return True
    if line.bold != before.bold:
        return True
    if marks.question(line.text) is not None or marks.answer(line.text) is not None:
        return True
    ended = before.text.endswith((".", "!", "?", "…", ":", "。", "？"))
    if (
        line.page != before.page or line.y > before.y
    ):  # a new page or column: the paragraph goes on if its sentence does
        return ended or not line.text[:1].islower()
    distance = _DISTANCE if line.size >= large else column.distance
    if before.y - line.y > _GAP * distance * max(line.size, 1.0):
        return True
    return ended and before.right < column.right * _SHORT and text.BULLET.match(line.text) is None


def _joined(group: Sequence[PdfLine]) -> list[str]:
    """Return a paragraph's lines, words that were parted at a line's end joined."""
    joined: list[str] = []
    for number, line in enumerate(group):
        if joined and number and _is_parted(group[number - 1], line):
            joined[-1] = joined[-1].removesuffix("-") + line.text
        elif (
            joined
            and text.BULLET.match(line.text) is None
            and group[0].size == line.size
            and not joined[-1].endswith(("?", "？"))
        ):
            joined[-1] = f"{joined[-1]} {line.text}"
        else:
            joined.append(line.text)
    return joined


def _is_parted(before: PdfLine, line: PdfLine) -> bool:
    """Tell whether a word goes on: behind a hyphen and a letter, in small letters."""
    head = before.text
    return head.endswith("-") and len(head) > 2 and head[-2].isalpha() and line.text[:1].islower()
