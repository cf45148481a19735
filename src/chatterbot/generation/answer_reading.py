"""Reads what a language model writes: whether it chose a taught answer, declined, or writes one itself; small models write it in many ways.

Everything here is a function of the text so far. Once something was decided or shown, more text does not change it: what could still
become something else (a first word, a bracket, a code fence) is held back until it is whole.
"""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Sequence
from typing import Final

from chatterbot import folding
from chatterbot.generation.headings import HEADINGS

__all__ = ("AnswerForm", "ModelAnswer", "read_answer", "thought_length")


class AnswerForm(enum.Enum):
    """What a model's text turned out to be."""

    OPEN = "open"
    """It is too early to tell; nothing may be shown."""
    CHOSEN = "chosen"
    """The taught answer with a number."""
    DECLINED = "declined"
    """The model does not know."""
    WRITTEN = "written"
    """An answer in its own words."""


@dataclasses.dataclass(frozen=True, slots=True)
class ModelAnswer:
    """A model's text, as far as it is there."""

    form: AnswerForm
    number: int = 0
    """The number that was chosen, as the model was given it; 0 unless CHOSEN."""
    text: str = dataclasses.field(default="", repr=False)
    """If WRITTEN: the answer without what stands around it, as the model wrote it."""


LONGEST_DIRECTIVE: Final = 60
"""Characters of a first line that may be something else than the answer: ``USE 3``, ``Answer:``."""
FEW_WORDS: Final = 25
"""Words of an answer that may say in many ways that the model does not know."""

_USE: Final = frozenset(
    [
        "use",
        "using",
        "used",
        "choose",
        "chosen",
        "choice",
        "select",
        "selected",
        "используй",
        "использую",
        "использовать",
        "используйте",
        "выбираю",
        "выбрать",
        "выбор",
    ]
)
_NOUNS: Final = frozenset(
    [
        "the",
        "taught",
        "answer",
        "example",
        "source",
        "number",
        "no",
        "option",
        "ответ",
        "пример",
        "источник",
        "номер",
        "вариант",
        "№",
        "#",
    ]
)
_FOLLOWING: Final = _NOUNS | _USE | {"and", "и"}
_NONE: Final = frozenset(
    {
        ("none",),
        ("none", "none"),
        ("no", "answer"),
        ("null",),
        ("n", "a"),
        ("not", "found"),
        ("нет", "ответа"),
        ("ничего",),
        ("не", "найдено"),
    }
)
_LABELS: Final = frozenset(["answer", "reply", "response", "bot", "assistant", "output", "ответ", "бот"])
_UNKNOWING: Final = tuple(
    tuple(each.split())
    for each in (
        "i don t know",
        "i dont know",
        "i do not know",
        "i m not sure",
        "i am not sure",
        "i m sorry but i don t know",
        "i m sorry i don t know",
        "sorry i don t know",
        "i don t have enough information",
        "i do not have enough information",
        "i don t have any information",
        "i do not have any information",
        "there is no information",
        "the sources do not",
        "the sources don t",
        "none of the sources",
        "none of the taught answers",
        "none of the examples",
        "я не знаю",
        "не знаю",
        "к сожалению я не знаю",
        "извините я не знаю",
        "у меня нет информации",
        "в источниках нет",
        "источники не",
    )
)
"""How answers begin that say nothing, where the model should have written NONE."""

_THOUGHT: Final = ("<think>", "</think>")
_ENDS: Final = ("<|im_end|>", "<|eot_id|>", "<|end|>", "<|endoftext|>", "<|im_start|>", "<end_of_turn>", "</s>")
"""Marks of chat templates that some servers let through; the answer ends there."""
_STOPS: Final = (*_ENDS, *HEADINGS)
"""What ends an answer; small models repeat what they were asked."""
_FENCE: Final = re.compile(r"```(?:text|txt|plaintext|markdown|md|answer)?[ \t]*\n", re.IGNORECASE)
_QUOTES: Final = {'"': '"', "“": "”", "«": "»", "„": "“"}
_DIRECTIVE: Final = re.compile(r"[^\W\d_]+|\d+|[№#]")
_BRACKETED: Final = re.compile(r"\[(\d{1,3})\][ \t.]*")


