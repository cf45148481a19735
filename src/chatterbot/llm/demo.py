"""A scripted model for trying things out without a server: it joins the sources that it is given, with their numbers, and says what it is.

It reads the request as any model does: lines with ``| `` are what people wrote, ``[2] ...`` begins a source, ``QUESTION ...`` the question.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from chatterbot.llm.interfaces import ChatRequest
from chatterbot.llm.scripted import ScriptedModel

__all__ = ("demo_answer", "demo_model")

NAME: Final = "scripted-demo"
WORD_S: Final = 0.12
"""Seconds between two words: a little faster than people read, so that the answer is seen to grow."""
MOST_SOURCES: Final = 2
"""Sources that an answer joins."""
STEM: Final = 4
"""Letters by which two words are taken for the same, whatever their endings."""
DECLINED: Final = "NONE"

_NUMBERED: Final = re.compile(r"\[(\d{1,3})\] ")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_CYRILLIC: Final = re.compile("[а-яё]", re.IGNORECASE)
_INTRODUCTIONS: Final = {
    "en": "I am a scripted model for trying things out, and only join what was taught.",
    "ru": "Я — модель по сценарию, для пробы, и только соединяю то, чему меня научили.",
}
_FIRST: Final = {"en": "Source [{number}] says: {text}", "ru": "В источнике [{number}] сказано: {text}"}
_FURTHER: Final = {"en": "And source [{number}]: {text}", "ru": "А в источнике [{number}]: {text}"}
_COMMON: Final = frozenset(
    [
        "the",
        "and",
        "you",
        "are",
        "can",
        "what",
        "how",
        "who",
        "why",
        "when",
        "where",
        "which",
        "this",
        "that",
        "does",
        "with",
        "from",
        "have",
        "your",
        "for",
        "there",
        "что",
        "как",
        "кто",
        "где",
        "когда",
        "это",
        "для",
        "или",
        "мне",
        "вас",
        "почему",
        "какой",
        "какие",
        "какая",
        "чем",
        "мой",
        "моя",
        "есть",
        "про",
        "вам",
    ]
)
"""Words that say nothing of what a question is about."""


@dataclasses.dataclass(slots=True)
class _Source:
    number: int
    lines: list[str] = dataclasses.field(default_factory=list[str])
    """What it says; for a taught answer without the question."""
    about: list[str] = dataclasses.field(default_factory=list[str])
    """What it is about: its head, and the question of a taught answer."""


def demo_model(*, word_s: float = WORD_S) -> ScriptedModel:
    """Return the scripted model."""
    return ScriptedModel(demo_answer, word_s=word_s, name=NAME)


def demo_answer(request: ChatRequest) -> str:
    """Join the sources that have a word of the question; decline if none has."""
    sources, question = _read(request.messages[-1].text if request.messages else "")
    wanted = _stems(question)
    scored = [(len(wanted & _stems(" ".join(source.about + source.lines))), source) for source in sources]
    fitting = sorted((each for each in scored if each[0]), key=lambda each: -each[0])[:MOST_SOURCES]
    if not fitting:
        return DECLINED
    language = "ru" if _CYRILLIC.search(question) else "en"
    told, said = [_INTRODUCTIONS[language]], set[str]()
    for _, source in fitting:
        text = " ".join(source.lines).strip()
        if text and text not in said:
            form = _FURTHER if said else _FIRST
            told.append(form[language].format(number=source.number, text=text))
            said.add(text)
    return " ".join(told) if said else DECLINED


def _read(text: str) -> tuple[list[_Source], str]:
    """Return the sources and the question in a request."""
    sources: list[_Source] = []
    question: list[str] = []
    into: list[str] | None = None
    for line in text.splitlines():
        data = line[2:] if line.startswith("| ") else None
        if data is not None:
            if into is not None:
                into.append(data)
        elif found := _NUMBERED.match(line):
            sources.append(_Source(int(found[1])))
            sources[-1].about.append(line[found.end() :])
            # A taught answer comes after its question, and a line between them.
            into = sources[-1].about if line.startswith("Taught", found.end()) else sources[-1].lines
        elif sources and into is sources[-1].about:
            into = sources[-1].lines
        elif line.startswith("QUESTION"):
            into = question
        else:
            into = None
    return sources, " ".join(question)


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:STEM] for word in words if word not in _COMMON)
