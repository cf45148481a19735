"""Chats in the formats of language models' training files: who says what, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, cast

from chatterbot import models
from chatterbot.datasets import rows, values

__all__ = ("examples_of", "is_chat", "said")

_ROLES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("user", "human", "prompter"), "user"),
    **dict.fromkeys(("assistant", "bot", "gpt", "chatgpt", "model", "ai"), "assistant"),
    **dict.fromkeys(("system", "developer", "tool", "function", "function_call", "observation"), ""),
}
"""Who speaks, in the dialects of the chat formats; the empty ones say nothing to learn."""

_EXPORTED: Final = frozenset({"author", "author_id", "from_id", "timestamp", "date", "date_unixtime"})
"""What a message has when people wrote it to each other: exports of Discord's and Telegram's channels."""


def is_chat(items: list[object]) -> bool:
    """Tell whether a list holds the turns of one chat, in place of rows."""
    first = items[0] if items else None
    if not isinstance(first, Mapping):
        return False
    return ("from" in first and "value" in first) or ("role" in first and "content" in first)


def examples_of(value: object, name: str, limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    """Turn a chat into an example of each answer, with what the bot had said before.

    Raises
    ------
    rows.RowError
        It is refused as a whole: a turn is not right, nobody answers, or it is a channel's export.
    """
    turns = said(value, name, limits)
    made = False
    for index in range(1, len(turns)):
        if turns[index][0] == "assistant":
            previous = turns[index - 2][1] if index >= 2 else None
            made = True
            yield rows.pair(turns[index - 1][1], turns[index][1], limits, previous)
    if not made:
        raise rows.RowError("error-row-no-exchange")


def said(value: object, name: str, limits: values.DatasetLimits) -> list[tuple[str, str]]:
    """Return who says what in a chat, ``user`` and ``assistant`` in turn.

    Raises
    ------
    rows.RowError
        It is no list, or a turn of it is not right.
    """
    if not isinstance(value, list):
        raise rows.RowError("error-row-not-a-list", field=name, found=rows.kind_of(value))
    turns: list[tuple[str, str]] = []
    for message in cast("list[object]", value):
        if (turn := _turn(message, limits)) is None:
            continue
        speaker, text = turn
        if turns and turns[-1][0] == speaker:  # two messages in a row are one turn
            limit = limits.max_prompt if speaker == "user" else limits.max_reply
            text = rows.text_of(f"{turns.pop()[1]}\n{text}", "content", limit)
        turns.append((speaker, text))
    return turns


def _turn(message: object, limits: values.DatasetLimits) -> tuple[str, str] | None:
    """Return who speaks and what is said; `None`: nothing to learn."""
    if not isinstance(message, Mapping):
        raise rows.RowError("error-row-not-a-row", found=rows.kind_of(message))
    parts = cast("Mapping[object, object]", message)
    if isinstance(parts, rows.Doubled):
        raise rows.RowError("error-row-doubled-key", name=parts.name[:40])
    if "role" not in parts and (_EXPORTED & parts.keys() or {"from", "text"} <= parts.keys()):
        raise rows.RowError("error-row-chat-export")
    # A row has either kind of names; `text` beside `from` is Telegram's.
    named, content_name = ("from", "value") if "role" not in parts and "from" in parts else ("role", "content")
    role = parts.get(named)
    if not isinstance(role, str) or (speaker := _ROLES.get(role.strip().casefold())) is None:
        raise rows.RowError("error-row-role", found=role[:40] if isinstance(role, str) else rows.kind_of(role))
    content = _content(parts.get(content_name))
    if not speaker or (content is None and speaker == "assistant"):
        return None  # instructions, tools, and the turns in which only a tool is called
    return speaker, rows.text_of(content, content_name, limits.max_prompt if speaker == "user" else limits.max_reply)


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
