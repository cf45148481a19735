"""`ModelTerms`: what the operator set about the language model, as far as people are told."""

from __future__ import annotations

import dataclasses

from chatterbot.generation.budgets import ModelBudgets
from chatterbot.generation.interfaces import Moderator
from chatterbot.generation.prices import ModelPrices

__all__ = ("ModelTerms",)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ModelTerms:
    """Where questions are sent, and what that costs."""

    host: str | None
    """The server that questions are sent to; `None`: the model is in this program, and nothing is sent."""
    model: str
    """The model that answers where a guild has chosen none."""
    prices: ModelPrices
    budgets: ModelBudgets
    moderator: Moderator | None
    """What looks at questions and answers; `None`: nothing does."""
