"""What the parsing process writes, and how it is checked: a process that was taken over by a hostile document may write anything."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any, Final, cast

from chatterbot.documents import limits, values

__all__ = ("AnswerError", "decoded", "encoded", "refusal")

_MOST_NOTES: Final = 20
_MOST_PARAMS: Final = 10
_LONGEST_NAME: Final = 300
"""Characters of an anchor, a label, a sheet's name."""
_MOST_HEADINGS: Final = 100
_MOST_WORDINGS: Final = 2_000
"""Wordings of one question: a large intent has hundreds."""


class AnswerError(Exception):
    """The process wrote something that no document gives."""


def encoded(document: values.ParsedDocument) -> bytes:
    """Return a document as JSON."""
    return json.dumps(dataclasses.asdict(document), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def decoded(body: bytes, parse_limits: limits.ParseLimits) -> values.ParsedDocument:
    """Return the document that `encoded` wrote.

    Raises
    ------
    AnswerError
        If it has another form, or holds more than the limits allow.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AnswerError from error
    reader = _Checker(parse_limits)
    found = reader.mapping(content)
    examples = tuple(map(reader.pair, reader.items(found.get("examples"), parse_limits.max_examples)))
    passages = tuple(map(reader.passage, reader.items(found.get("passages"), parse_limits.max_passages)))
    try:
        kind = values.DocumentKind(found.get("kind", ""))
    except ValueError as error:
        raise AnswerError from error
    return values.ParsedDocument(
        reader.text(found.get("title"), values.LONGEST_TITLE),
        kind,
        examples,
        passages,
        reader.number(found.get("pages")),
        notes=tuple(map(reader.note, reader.items(found.get("notes"), _MOST_NOTES))),
    )


class _Checker:
    def __init__(self, parse_limits: limits.ParseLimits) -> None:
        self._limits = parse_limits

    def mapping(self, content: Any) -> Mapping[str, Any]:
        if not isinstance(content, dict):
            raise AnswerError
        return cast("dict[str, Any]", content)

    def items(self, content: Any, most: int) -> list[Any]:
        if not isinstance(content, list) or len(cast("list[Any]", content)) > most:
            raise AnswerError
        return cast("list[Any]", content)

    def text(self, content: Any, most: int) -> str:
        if not isinstance(content, str) or len(content) > most:
            raise AnswerError
        return content

    def texts(self, content: Any, most: int, longest: int) -> tuple[str, ...]:
        return tuple(self.text(one, longest) for one in self.items(content, most))

    def number(self, content: Any) -> int | None:
        if content is not None and (type(content) is not int or not 0 <= content < 1 << 63):
            raise AnswerError
        return content

    def place(self, content: Any) -> values.DocumentPlace:
        found = self.mapping(content)
        return values.DocumentPlace(
            self.text(found.get("anchor"), _LONGEST_NAME),
            self.number(found.get("page")),
            self.number(found.get("line")),
            self.text(found.get("part"), _LONGEST_NAME),
        )

    def pair(self, content: Any) -> values.FoundPair:
        found = self.mapping(content)
        origin = self.text(found.get("origin"), _LONGEST_NAME)
        questions = self.texts(found.get("questions"), _MOST_WORDINGS, self._limits.max_question)
        if (
            not questions
            or type(found.get("keyword")) is not bool
            or (origin and not origin.startswith("https://discord.com/"))
        ):
            raise AnswerError
        return values.FoundPair(
            questions,
            self.text(found.get("answer"), self._limits.max_answer),
            self.place(found.get("place")),
            self.texts(found.get("headings"), _MOST_HEADINGS, values.LONGEST_TITLE),
            self.texts(found.get("further_answers"), _MOST_WORDINGS, self._limits.max_answer),
            self.text(found.get("label"), _LONGEST_NAME),
            found["keyword"],
            self.number(found.get("credited_id")),
            origin,
        )

    def passage(self, content: Any) -> values.FoundPassage:
        found = self.mapping(content)
        headings = self.texts(found.get("headings"), _MOST_HEADINGS, values.LONGEST_TITLE)
        return values.FoundPassage(
            headings, self.text(found.get("text"), self._limits.max_answer), self.place(found.get("place"))
        )

    def note(self, content: Any) -> values.DocumentNote:
        found = self.mapping(content)
        key = self.text(found.get("key"), _LONGEST_NAME)
        if not key.startswith("document-note-"):
            raise AnswerError
        return values.DocumentNote(key, self.params(found.get("params")))

    def params(self, content: Any) -> dict[str, object]:
        """Return the values of a message's placeholders: short texts and numbers."""
        found = self.mapping(content)
        if len(found) > _MOST_PARAMS:
            raise AnswerError
        return {
            self.text(name, 40): one if type(one) in (int, float) else self.text(one, _LONGEST_NAME)
            for name, one in found.items()
        }


def refusal(content: Mapping[str, Any], parse_limits: limits.ParseLimits) -> tuple[str, dict[str, object]]:
    """Return the key and the parameters of a refusal.

    Raises
    ------
    AnswerError
        If it has another form.
    """
    checker = _Checker(parse_limits)
    key = checker.text(content.get("refused"), _LONGEST_NAME)
    if not key.startswith(("error-document-", "error-dataset-", "error-file-")):
        raise AnswerError
    return key, checker.params(content.get("params"))
