"""The numbers in a model's answer that say what it rests on: read in whatever form the model writes them, and shown as [1], [2] in order."""

from __future__ import annotations

import dataclasses
import enum
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from chatterbot import folding

__all__ = ("CitedText", "cited_text", "whole_words", "without_numbers")

LONGEST_RANGE: Final = 8
"""Numbers that ``[1-8]`` may stand for."""
LONGEST_BRACKET: Final = 60
"""Characters of a bracket that may hold numbers."""
LONGEST_WORD: Final = 40
"""Characters without a blank that are held back until the word is whole; some scripts have no blanks."""
LONGEST_LIST: Final = 120
"""Characters of a line that may list sources."""

_NUMBERS: Final = re.compile(
    r"[\[【]\s{0,2}(?:[^\W\d_]{1,10}\.?\s{0,2})?(?:№|#|\^)?\s{0,2}(\d{1,3}(?:\s{0,2}(?:,|;|и|and|&|-|–)?\s{0,2}(?:№|#|\^)?\d{1,3}){0,9})\s{0,2}[\]】]"
)
_NUMBER: Final = re.compile(r"\d{1,3}")
_RANGE: Final = re.compile(r"(\d{1,3})\s{0,2}[-–]\s{0,2}(\d{1,3})")
_NOUN: Final = re.compile(r"[^\W\d_]+")
_NOUNS: Final = frozenset(
    [
        "source",
        "sources",
        "src",
        "ref",
        "reference",
        "references",
        "example",
        "examples",
        "answer",
        "document",
        "doc",
        "passage",
        "number",
        "no",
        "and",
        "источник",
        "источники",
        "ист",
        "пример",
        "примеры",
        "ответ",
        "документ",
        "номер",
        "и",
    ]
)
_HEADS: Final = frozenset(
    ["source", "sources", "reference", "references", "citation", "citations", "источник", "источники", "ссылки"]
)
_WORD_OR_NUMBER: Final = re.compile(r"[^\W\d_]+|\d+")


@dataclasses.dataclass(frozen=True, slots=True)
class CitedText:
    """An answer and what it rests on."""

    text: str
    """With the numbers that are shown, [1] first; numbers that do not exist are left out."""
    plain: str
    """Without any numbers: for speech, and for comparing."""
    used: tuple[int, ...]
    """The numbers as the model was given them, in the order of those that are shown."""

    @property
    def says_something(self) -> bool:
        """Whether there is a letter, a figure or an emoji beside the numbers."""
        return any(unicodedata.category(sign)[0] in {"L", "N", "S"} for sign in self.plain)


class _Part(enum.Enum):
    PROSE = "prose"
    CODE = "code"
    LIST = "list"
    """A line that only lists sources."""


def cited_text(text: str, sources: int, *, final: bool) -> CitedText:
    """Read the numbers in an answer.

    Code is left as it is, and so is everything else in brackets. A line that only lists sources ("Sources: [1], [2]") is left out: our own
    line of sources takes its place.

    Parameters
    ----------
    sources
        How many there are.
    final
        Whether nothing more comes; otherwise the end is held back while it may become something else. A blank at the end may go then.
    """
    text = text.rstrip() if final else _settled(text)
    used: dict[int, int] = {}
    shown: list[str] = []
    plain: list[str] = []
    for part, kind in _parts(text, final=final):
        if kind is _Part.CODE:
            shown.append(part)
            plain.append(part)
            continue
        if kind is _Part.LIST:
            for each in map(int, _NUMBER.findall(part)):
                if 0 < each <= sources:
                    used.setdefault(each, len(used) + 1)
            continue
        place = 0
        for found in _NUMBERS.finditer(part):
            numbers = _numbers(found[0])
            known = [each for each in numbers or () if 0 < each <= sources]
            if numbers is None or 0 in numbers or (not sources and len(numbers) > 1):
                continue  # an interval, say
            for each in known:
                used.setdefault(each, len(used) + 1)
            shown.append(part[place : found.start()])
            plain.append(part[place : found.start()])
            place = found.end()
            following = part[place : place + 1]
            _trim(plain)
            if known:
                shown += [f"[{used[each]}]" for each in dict.fromkeys(known)]
                shown.append(" " if following == "(" else "")  # otherwise it would be a link with a label
            else:
                _trim(shown)
            if following == " " and (not plain or plain[-1].endswith("\n")):
                # At the beginning of a line its blank goes with it.
                shown.append(" " if known else "")
                place += 1
        shown.append(part[place:])
        plain.append(part[place:])
    ends = str.rstrip if final else str
    return CitedText(ends("".join(shown)), ends("".join(plain)), tuple(used))


