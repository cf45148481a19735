"""Cut a long answer into messages at the best places, so that each message shows its part as the whole would have shown it."""

from __future__ import annotations

import bisect
import dataclasses
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from chatterbot.discord import markdown
from chatterbot.discord.markdown import FENCE, Markdown, Span

__all__ = ("FirstPart", "first_part", "split")

_PARAGRAPH: Final = re.compile(r"\n{2,}")
_LINE: Final = re.compile(r"\n")
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'»”)]{0,3}\s")
_WORD: Final = re.compile(r"[ \t]")
_ITEM: Final = re.compile(r"[ \t]{0,24}(?:[-*+]|\d{1,9}[.)])[ \t]")
"""The beginning of an item of a list."""
_LEAST: Final = 0.3
"""A cut at a nicer place may leave a message this empty, as a share of the limit; a worse place further on is taken before."""
_NESTED: Final = 32
"""Spans before a place that are looked at: more than anybody nests, and a bound for hostile texts."""
_JOINERS: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""Characters that make one sign of their neighbours: zero width joiner, variation selectors, keycap."""
_TONES: Final = range(0x1F3FB, 0x1F400)
"""Skin tones, which follow the emoji they colour."""


@dataclasses.dataclass(frozen=True, slots=True)
class FirstPart:
    """The first message of a text that is too long for one."""

    piece: str
    """What the message says."""
    end: int
    """Where in the text the next message goes on."""
    opening: str
    """What the next message begins with, so that it is shown in the same way: the mark of a code block, a quote or a style."""
    in_code: bool
    """Whether the cut goes through a code block."""


def split(text: str, limit: int) -> list[str]:
    """Cut `text` into pieces of at most `limit` characters (at least 100), at a paragraph, line, sentence or word.

    A code block or an item of a list that fits into a message stays whole. A longer code block, a quote or a style that is cut ends in one
    piece and begins again in the next; a link, a mention and inline code stay whole as long as they fit into a message.
    """
    pieces: list[str] = []
    rest = text.strip()
    while len(rest) > limit:
        part = first_part(rest, limit)
        rest = part.opening + rest[part.end :]
        if part.piece:
            pieces.append(part.piece)
    return [*pieces, rest] if rest else pieces


def first_part(text: str, limit: int, upto: int | None = None) -> FirstPart:
    """Return the first piece of a text that is longer than `limit`.

    Parameters
    ----------
    upto
        The cut is not behind this place, which is at least half of the limit.
    """
    known = markdown.parse(text)
    most = len(text) if upto is None else upto
    room = min(limit - len("\n" + FENCE), most)
    while True:
        at = _cut(text, room, known, min(limit, most))
        opened = known.open_at(at)
        piece = _ended(text[:at], "".join(span.closing for span in reversed(opened)))
        if len(piece) <= limit:
            break
        room = at - (len(piece) - limit)
    opening = "".join(span.opening for span in opened)
    if len(opening) * 2 >= at:  # more repeated than cut off: there would be no end
        opening = ""
    after = text[at:]
    in_code = any(span in known.blocks for span in opened)
    rest = after.removeprefix("\n") if in_code else after.lstrip()
    return FirstPart(piece, len(text) - len(rest), opening, in_code)


def _ended(piece: str, closing: str) -> str:
    if closing.startswith("\n"):  # the end of a code block: on a line of its own, and no line more
        return piece.rstrip("\n") + closing
    return piece.rstrip() + closing


def _cut(text: str, room: int, known: Markdown, limit: int) -> int:
    """Return the best place to cut, in (0, room]; at the end of a code block or an item also up to the limit."""
    least = int(room * _LEAST)
    items = _items(text, room)
    for places in _nicest(text, room, known, items):
        if (at := max((place for place in places if least < place <= room), default=0)) > 0:
            return at
    for span in (*known.blocks, *items):
        if span.start < room < span.end:
            if span.end <= limit:
                return span.end
            if span.start > 0 and span.end - span.start <= limit:
                return span.start
    for places in _candidates(text, room, known):
        if (at := max((place for place in places if least < place <= room), default=0)) > 0:
            return at
    return _hard(text, room)


def _nicest(text: str, room: int, known: Markdown, items: Sequence[Span]) -> Iterator[Iterator[int]]:
    """Return places that go through no code block and no item of a list, the nicest kind first."""
    window = text[: room + 2]
    blocks = [span for span in known.blocks if span.start <= room]
    ends = [span.start for span in blocks] + [span.end for span in blocks]
    lines = [
        place for place in _starts(_LINE, window) if not _through(place, known.blocks) and not _through(place, items)
    ]
    yield (
        place
        for place in (*_starts(_PARAGRAPH, window), *ends)
        if not _through(place, known.blocks) and not _through(place, items)
    )
    yield (
        place for place in lines if not _through(place, known.spans) and text[place + 1 : place + 2] not in {" ", "\t"}
    )
    yield (place for place in lines if not _through(place, known.spans))
    yield iter(lines)


def _items(text: str, room: int) -> list[Span]:
    """Return the items of lists that begin before `room`: a line with a mark, and the indented lines below it that have none."""
    found: list[Span] = []
    start: int | None = None
    end = place = 0
    while place < len(text):
        line_end = text.find("\n", place)
        line_end = len(text) if line_end < 0 else line_end
        line = text[place:line_end]
        if _ITEM.match(line) or (line and line[0] not in " \t"):
            if start is not None:
                found.append(Span(start, end, "", ""))
                start = None
            if place > room:
                break
            if _ITEM.match(line):
                start = place
        if line.strip():
            end = line_end
        place = line_end + 1
    if start is not None:
        found.append(Span(start, end, "", ""))
    return found


def _candidates(text: str, room: int, known: Markdown) -> Iterator[Iterator[int]]:
    """Return places to cut through what does not fit into a message, the nicest kind first."""
    window = text[: room + 2]
    yield (place for place in _starts(_LINE, window) if not _through(place, known.blocks))
    yield _starts(_LINE, window)
    styled = [span for span in known.spans if span.closing or span.whole]
    whole = [span for span in known.spans if span.whole and span.end - span.start <= room]
    for pattern in (_SENTENCE_END, _WORD):
        found = [match.end() for match in pattern.finditer(window)]
        yield (place for place in found if not _through(place, styled))
        yield (place for place in found if not _through(place, whole))
    yield iter(_outside(room, whole))


def _starts(pattern: re.Pattern[str], window: str) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(window))


def _through(place: int, spans: Sequence[Span]) -> bool:
    """Tell whether a cut before `place` goes through one of these spans, which are in the order of their starts."""
    upto = bisect.bisect_left(spans, place, key=lambda span: span.start)
    return any(span.end > place for span in spans[max(0, upto - _NESTED) : upto])


def _outside(room: int, whole: list[Span]) -> list[int]:
    """Return the place before the unbreakable span that `room` falls into."""
    return [span.start for span in whole if span.start < room < span.end]


def _hard(text: str, room: int) -> int:
    """Return the last place up to `room` that does not part what is seen as one character."""
    for at in range(room, max(room - 40, 1), -1):
        if at >= len(text):
            return at
        after, before = text[at], text[at - 1]
        joined = after in _JOINERS or before == "\u200d" or unicodedata.combining(after) or ord(after) in _TONES
        if not joined:
            return at
    return room
