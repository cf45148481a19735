"""The sentences of an answer that a model is writing, as they are said: each as soon as it is whole, without what only a reader needs.

Markup, emoji and bare links are left to the voice (`speech.tts` reads a message as Discord shows it). What is left out here are the numbers
of sources and the lines that list them, and blocks of code.
"""

from __future__ import annotations

import re
from typing import Final

from chatterbot import sentences

__all__ = ("MOST_SPOKEN", "SpokenSentences", "aloud")

MOST_SPOKEN: Final = 600
"""Characters of an answer that are said: about 40 seconds. Nobody listens longer to an answer that they cannot skim."""
MOST_SENTENCE: Final = 280
"""Characters of a sentence; a longer one is cut at the end of a clause, or between words."""

_FENCE: Final = re.compile(r"```(?:[^`]|`(?!``))*+(?:```|\Z)")
_NUMBERS: Final = re.compile(r"[ \t]?\[\d{1,2}(?:[,;–-] ?\d{1,2}){0,8}\](?!\()")
"""Numbers of sources: ``[1]``, ``[1, 3]``, ``[2-4]``."""
_MASKED: Final = re.compile(r"!?\[([^\[\]\n]{1,300})\]\(<?[^\s()<>]{1,1000}>?\)")
_OPEN: Final = re.compile(r"!?\[[^\[\]\n]{0,300}(?:\](?:\([^\s()]{0,1000})?)?\Z")
"""A number or a masked link that is not whole yet: nothing in it ends a sentence."""
_SOURCE_LINE: Final = re.compile(r"^[ \t]{0,8}(?:-#|\[\d{1,2}\]:?[ \t]{0,2}(?=[<\[\"“«]|https?:))[^\n]*", re.MULTILINE)
"""A line of small print, or one that says what a number stands for."""
_SOURCES: Final = re.compile(
    r"^[ \t>*_#]{0,8}(?:sources?|references?|citations?|источники?|ссылки|quellen?|fuentes?|fontes?|fonti)[*_]{0,3}:",
    re.MULTILINE | re.IGNORECASE,
)
"""Where a list of the sources begins, up to the end of the text."""


class SpokenSentences:
    """Takes an answer as it grows and returns the sentences that are whole.

    Parameters
    ----------
    most
        Characters that are said at most; a sentence that would exceed them is left out, and everything after it.
    """

    def __init__(self, most: int = MOST_SPOKEN) -> None:
        self._left = most
        self._done = 0
        self._full = False

    @property
    def full(self) -> bool:
        """Whether the answer goes on, and nothing more of it is said."""
        return self._full

    def take(self, text: str, *, last: bool = False) -> list[str]:
        """Return the sentences that are whole now, and were not before.

        Parameters
        ----------
        text
            The whole answer so far; what was whole earlier is unchanged in it.
        last
            Whether nothing follows.
        """
        if not last and (begun := _OPEN.search(text)):
            text = text[: begun.start()]
        text, found = _without_sources(text), list[str]()
        while not self._full and (end := _next(text[self._done :], last=last)):
            sentence = " ".join(text[self._done : self._done + end].split())
            self._done += end
            if not any(map(str.isalnum, sentence)):
                continue
            if len(sentence) > self._left:
                self._full = True
                break
            self._left -= len(sentence)
            found.append(sentence)
        return found


def aloud(text: str, most: int = MOST_SPOKEN) -> str:
    """Return what is said of a whole answer of a model; empty: nothing can be."""
    return " ".join(SpokenSentences(most).take(text, last=True))


def _without_sources(text: str) -> str:
    if found := _SOURCES.search(text):
        text = text[: found.start()]
    return _MASKED.sub(r"\1", _NUMBERS.sub("", _SOURCE_LINE.sub("", _FENCE.sub("\n", text))))


def _next(text: str, *, last: bool) -> int:
    """Return how many characters the next sentence has, white space before it included; 0 while it is not whole."""
    start = len(text) - len(text.lstrip())
    head = text[start : start + MOST_SENTENCE + 2]
    whole = last and start + len(head) == len(text)
    if found := [end for end in sentences.ends(head, last=whole) if end <= MOST_SENTENCE]:
        return start + found[0]
    if len(head) > MOST_SENTENCE:
        clauses = [pause.end() for pause in sentences.CLAUSE_BREAK.finditer(head, 0, MOST_SENTENCE)]
        space = head.rfind(" ", 1, MOST_SENTENCE + 1)
        return start + (clauses[-1] if clauses else space if space > 0 else MOST_SENTENCE)
    return len(text) if whole and head else 0
