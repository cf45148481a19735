"""What a row of a file is, the names of its fields, and the checks each of its texts passes.

A row is a JSON object, a YAML mapping or a CSV line with a header. Recognised fields, upper and lower case alike:

==========  ==============================================================================
prompt      ``prompt question text input instruction`` ``вопрос``
reply       ``reply response answer expected output completion`` ``ответ``
label       ``label intent`` ``метка``; null or ``oos`` ("out of scope"): should not be answered
previous    ``previous``: what the bot had said before
positive    ``positive``: false means "never answer this with that"
messages    ``messages``: ``[{"role": "user", "content": "..."}, ...]`` (the chat format of OpenAI's fine-tuning files);
            ``conversations``: ``[{"from": "human", "value": "..."}, ...]`` (ShareGPT)
==========  ==============================================================================
Beside these there are fields about the reply (`EXTRAS`): what is sent along with it, its language, and the reply it is given in turn with.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from chatterbot import models, texts
from chatterbot.datasets import values

__all__ = (
    "EXTRAS",
    "FIELDS",
    "Doubled",
    "Row",
    "RowError",
    "Unclear",
    "conversation",
    "field_of",
    "kind_of",
    "names_of",
    "pair",
    "text_of",
)

FIELDS: Final[Mapping[str, str]] = {
    alias: field
    for field, aliases in {
        "prompt": ("prompt", "question", "text", "input", "instruction", "вопрос"),
        "reply": ("reply", "response", "answer", "expected", "output", "completion", "ответ"),
        "label": ("label", "intent", "метка"),
        "previous": ("previous",),
        "positive": ("positive",),
        "messages": ("messages", "conversations", "conversation"),
    }.items()
    for alias in aliases
}
"""Every spelling of a field's name, to the field."""


EXTRAS: Final[Mapping[str, str]] = {
    alias: field
    for field, aliases in {
        "file": ("file", "image", "файл", "картинка"),
        "link": ("link", "ссылка"),
        "link_label": ("link_label", "link label", "надпись"),
        "title": ("title", "заголовок"),
        "colour": ("colour", "color", "цвет"),
        "language": ("language", "язык"),
        "beside": ("alternative_to",),
    }.items()
    for alias in aliases
}
"""Every spelling of the name of a field about the reply, to the field."""


class RowError(Exception):
    """A row is refused, and why; never leaves the package."""

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row as its format gave it."""

    line: int
    """Where it starts, counted from 1."""
    value: object
    """A mapping, or a list ``[prompt, reply]``, or an `models.NewExample` when the format knows."""


class Unclear(str):
    """A text that its format cut short or took for something else: refused where it would be taught, and nowhere else."""

    __slots__ = ("key",)
    key: str
    """Message id in the catalogue that says why, and what to do."""

    @classmethod
    def of(cls, text: str, key: str) -> Unclear:
        """Make one."""
        unclear = cls(text)
        unclear.key = key
        return unclear


class Doubled(dict[str, object]):
    """A mapping in which one key stood twice: what the first one said is lost."""

    name: str = ""
    """The key."""
    line: int = 0
    """Where it stands the second time; 0 where the format does not know."""


def field_of(name: object) -> str | None:
    """Return the field a column or key stands for."""
    return FIELDS.get(name.strip().casefold()) if isinstance(name, str) else None


def only_list(first_items: Mapping[str, object]) -> str | None:
    """Return the name under which a document holds its rows, if only one name can be meant ("faq", "questions").

    Parameters
    ----------
    first_items
        The names of the document, with the first item of each list; `None` for what is no list. A document that has a row's own
        fields is a row.
    """
    if any(field_of(name) is not None for name in first_items):
        return None
    names = [name for name, item in first_items.items() if isinstance(item, Mapping)]
    return names[0] if len(names) == 1 else None


def text_of(value: object, field: str, limit: int) -> str:
    """Check one text: present, not too long, and storable everywhere (no NUL, no half of a surrogate pair)."""
    if isinstance(value, Unclear):
        raise RowError(value.key, field=field)
    if not isinstance(value, str):
        raise RowError("error-row-not-text", field=field, found=kind_of(value))
    text = value.strip()
    if not text:
        raise RowError("error-row-empty", field=field)
    if len(text) > limit:
        raise RowError("error-row-too-long", field=field, length=len(text), limit=limit)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise RowError("error-row-bad-character", field=field)
    if texts.is_blank(text):
        raise RowError("error-row-empty", field=field)
    return text


def pair(prompt: object, reply: object, limits: values.DatasetLimits, previous: object = None) -> models.NewExample:
    """Make an example of a question and its answer."""
    return models.NewExample(
        prompt=text_of(prompt, "prompt", limits.max_prompt),
        reply=text_of(reply, "reply", limits.max_reply),
        previous=None if previous is None else text_of(previous, "previous", limits.max_reply),
    )


def conversation(
    line: int, said: Sequence[tuple[int, object]], limits: values.DatasetLimits
) -> Iterator[Row | values.RefusedLine]:
    """Make an example of each consecutive pair of a conversation, as ChatterBot's corpus is meant.

    Parameters
    ----------
    line
        Where the conversation starts.
    said
        What was said, each with its line.
    """
    if len(said) < 2:
        yield values.RefusedLine(line, "error-row-no-exchange", {})
    for index in range(1, len(said)):
        asked_at, asked = said[index - 1]
        where, reply = said[index]
        if isinstance(asked, Unclear):
            if index == 1:  # else it has been refused as an answer
                yield values.RefusedLine(asked_at, asked.key, {"field": "prompt"})
            continue
        before = said[index - 2][1] if index > 1 else None
        try:
            yield Row(where, pair(asked, reply, limits, None if isinstance(before, Unclear) else before))
        except RowError as error:
            yield values.RefusedLine(where, error.key, error.params)


def kind_of(value: object) -> str:
    """Name a JSON type for an error: null, flag, number, text, list or object (words of the catalogue's selector)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, (int, float)):
        return "number"
    if isinstance(value, str):
        return "text"
    return "object" if isinstance(value, Mapping) else "list" if isinstance(value, Sequence) else "other"


def names_of(value: Mapping[object, object]) -> str:
    """List the first names of a mapping, for an error."""
    return ", ".join(str(name)[:40] for name in list(value)[:6])
