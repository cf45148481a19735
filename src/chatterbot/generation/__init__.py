"""Answers in a language model's words, on the ground of what was taught: what it is asked, what it may say, what it says."""

from __future__ import annotations

from chatterbot.generation.budgets import BudgetLimits, BudgetState, ModelBudgets
from chatterbot.generation.composer import Composer
from chatterbot.generation.evidence import EvidenceExample, EvidenceGatherer, GatheredEvidence
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
from chatterbot.generation.moderation import PatternModerator, ServerModerator
from chatterbot.generation.options import ComposerOptions
from chatterbot.generation.prices import ModelPrices
from chatterbot.generation.sentences import SpokenSentences, aloud
from chatterbot.generation.sources import answer_words
from chatterbot.generation.terms import ModelTerms
from chatterbot.generation.tokens import estimated_tokens

__all__ = (
    "BudgetLimits",
    "BudgetState",
    "Composer",
    "ComposerOptions",
    "Composition",
    "CompositionOutcome",
    "EvidenceExample",
    "EvidenceGatherer",
    "GatheredEvidence",
    "ModelBudget",
    "ModelBudgets",
    "ModelChoice",
    "ModelPrices",
    "ModelTerms",
    "Moderator",
    "Notice",
    "PatternModerator",
    "PersonaSource",
    "Remark",
    "Scene",
    "ServerModerator",
    "SpentBudget",
    "SpokenSentences",
    "aloud",
    "answer_words",
    "estimated_tokens",
)
