"""Cut a text, complete or as it arrives, into the pieces that are spoken one after the other.

The first piece is short, so that speaking begins soon. Later pieces are several whole sentences, because each is a request of its own and
a voice needs whole sentences for its intonation. A library would have rules for each language (pysbd: 22 languages, but regular
expressions that take quadratic time, and its last release is of 2021); here a wrong cut only makes a short pause, so simple rules do.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ("MAX_PIECE", "Chunker", "pieces")

MAX_PIECE: Final = 280
"""Characters of a piece at most: some 20 s of speech, far below the 4096 bytes of the online service."""
_MIN_FIRST: Final = 12
"""Characters of the first piece at least: "Yes." alone sounds cut off from what follows."""
_MAX_FIRST: Final = 80
"""Characters (5 s of speech) of the first sentence above which it is cut at the end of a clause."""
_MIN_CLAUSE: Final = 25
"""Characters before the end of such a clause at least."""
_TARGET: Final = 140
"""Characters to which later pieces are filled up: some 10 s of speech."""

_END: Final = re.compile(r"(?<![.!?…؟۔।])([.!?…؟۔।]++[\"'»”’)\]]*+)(?=\s)|([。！？｡]+[」』”）]*)|(\n)")
_CLAUSE_BREAK: Final = re.compile(r"[,;:—–،؛](?=\s)|[，、；：]")
_BEFORE: Final = re.compile(r"(?<![^\s(«“\"„])([^\s(«“\"„]+)\.[\"'»”’)\]]*$")
_NUMBER_BEFORE: Final = re.compile(r"(?:\d|[IVXLC])\s*[^\s]+$")

_ABBREVIATIONS: Final = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vs",
        "e.g",
        "i.e",
        "approx",
        "fig",
        "no",
        "vol",
        "gen",
        "rev",
        "hon",
        "capt",
        "lt",
        "col",
        "sgt",
        "cf",
        "т.е",
        "т.к",
        "т.н",
        "ул",
        "им",
        "проф",
        "акад",
        "стр",
        "рис",
        "см",
        "напр",
        "пр",
        "пл",
        "пер",
        "просп",
        "д",
        "кв",
        "тел",
        "ср",
        "св",
        "гр",
        "тов",
        "г-н",
        "г-жа",
        "z.b",
        "d.h",
        "bzw",
        "ca",
        "nr",
        "usw",
        "str",
        "evtl",
        "ggf",
        "mme",
        "mlle",
        "sra",
        "sr",
        "dra",
        "ud",
        "uds",
        "p.ej",
    ]
)
"""Abbreviations after whose full stop the sentence goes on."""
_YEAR_ABBREVIATIONS: Final = frozenset(["г", "гг", "в", "вв"])
"""Russian abbreviations of year and century, which end a sentence after a number ("2020 г. Потом") and otherwise mean a town
("г. Москва")."""


class Chunker:
    """Takes a text in portions of any size and returns the pieces that are complete."""

    def __init__(self) -> None:
        self._text = ""
        self._count = 0

    def feed(self, delta: str) -> list[str]:
        """Add text and return the pieces whose ends are certain now."""
        self._text += delta
        return self._cut(last=False)

    def flush(self) -> list[str]:
        """Return the rest of the text as pieces, and get ready for the next text."""
        found = self._cut(last=True)
        self._text, self._count = "", 0
        return found

    def _cut(self, *, last: bool) -> list[str]:
        found: list[str] = []
        while (end := self._next(last=last)) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:].lstrip()
            if piece:
                found.append(piece)
                self._count += 1
        return found

    def _next(self, *, last: bool) -> int | None:
        """Return where the next piece ends; `None` while that is not certain."""
        text = self._text
        ends = self._ends(text[: MAX_PIECE + 2], last=last)
        if not self._count:
            return self._next_first(text, ends, last=last)
        if len(text) <= (MAX_PIECE if last else _TARGET):
            return len(text) if last and text else None
        long_enough = [end for end in ends if end >= _TARGET]
        if long_enough:
            return long_enough[0]
        if len(text) <= MAX_PIECE:
            return None
        return ends[-1] if ends else self._forced_end(text)

    def _next_first(self, text: str, ends: list[int], *, last: bool) -> int | None:
        sentence = next((end for end in ends if len(text[:end].rstrip()) >= _MIN_FIRST), None)
        if sentence is not None and sentence <= _MAX_FIRST:
            return sentence
        if len(text) > _MAX_FIRST:
            for pause in _CLAUSE_BREAK.finditer(text, _MIN_CLAUSE, _MAX_FIRST):
                return pause.end()
        if sentence is not None:
            return sentence
        if len(text) > MAX_PIECE:
            return self._forced_end(text)
        return len(text) if last and text else None

    @staticmethod
    def _forced_end(text: str) -> int:
        """Return where to cut a sentence that is too long: at the end of its last clause, else between words, else anywhere."""
        pauses = [pause.end() for pause in _CLAUSE_BREAK.finditer(text, 0, MAX_PIECE)]
        if pauses and pauses[-1] > MAX_PIECE // 3:
            return pauses[-1]
        space = text.rfind(" ", 1, MAX_PIECE + 1)
        return space if space > 0 else MAX_PIECE

    @staticmethod
    def _ends(text: str, *, last: bool) -> list[int]:
        """Return the ends of the sentences in a text, without the one at its very end."""
        found: list[int] = []
        for match in _END.finditer(text):
            end = match.end()
            following = text[end:].lstrip()[:1]
            if match.group(1) and match.group(1).startswith(".") and len(match.group(1).rstrip("\"'»”’)]")) == 1:
                if not following and not last:
                    break  # the next letter decides whether the sentence ended there
                if following.islower() or _sentence_goes_on(text[:end], following):
                    continue
            if end <= MAX_PIECE:
                found.append(end)
        return found


def pieces(text: str) -> list[str]:
    """Cut a complete text into pieces of 1 to `MAX_PIECE` characters; only white space is lost."""
    chunker = Chunker()
    return [*chunker.feed(text), *chunker.flush()]


def _sentence_goes_on(head: str, following: str) -> bool:
    """Tell whether the full stop at the end of `head` belongs to an abbreviation, an initial or a number in a list."""
    found = _BEFORE.search(head)
    if found is None:
        return False
    word = found.group(1).casefold()
    if word in _ABBREVIATIONS:
        return True
    if word in _YEAR_ABBREVIATIONS:
        return _NUMBER_BEFORE.search(head[: found.end(1)]) is None
    if len(word) == 1 and word.isalpha():
        return found.group(1).isupper()  # an initial: "A. Pushkin"
    return word.isdigit() and len(word) <= 2 and (following.isdigit() or found.start() == 0)
