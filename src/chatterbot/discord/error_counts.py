"""How many requests ended in an error, by kind: for monitors."""

from __future__ import annotations

import collections
from typing import Final

import hikari

from chatterbot import errors

__all__ = ("ErrorCounts",)

KINDS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (errors.RefusedError, "refused"),
    (errors.UserError, "input"),
    (errors.SpeechToTextError, "hearing"),
    (errors.TextToSpeechError, "speaking"),
    (errors.ServiceError, "service"),
    (hikari.ForbiddenError, "permission"),
)
"""Kinds of errors, the narrower ones first; everything else is a ``bug``."""


class ErrorCounts:
    """Counts errors that ended a message, a command or a click, since the program started."""

    def __init__(self) -> None:
        self.by_kind: collections.Counter[str] = collections.Counter()
        """``refused``: the person may not, or it was too much; ``input``: what they gave cannot be used; ``too_many``: a message was left
        unanswered, since too many wait."""
        for kind in (*(kind for _, kind in KINDS), "bug", "too_many"):
            self.by_kind[kind] = 0  # told from the start: an alert compares with it

    def note(self, error: BaseException) -> None:
        """Count an error that a person was told of."""
        self.by_kind[next((kind for each, kind in KINDS if isinstance(error, each)), "bug")] += 1

    def note_too_many(self) -> None:
        """Count a message that is not answered, since too many wait."""
        self.by_kind["too_many"] += 1
