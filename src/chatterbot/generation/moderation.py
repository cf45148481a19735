"""What looks at questions and answers before they are sent on: patterns of the operator's, or the model server's moderation."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from chatterbot import errors
from chatterbot.engine import MOST_INSTRUCTIONS, TriggerMatcher, TriggerRule
from chatterbot.llm import LanguageModel
from chatterbot.models import TriggerKind

__all__ = ("PatternModerator", "ServerModerator")

MOST_PATTERNS: Final = 100
"""Patterns of an operator."""
WINDOW: Final = 2_000
"""Characters that are looked at together: as many as `TriggerMatcher` looks at."""
OVERLAP: Final = 500
"""Characters that a window shares with the next one: a match up to this length is found wherever it stands."""


class PatternModerator:
    """Flags texts in which a pattern is found, in time that grows with the text alone (RE2).

    Raises
    ------
    errors.SettingsError
        If a pattern cannot be read, or there are too many.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        if len(patterns) > MOST_PATTERNS:
            raise errors.SettingsError(
                f"llm.moderation_patterns: these are {len(patterns)} patterns, and at most {MOST_PATTERNS} are possible; "
                "join some with |."
            )
        size = 0
        for pattern in patterns:
            try:
                size += TriggerMatcher.check(TriggerKind.PATTERN, pattern)
            except errors.InvalidInputError as error:
                raise errors.SettingsError(
                    f"llm.moderation_patterns: the pattern {pattern[:100]!r} cannot be used: {_reason(error)}."
                ) from None
        if size > MOST_INSTRUCTIONS:
            raise errors.SettingsError(
                "llm.moderation_patterns: the patterns are too large together; shorten or remove some of them."
            )
        self._matcher = TriggerMatcher(
            [TriggerRule(number, TriggerKind.PATTERN, pattern) for number, pattern in enumerate(patterns)]
        )

    async def flags(self, text: str) -> bool:
        """Tell whether a text must not be sent on."""
        return await asyncio.to_thread(self._found, text)

    def _found(self, text: str) -> bool:
        starts = range(0, max(1, len(text) - OVERLAP), WINDOW - OVERLAP)
        return any(self._matcher.first(text[start : start + WINDOW]) is not None for start in starts)


class ServerModerator:
    """Asks the moderation endpoint of the model's server."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model

    async def flags(self, text: str) -> bool:
        """Tell whether a text must not be sent on.

        Raises
        ------
        errors.ModelError
            If the server does not say: the text is not sent on then, as nobody has looked at it.
        """
        return (await self._model.moderate(text)).flagged


def _reason(error: errors.InvalidInputError) -> str:
    """Return what is wrong with a pattern, in English: this is for the operator."""
    match error.key:
        case "error-trigger-empty":
            return "it is empty"
        case "error-trigger-too-long":
            return f"it has {error.params['length']} characters, and at most {error.params['limit']} are possible"
        case _:
            problem = str(error.params.get("problem", "other"))
            return f"{_PROBLEMS.get(problem, 'RE2 cannot read it')} (at {str(error.params.get('name', ''))[:60]!r})"


_PROBLEMS: Final = {
    "open": "a bracket ( is not closed",
    "closed": "a bracket ) closes nothing",
    "class": "a bracket [ is not closed",
    "range": "a set in [ ] is not valid",
    "repeat": "there is nothing to repeat before * + or ?",
    "times": "it repeats too often",
    "lookaround": "RE2 does not know lookahead, lookbehind and backreferences",
    "escape": "it does not know what stands after a backslash",
    "name": "a name in it is not valid",
    "large": "it is too large",
    "everything": "it would flag every text",
    "boundary": "\\b in the middle works between Latin letters only",
}
