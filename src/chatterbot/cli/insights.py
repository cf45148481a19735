"""``insights``: how the bot is used, in numbers."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final

from chatterbot import gaps, services, settings
from chatterbot.cli import process
from chatterbot.generation import ModelPrices
from chatterbot.store import AnswerNumbers, Database, GapStore, ModelUse, ModelUseStore

__all__ = ("insights",)

ANSWER_COLUMNS: Final = 60
"""Characters of a question in the printed table."""


def insights(arguments: argparse.Namespace, sourced: settings.Sourced) -> int:
    """Print the numbers of the last days, of one server or of all together."""

    async def work() -> int:
        scope_id: int | None = None if arguments.all else arguments.server
        refusal = await asyncio.to_thread(services.refuse_empty, sourced.settings)
        # Not the whole program, which owns the data folder: the bot may be running, and nothing is written.
        async with Database.open(sourced.settings.database_url, if_empty=refusal) as database:
            counts = GapStore(database, lambda: dt.datetime.now(dt.UTC))
            numbers = await gaps.insight_numbers(counts, scope_id, arguments.days, dt.datetime.now(dt.UTC).date())
            period = numbers.days[0].day, numbers.days[-1].day
            uses = dict(await ModelUseStore(database).days(scope_id, *period))
        prices = services.model_prices(sourced.settings)
        if arguments.json:
            told = _as_json(numbers, scope_id) | {"model": _model(uses, prices)}
            print(json.dumps(told, ensure_ascii=False))
        else:
            _tell(numbers)
            _tell_model(numbers, sum(uses.values(), ModelUse()), prices)
        return process.OK

    return process.run_async(work())


def _as_json(numbers: gaps.InsightNumbers, scope_id: int | None) -> dict[str, Any]:
    return {
        "server": scope_id,
        "from": numbers.days[0].day.isoformat(),
        "to": numbers.days[-1].day.isoformat(),
        "total": _day(numbers.total),
        "before": _day(numbers.before),
        "share_answered": round(numbers.total.answered / numbers.total.asked, 4) if numbers.total.asked else None,
        "minutes_saved": numbers.minutes_saved,
        "minutes_saved_for_each": gaps.MINUTES_SAVED,
        "days": [{"day": day.day.isoformat(), **_day(day)} for day in numbers.days],
        "most_used": [_answer(each) for each in numbers.most_used],
        "helpful": [_answer(each) for each in numbers.helpful],
        "unhelpful": [_answer(each) for each in numbers.unhelpful],
    }


def _day(day: gaps.DayNumbers) -> dict[str, int]:
    counts = {name: value for name, value in dataclasses.asdict(day).items() if name != "day"}
    return {"asked": day.asked, **counts}


def _answer(each: AnswerNumbers) -> dict[str, Any]:
    return dataclasses.asdict(each)


def _model(uses: Mapping[dt.date, ModelUse], prices: ModelPrices) -> dict[str, Any]:
    """Return what a language model was used, on days on which it was."""
    return {
        "total": _use(sum(uses.values(), ModelUse()), prices),
        "currency": prices.currency,
        "days": [{"day": day.isoformat(), **_use(use, prices)} for day, use in uses.items()],
    }


def _use(use: ModelUse, prices: ModelPrices) -> dict[str, Any]:
    amount = prices.amount(use)
    # As text, because a number would not be exact.
    return {**dataclasses.asdict(use), "tokens": use.tokens, "amount": None if amount is None else f"{amount:f}"}


def _tell_model(numbers: gaps.InsightNumbers, use: ModelUse, prices: ModelPrices) -> None:
    total = numbers.total
    if not use.requests and not total.by_model:
        return
    amount = prices.shown(use)
    print(
        f"model      {use.requests} requests, {use.failed} failed; {use.prompt_tokens} + {use.completion_tokens} tokens"
        + (f"; {amount}" if amount else "")
    )
    print(
        f"           answers: {total.chosen} chosen, {total.composed} composed, {total.general} from general knowledge"
    )


def _tell(numbers: gaps.InsightNumbers) -> None:
    total, first, last = numbers.total, numbers.days[0].day, numbers.days[-1].day
    print(f"{first} to {last} (UTC): {total.asked} questions, {numbers.before.asked} in as many days before")
    share = f" ({total.answered / total.asked:.1%})" if total.asked else ""
    print(f"answered   {total.answered}{share}")
    print(f"declined   {total.declined}; missing answers taught: {total.taught}")
    print(f"corrected  {total.corrected}; votes: {total.up} up, {total.down} down")
    print(
        f"saved      about {numbers.minutes_saved} minutes: an estimate, {gaps.MINUTES_SAVED} for each question answered, "
        "less those corrected or voted down"
    )
    for title, answers in (
        ("most used", numbers.most_used),
        ("helpful", numbers.helpful),
        ("unhelpful", numbers.unhelpful),
    ):
        for each in answers:
            print(f"{title}: {each.prompt[:ANSWER_COLUMNS]!r} used {each.uses}, up {each.up}, down {each.down}")
