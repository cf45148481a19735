"""Small helpers for text that is shown to people."""

from __future__ import annotations

__all__ = ("clip", "one_line")


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
