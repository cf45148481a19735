"""Answers in a language model's words, on the ground of what was taught: what it is asked, what it may say, what it says."""

from __future__ import annotations

from chatterbot.generation.composer import Composer
from chatterbot.generation.interfaces import (
    Composition,
    CompositionOutcome,
    ModelBudget,
    ModelChoice,
    Moderator,
    Notice,
    PersonaSource,
    Remark,
    Scene,
    SpentBudget,
)
from chatterbot.generation.plain_words import without_sources

__all__ = (
    "Composer",
    "Composition",
    "CompositionOutcome",
    "ModelBudget",
    "ModelChoice",
    "Moderator",
    "Notice",
    "PersonaSource",
    "Remark",
    "Scene",
    "SpentBudget",
    "without_sources",
)
