"""What tokens cost, where the operator has set prices."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from chatterbot.store import ModelUse

__all__ = ("ModelPrices",)

_MILLION = Decimal(1_000_000)


@dataclasses.dataclass(frozen=True, slots=True)
class ModelPrices:
    """Prices of a million tokens."""

    prompt: Decimal
    completion: Decimal
    currency: str

    def amount(self, use: ModelUse) -> Decimal | None:
        """Return what the tokens cost, exactly; `None`: no price is set."""
        if not self.prompt and not self.completion:
            return None
        return (self.prompt * use.prompt_tokens + self.completion * use.completion_tokens) / _MILLION

    def shown(self, use: ModelUse) -> str | None:
        """Return the amount with its currency, to be shown: ``0.0042 USD``, ``12.30 USD``; `None`: no price is set."""
        amount = self.amount(use)
        if amount is None:
            return None
        # A single request often costs less than a hundredth.
        digits = Decimal("0.01") if amount >= 1 or not amount else Decimal("0.0001")
        return f"{amount.quantize(digits)} {self.currency}"
