"""The rules that the server of a model has for a file to be trained with, checked before anything is sent.

They are those of OpenAI (https://platform.openai.com/docs/guides/supervised-fine-tuning#formatting-your-data), which others took over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NoReturn, cast

from chatterbot import errors
from chatterbot.datasets import ExportFormat

__all__ = ("FEWEST_ROWS", "check_file", "estimated_tokens")

FEWEST_ROWS: Final = 10
"""Fewest rows that a server takes."""
MOST_BYTES: Final = 100 * 1024 * 1024
"""Most bytes of a file: below every server's limit (OpenAI's is 512 MB), and it is held in memory while it is sent."""
MOST_ROW_TOKENS: Final = 16_000
"""Most tokens of a row: what the smallest models that can be fine-tuned take. What is longer would be cut off silently."""

_LATIN_A_TOKEN: Final = 4
_OTHERS_A_TOKEN: Final = 2
"""About so many characters make a token: of English, and of languages with other letters."""
_FRAME_TOKENS: Final = 4
"""Tokens around each message: who says it."""
_ROLES: Final = frozenset({"system", "user", "assistant"})
_FIELDS: Final[Mapping[ExportFormat, frozenset[str]]] = {
    ExportFormat.CHAT: frozenset({"messages"}),
    ExportFormat.PREFERENCE: frozenset({"input", "preferred_output", "non_preferred_output"}),
}


class _RowProblemError(Exception):
    """What is wrong with a row: a value of the selector in ``error-finetune-row``."""


def estimated_tokens(text: str) -> int:
    """Return about how many tokens a text has; each model counts differently."""
    latin = sum(character < "\u0250" for character in text)
    return latin // _LATIN_A_TOKEN + (len(text) - latin) // _OTHERS_A_TOKEN + 1


def check_file(data: bytes, form: ExportFormat, *, fewest: int = FEWEST_ROWS) -> int:
    """Hold a file against the rules, and return about how many tokens it has. Takes seconds for the largest: call it in a worker thread.

    Raises
    ------
    errors.InvalidInputError
        ``error-finetune-few(count, needed, format)``, ``error-finetune-large(size, limit)``, ``error-finetune-row(line, problem)``
    """
    if len(data) > MOST_BYTES:
        raise errors.InvalidInputError("error-finetune-large", size=len(data), limit=MOST_BYTES)
    seen: set[bytes] = set()
    tokens = 0
    for number, line in enumerate(data.splitlines(), 1):
        try:
            if line in seen:
                _wrong("double")
            seen.add(line)
            tokens += _row_tokens(line, form)
        except _RowProblemError as error:
            raise errors.InvalidInputError("error-finetune-row", line=number, problem=str(error)) from None
    if len(seen) < fewest:
        raise errors.InvalidInputError("error-finetune-few", count=len(seen), needed=fewest, format=form.value)
    return tokens


def _row_tokens(line: bytes, form: ExportFormat) -> int:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        _wrong("json")
    if not isinstance(value, dict) or cast("dict[str, object]", value).keys() != _FIELDS[form]:
        _wrong("fields")
    row = cast("dict[str, object]", value)
    if form is ExportFormat.CHAT:
        messages = [*_messages(row["messages"])]
        if messages[-1][0] != "assistant":
            _wrong("last")
    else:
        asked = row["input"]
        if not isinstance(asked, dict):
            _wrong("fields")
        messages = [*_messages(cast("dict[str, object]", asked).get("messages"))]
        if messages[-1][0] != "user":
            _wrong("last")
        outputs = [[*_messages(row[name])] for name in ("preferred_output", "non_preferred_output")]
        if any([role for role, _ in output] != ["assistant"] for output in outputs):
            _wrong("outputs")
        if outputs[0] == outputs[1]:
            _wrong("same")
        messages += [*outputs[0], *outputs[1]]
    if not any(role == "user" for role, _ in messages):
        _wrong("question")
    if any(role == "system" for role, _ in messages[1:]):
        _wrong("roles")
    tokens = sum(estimated_tokens(text) + _FRAME_TOKENS for _, text in messages)
    if tokens > MOST_ROW_TOKENS:
        _wrong("long")
    return tokens


def _messages(value: object) -> Iterator[tuple[str, str]]:
    if not isinstance(value, list) or not value:
        _wrong("messages")
    for each in cast("Sequence[object]", value):
        if not isinstance(each, dict):
            _wrong("messages")
        message = cast("dict[str, object]", each)
        role, text = message.get("role"), message.get("content")
        if not isinstance(role, str) or role not in _ROLES:
            _wrong("roles")
        if not isinstance(text, str) or not text.strip():
            _wrong("empty")
        if message.keys() - {"role", "content"} and (
            message.keys() != {"role", "content", "weight"} or role != "assistant"
        ):
            _wrong("fields")
        yield role, text


def _wrong(problem: str) -> NoReturn:
    raise _RowProblemError(problem)
