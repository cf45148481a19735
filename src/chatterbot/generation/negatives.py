"""Whether an answer repeats one that people said is wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from chatterbot import folding

__all__ = ("repeats",)

FEWEST_WORDS: Final = 3
"""Words from which on a wrong answer is looked for inside of longer sentences: "yes" or "not today" is part of many right ones."""

_ENDS: Final = frozenset(".!?…。！？\n")
_TARGET: Final = re.compile(r"(?<=\])\([^()\s]{0,600}\)")
"""Where a link leads: its label stands in the sentence."""
_HIDDEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufffc\u2065")
"""Letters and marks that show nothing."""
_ALIKE: Final = str.maketrans(
    {
        alike: letter
        for letter, others in {
            "a": "аα",
            "b": "вβ",
            "c": "сϲ",
            "d": "ԁ",
            "e": "еє",
            "g": "ɡ",
            "h": "нһ",
            "i": "lіӏıι",
            "j": "ј",
            "k": "кκ",
            "m": "м",
            "n": "η",
            "o": "оο",
            "p": "рρ",
            "q": "ԛ",
            "s": "ѕ",
            "t": "тτ",
            "u": "υ",
            "v": "ѵν",
            "w": "ԝω",
            "x": "хχ",
            "y": "уγ",
        }.items()
        for alike in others
    }
)
"""Small letters that look like another one, or whose capitals do. No two of one alphabet become the same, but i and l."""


def repeats(answer: str, unwanted: Iterable[str]) -> bool:
    """Tell whether an answer is, or contains, one of the unwanted ones, as people see them.

    Capitals, marks, blanks, formatting, invisible characters and letters of another alphabet that look alike mean nothing. An unwanted one of
    few words has to be the whole answer, or a whole sentence of it.
    """
    answer = _TARGET.sub("", answer)
    letters, edges = _seen(answer)
    sentences = {_seen(each)[0] for each in (answer, *_sentences(answer))}
    for each in unwanted:
        wrong, _ = _seen(_TARGET.sub("", each))
        if not wrong:  # of signs only
            if _signs(each) and _signs(each) in _signs(answer):
                return True
        elif wrong in sentences or (len(folding.words(each)) >= FEWEST_WORDS and _stands(wrong, letters, edges)):
            return True
    return False


def _seen(text: str) -> tuple[str, frozenset[int]]:
    """Return the letters and digits of a text as they look, and the places among them where a word may begin or end."""
    letters: list[str] = []
    edges = {0}
    for sign in folding.fold(text):
        if sign.isalnum() and sign not in _HIDDEN:
            letters.append(sign)
        elif sign not in _HIDDEN and unicodedata.category(sign) not in {"Cf", "Mn", "Me"}:
            edges.add(len(letters))
        elif unicodedata.category(sign) == "Mn" and not 0x300 <= ord(sign) <= 0x36F:
            letters.append(sign)  # a vowel of a script that writes them so
    edges.add(len(letters))
    return "".join(letters).translate(_ALIKE), frozenset(edges)


def _stands(wanted: str, letters: str, edges: frozenset[int]) -> bool:
    """Tell whether letters stand somewhere as whole words."""
    place = letters.find(wanted)
    while place >= 0:
        if place in edges and place + len(wanted) in edges:
            return True
        place = letters.find(wanted, place + 1)
    return False


def _sentences(text: str) -> list[str]:
    parts = [""]
    for sign in text:
        parts[-1] += sign
        if sign in _ENDS:
            parts.append("")
    return parts


def _signs(text: str) -> str:
    return "".join(folding.fold(text).split())