def read_answer(raw: str, *, final: bool, choices: int) -> ModelAnswer:
    """Read a model's text so far.

    Parameters
    ----------
    final
        Whether nothing more comes.
    choices
        How many numbers there are to choose from; 0: then "Use 2 eggs" is an answer.
    """
    spoken = _spoken(raw, final=final)
    if spoken is None:
        return ModelAnswer(AnswerForm.OPEN)
    text, ended = spoken
    final = final or ended
    text = _unwrapped(text, final=final)
    if text is None:
        return ModelAnswer(AnswerForm.OPEN)
    line, broken, rest = text.partition("\n")
    if broken or final:
        found = _directive(line, choices)
        if isinstance(found, ModelAnswer):
            return found
        if found:  # several, which the answer below them rests on
            return read_answer(rest, final=final, choices=choices) if rest.strip() else _first(found, final=final)
    elif len(line) <= LONGEST_DIRECTIVE and _may_be_directive(line, choices):
        return ModelAnswer(AnswerForm.OPEN)
    bracketed = _BRACKETED.fullmatch(text.strip())
    if bracketed and 0 < int(bracketed[1]) <= choices:
        return ModelAnswer(AnswerForm.CHOSEN, int(bracketed[1])) if final else ModelAnswer(AnswerForm.OPEN)
    if not text.strip():
        return ModelAnswer(AnswerForm.DECLINED if final else AnswerForm.OPEN)
    unknowing = _unknowing(text, final=final)
    if unknowing is not None:
        return ModelAnswer(unknowing)
    return ModelAnswer(AnswerForm.WRITTEN, text=text)


def thought_length(raw: str) -> int:
    """Return how many characters of a model's text are what it thought before its answer (``<think>...</think>``)."""
    opening, closing = _THOUGHT
    text = raw.lstrip()
    if text[: len(opening)].casefold() != opening:
        return 0
    end = text.casefold().find(closing)
    return len(raw) if end < 0 else len(raw) - len(text) + end + len(closing)


def _first(numbers: Sequence[int], *, final: bool) -> ModelAnswer:
    return ModelAnswer(AnswerForm.CHOSEN, numbers[0]) if final else ModelAnswer(AnswerForm.OPEN)


def _spoken(raw: str, *, final: bool) -> tuple[str, bool] | None:
    """Return a text without what the model thought before it and what stands behind it, and whether it ends; `None`: not there yet.

    Behind it stand marks of its template, or the request that it repeats.
    """
    text = raw.lstrip()
    opening, closing = _THOUGHT
    if text and text[: len(opening)].casefold() == opening[: len(text)]:
        end = text.casefold().find(closing)
        if end < 0:
            return ("", True) if final else None
        text = text[end + len(closing) :].lstrip()
    ends = [place for mark in _STOPS if (place := text.find(mark)) >= 0]
    if ends:
        text = text[: min(ends)].rstrip()
        return (f"{text}\n" if _says_something(text) else ""), True
    if not final:
        tail = text[-max(map(len, _STOPS)) :]
        held = max(
            (place for mark in _STOPS for place in range(1, len(mark)) if tail.endswith(mark[:place])), default=0
        )
        text = text[: len(text) - held]
    return (text, final) if text or final else None


def _says_something(text: str) -> bool:
    """Tell whether a text has letters, or is long: numbers and marks alone may be the beginning of anything."""
    return len(text) > LONGEST_DIRECTIVE or any(sign.isalpha() for sign in text)


def _unwrapped(text: str, *, final: bool) -> str | None:
    """Return a text without a label before it, and a code fence or quotes around the whole of it; `None`: not clear yet."""
    label = _label(text, final=final)
    if label is None:
        return None
    text = text[label:].lstrip(" \t")
    if text.startswith("`"):
        fence = _FENCE.match(text)
        if fence:
            end = text.find("```", fence.end())
            if end < 0:
                return text[fence.end() :] if final else None
            if not text[end + 3 :].strip():
                return text[fence.end() : end].strip() if final else None
        elif not final and "\n" not in text.strip():
            return None
        elif final and "\n" not in text.strip() and "`" not in (inside := text.strip().strip("`")):
            return inside if inside and text.rstrip().endswith("`") else text
    closing = _QUOTES.get(text[:1])
    if closing is not None:
        end = text.find(closing, 1)
        if end < 0 or not text[end + 1 :].strip():
            if not final:
                return None
            return text.strip()[1:-1] if end > 0 else text
    return text


