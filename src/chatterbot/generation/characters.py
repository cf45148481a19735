"""Which characters of a model's text are shown: those that people can see, in numbers that people use.

Left out is what hides something or turns the text round: controls, marks of direction, zero-width characters, tags, variation selectors,
private characters, and more combining marks than any script needs. A joiner stays where it shapes a letter or an emoji.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ("LONGEST_RUN", "visible")

LONGEST_RUN: Final = 60
"""The same character so often in a row at most: a line below a heading, not a flood."""
MOST_MARKS: Final = 8
"""Combining marks on one letter; Tibetan and Hebrew with cantillation need half of that."""
MOST_ACCENTS: Final = 3
"""Of the marks that any letter may have; with more of them a letter grows over the lines around it."""

_ODD: Final = re.compile(
    "[^\t\n\x20-\x7e\xa1-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u3000-\u3029\u3041-\u3096\u309b-\u30ff"
    "\u3400-\u9fff\uac00-\ud7a3\uff01-\uff9f]+"
)
"""Runs of characters that have to be looked at; what is not in the class are letters and signs that stand for themselves."""
_BREAK: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_FLOOD: Final = re.compile(r"(?s)(.)\1{60,}")
_BLANK_LINES: Final = re.compile(r"\n(?:[ \t]*\n){3,}")
_FLAGS: Final = tuple(
    "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in region) + "\U000e007f"
    for region in ("gbeng", "gbsct", "gbwls")
)
"""The emoji that are made with tags: the flags of England, Scotland and Wales. Tags in any other place spell hidden words."""

_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffc\u2065")
"""Letters and marks that show nothing."""
_PREPENDED: Final = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
"""Format characters that can be seen: signs around the numbers of Arabic, Syriac and Kaithi."""
_BLANKS: Final = frozenset("\u00a0\u2009\u202f\u3000")
"""Blanks that a text needs; every other one becomes a space."""
_JOINERS: Final = frozenset("\u200c\u200d")
_ZWJ: Final = "\u200d"
_TEXT, _EMOJI, _KEYCAP = "\ufe0e", "\ufe0f", "\u20e3"
_SELECTABLE: Final = frozenset("\u203c\u2049\u2139\u3030\u303d\u3297\u3299\u00a9\u00ae\u2122")
"""Signs that are no symbols by their category and have a form as emoji."""
_ACCENTS: Final = (
    (0x300, 0x36F),
    (0x483, 0x489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_JOINED: Final = ((0x600, 0xDFF), (0x1000, 0x109F), (0x1780, 0x18AF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFC))
"""Scripts in which a joiner shapes the letters: Arabic and its kin, those of India, Burmese, Khmer, Mongolian."""
_IGNORED: Final = ((0xFDD0, 0xFDEF), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF))
"""Characters without a meaning that programs show as nothing."""
_MONGOLIAN: Final = (0x1800, 0x18AF)
_MONGOLIAN_FORMS: Final = frozenset("\u180b\u180c\u180d\u180e\u180f")
_LONGEST_CLUSTER: Final = 64
"""Characters of one sign that is still being written."""


def visible(text: str, *, final: bool) -> str:
    """Return the characters of a text that are shown; its last sign is held back while more may come that belongs to it."""
    if not final:
        text = text[: _whole(text)]
    if any("\ud800" <= character <= "\udfff" for character in text):  # halves of a pair that came one by one
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _ODD.sub(_looked_at, _BREAK.sub("\n", text))
    return _BLANK_LINES.sub("\n\n\n", _FLOOD.sub(lambda found: found[1] * LONGEST_RUN, text))


def _whole(text: str) -> int:
    """Return where the last sign of a text begins, if what comes may belong to it, too."""
    end = len(text)
    least = max(0, end - _LONGEST_CLUSTER)
    while end > least:
        while end > least and _extends(text[end - 1]):
            end -= 1
        if end > least and not text[end - 1].isspace() and (text[end - 1] > "\x7f" or end < len(text)):
            end -= 1
        if end <= least or text[end - 1] != _ZWJ:
            break
    if end < len(text) and _is_regional(text[end]):
        while end > least and _is_regional(text[end - 1]):
            end -= 1
    return end


def _extends(character: str) -> bool:
    """Tell whether a character belongs to the one before it."""
    return character > "\x7f" and (
        unicodedata.category(character) in {"Mn", "Me", "Mc", "Cf"} or 0x1F3FB <= ord(character) <= 0x1F3FF
    )


def _is_regional(character: str) -> bool:
    return 0x1F1E6 <= ord(character) <= 0x1F1FF


def _looked_at(found: re.Match[str]) -> str:
    """Return what is shown of a run of characters."""
    run, start = found[0], found.start()
    before = found.string[start - 1] if start else ""
    shown: list[str] = []
    marks = accents = place = 0
    while place < len(run):
        character = run[place]
        flag = next((flag for flag in _FLAGS if run.startswith(flag, place)), "") if character == _FLAGS[0][0] else ""
        after = run[place + 1 : place + 2]
        place += len(flag) or 1
        category = unicodedata.category(character)
        if category[0] == "M" and character not in _HIDDEN:
            marks, accents = marks + 1, accents + _within(character, _ACCENTS)
            kept = (
                character
                if marks <= MOST_MARKS and accents <= MOST_ACCENTS and _marks(character, before, after)
                else ""
            )
        else:
            kept = flag or _shown(character, category, before, after)
            if kept:
                marks = accents = 0
        if kept:
            shown.append(kept)
            before = kept[-1]
    return "".join(shown)


def _shown(character: str, category: str, before: str, after: str) -> str:
    """Return a character that is no mark as it is shown; empty if it is not."""
    if character in _HIDDEN or category in {"Cc", "Cs", "Co"} or _within(character, _IGNORED):
        return ""
    if character in _JOINERS:
        shapes = before and _within(before, _JOINED)
        return character if shapes or (character == _ZWJ and _is_pictorial(before) and _is_pictorial(after)) else ""
    if character in _MONGOLIAN_FORMS:
        return character if before and _within(before, (_MONGOLIAN,)) else ""
    if category == "Cf":
        return character if character in _PREPENDED else ""
    if category == "Zs" or character == "\u2800":
        return character if character in _BLANKS else " "
    return "" if category == "Cn" and ord(character) & 0xFFFE == 0xFFFE else character


def _marks(character: str, before: str, after: str) -> bool:
    """Tell whether a mark may be shown: a variation selector only where it makes an emoji, or a sign of text, of what is before it."""
    if character in _MONGOLIAN_FORMS:
        return bool(before) and _within(before, (_MONGOLIAN,))
    if character == _EMOJI and before and before in "#*0123456789":
        return after == _KEYCAP
    if character in {_TEXT, _EMOJI}:
        return _is_pictorial(before) and before not in {_TEXT, _EMOJI}
    return not 0xFE00 <= ord(character) <= 0xFE0D and not 0xE0100 <= ord(character) <= 0xE01EF


def _is_pictorial(character: str) -> bool:
    """Tell whether a character is an emoji, or may be one, or ends one."""
    return character != "" and (
        character in _SELECTABLE
        or character in {_TEXT, _EMOJI}
        or 0x1F000 <= ord(character) <= 0x1FBFF
        or unicodedata.category(character) in {"So", "Sm", "Sk"}
    )


def _within(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in ranges)
