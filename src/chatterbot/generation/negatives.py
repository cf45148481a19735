"""Whether an answer repeats one that people said is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from chatterbot import folding

__all__ = ("repeats",)

FEWEST_WORDS: Final = 3
"""Words from which on a wrong answer is looked for inside of longer sentences: "yes" or "not today" is part of many right ones."""

_ENDS: Final = frozenset(".!?…。！？\n")


def repeats(answer: str, unwanted: Iterable[str]) -> bool:
    """Tell whether an answer is, or contains, one of the unwanted ones; capitals, marks and formatting mean nothing.

    One of few words has to be the whole answer, or a whole sentence of it.
    """
    words = folding.words(answer)
    sentences = [folding.words(each) for each in _sentences(answer)]
    for each in unwanted:
        wrong = folding.words(each)
        if not wrong:  # of signs only
            if _signs(each) and _signs(each) in _signs(answer):
                return True
        elif wrong in (words, *sentences) or (len(wrong) >= FEWEST_WORDS and _contains(words, wrong)):
            return True
    return False


def _sentences(text: str) -> list[str]:
    parts = [""]
    for sign in text:
        parts[-1] += sign
        if sign in _ENDS:
            parts.append("")
    return parts


def _contains(words: Sequence[str], wanted: Sequence[str]) -> bool:
    # Words hold no spaces, so a text of them says the same and is searched faster.
    return f" {' '.join(wanted)} " in f" {' '.join(words)} "


def _signs(text: str) -> str:
    return "".join(folding.fold(text).split())