def _trim(pieces: list[str]) -> None:
    """Take the blanks off the end of a text in pieces."""
    while pieces:
        pieces[-1] = pieces[-1].rstrip(" ")
        if pieces[-1]:
            return
        pieces.pop()


def whole_words(text: str) -> str:
    """Return a text up to its last whole word; scripts without blanks are not cut."""
    end = len(text)
    while end and not text[end - 1].isspace():
        end -= 1
        if len(text) - end > LONGEST_WORD:
            return text
    return text[:end]


def without_numbers(text: str) -> str:
    """Return an answer as it was shown without the numbers of its sources."""
    return cited_text(text, 0, final=True).plain


def _numbers(bracket: str) -> list[int] | None:
    """Return the numbers in a bracket; `None` if it is not about sources."""
    if any(folding.fold(each) not in _NOUNS for each in _NOUN.findall(bracket)):
        return None
    found: list[int] = []
    place = 0
    for each in _RANGE.finditer(bracket):
        found += map(int, _NUMBER.findall(bracket[place : each.start()]))
        first, last = int(each[1]), int(each[2])
        found += range(first, last + 1) if first <= last < first + LONGEST_RANGE else (first, last)
        place = each.end()
    return found + [int(each) for each in _NUMBER.findall(bracket[place:])]


def _parts(text: str, *, final: bool) -> Iterator[tuple[str, _Part]]:
    """Yield the parts of a text."""
    place = 0
    while place < len(text):
        fence = text.find("```", place)
        end = len(text) if fence < 0 else fence
        yield from _prose(text[place:end], final=final and fence < 0)
        if fence < 0:
            return
        close = text.find("```", fence + 3)
        place = len(text) if close < 0 else close + 3
        yield text[fence:place], _Part.CODE


def _prose(text: str, *, final: bool) -> Iterator[tuple[str, _Part]]:
    """Yield the parts of a text without code blocks.

    Parameters
    ----------
    final
        Whether its last line is whole.
    """
    lines = text.split("\n")
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        ending = "" if last else "\n"
        if (final or not last) and _lists_sources(line):
            yield line, _Part.LIST
            continue
        pieces = line.split("`")
        for place, piece in enumerate(pieces):
            if place % 2:
                closed = place < len(pieces) - 1
                yield (f"`{piece}`", _Part.CODE) if closed else (f"`{piece}", _Part.PROSE)
            elif piece:
                yield piece, _Part.PROSE
        if ending:
            yield ending, _Part.PROSE


def _lists_sources(line: str) -> bool:
    """Tell whether a whole line only lists sources."""
    if len(line) > LONGEST_LIST:
        return False
    first = _NOUN.search(line)
    if first is None or folding.fold(first[0]) not in _HEADS:
        return False
    tokens = _WORD_OR_NUMBER.findall(folding.fold(line))
    named = tokens[0] in _HEADS and all(each.isdecimal() or each in _NOUNS for each in tokens[1:])
    return named and any(each.isdecimal() for each in tokens)


def _may_list_sources(line: str) -> bool:
    """Tell whether a line that is not whole may become one that only lists sources."""
    if len(line) > LONGEST_LIST:
        return False
    tokens = _WORD_OR_NUMBER.findall(folding.fold(line))
    *whole, last = tokens or [""]
    names = _HEADS if not whole else _NOUNS
    fits = last.isdecimal() if whole and last.isdecimal() else any(each.startswith(last) for each in names)
    return fits and (not whole or whole[0] in _HEADS) and all(each.isdecimal() or each in _NOUNS for each in whole[1:])


def _settled(text: str) -> str:
    """Return the part of a text that no further text can change."""
    loose = (len(text) - len(text.rstrip("`"))) % 3
    text = text[: len(text) - loose]  # what may become a fence
    if text.count("```") % 2:
        return text
    *before, tail = text.split("```")
    start = sum(len(each) + 3 for each in before) + tail.rfind("\n") + 1
    line = text[start:]
    if _may_list_sources(line):
        return text[:start]
    for opening, closing in ("[]", "【】"):
        place = line.rfind(opening)
        if place >= 0 and closing not in line[place:] and len(line) - place <= LONGEST_BRACKET:
            line = line[:place]
    if line.count("`") % 2:
        line = line[: line.rindex("`")]
    return text[:start] + line
