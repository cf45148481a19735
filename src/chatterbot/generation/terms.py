"""`ModelTerms`: what the operator set about the language model, as far as people are told."""

from __future__ import annotations

import dataclasses

from chatterbot.generation.budgets import ModelBudgets
from chatterbot.generation.interfaces import Moderator
from chatterbot.generation.prices import ModelPrices

__all__ = ("ModelTerms",)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ModelTerms:
    """Where questions are sent, which models there are, and what they cost."""

    host: str | None
    """The server that questions are sent to; `None`: the model is in this program, and nothing is sent."""
    model: str
    """The model that answers where a guild has chosen none."""
    allowed: tuple[str, ...]
    """Further models that a guild may choose."""
    prices: ModelPrices
    budgets: ModelBudgets
    moderator: Moderator | None
    """What looks at questions and answers; `None`: nothing does."""

    async def choices(self, scope_id: int) -> list[str]:
        """Return the names of the models that a scope may choose, the usual one first."""
        return list(dict.fromkeys((self.model, *self.allowed)))
