"""How much the language model was used, in words: for /status and /insights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from chatterbot import gaps
from chatterbot.discord import Translator, formatting
from chatterbot.generation import BudgetState, ModelPrices
from chatterbot.store import ModelUse

__all__ = ("insight_lines", "status_lines", "sum_of")


def status_lines(translate: Translator, state: BudgetState, prices: ModelPrices) -> list[str]:
    """Return what was used today and this month, and what is left."""
    limits, everyone = state.limits, state.everyone
    today = translate(
        "model-use-today",
        requests=state.today.requests,
        most_requests=limits.requests_server_day,
        tokens=state.today.tokens,
        most_tokens=limits.tokens_server_day,
    )
    month = translate("model-use-month", requests=state.month.requests, tokens=state.month.tokens)
    share = max(everyone.requests / limits.requests_month, everyone.tokens / limits.tokens_month)
    return [
        _priced(translate, today, prices, state.today),
        _priced(translate, month, prices, state.month),
        translate("model-use-total", share=formatting.share(translate, min(share, 1.0))),
    ]


def insight_lines(
    translate: Translator, numbers: gaps.InsightNumbers, uses: Mapping[dt.date, ModelUse], prices: ModelPrices | None
) -> list[str]:
    """Return what the model did in a period; nothing if it was not used.

    Parameters
    ----------
    prices
        `None`: amounts are not shown.
    """
    used, total = sum_of(uses), numbers.total
    if not used.requests and not total.by_model:
        return []
    line = translate("insights-model-use", requests=used.requests, failed=used.failed, tokens=used.tokens)
    found = [_priced(translate, line, prices, used)]
    if total.asked:

        def share(number: int) -> str:
            return formatting.share(translate, number / total.asked)

        found.append(
            translate(
                "insights-model-shares",
                plain=share(max(0, total.answered - total.by_model)),
                chosen=share(total.chosen),
                composed=share(total.composed),
                general=share(total.general),
                declined=share(total.declined),
            )
        )
    return found


def sum_of(uses: Mapping[dt.date, ModelUse]) -> ModelUse:
    """Return what was used on some days together."""
    return sum(uses.values(), ModelUse())


def _priced(translate: Translator, line: str, prices: ModelPrices | None, use: ModelUse) -> str:
    amount = None if prices is None else prices.shown(use)
    return line if amount is None else f"{line} · {translate('model-use-amount', amount=amount)}"
