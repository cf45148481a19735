"""Text that people typed or pasted for the bot to read as data: taken out of the code blocks, backticks and quotes they put around it."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("unwrapped",)

FENCE: Final = "```"
_LANGUAGE: Final = re.compile(r"[ \t]*(?:[A-Za-z0-9_+\-.#]{1,20}[ \t]*)?\r?\n")
"""What Discord takes for the language of a code block: the one word that ends the line of the opening mark."""
_BEFORE_JSON: Final = re.compile(r"[ \t]*(?:jsonl?|ndjson)[ \t]+(?=[\[{])", re.IGNORECASE)
"""The same on the line of the data."""
_QUOTE: Final = re.compile(r" {0,3}>(?:>>)?(?: |$)")


def unwrapped(text: str) -> str:
    """Return the text inside the code blocks, if there is nothing but code blocks, backticks or quoted lines; else the text as it is.

    A code block beside other words stays: it is part of an answer.
    """
    text = _unquoted(text.strip())
    blocks = _blocks(text)
    if blocks is not None:
        return "\n".join(blocks)
    lines = text.split("\n")
    if all(_in_backticks(line.strip()) for line in lines if line.strip()):
        return "\n".join(line.strip().strip("`").strip() for line in lines)
    return text


def _unquoted(text: str) -> str:
    """Return the text without the marks of a quote, if every line is quoted, or ``>>>`` quotes all of it."""
    if text.startswith(">>> "):
        return text[4:]
    lines = text.split("\n")
    if not all(_QUOTE.match(line) for line in lines if line.strip()):
        return text
    return "\n".join(_QUOTE.sub("", line, count=1) for line in lines).strip()


def _blocks(text: str) -> list[str] | None:
    """Return what is in the code blocks of a text that holds nothing else; `None` for any other text."""
    parts = text.split(FENCE)
    outside, inside = parts[0::2], parts[1::2]
    if len(parts) % 2 == 0 or not inside or any(part.strip() for part in outside):
        return None
    found = [_content(part) for part in inside]
    return [part for part in found if part] or None


def _content(block: str) -> str:
    """Return what is in a code block, without the word for its language."""
    language = _LANGUAGE.match(block) or _BEFORE_JSON.match(block)
    if language is not None and block[language.end() :].strip():
        block = block[language.end() :]
    return block.strip("\r\n").rstrip()


def _in_backticks(line: str) -> bool:
    """Tell whether a line is one piece of inline code."""
    for mark in ("``", "`"):
        if len(line) > 2 * len(mark) and line.startswith(mark) and line.endswith(mark):
            return "`" not in line[len(mark) : -len(mark)]
    return False
