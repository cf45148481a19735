"""The use of the language model is counted exactly, on both databases, also by writers at the same time and across restarts."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from chatterbot.generation import BudgetLimits, ModelBudgets, Notice
from chatterbot.llm import TokenUsage
from chatterbot.store import ModelUse, ModelUseRow, Store

pytestmark = pytest.mark.protocol

HOME, OTHER, ADA = 100, 200, 7
MONDAY, TUESDAY = dt.date(2026, 3, 30), dt.date(2026, 3, 31)
NOON = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)
LIMITS = BudgetLimits(
    requests_person_minute=1000,
    tokens_person_minute=10**9,
    requests_server_day=1000,
    tokens_server_day=10**9,
    requests_month=25,
    tokens_month=10**9,
    tokens_request=100,
)


def row(scope_id: int, day: dt.date, model: str = "m", prompt: int = 3, completion: int = 4) -> ModelUseRow:
    return ModelUseRow(scope_id, day, model, ModelUse(1, 0, prompt, completion))


async def test_writers_at_the_same_time_lose_nothing(url: str) -> None:
    async with Store.open(url) as store:
        uses = [
            row(scope_id, day, model) for scope_id in (HOME, OTHER) for day in (MONDAY, TUESDAY) for model in ("m", "ж")
        ]
        await asyncio.gather(*(store.model_use.add(uses[number % 8 :] + uses[: number % 8]) for number in range(12)))
    async with Store.open(url) as store:
        used = store.model_use
        assert await used.used(HOME, MONDAY, MONDAY) == ModelUse(24, 0, 72, 96)
        assert await used.used(None, MONDAY, TUESDAY) == ModelUse(96, 0, 288, 384)
        assert await used.used(HOME, dt.date(2026, 4, 1), dt.date(2026, 4, 30)) == ModelUse()
        assert await used.days(OTHER, MONDAY, TUESDAY) == [
            (MONDAY, ModelUse(24, 0, 72, 96)),
            (TUESDAY, ModelUse(24, 0, 72, 96)),
        ]


async def test_names_from_a_server_are_stored_whatever_they_are(url: str) -> None:
    async with Store.open(url) as store:
        for name in ("", "a\0b", "\ud800", "x" * 5_000, "🦙 'quoted'"):
            await store.model_use.add([row(HOME, MONDAY, name, 2**40, 0)])
        assert (await store.model_use.used(HOME, MONDAY, MONDAY)).tokens == 5 * 2**40


async def test_months_outlive_restarts_and_an_erased_person(url: str) -> None:
    used = TokenUsage(10, 5)
    for _ in range(2):  # two runs of the program
        async with Store.open(url) as store, ModelBudgets.open(store, LIMITS, now=lambda: NOON) as budgets:
            for scope_id in (ADA, HOME) * 5:
                assert await budgets.admit(scope_id, ADA) is None
                await budgets.spent(scope_id, ADA, "m", used, failed=False)
    async with Store.open(url) as store:

        async def kept(_: object) -> None: ...

        await store.privacy.erase(ADA, ADA, keep_taught=False, before_commit=kept)
    async with Store.open(url) as store, ModelBudgets.open(store, LIMITS, now=lambda: NOON) as budgets:
        state = await budgets.state(ADA)
        assert state.today == state.month == ModelUse()
        assert (await budgets.state(HOME)).today == ModelUse(10, 0, 100, 50)
        assert state.everyone == ModelUse(20, 0, 200, 100)
        admitted = [await budgets.admit(HOME, ADA) for _ in range(6)]
        assert admitted[:5] == [None] * 5
        assert admitted[5] is not None
        assert admitted[5].notice is Notice.TOTAL_LIMIT
