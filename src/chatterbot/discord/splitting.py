"""Cuts a long answer into messages at the best places."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("split",)

_FENCE: Final = re.compile(r"^```([\w+-]*)", re.MULTILINE)
_LONGEST_LANGUAGE: Final = 20
"""Characters of a code block's language that are repeated where the block is opened again: more is no language, and what is repeated has
to be less than what was cut off, or there would be no end."""
_SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'»”)]*\s")
_LEAST: Final = 0.3
"""A cut at a nicer place may leave a message this empty, as a share of the limit; a worse place further on is taken before."""


def split(text: str, limit: int) -> list[str]:
    """Cut `text` into pieces of at most `limit` characters (at least 100), at a paragraph, line, sentence or word.

    A code block that is cut is closed in one piece and opened again, in its language, in the next.
    """
    pieces: list[str] = []
    rest = text.strip()
    while rest:
        if len(rest) <= limit:
            pieces.append(rest)
            break
        room = limit - len("\n```")
        at = _cut(rest, room)
        piece, rest = rest[:at].rstrip(), rest[at:]
        fences = _FENCE.findall(piece)
        if len(fences) % 2:
            piece += "\n```"
            language = fences[-1] if len(fences[-1]) <= _LONGEST_LANGUAGE else ""
            rest = f"```{language}\n" + rest.lstrip("\n")
        else:
            rest = rest.lstrip()
        pieces.append(piece)
    return pieces


def _cut(text: str, room: int) -> int:
    """Where to cut, in (0, room]."""
    window = text[: room + 1]
    least = int(room * _LEAST)
    for mark in ("\n\n", "\n"):
        if (at := window.rfind(mark)) > least:
            return at
    sentences = [match.end() for match in _SENTENCE_END.finditer(window) if match.end() <= room]
    if sentences and sentences[-1] > least:
        return sentences[-1]
    if (at := window.rfind(" ")) > least:
        return at
    return room
