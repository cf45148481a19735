"""Small helpers for text that is shown to people."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ("clip", "is_blank", "one_line")

_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
"""Unicode's categories of blanks, and of characters that only say how others are shown."""
_FILLERS: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800\ufe0e\ufe0f")
"""Letters, symbols and marks that show nothing: Korean fillers, an empty Braille pattern, variation selectors."""


def is_blank(text: str) -> bool:
    """Tell whether nothing of a text can be seen: it has only blanks, zero-width characters and the like."""
    return all(sign in _FILLERS or unicodedata.category(sign) in _INVISIBLE for sign in text)


def one_line(text: str) -> str:
    """Return a text on one line: every run of spaces, tabs and line breaks becomes one space, none at either end."""
    return " ".join(text.split())


def clip(text: str, limit: int, *, whole_words: bool = False) -> str:
    """Return a text on one line of at most `limit` characters; a longer one is cut and ends with "…".

    Parameters
    ----------
    text
        Any text; it is put on one line first (`one_line`).
    limit
        Most characters of the result, the ellipsis included; at least 1, with `whole_words` at least 2.
    whole_words
        Cut between words ("some words …") instead of within one ("some wor…"). A first word that is too long is cut all the same.
    """
    line = one_line(text)
    if len(line) <= limit:
        return line
    if not whole_words:
        return line[: limit - 1].rstrip() + "…"
    return line[: limit - 1].rsplit(" ", 1)[0][: limit - 2] + " …"