def _label(text: str, *, final: bool) -> int | None:
    """Return the length of a label at the beginning (``Answer:``, ``**Ответ:**``), 0 without one; `None`: not clear yet."""
    place = len(text) - len(text.lstrip("*_ "))
    end = place
    while end < len(text) and text[end].isalpha():
        end += 1
    word = folding.fold(text[place:end])
    if end == len(text) and not final:
        return None if any(label.startswith(word) for label in _LABELS) else 0
    if word not in _LABELS:
        return 0
    stop = end
    while stop < len(text) and text[stop] in "*_: \t":
        stop += 1
    if stop == len(text) and not final:
        return None
    if ":" not in text[end:stop]:
        return 0
    return stop + (len(text[stop:]) - len(text[stop:].lstrip()))


def _directive(line: str, choices: int) -> ModelAnswer | list[int] | None:
    """Read a whole first line: CHOSEN or DECLINED, the numbers that it lists, or `None` if it belongs to an answer."""
    if len(line) > LONGEST_DIRECTIVE:
        return None
    tokens = _DIRECTIVE.findall(folding.fold(line))
    if tuple(tokens) in _NONE:
        return ModelAnswer(AnswerForm.DECLINED)
    words = [each for each in tokens if not each.isdecimal()]
    numbers = [number for each in tokens if each.isdecimal() and 0 < (number := int(each[:4])) <= choices]
    if not choices or not words or words[0] not in _USE or tokens[0].isdecimal():
        return None
    if any(each not in _FOLLOWING for each in words[1:]):
        return None
    if not numbers:  # of none that there is: no answer, whatever may be written
        return ModelAnswer(AnswerForm.DECLINED) if len(words) < len(tokens) or tokens == ["use"] else None
    return ModelAnswer(AnswerForm.CHOSEN, numbers[0]) if len(numbers) == 1 else numbers


def _may_be_directive(line: str, choices: int) -> bool:
    """Tell whether a first line that is not whole may become one that `_directive` reads."""
    tokens = _DIRECTIVE.findall(folding.fold(line))
    if not tokens:
        return True
    *whole, last = tokens
    if line[-1:].isalpha():
        fits = any(each.startswith(last) for each in (_FOLLOWING if whole else _USE))
    else:
        whole, fits = tokens, True
    as_none = any(_begins(each, tokens, open_=line[-1:].isalpha()) for each in _NONE)
    as_use = (
        fits and (not whole or whole[0] in _USE) and all(each.isdecimal() or each in _FOLLOWING for each in whole[1:])
    )
    return as_none or (as_use and choices > 0)


def _begins(whole: Sequence[str], tokens: Sequence[str], *, open_: bool) -> bool:
    """Tell whether tokens are the beginning of a row of words, the last one perhaps not whole."""
    if len(tokens) > len(whole):
        return False
    head = len(tokens) - 1
    last = whole[head].startswith(tokens[head]) if open_ else whole[head] == tokens[head]
    return list(whole[:head]) == list(tokens[:head]) and last


def _unknowing(text: str, *, final: bool) -> AnswerForm | None:
    """Tell whether an answer only says that the model does not know; `None`: it does not."""
    words = folding.words(text[:400])
    if not final and not _says_something(text):
        return AnswerForm.OPEN
    if not words or len(words) > FEW_WORDS or any(each in text for each in ("[", "```")):
        return None
    open_ = text[-1:].isalpha()
    for phrase in _UNKNOWING:
        if len(words) >= len(phrase) and tuple(words[: len(phrase)]) == phrase:
            return AnswerForm.DECLINED if final else AnswerForm.OPEN
        if not final and _begins(phrase, words, open_=open_):
            return AnswerForm.OPEN
    return None
