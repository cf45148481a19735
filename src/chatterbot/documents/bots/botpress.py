"""Questions and answers of Botpress 12 (module QnA): its JSON export, and the files that it keeps them in.

::

    {"qnas": [{"id": "...", "data": {"enabled": true, "questions": {"en": ["..."]}, "answers": {"en": ["..."]}}}]}

An export can also be the list alone; ``qna/<id>.json`` is one entry. In ``flows/<topic>/qna.intents.json`` of some versions an entry is an
intent: its questions are ``utterances``, the rest stands in ``metadata``. Bots without languages have lists in their place. An answer like
``#!builtin_text-abc`` is the content element of this name, which the export has as well (``contentElements``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, json_of, mapping, texts
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("is_export", "pairs")

_PLACEHOLDER: Final = re.compile(r"\{\{[^{}]{1,200}\}\}|#!")
"""``{{event.payload.text}}``, and the mark of a content element that is no text, or not in the file."""
_MARK: Final = "#!"
_TEXT: Final = "builtin_text"
_LOOKED_AT: Final = 5
"""Entries by which an export is recognised."""


def is_export(content: Any) -> bool:
    """Tell whether JSON has the form of that export."""
    listed = _entries(content)
    return bool(listed) and all(_questions(entry) and _data(entry) for entry in listed[:_LOOKED_AT])


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each entry's questions with its answers, a pair for each language.

    Left out are entries that are switched off, or that lead to a flow of the bot and have no answer.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: it has another form.
    """
    found = BotPairs(parse_limits, _PLACEHOLDER)
    for file in files:
        content = json_of(file.data)
        if not is_export(content):
            raise DocumentRefusal("error-document-export")
        elements = dict(_elements(content))
        for entry in _entries(content):
            data = _data(entry)
            answers = _by_language(data.get("answers"))
            off = data.get("enabled") is False or data.get("action") == "redirect"
            made = 0
            for language, questions in _questions(entry).items():
                told = [_resolved(answer, language, elements) for answer in texts(answers.get(language))]
                if not off and (asked := texts(questions)) and told:
                    found.pairs.append(values.FoundPair(tuple(asked), told[0], further_answers=tuple(told[1:])))
                    made += 1
            found.unanswered += not made
    return found


def _elements(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the texts among the content elements of an export, by the mark that stands for each."""
    for element in map(mapping, items(mapping(content).get("contentElements"))):
        if str(element.get("id", "")).startswith(_TEXT):
            yield f"{_MARK}{element['id']}", mapping(element, "formData")


def _resolved(answer: str, language: str, elements: dict[str, dict[str, Any]]) -> str:
    """Return the text of a content element, in its language if it has several; other answers as they are."""
    form = elements.get(answer.strip(), {})
    return next((text for name in (f"text${language}", "text") for text in texts(form.get(name))), answer)


def _entries(content: Any) -> list[Any]:
    if isinstance(content, list):
        return items(content)
    return items(mapping(content).get("qnas")) or ([content] if mapping(content, "data") else [])


def _data(entry: Any) -> dict[str, Any]:
    data = mapping(entry, "data") or mapping(entry, "metadata")
    return data if "answers" in data else {}


def _questions(entry: Any) -> dict[str, Any]:
    return _by_language(mapping(entry, "data").get("questions") or mapping(entry).get("utterances"))


def _by_language(content: Any) -> dict[str, Any]:
    return {"": content} if isinstance(content, list) else mapping(content)
