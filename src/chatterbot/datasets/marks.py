"""How people mark questions and answers in plain text: ``Q:``, ``**A1.**``, ``=>`` and their like."""

from __future__ import annotations

import dataclasses
import re
from typing import Final

__all__ = ("Mark", "answer", "arrow", "arrows", "inline", "question")

_BEFORE: Final = r"\s*+(?:[-*•]\s++|\d{1,3}[.)]\s++)?+(?:#{2,6}\s++)?+(?P<bold>\*\*|__|\*|_)?+"
_NUMBER: Final = r"(?:\s?+(?:[№#]|n[°º]|(?<=\s)n[or]\.)\s?+(?=\d))?+\s?+(?P<number>\d{1,4})?+"
"""``1``, also as ``№ 1``, ``#1``, ``no. 1``."""
_AFTER: Final = rf"{_NUMBER}\s?+(?P<close>\*\*|__|\*|_)?+(?P<sign>[:：]|[.)](?=\s|\*|_))\s?+"
"""What follows the word: a number, and a sign. ``Q.`` and ``Q1)`` count, ``Q.E.D.`` does not."""
_INITIALS: Final = frozenset({"q", "question"})
"""Words that mark a question also with a mere point behind them: ``В. Иванов`` is somebody's name."""
_Q: Final = "q|question|в|вопрос|питання|запитання|frage|pregunta|domanda|pergunta|pytanie|otázka|soru|vraag|fråga|問題|質問|问题|問|问|질문|문"
_A: Final = "a|answer|о|ответ|відповідь|antwort|respuesta|réponse|risposta|resposta|odpowiedź|odpověď|cevap|antwoord|svar|答|回答|답"
_QUESTION: Final = re.compile(f"{_BEFORE}(?P<word>{_Q}){_AFTER}", re.IGNORECASE)
_ANSWER: Final = re.compile(f"{_BEFORE}(?P<word>{_A}){_AFTER}", re.IGNORECASE)
_INLINE: Final = re.compile(rf"\s(?P<mark>(?:A|Answer|О|Ответ){_NUMBER}\s?+[:：])\s*+")
"""An answer behind its question on one line: a capital letter, since "vitamin a: ..." is none."""
_INLINE_QUESTION: Final = re.compile(rf"\s(?:Q|Question|В|Вопрос){_NUMBER}\s?+[:：]")

_ARROWS: Final = ("=>", "->", "→")


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A question or an answer begins here."""

    rest: str
    """The line behind the mark."""
    sign: str
    """``:`` (or its full-width form), ``.`` or ``)``."""
    number: str
    """As written; empty: it has none."""


def question(line: str) -> Mark | None:
    """Return the mark of a question that a line begins with."""
    found = _QUESTION.match(line)
    if (
        found is not None
        and found["sign"] in ".)"
        and not found["number"]
        and found["word"].casefold() not in _INITIALS
    ):
        return None
    return _mark(found, line)


def answer(line: str) -> Mark | None:
    """Return the mark of an answer that a line begins with."""
    return _mark(_ANSWER.match(line), line)


def _mark(found: re.Match[str] | None, line: str) -> Mark | None:
    if found is None:
        return None
    sign = ":" if found["sign"] in ":：" else found["sign"]
    rest, bold = line[found.end() :], found["bold"]
    if bold and found["close"] != bold:
        if rest.startswith(bold):  # **Q:** ...
            rest = rest[len(bold) :]
        elif rest.rstrip().endswith(bold) and rest.count(bold) == 1:  # **Q: ...**
            rest = rest.rstrip()[: -len(bold)]
        else:
            rest = bold + rest
    return Mark(rest, sign, found["number"] or "")


def inline(text: str) -> tuple[str, str] | None:
    """Return a question and its answer that stand behind one another (``When? A: At six.``); `None`: there is none, or no single one."""
    first = _INLINE.search(text)
    if first is None or _INLINE.search(text, first.end()) or _INLINE_QUESTION.search(text):
        return None
    return text[: first.start()], text[first.end() :]


def arrow(line: str) -> tuple[str, str] | None:
    """Return what stands on both sides of a line's arrow; `None`: it has none, or several of which nobody can tell which is meant.

    ``=>`` goes before the others, and its first one counts: the answer may hold more. ``->`` and ``→`` also stand in paths through
    menus, so there must be a single one, and ``->`` with space around it.
    """
    found = line.find("=>")
    while found > 0 and line[found - 1] == "<":  # <=> points both ways
        found = line.find("=>", found + 2)
    if found >= 0:
        return line[:found].rstrip("=") if line[:found].endswith("=") else line[:found], line[found + 2 :]
    spaced = line.count(" -> ") + line.count(" --> ")
    if spaced + line.count("→") != 1:
        return None
    if spaced:
        before, _, after = line.partition("-> ")
        return before.rstrip("-"), after
    before, _, after = line.partition("→")
    return before, after


def arrows(line: str) -> int:
    """Count the arrows of a line, of whatever kind."""
    return sum(line.count(one) for one in _ARROWS)
