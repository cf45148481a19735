"""Which bot an export comes from, and its pairs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.datasets import decode
from chatterbot.documents import kinds, limits, values
from chatterbot.documents.bots import botpress, chatterbot_data, dialogflow, nadeko, rasa, red
from chatterbot.documents.bots.found import BotPairs
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("pairs", "recognised")

_READERS: Final[dict[values.DocumentKind, Callable[[Sequence[values.SourceFile], limits.ParseLimits], BotPairs]]] = {
    values.DocumentKind.RED: red.pairs,
    values.DocumentKind.NADEKO: nadeko.pairs,
    values.DocumentKind.RASA: rasa.pairs,
    values.DocumentKind.CHATTERBOT: chatterbot_data.pairs,
    values.DocumentKind.DIALOGFLOW: dialogflow.pairs,
    values.DocumentKind.BOTPRESS: botpress.pairs,
}


def recognised(file: values.SourceFile) -> values.DocumentKind | None:
    """Return the bot that a JSON or YAML file comes from, if its form says so; `None`: it does not."""
    ending = kinds.ending(file.name)
    if ending in {"yml", "yaml"}:
        if nadeko.is_export(file.data):
            return values.DocumentKind.NADEKO
        return values.DocumentKind.RASA if rasa.is_project(file.data) else None
    try:
        content: Any = json.loads(decode(file.data, file.name)) if ending == "json" else None
    except (ValueError, RecursionError, errors.InvalidInputError):
        return None  # `datasets` says what is wrong with it
    if red.is_export(content):
        return values.DocumentKind.RED
    return values.DocumentKind.BOTPRESS if botpress.is_export(content) else None


def pairs(
    files: Sequence[values.SourceFile], kind: values.DocumentKind, parse_limits: limits.ParseLimits
) -> tuple[list[values.FoundPair], list[values.DocumentNote]]:
    """Return the pairs of a bot's export, and what was left out.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: the files are no export of that bot, or nothing in them can be used;
        ``error-document-too-many-examples(limit)``; for archives as `packed.members`.
    """
    found = _READERS[kind](files, parse_limits)
    taken = [pair for pair in map(found.usable, found.pairs) if pair is not None]
    if not taken:
        raise DocumentRefusal("error-document-export")
    if len(taken) > parse_limits.max_examples:
        raise DocumentRefusal("error-document-too-many-examples", limit=parse_limits.max_examples)
    return taken, found.notes()
