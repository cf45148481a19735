"""JSON Lines (https://jsonlines.org) and JSON documents (RFC 8259)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json import decoder as json_decoder
from typing import Final, NoReturn, cast

from chatterbot import errors
from chatterbot.datasets import chats, rows, values

__all__ = ("document", "lines")

_SPACE: Final = re.compile(r"[ \t\n\r]*")

_EXPECTED: Final = (
    ("Expecting ',' delimiter", "comma"),
    ("Expecting ':' delimiter", "colon"),
    ("Expecting property name", "name"),
    ("Illegal trailing comma", "name"),
    ("Unterminated string", "quote"),
    ("Invalid control character", "no-line-break"),
    ("Invalid \\", "escape"),
    ("Extra data", "end"),
    ("Expecting value", "value"),
)
"""What the standard library's parser says, to what our messages select on (``$expected``)."""

_LISTS: Final = ("examples", "data", "rows", "conversations", "intents", "items", "train", "test")
"""Keys under which a JSON document may hold its list of rows."""


class _NotJsonError(Exception):
    """Text that is not JSON, where and what would have been right."""

    def __init__(self, position: int, expected: str) -> None:
        super().__init__(expected)
        self.position = position
        self.expected = expected


def lines(text: str, filename: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read one JSON value a line; a broken line is refused and the rest goes on."""
    _check_marks(text, filename, limits)
    if _is_document(text):
        yield from document(text, filename, limits)
    else:
        yield from _lines(text)


def document(text: str, filename: str, limits: values.DatasetLimits) -> Iterator[rows.Row | values.RefusedLine]:
    """Read a JSON document: a list of rows, an object that holds one, or a single row; the list is read row by row."""
    _check_marks(text, filename, limits)
    start = _skip(text, 0)
    try:
        if text[start : start + 1] == "[":
            yield from _list(text, start)
            return
        value, stop = _value(text, start)
        if (stop := _skip(text, stop)) < len(text):
            if text.find("\n", start, stop) >= 0 and text[stop] == "{":
                yield from _lines(text)  # JSON Lines under a .json name
                return
            raise _NotJsonError(stop, "end")  # noqa: TRY301 - beside its only handler
    except _NotJsonError as error:
        _malformed(text, filename, error)
    line = text.count("\n", 0, start) + 1
    if isinstance(value, dict):
        content = cast("dict[str, object]", value)
        held = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
        if held is None and (name := rows.only_list(_first_items(content))) is not None:
            held = content[name]
        if held is not None and "messages" not in content and not chats.is_chat(cast("list[object]", held)):
            if isinstance(value, rows.Doubled):
                line = text.count("\n", 0, max(0, text.rfind(json.dumps(value.name, ensure_ascii=False)))) + 1
                raise errors.InvalidInputError(
                    "error-dataset-doubled-key", file=filename, line=line, name=value.name[:40]
                )
            name = next(name for name in content if content[name] is held)
            for row in _list(text, _member(text, start, name), is_document=False):
                if isinstance(row.value, list):
                    said = [(row.line, text) for text in cast("list[object]", row.value)]
                    yield from rows.conversation(row.line, said, limits)
                else:
                    yield row
            return
    yield rows.Row(line, value)


def _first_items(content: dict[str, object]) -> dict[str, object]:
    lists = {name: cast("list[object]", value) for name, value in content.items() if isinstance(value, list)}
    return {name: (lists[name] or [None])[0] if name in lists else None for name in content}


def _lines(text: str) -> Iterator[rows.Row | values.RefusedLine]:
    start, number = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        number += 1
        line, start = text[start:end], end + 1
        if not line.strip():
            continue
        try:
            value, stop = _value(line, _skip(line, 0))
            if _skip(line, stop) < len(line):
                raise _NotJsonError(_skip(line, stop), "end")  # noqa: TRY301 - beside its only handler
        except _NotJsonError as error:
            params = {"column": error.position + 1, "expected": error.expected}
            yield values.RefusedLine(number, "error-row-not-json", params)
        else:
            yield rows.Row(number, value)


def _member(text: str, start: int, name: str) -> int:
    """Return where the value with this name begins in the object, which is known to be whole, that begins at `start`."""
    position = _skip(text, start + 1)
    while True:
        found, position = _value(text, position)
        position = _skip(text, _skip(text, position) + 1)
        if found == name:
            return position
        _, position = _value(text, position)
        position = _skip(text, _skip(text, position) + 1)


def _list(text: str, start: int, *, is_document: bool = True) -> Iterator[rows.Row]:
    """Read a list row by row; with `is_document`, nothing may follow it."""
    position = _skip(text, start + 1)
    line, counted = 1, 0
    if text[position : position + 1] != "]":
        while True:
            line, counted = line + text.count("\n", counted, position), position
            value, position = _value(text, position)
            yield rows.Row(line, value)
            position = _skip(text, position)
            if text[position : position + 1] == "]":
                break
            if text[position : position + 1] != ",":
                raise _NotJsonError(position, "comma")
            position = _skip(text, position + 1)
    if is_document and (end := _skip(text, position + 1)) < len(text):
        raise _NotJsonError(end, "end")


def _value(text: str, position: int) -> tuple[object, int]:
    try:
        return cast("tuple[object, int]", _DECODER.raw_decode(text, position))
    except json.JSONDecodeError as error:
        expected = next((word for start, word in _EXPECTED if error.msg.startswith(start)), "value")
        raise _NotJsonError(error.pos, expected) from error
    except RecursionError as error:
        raise _NotJsonError(position, "less-nesting") from error
    except ValueError as error:  # a number of thousands of digits, or NaN
        raise _NotJsonError(position, "number") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object; one in which a name stands twice is marked, since what the first one said would be lost."""
    content = dict(pairs)
    if len(content) == len(pairs):
        return content
    doubled = rows.Doubled(content)
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            doubled.name = name
            break
        seen.add(name)
    return doubled


_DECODER: Final = json_decoder.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_object)
"""NaN and Infinity are no JSON (RFC 8259, section 6), though Python reads them."""


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _is_document(text: str) -> bool:
    """Tell a JSON document under a .jsonl name: its first line is no value of its own."""
    start = _skip(text, 0)
    if text[start : start + 1] not in {"[", "{"}:
        return False
    end = text.find("\n", start)
    first = text[start : len(text) if end < 0 else end].rstrip()
    return first in {"[", "{", "[{"} or (first.startswith("[{") and not first.endswith("]"))


def _check_marks(text: str, filename: str, limits: values.DatasetLimits) -> None:
    if text.count("[") + text.count("{") + text.count(",") > limits.max_marks:
        raise errors.InvalidInputError("error-dataset-too-complex", file=filename, limit=limits.max_marks)


def _malformed(text: str, filename: str, error: _NotJsonError) -> NoReturn:
    line = text.count("\n", 0, error.position) + 1
    column = error.position - (text.rfind("\n", 0, error.position) + 1) + 1
    raise errors.InvalidInputError(
        "error-dataset-malformed", file=filename, line=line, column=column, expected=error.expected
    ) from error
