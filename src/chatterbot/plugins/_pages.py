"""Cuts a long Markdown text into pages that fit into a Discord message each, and can be read on their own."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("PAGE_LENGTH", "split")

PAGE_LENGTH: Final = 1900
"""Characters of a page: Discord's 2000, less what it takes to close and reopen a code block, and the page's number."""

_FENCE: Final = re.compile(r"^\s{0,3}(```+|~~~+)(.*)$")
"""A line that opens or closes a code block (CommonMark 0.31, section 4.5)."""


def split(text: str, length: int = PAGE_LENGTH) -> tuple[str, ...]:
    """Return the pages of `text`, at least one: cut between paragraphs if possible, else between lines, else between words.

    A heading never stands alone at the end of a page; a block of code that spans pages is closed and opened again.

    Parameters
    ----------
    text
        Markdown.
    length
        Most characters of a page, the closing and reopening of code not counted (at most 2 x 24).
    """
    pages: list[str] = []
    rest = text.replace("\r\n", "\n").strip("\n")
    reopened = ""
    while rest:
        cut = len(rest) if len(rest) <= length else _cut(rest, length)
        page, rest = reopened + rest[:cut].rstrip(), rest[cut:].lstrip("\n")
        fence = _open_fence(page)
        reopened = f"{fence}\n" if fence and rest else ""
        pages.append(f"{page}\n{fence[:3]}" if fence else page)
    return tuple(pages) or ("",)


def _cut(text: str, length: int) -> int:
    """Return where to end the first page of `text`, which is longer than `length`."""
    window = text[:length]
    for boundary in ("\n\n", "\n", ". ", " "):
        at = window.rfind(boundary)
        if at < length // 2:  # an early cut would leave the page nearly empty: try a smaller boundary further on
            continue
        at += len(boundary)
        last_line = window[:at].rstrip().rsplit("\n", 1)
        if len(last_line) > 1 and last_line[1].lstrip().startswith("#") and len(last_line[0]) >= length // 2:
            return len(last_line[0]) + 1
        return at
    return length


def _open_fence(page: str) -> str:
    """Return the line that opened the code block in which `page` ends, cut to 20 characters; empty if it ends outside of one."""
    opened = ""
    for line in page.split("\n"):
        match = _FENCE.match(line)
        if match and not opened:
            opened = (match[1] + match[2])[:20]
        elif match and match[1].startswith(opened[:3]) and not match[2].strip():
            opened = ""
    return opened
