"""Cut a text into sentences, and count its words, in whatever language."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("sentences", "words")

_END: Final = re.compile(r"(?P<end>[.!?…؟।]{1,4}[\"'»”’)\]*_]{0,3})\s++|(?P<full>[。！？][」』”）]{0,2})")
"""Where a sentence may end: a mark with space behind it, or a full-width mark."""
_SHORT: Final = frozenset(
    [
        "e.g",
        "i.e",
        "etc",
        "vs",
        "no",
        "nr",
        "approx",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "jr",
        "sr",
        "inc",
        "ltd",
        "co",
        "fig",
        "cf",
        "al",
        "dept",
        "est",
        "max",
        "min",
        "ca",
        "bzw",
        "z.b",
        "d.h",
        "u.a",
        "usw",
        "vgl",
        "bspw",
        "т.е",
        "т.к",
        "т.д",
        "т.п",
        "т.н",
        "др",
        "пр",
        "см",
        "рис",
        "стр",
        "гл",
        "ул",
        "г",
        "д",
        "кв",
        "им",
        "напр",
        "руб",
        "коп",
        "тыс",
        "млн",
        "млрд",
        "англ",
        "p.ej",
        "p.ex",
        "c.-à-d",
        "núm",
        "pág",
    ]
)
"""Short forms whose point ends no sentence."""
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
"""Letters of scripts without spaces between words (and Korean ones, whose words are short)."""
_WIDE_LETTERS: Final = 2
"""Such letters in a word."""


def words(text: str) -> int:
    """Return about how many words a text has; two letters of Chinese, Japanese, Korean or Thai count as one."""
    wide = len(_WIDE.findall(text))
    return len(text.split()) + wide // _WIDE_LETTERS if wide else len(text.split())


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph, each without space at its ends."""
    found: list[str] = []
    start = 0
    for mark in _END.finditer(text):
        if mark["end"] is not None and not _ends(text, start, mark):
            continue
        if sentence := text[start : mark.end()].strip():
            found.append(sentence)
        start = mark.end()
    if rest := text[start:].strip():
        found.append(rest)
    return found


def _ends(text: str, start: int, mark: re.Match[str]) -> bool:
    """Tell whether a mark with a space behind it ends a sentence."""
    after = text[mark.end() : mark.end() + 1]
    if after.islower():
        return False
    if not mark["end"].startswith(".") or mark["end"].startswith(".."):
        return True
    before = text[max(start, mark.start() - 12) : mark.start()].split()
    last = before[-1].casefold().lstrip("(\"'«“") if before else ""
    # "3. Press the button", "J. Smith", "e.g. Windows"
    return not (last.isdigit() or (len(last) == 1 and last.isalpha()) or last in _SHORT)
