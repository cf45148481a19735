"""Questions and answers of Botpress 12 (module QnA), exported as JSON.

::

    {"qnas": [{"id": "...", "data": {"enabled": true, "questions": {"en": ["..."]}, "answers": {"en": ["..."]}}}]}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, json_of, mapping, texts
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("is_export", "pairs")

_PLACEHOLDER: Final = re.compile(r"\{\{[^{}]{1,200}\}\}|#!")
"""``{{event.payload.text}}``, and the mark of an answer that is a content element of the bot."""


def is_export(content: Any) -> bool:
    """Tell whether JSON has the form of that export."""
    listed = items(mapping(content).get("qnas"))
    return bool(listed) and all(mapping(entry, "data", "questions") for entry in listed[:5])


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each entry's questions with its answers, a pair for each language.

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
        for entry in items(content["qnas"]):
            data = mapping(entry, "data")
            answers = mapping(data, "answers")
            made = 0
            for language, questions in mapping(data, "questions").items():
                told = texts(answers.get(language))
                if data.get("enabled") is not False and (asked := texts(questions)) and told:
                    found.pairs.append(values.FoundPair(tuple(asked), told[0], further_answers=tuple(told[1:])))
                    made += 1
            found.unanswered += not made
    return found
