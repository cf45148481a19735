"""Cuts a text, whole or as it arrives, into the pieces that are spoken one after the other.

The first piece is short, so that speaking begins soon; later ones are whole sentences put together, since each is a request of its own
and a voice finds its melody in whole sentences. A rule of thumb per language would be a library's work (pysbd: 22 languages,
regular expressions of quadratic time, last release 2021); what is cut here is heard, not analysed, and a wrong cut is a short pause.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ("MAX_PIECE", "Chunker", "pieces")

MAX_PIECE: Final = 280
"""Characters of a piece at most: some 20 s of speech, far below the service's 4096 bytes."""
_FIRST: Final = 12
"""Characters a first piece has at least: "Yes." alone sounds cut off from what follows."""
_LONG_FIRST: Final = 80
"""Characters (5 s of speech) of a first sentence, beyond which it is cut at a clause."""
_CLAUSE: Final = 25
"""Characters before such a clause break at least."""
_TARGET: Final = 140
"""Characters a later piece is filled up to: some 10 s of speech."""

_END: Final = re.compile(r"([.!?…؟۔।]+[\"'»”’)\]]*)(?=\s)|([。！？｡]+[」』”）]*)|(\n)")
_PAUSE: Final = re.compile(r"[,;:—–،؛](?=\s)|[，、；：]")
_BEFORE: Final = re.compile(r"([^\s(«“\"„]+)\.[\"'»”’)\]]*$")
_NUMBER_BEFORE: Final = re.compile(r"(?:\d|[IVXLC])\s*[^\s]+$")

_NEVER_LAST: Final = frozenset(
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
"""Abbreviations after which the sentence goes on."""
_AFTER_NUMBER: Final = frozenset(["г", "гг", "в", "вв"])
"""The year or century before which a number stands ("2020 г. Потом"); elsewhere a town ("г. Москва")."""


class Chunker:
    """Takes a text in any portions and gives the pieces that are ready."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    def feed(self, delta: str) -> list[str]:
        """Add what came and give the pieces that are certain now."""
        self._text += delta
        return self._cut(last=False)

    def flush(self) -> list[str]:
        """Give the rest; the next text starts afresh."""
        found = self._cut(last=True)
        self._text, self._given = "", 0
        return found

    def _cut(self, *, last: bool) -> list[str]:
        found: list[str] = []
        while (end := self._next(last=last)) is not None:
            piece, self._text = self._text[:end].strip(), self._text[end:].lstrip()
            if piece:
                found.append(piece)
                self._given += 1
        return found

    def _next(self, *, last: bool) -> int | None:
        """Where the next piece ends; `None` while that is not certain."""
        text = self._text
        ends = self._ends(text[: MAX_PIECE + 2], last=last)
        if not self._given:
            return self._first(text, ends, last=last)
        if len(text) <= (MAX_PIECE if last else _TARGET):
            return len(text) if last and text else None
        long_enough = [end for end in ends if end >= _TARGET]
        if long_enough:
            return long_enough[0]
        if len(text) <= MAX_PIECE:
            return None
        return ends[-1] if ends else self._forced(text)

    def _first(self, text: str, ends: list[int], *, last: bool) -> int | None:
        sentence = next((end for end in ends if len(text[:end].rstrip()) >= _FIRST), None)
        if sentence is not None and sentence <= _LONG_FIRST:
            return sentence
        if len(text) > _LONG_FIRST:
            for pause in _PAUSE.finditer(text, _CLAUSE, _LONG_FIRST):
                return pause.end()
        if sentence is not None:
            return sentence
        if len(text) > MAX_PIECE:
            return self._forced(text)
        return len(text) if last and text else None

    @staticmethod
    def _forced(text: str) -> int:
        """Cut a sentence that is too long: at its last clause, else between words, else anywhere."""
        pauses = [pause.end() for pause in _PAUSE.finditer(text, 0, MAX_PIECE)]
        if pauses and pauses[-1] > MAX_PIECE // 3:
            return pauses[-1]
        space = text.rfind(" ", 1, MAX_PIECE + 1)
        return space if space > 0 else MAX_PIECE

    @staticmethod
    def _ends(text: str, *, last: bool) -> list[int]:
        """Ends of sentences in a text, without the one at its very end."""
        found: list[int] = []
        for match in _END.finditer(text):
            end = match.end()
            following = text[end:].lstrip()[:1]
            if match.group(1) and match.group(1).startswith(".") and len(match.group(1).rstrip("\"'»”’)]")) == 1:
                if not following and not last:
                    break  # whether it ended there, the next letter says
                if following.islower() or _goes_on(text[:end], following):
                    continue
            if end <= MAX_PIECE:
                found.append(end)
        return found


def pieces(text: str) -> list[str]:
    """Cut a whole text; each piece has 1 to `MAX_PIECE` characters, and only white space is lost."""
    chunker = Chunker()
    return [*chunker.feed(text), *chunker.flush()]


def _goes_on(head: str, following: str) -> bool:
    """Whether the full stop at the end of `head` belongs to an abbreviation, an initial or a number in a list."""
    found = _BEFORE.search(head)
    if found is None:
        return False
    word = found.group(1).casefold()
    if word in _NEVER_LAST:
        return True
    if word in _AFTER_NUMBER:
        return _NUMBER_BEFORE.search(head[: found.end(1)]) is None
    if len(word) == 1 and word.isalpha():
        return found.group(1).isupper()  # an initial: "A. Pushkin"
    return word.isdigit() and len(word) <= 2 and (following.isdigit() or found.start() == 0)
