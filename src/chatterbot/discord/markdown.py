"""Discord's Markdown, as far as a cut through a text has to know it: what is open at a place, and where nothing may be cut.

The rules are those of Discord's client (https://support.discord.com/hc/en-us/articles/210298617): three backticks open a code block
wherever they stand, a block needs something in it, and what is never closed is shown as it is written. One pass over the text, in linear
time.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import Final

__all__ = ("Markdown", "Span", "parse")

FENCE: Final = "```"
_LANGUAGE: Final = re.compile(r"([A-Za-z0-9_+\-.#]{1,20})\n")
"""The word behind an opening mark that ends its line. A longer one is no language, and would have to be repeated in every message."""
_INLINE: Final = re.compile(
    r"\\[^\w\s]"  # an escaped sign
    r"|(?P<code>`{1,2})"
    r"|(?P<whole>https?://\S+|<[@#:/at][^<>\n]{1,120}>|(?<=\])\([^\s()<>]{1,500}\))"
    r"|(?P<mark>\*{1,3}|_{1,3}|~~|\|\|)"
)
_PREFIX: Final = re.compile(r"(?P<rest>>>> )|(?P<line>> |#{1,3} |-# )")
"""What at the beginning of a line changes how all of it is shown; ``>>> `` everything that follows."""


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """Something that is shown in another way, from `start` to `end` (positions in the text, marks included)."""

    start: int
    end: int
    opening: str
    """What begins it again behind a cut."""
    closing: str
    """What ends it before a cut."""
    whole: bool = False
    """Whether a cut inside breaks it for good: a link, a mention, inline code."""


@dataclasses.dataclass(frozen=True, slots=True)
class Markdown:
    """The spans of a text, in the order in which they begin; of two that begin together the outer one first."""

    spans: Sequence[Span]
    blocks: Sequence[Span]
    """Those of them that are code blocks."""

    def open_at(self, place: int) -> list[Span]:
        """Return the spans that a cut before `place` goes through, the outermost first."""
        return [span for span in self.spans if span.start < place < span.end]


def parse(text: str) -> Markdown:
    """Find what is shown in another way than plain text."""
    blocks = [*_blocks(text)]
    spans = [*blocks]
    start = 0
    for block in (*blocks, None):
        end = len(text) if block is None else block.start
        spans += _inline(text, start, end)
        start = end if block is None else block.end
    spans += _prefixes(text, blocks)
    return Markdown(tuple(sorted(spans, key=lambda span: (span.start, -span.end))), tuple(blocks))


def _blocks(text: str) -> Iterator[Span]:
    start = text.find(FENCE)
    while start >= 0:
        inside = start + len(FENCE)
        end = text.find(FENCE, inside)
        while end >= 0 and not text[inside:end].strip("\n"):  # nothing in it: the mark found is part of the opening one
            end = text.find(FENCE, end + 1)
        if end < 0:
            return
        language = _LANGUAGE.match(text, inside)
        yield Span(start, end + len(FENCE), f"{FENCE}{language[1] if language else ''}\n", f"\n{FENCE}")
        start = text.find(FENCE, end + len(FENCE))


def _inline(text: str, start: int, end: int) -> Iterator[Span]:
    """Find inline code, links, mentions and styles; `start` and `end` lie outside of code blocks."""
    opened: dict[str, int] = {}
    place = start
    while (found := _INLINE.search(text, place, end)) is not None:
        place = found.end()
        if found["code"]:
            closed = text.find(found["code"], place, end)
            if closed > place:
                place = closed + len(found["code"])
                yield Span(found.start(), place, "", "", whole=True)
        elif found["whole"]:
            first = text.rfind("[", start, found.start()) if found["whole"].startswith("(") else found.start()
            yield Span(first if first >= 0 else found.start(), place, "", "", whole=True)
        elif mark := found["mark"]:
            if mark in opened and text[found.start() - 1] not in " \n":
                yield Span(opened.pop(mark), place, mark, mark)
                opened = {other: at for other, at in opened.items() if at < place}
            elif place < end and text[place] not in " \n" and not (mark[0] == "_" and _in_word(text, found.start())):
                opened.setdefault(mark, found.start())


def _in_word(text: str, place: int) -> bool:
    return place > 0 and text[place - 1].isalnum()


def _prefixes(text: str, blocks: Sequence[Span]) -> Iterator[Span]:
    ends = iter((*blocks, Span(len(text), len(text) + 1, "", "")))
    block = next(ends)
    place = 0
    while place < len(text):
        while block.end <= place:
            block = next(ends)
        line_end = text.find("\n", place)
        line_end = len(text) if line_end < 0 else line_end
        if block.start > place and (found := _PREFIX.match(text, place)):
            if found["rest"]:
                yield Span(place, len(text), found[0], "")
                return
            yield Span(place, line_end, found[0], "")
        # A line may begin inside of a block: what looks like a prefix there is code.
        place = (block.end if block.start <= line_end < block.end else line_end) + 1
