"""What an export of a bot gives, before it is checked."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from chatterbot import errors
from chatterbot.datasets import decode
from chatterbot.documents import limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("BotPairs", "items", "json_of", "mapping", "texts", "yaml_of")

_LONGEST_LABEL = 200
_MOST_WORDINGS = 2_000
_MOST_ANSWERS = 100
_MOST_NODES = 400_000
"""Texts, lists and mappings in a YAML file."""


@dataclasses.dataclass(slots=True)
class BotPairs:
    """The pairs of an export, and how much of it was left out.

    Parameters
    ----------
    parse_limits
        Bound the length of questions and answers.
    placeholder
        Finds what only that bot can fill, such as ``{author}``.
    """

    parse_limits: limits.ParseLimits
    placeholder: re.Pattern[str] | None = None
    pairs: list[values.FoundPair] = dataclasses.field(default_factory=list[values.FoundPair])
    unanswered: int = 0
    """Intents and commands without a fixed answer."""
    servers: frozenset[str] = frozenset()
    """Ids of the servers whose commands they are."""
    filled: int = 0
    """Answers with placeholders."""

    def usable(self, pair: values.FoundPair) -> values.FoundPair | None:
        """Return a pair with what can be taught of it; `None`: nothing can."""
        longest = self.parse_limits
        questions = dict.fromkeys(question.strip() for question in pair.questions)
        asked = [question for question in questions if 0 < len(question) <= longest.max_question][:_MOST_WORDINGS]
        answers: list[str] = []
        for answer in dict.fromkeys(answer.strip() for answer in (pair.answer, *pair.further_answers)):
            if self.placeholder is not None and self.placeholder.search(answer):
                self.filled += 1
            elif 0 < len(answer) <= longest.max_answer:
                answers.append(answer)
        if not asked or not answers:
            return None
        return dataclasses.replace(
            pair,
            questions=tuple(asked),
            answer=answers[0],
            further_answers=tuple(answers[1:_MOST_ANSWERS]),
            label=pair.label[:_LONGEST_LABEL],
        )

    def notes(self) -> list[values.DocumentNote]:
        """Return what a person should know."""
        notes: list[values.DocumentNote] = []
        if self.servers:
            notes.append(values.DocumentNote("document-note-servers", {"count": len(self.servers)}))
        if self.filled:
            notes.append(values.DocumentNote("document-note-placeholders", {"count": self.filled}))
        if self.unanswered:
            notes.append(values.DocumentNote("document-note-unanswered", {"count": self.unanswered}))
        return notes


def json_of(data: bytes) -> Any:
    """Return the content of a JSON file.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: it is none.
    """
    try:
        return json.loads(decode(data, ""))
    except (ValueError, RecursionError, errors.InvalidInputError) as error:
        raise DocumentRefusal("error-document-export") from error


def yaml_of(file: values.SourceFile, parse_limits: limits.ParseLimits) -> Any:
    """Return a YAML file's content, every scalar as text; what makes small files large (aliases) is refused.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: it is no YAML, or too complex.
    """
    import yaml  # noqa: PLC0415 - its parser costs 24 ms, few documents need it

    base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        text = decode(file.data, file.name)
        depth = 0
        for count, event in enumerate(yaml.parse(text, Loader=base)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if count > 2 * _MOST_NODES or depth > parse_limits.max_depth or isinstance(event, yaml.AliasEvent):
                raise DocumentRefusal("error-document-export")
        return yaml.load(text, Loader=base)  # noqa: S506 - texts, lists and mappings only
    except (yaml.YAMLError, ValueError, RecursionError, errors.InvalidInputError) as error:
        raise DocumentRefusal("error-document-export") from error


def mapping(content: Any, *names: str) -> dict[str, Any]:
    """Return the mapping that a path of names leads to; an empty one if there is none."""
    for name in names:
        content = cast("dict[str, Any]", content).get(name) if isinstance(content, dict) else None
    return cast("dict[str, Any]", content) if isinstance(content, dict) else {}


def items(content: Any) -> list[Any]:
    """Return a list; an empty one if it is none."""
    return cast("list[Any]", content) if isinstance(content, list) else []


def texts(content: Any) -> list[str]:
    """Return a text, or the texts of a list."""
    return list(_texts(content if isinstance(content, list) else [content]))


def _texts(contents: Iterable[Any]) -> Iterator[str]:
    for one in contents:
        if isinstance(one, str) and one.strip():
            yield one
