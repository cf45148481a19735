"""Cuts a long Markdown text into pages that fit into a Discord message each, and can be read on their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

__all__ = ("PAGE_LENGTH", "split")

PAGE_LENGTH: Final = 1900
"""Characters of a page: Discord's 2000, less what it takes to close and reopen a code block, and the page's number."""

_FENCE: Final = re.compile(r"^\s*(```+|~~~+)(.*)$")
"""A line that opens or closes a code block (CommonMark 0.31, section 4.5)."""


def split(text: str, length: int = PAGE_LENGTH) -> tuple[str, ...]:
    """Return the pages of `text`, at least one: cut between paragraphs only, and never inside a code block.

    A heading, or a line that announces what follows with a colon, stays with the paragraph behind it. Only a paragraph that is longer than
    a page is cut, between lines if possible, else between words; a code block is then closed and opened again.

    Parameters
    ----------
    text
        Markdown.
    length
        Most characters of a page, the closing and reopening of code not counted (at most 2 x 24).
    """
    pages: list[str] = []
    page = ""
    for paragraph in _together([*_paragraphs(text.replace("\r\n", "\n"))], length):
        joined = f"{page}\n\n{paragraph}" if page else paragraph
        if len(joined) <= length:
            page = joined
            continue
        if page:
            pages.append(page.rstrip())
        *full, page = _pieces(paragraph, length)
        pages += full
    return (*pages, page.rstrip()) if page or not pages else tuple(pages)


def _paragraphs(text: str) -> Iterator[str]:
    """Return what stands between empty lines; those in a code block do not count."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        fence = _after(fence, line)
        if line.strip() or fence:
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines).rstrip("\n")


def _together(paragraphs: list[str], length: int) -> Iterator[str]:
    """Return the paragraphs, those joined that should stay on one page."""
    held = ""
    for paragraph in paragraphs:
        last = held.rsplit("\n", 1)[-1]
        joined = f"{held}\n\n{paragraph}"
        is_heading = last.lstrip().startswith("#") and len(held) <= length
        if held and (is_heading or (last.rstrip().endswith(":") and len(joined) <= length)):
            held = joined
            continue
        if held:
            yield held
        held = paragraph
    if held:
        yield held


def _pieces(text: str, length: int) -> Iterator[str]:
    """Cut a text that may be longer than a page."""
    rest = text
    reopened = ""
    while rest:
        cut = len(rest) if len(rest) <= length else _cut(rest, length)
        page, rest = reopened + rest[:cut].rstrip(), rest[cut:].lstrip("\n")
        fence = _open_fence(page)
        reopened = f"{fence}\n" if fence and rest else ""
        yield f"{page}\n{fence[:3]}" if fence else page


def _cut(text: str, length: int) -> int:
    """Return where to end the first page of `text`, which is longer than `length`."""
    window = text[:length]
    for boundary in ("\n\n", "\n", ". ", " "):
        at = window.rfind(boundary)
        if at >= length // 2:  # an early cut would leave the page nearly empty: try a smaller boundary further on
            return at + len(boundary)
    return length


def _open_fence(page: str) -> str:
    """Return the line that opened the code block in which `page` ends, cut to 20 characters; empty if it ends outside of one."""
    opened = ""
    for line in page.split("\n"):
        opened = _after(opened, line)
    return opened[:20]


def _after(opened: str, line: str) -> str:
    """Return the line that opened the code block in which `line` ends, where `opened` is the one before it; empty outside of one."""
    match = _FENCE.match(line)
    if match and not opened:
        return "" if match[1][0] in match[2] else match[1] + match[2]  # ```code``` on one line opens nothing
    if match and match[1].startswith(opened[:3]) and not match[2].strip():
        return ""
    return opened
