"""From one row, in whichever shape people have it, to examples.

A row is a JSON object, a YAML mapping or a CSV line with a header. Recognised fields, upper and lower case alike:

==========  ==============================================================================
prompt      ``prompt question text input instruction`` ``вопрос``
reply       ``reply response answer expected output completion`` ``ответ``
label       ``label intent`` ``метка``; null or ``oos`` ("out of scope"): should not be answered
previous    ``previous``: what the bot had said before
positive    ``positive``: false means "never answer this with that"
messages    ``messages``: ``[{"role": "user", "content": "..."}, ...]`` (the chat format of OpenAI's fine-tuning files)
==========  ==============================================================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, cast

from chatterbot import models
from chatterbot.datasets import values

__all__ = ("FIELDS", "Row", "RowError", "conversation", "examples_of", "field_of", "pair", "text_of")

FIELDS: Final[Mapping[str, str]] = {
    alias: field
    for field, aliases in {
        "prompt": ("prompt", "question", "text", "input", "instruction", "вопрос"),
        "reply": ("reply", "response", "answer", "expected", "output", "completion", "ответ"),
        "label": ("label", "intent", "метка"),
        "previous": ("previous",),
        "positive": ("positive",),
        "messages": ("messages",),
    }.items()
    for alias in aliases
}
"""Every spelling of a field's name, to the field."""

OUT_OF_SCOPE: Final = "oos"
"""Label of what should not be answered (the name comes from the CLINC150 dataset)."""

_YES: Final = frozenset({"true", "yes", "1", "да"})
_NO: Final = frozenset({"false", "no", "0", "нет"})

_ROLES: Final[Mapping[str, str]] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "bot": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "system": "",
    "developer": "",
    "tool": "",
    "function": "",
}
"""Who speaks, in the dialects of the chat formats; the empty ones say nothing to learn."""


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


def field_of(name: object) -> str | None:
    """Return the field a column or key stands for."""
    return FIELDS.get(name.strip().casefold()) if isinstance(name, str) else None


def text_of(value: object, field: str, limit: int) -> str:
    """Check one text: present, not too long, and storable everywhere (no NUL, no half of a surrogate pair)."""
    if not isinstance(value, str):
        raise RowError("error-row-not-text", field=field, found=_kind(value))
    text = value.strip()
    if not text:
        raise RowError("error-row-empty", field=field)
    if len(text) > limit:
        raise RowError("error-row-too-long", field=field, length=len(text), limit=limit)
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise RowError("error-row-bad-character", field=field)
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
        where, reply = said[index]
        try:
            yield Row(where, pair(said[index - 1][1], reply, limits, said[index - 2][1] if index > 1 else None))
        except RowError as error:
            yield values.RefusedLine(where, error.key, error.params)


def examples_of(value: object, limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    """Turn one row into its examples (several for a conversation).

    Raises
    ------
    RowError
        The row is refused, whatever it gave before.
    """
    if isinstance(value, models.NewExample):
        yield value
    elif isinstance(value, Mapping):
        yield from _of_mapping(cast("Mapping[object, object]", value), limits)
    elif isinstance(value, list):
        items = cast("list[object]", value)
        if len(items) != 2:
            raise RowError("error-row-columns", found=len(items), expected=2)
        yield pair(items[0], items[1], limits)
    else:
        raise RowError("error-row-not-a-row", found=_kind(value))


def _of_mapping(value: Mapping[object, object], limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    fields: dict[str, object] = {}
    names: dict[str, str] = {}
    for name, content in value.items():
        if (field := field_of(name)) is None:
            continue  # further fields are other programs' business
        if field in fields:
            raise RowError("error-row-two-fields", first=names[field], second=str(name))
        fields[field], names[field] = content, str(name)
    positive = _flag(fields.get("positive"), names.get("positive", ""))
    if "messages" in fields and "prompt" not in fields:
        for example in _of_messages(fields["messages"], limits):
            yield dataclasses.replace(example, positive=positive)
        return
    if "prompt" not in fields:
        raise RowError("error-row-no-prompt", found=_names(value))
    if "reply" not in fields and "label" not in fields:
        raise RowError("error-row-no-reply", found=_names(value))
    prompt = text_of(fields["prompt"], names["prompt"], limits.max_prompt)
    reply = fields.get("reply")
    reply = None if reply is None else text_of(reply, names["reply"], limits.max_reply)
    label = fields.get("label")
    label = None if label is None else text_of(label, names["label"], limits.max_label)
    if label is not None and label.casefold() == OUT_OF_SCOPE:
        label = None
    previous = fields.get("previous")
    previous = None if previous is None or previous == "" else text_of(previous, "previous", limits.max_reply)
    if not positive and reply is None and label is None:
        raise RowError("error-row-negative-without-reply")
    yield models.NewExample(prompt, reply, label, positive=positive, previous=previous)


def _of_messages(value: object, limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    if not isinstance(value, list):
        raise RowError("error-row-not-a-list", field="messages", found=_kind(value))
    said: list[tuple[str, str]] = []
    for message in cast("list[object]", value):
        if not isinstance(message, Mapping):
            raise RowError("error-row-not-a-row", found=_kind(message))
        parts = cast("Mapping[object, object]", message)
        role = parts.get("role")
        if not isinstance(role, str) or (speaker := _ROLES.get(role.strip().casefold())) is None:
            raise RowError("error-row-role", found=role[:40] if isinstance(role, str) else _kind(role))
        content = _content(parts.get("content"))
        if not speaker or (content is None and speaker == "assistant"):
            continue  # instructions, tools, and the turns in which only a tool is called
        limit = limits.max_prompt if speaker == "user" else limits.max_reply
        text = text_of(content, "content", limit)
        if said and said[-1][0] == speaker:  # two messages in a row are one turn
            text = text_of(f"{said.pop()[1]}\n{text}", "content", limit)
        said.append((speaker, text))
    made = False
    for index in range(1, len(said)):
        if said[index][0] == "assistant":
            previous = said[index - 2][1] if index >= 2 else None
            made = True
            yield pair(said[index - 1][1], said[index][1], limits, previous)
    if not made:
        raise RowError("error-row-no-exchange")


def _content(value: object) -> object:
    """Return a message's text; the list form (``[{"type": "text", "text": ...}]``) is joined, pictures are left out."""
    if not isinstance(value, list):
        return value
    texts: list[str] = []
    for part in cast("list[object]", value):
        if isinstance(part, Mapping):
            text = cast("Mapping[object, object]", part).get("text")
            if isinstance(text, str):
                texts.append(text)
    return "\n".join(texts)


def _flag(value: object, name: str) -> bool:
    if value is None or isinstance(value, bool):
        return value is not False
    word = str(value).strip().casefold()
    if word in _YES or not word:
        return True
    if word in _NO:
        return False
    raise RowError("error-row-not-a-flag", field=name, found=word[:40])


def _kind(value: object) -> str:
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


def _names(value: Mapping[object, object]) -> str:
    return ", ".join(str(name)[:40] for name in list(value)[:6])
