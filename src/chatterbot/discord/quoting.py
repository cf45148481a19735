"""How texts of people are quoted in a message: on one line, isolated, and with nothing in them that Discord acts on.

A quoted text never becomes markup, a mention or a heading; a link in it can still be opened, and ends where the text's link ends, also beside a
quotation mark. A text in a script that is written from right to left stands between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE
(UAX 9, sections 2.4 and 2.5), so that it cannot change the order of the words around it; controls that would end the isolate or turn the
order round are left out.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from chatterbot import markup, texts
from chatterbot.markup import inert

__all__ = ("clipped", "code", "inert", "isolated", "quoted")

CODE_LENGTH: Final = 120
"""Most characters shown of a path or a text inside a sentence."""
QUOTED_LENGTH: Final = 300
"""Most characters of a quoted text, those included that make its markup inert."""

FIRST_STRONG_ISOLATE: Final = "\u2068"
POP_DIRECTIONAL_ISOLATE: Final = "\u2069"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
"""Bidirectional classes that change the order of what stands around them."""

_LINE_MARKUP: Final = re.compile(r"^(?P<number>\d{0,9})(?P<mark>(?<=\d)[.)]|(?<!\d)(?:#{1,3}|-#?|\+))(?=\s)")
"""What Discord would read as a heading, a subtext or a list item at the beginning of a line."""
_LINK: Final = re.compile(r"https?://(?=[^\W_])[^\s<>\"\\`|\u2068\u2069]+", re.IGNORECASE)
_SCHEME: Final = re.compile(r"https?:(?=//)", re.IGNORECASE)


def code(text: str, length: int = CODE_LENGTH) -> str:
    """Return `text` as inline code, on one line of at most `length` characters: no markup, mention or link in it does anything."""
    return f"`{_isolated(_plain(text).replace('`', 'ˋ'), length) or ' '}`"


def quoted(text: str, length: int = QUOTED_LENGTH) -> str:
    """Return `text` as it is quoted between quotation marks: on one line of at most `length` characters, or a few more for its last link.

    A longer text is cut and ends with "…". A link that is cut is shown, but does not lead anywhere.
    """
    plain = _plain(text)
    room = length
    while True:
        shown = _isolated(plain, room)
        cut = len(shown.strip(FIRST_STRONG_ISOLATE + POP_DIRECTIONAL_ISOLATE)) < len(plain)
        made = _LINE_MARKUP.sub(r"\g<number>\\\g<mark>", _with_links(shown, cut=cut))
        if len(made) <= length or room < 2:
            return made
        room = min(room - 1, room * length // len(made))  # markup became longer: show less of it


def clipped(text: str, length: int) -> str:
    """Return a sentence with quoted texts in it on one line of at most `length` characters: no link or isolate is left open."""
    line = texts.clip(text, length)
    if line.rfind("<http") > line.rfind(">"):
        line = texts.clip(line[: line.rfind("<http")] + "…", length)
    if not _is_open(line):
        return line
    line = texts.clip(line, length - 1)
    return f"{line}{POP_DIRECTIONAL_ISOLATE}" if _is_open(line) else line


def _is_open(text: str) -> bool:
    return text.count(FIRST_STRONG_ISOLATE) > text.count(POP_DIRECTIONAL_ISOLATE)


def isolated(text: str, length: int) -> str:
    """Return `text` for a place without markup (an alternative text, a button): on one line of at most `length` characters, isolated."""
    return _isolated(_plain(text), length)


def _plain(text: str) -> str:
    """Return `text` on one line, without characters that turn the direction of writing."""
    return texts.one_line(markup.in_order(text))


def _isolated(line: str, length: int) -> str:
    """Return a line of at most `length` characters, between isolates if it is written from right to left."""
    if not any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in line):
        return texts.clip(line, length)
    return f"{FIRST_STRONG_ISOLATE}{texts.clip(line, max(1, length - 2))}{POP_DIRECTIONAL_ISOLATE}"


def _with_links(text: str, *, cut: bool) -> str:
    """Return `text` with inert markup and every link in angle brackets, which end it; a link at a cut end is made inert, too."""
    pieces: list[str] = []
    done = 0
    for match in _LINK.finditer(text):
        link = markup.link_in(match[0])
        end = match.start() + len(link)
        if cut and text[end:].strip(POP_DIRECTIONAL_ISOLATE) == "…":
            break
        pieces += [_without_links(text[done : match.start()]), f"<{link}>"]
        done = end
    return "".join([*pieces, _without_links(text[done:])])


def _without_links(text: str) -> str:
    """Return `text` with inert markup, and without anything that Discord takes for a link."""
    return _SCHEME.sub(r"\g<0>\\", inert(text))
