"""Cut a passage into sentences and windows.

A window is what is encoded and quoted: a few sentences that follow each other, at most about 300 characters. Encoders put a whole
passage of 150 words into one vector in which its single statements are lost: on questions about documents in two languages, the right
passage came first in .75 of the cases with one vector a passage, in .88 with windows of 300 characters (and words in both).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ("LONGEST_WINDOW", "is_heading", "sentence_spans", "window_spans")

LONGEST_WINDOW: Final = 300
"""Characters at which a window is full; a longer sentence is a window of its own."""

LONGEST_SENTENCE: Final = 600
"""Characters after which a text without an end of a sentence is cut, at a blank."""

_LONGEST_HEADING: Final = 150
"""Characters of a line in bold that is still a heading."""
_CLOSING: Final = "»\"”’')]*_`"
# One character before, then all blanks: a run of marks is never read twice.
_BREAK: Final = re.compile(r"(?<=[.!?…。！？»\"”’')\]*_`])\s+|\n+\s*")
_ENDS: Final = ".!?…。！？"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of a text begins and ends; a line is one, too. Blanks between them belong to none."""
    found: list[tuple[int, int]] = []
    start = len(text) - len(text.lstrip())
    for match in _BREAK.finditer(text, start):
        if _is_end(text, match):
            _add(found, text, start, match.start())
            start = match.end()
    _add(found, text, start, len(text.rstrip()))
    return found


def window_spans(text: str) -> list[tuple[int, int]]:
    """Return where each window of a text begins and ends: sentences that follow each other, as many as fit; a heading begins a new one."""
    found: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        if found and end - found[-1][0] <= LONGEST_WINDOW and not is_heading(text[start:end]):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def is_heading(sentence: str) -> bool:
    """Tell whether a sentence is the heading of a part of the passage: a short line in bold."""
    inside = sentence[2:-2]
    return (
        sentence.startswith("**")
        and sentence.endswith("**")
        and 0 < len(inside) <= _LONGEST_HEADING
        and "**" not in inside
    )


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Tell whether a sentence ends here: at a line break, or after a full stop that no small letter follows ("e.g. this")."""
    if "\n" in match[0]:
        return True
    before = text[max(0, match.start() - 4) : match.start()].rstrip(_CLOSING)
    following = text[match.end() : match.end() + 1]
    return before[-1:] in _ENDS and not following.islower() and following != "" and before != ""


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = cut if cut > start else start + LONGEST_SENTENCE
        found.append((start, cut))
        start = cut + (text[cut] == " ")
    if end > start:
        found.append((start, end))
