"""Which texts ask something."""

from __future__ import annotations

import re
from typing import Final

from chatterbot.datasets import marks

__all__ = ("cleaned", "ends_asking", "is_invitation", "is_question")

_MARKS: Final = ("?", "？", "؟", "⁇", "⸮")
_QUOTES: Final = "\"'»”’)*_ "
_ASKING: Final = frozenset(
    [
        "how",
        "what",
        "what's",
        "when",
        "where",
        "where's",
        "why",
        "who",
        "who's",
        "whom",
        "whose",
        "which",
        "как",
        "что",
        "чем",
        "когда",
        "где",
        "куда",
        "откуда",
        "почему",
        "зачем",
        "кто",
        "кого",
        "кому",
        "какой",
        "какая",
        "какое",
        "какие",
        "каким",
        "какую",
        "сколько",
        "можно",
        "як",
        "що",
        "коли",
        "де",
        "куди",
        "чому",
        "навіщо",
        "хто",
        "який",
        "яка",
        "яке",
        "які",
        "скільки",
        "чи",
        "wie",
        "was",
        "wann",
        "wo",
        "wohin",
        "woher",
        "warum",
        "wieso",
        "wer",
        "welche",
        "welcher",
        "welches",
        "comment",
        "pourquoi",
        "quand",
        "combien",
        "où",
        "qui",
        "quel",
        "quelle",
        "quels",
        "quelles",
        "cómo",
        "qué",
        "cuándo",
        "dónde",
        "cuánto",
        "cuál",
        "quién",
        "como",
        "quando",
        "onde",
        "quanto",
        "qual",
        "quem",
        "come",
        "perché",
        "dove",
        "quale",
        "chi",
        "jak",
        "co",
        "kiedy",
        "gdzie",
        "dlaczego",
        "kto",
        "ile",
        "jaki",
        "jaka",
        "jakie",
        "nasıl",
        "ne",
        "neden",
        "nerede",
        "kim",
        "hoe",
        "wat",
        "wanneer",
        "waar",
        "waarom",
        "wie",
        "welke",
    ]
)
"""Words that begin a question, also without a question mark."""
_LEAST_WORDS: Final = 3
"""Words of a question without a question mark: "Who we" and "What's new" are none."""
_MOST_WORDS: Final = 20
_NO_QUESTION: Final = frozenset(
    {"what's new", "how it works", "how we work", "who we are", "what we do", "why choose us", "why us"}
)
_INVITING: Final = frozenset(
    [
        "expand",
        "show",
        "hide",
        "click",
        "read",
        "more",
        "details",
        "spoiler",
        "see",
        "view",
        "toggle",
        "open",
        "показать",
        "скрыть",
        "подробнее",
        "раскрыть",
        "развернуть",
        "спойлер",
        "ещё",
        "еще",
        "нажмите",
        "читать",
    ]
)
"""Words with which a summary only invites to unfold what is below it."""
_SHORT: Final = 4
"""Words of such a summary at most."""
_NUMBER: Final = re.compile(r"(?:\(?\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,3}|[-–—•*])\s++")


def cleaned(text: str) -> str:
    """Return a question without its number and without a mark like ``Q:``, on one line."""
    line = " ".join(text.split())
    if (found := _NUMBER.match(line)) is not None:
        line = line[found.end() :]
    if (mark := marks.question(line)) is not None and mark.rest.strip():
        line = mark.rest.strip()
    return line


def ends_asking(text: str) -> bool:
    """Tell whether a text ends with a question mark of any script, or begins with the Spanish one."""
    end = text.rstrip(_QUOTES)
    return end.endswith(_MARKS) or text.lstrip("*_ ").startswith("¿")


def is_question(text: str) -> bool:
    """Tell whether a heading asks: by its mark, or by its first word."""
    line = cleaned(text)
    if ends_asking(line):
        return any(sign.isalnum() for sign in line)
    if line.casefold() in _NO_QUESTION or line.endswith((":", ".", "!", "…")):
        return False
    words = line.split()
    if not _LEAST_WORDS <= len(words) <= _MOST_WORDS:
        return False
    first = words[0].casefold().replace("’", "'")
    return first in _ASKING or words[1].casefold() == "ли"


def is_invitation(summary: str) -> bool:
    """Tell whether the summary of a part that folds says nothing about it: "Show more"."""
    words = summary.casefold().strip(" .…:!▼▶").split()
    return not words or (len(words) <= _SHORT and words[0] in _INVITING and not ends_asking(summary))
