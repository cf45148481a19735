"""Expressions of NadekoBot, exported as YAML by ``.exprsexport``; those of its fork Mewdeko have the same form.

::

    how do I join:
      - res: Ask a moderator.
        id: 1a
        ca: true

A trigger has a list of expressions; of several one is chosen at random. The response ``-`` switches a trigger off.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from chatterbot.documents import limits, values
from chatterbot.documents.bots.found import BotPairs, items, mapping, texts, yaml_of
from chatterbot.documents.formats.refusals import DocumentRefusal

__all__ = ("is_export", "pairs")

_HEADER: Final = b"# Keys are triggers, Each key has a LIST of "
"""What the bot writes at the beginning, before ``expressions`` or, in old versions, ``custom reactions``."""
_LOOKED_AT: Final = 500
_SILENT: Final = "-"
_PLACEHOLDER: Final = re.compile(r"%[\w.]{1,60}(?::[^%]{0,300})?%")
"""``%user.mention%`` and ``%rngpick:a|b%``."""
_MENTION: Final = re.compile(r"%bot\.mention%|<@!?\d{1,20}>")
"""The bot, addressed in a trigger."""


def is_export(data: bytes) -> bool:
    """Tell whether a YAML file is that export."""
    return _HEADER in data[:_LOOKED_AT]


def pairs(files: Sequence[values.SourceFile], parse_limits: limits.ParseLimits) -> BotPairs:
    """Return each trigger with its responses.

    Raises
    ------
    DocumentRefusal
        ``error-document-export``: a file is no YAML, too complex, or has another form.
    """
    found = BotPairs(parse_limits, _PLACEHOLDER)
    for file in files:
        content = mapping(yaml_of(file, parse_limits))
        expressions = {trigger: [mapping(one) for one in items(listed)] for trigger, listed in content.items()}
        if not any("res" in one for listed in expressions.values() for one in listed):
            raise DocumentRefusal("error-document-export")
        for trigger, listed in expressions.items():
            question = _MENTION.sub("", trigger).strip()
            responses = [text for one in listed for text in texts(one.get("res"))]
            if question and responses and _SILENT not in responses:
                told = [text for text in responses if not _is_embed(text)]
                found.filled += len(responses) - len(told)
                if told:
                    further = tuple(told[1:])
                    found.pairs.append(values.FoundPair((question,), told[0], further_answers=further, keyword=True))
    return found


def _is_embed(text: str) -> bool:
    """Tell whether a response is one or several embeds, which Nadeko writes as JSON."""
    try:
        return text.lstrip().startswith(("{", "[")) and isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False
