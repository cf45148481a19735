"""Budgets hold at their borders, for requests at the same time, and when the database fails."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import AsyncGenerator, Collection
from decimal import Decimal

import pytest
import pytest_asyncio

from chatterbot import errors
from chatterbot.erasures import Erasures
from chatterbot.generation import BudgetLimits, ModelBudgets, ModelPrices, Notice, SpentBudget
from chatterbot.llm import TokenUsage
from chatterbot.store import ModelUse, ModelUseRow, Store

pytestmark = pytest.mark.unit

HOME, ADA, BOB = 100, 7, 8
LIMITS = BudgetLimits(
    requests_person_minute=3,
    tokens_person_minute=1000,
    requests_server_day=5,
    tokens_server_day=2000,
    requests_month=8,
    tokens_month=10_000,
    tokens_request=100,
)


class Clock:
    """Two clocks that the test sets."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC)
        self.seconds = 1000.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def store() -> AsyncGenerator[Store]:
    async with Store.open("sqlite+aiosqlite:///:memory:") as store:
        yield store


def opened(store: Store, clock: Clock, limits: BudgetLimits = LIMITS, erasures: Erasures | None = None) -> ModelBudgets:
    return ModelBudgets(store, limits, erasures, now=lambda: clock.now, clock=lambda: clock.seconds)


async def use(budgets: ModelBudgets, person: int = ADA, *, scope: int = HOME, tokens: int = 10) -> SpentBudget | None:
    refused = await budgets.admit(scope, person)
    if refused is None:
        await budgets.spent(scope, person, "m", TokenUsage(tokens, 0), failed=False)
    return refused


async def test_a_minute_slides(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock)
    for _ in range(3):
        assert await use(budgets) is None
        clock.seconds += 10
    refused = await use(budgets)
    assert refused == SpentBudget(Notice.PERSON_LIMIT, clock.now + dt.timedelta(seconds=30))
    assert await use(budgets, BOB) is None
    clock.seconds += 30
    assert await use(budgets) is None
    assert (await use(budgets)) is not None


async def test_tokens_of_a_minute_are_those_that_were_counted(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock)
    assert await use(budgets, tokens=500) is None
    clock.seconds += 20
    assert await use(budgets, tokens=401) is None  # 99 are left, and a request may use 100
    refused = await use(budgets)
    assert refused == SpentBudget(Notice.PERSON_LIMIT, clock.now + dt.timedelta(seconds=40))


async def test_requests_at_the_same_time_do_not_use_more_than_there_is(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock, dataclasses.replace(LIMITS, tokens_server_day=450))
    admitted = await asyncio.gather(*(budgets.admit(HOME, person) for person in range(20)))
    assert admitted.count(None) == 4
    assert {refused.notice for refused in admitted if refused} == {Notice.SERVER_LIMIT}
    running = [person for person, refused in enumerate(admitted) if refused is None]
    for person in running:  # they used less than was set aside
        await budgets.spent(HOME, person, "m", TokenUsage(10, 10), failed=True)
    assert await use(budgets, 30) is None
    assert (await budgets.state(HOME)).today == ModelUse(5, 4, 50, 40)
    assert (await use(budgets, 31)) is not None  # five requests of a day


async def test_limits_end_at_midnight_and_with_the_month(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock)
    new_year = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    for person in range(5):
        assert await use(budgets, person) is None
    assert await use(budgets, 5) == SpentBudget(Notice.SERVER_LIMIT, new_year)
    for person in range(3):
        assert await use(budgets, person, scope=200) is None
    assert await use(budgets, 5, scope=200) == SpentBudget(Notice.TOTAL_LIMIT, new_year)
    clock.now = new_year - dt.timedelta(microseconds=1)
    assert await use(budgets, 5, scope=200) == SpentBudget(Notice.TOTAL_LIMIT, new_year)
    clock.now = new_year
    assert await use(budgets, 5, scope=200) is None
    clock.now = dt.datetime(2028, 2, 5, tzinfo=dt.UTC)
    for person in range(10, 18):
        refused = await use(budgets, person, scope=300 + person)
        assert refused is None
    assert await use(budgets, 5) == SpentBudget(Notice.TOTAL_LIMIT, dt.datetime(2028, 3, 1, tzinfo=dt.UTC))


async def test_a_budget_smaller_than_a_request_admits_one_at_a_time(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock, dataclasses.replace(LIMITS, tokens_server_day=50))
    assert await budgets.admit(HOME, ADA) is None
    assert await budgets.admit(HOME, BOB) is not None
    await budgets.spent(HOME, ADA, "m", TokenUsage(), failed=True)  # nothing was used
    assert await use(budgets, BOB, tokens=49) is None
    assert await use(budgets, BOB, tokens=300) is None  # something is left: so it may use more than that
    assert (await use(budgets, BOB)) is not None


async def test_a_request_that_is_cancelled_counts(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock)
    assert await budgets.admit(HOME, ADA) is None
    ending = asyncio.create_task(budgets.spent(HOME, ADA, "m", TokenUsage(7, 0), failed=True))
    await asyncio.sleep(0)
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await ending
    assert (await opened(store, clock).state(HOME)).today == ModelUse(1, 1, 7, 0)


async def test_what_the_database_does_not_take_is_written_later(store: Store, clock: Clock) -> None:
    broken = True
    add = store.model_use.add

    async def fails(rows: Collection[ModelUseRow]) -> None:
        if broken:
            raise errors.StoreError("the disk is full", retryable=False)
        await add(rows)

    store.model_use.add = fails
    budgets = opened(store, clock)
    for person in range(3):
        assert await use(budgets, person) is None
    assert (await budgets.state(HOME)).month == ModelUse(3, 0, 30, 0)
    assert await store.model_use.used(None, clock.now.date(), clock.now.date()) == ModelUse()
    broken = False
    assert await use(budgets, 4) is None
    assert await use(budgets, 5) is None
    assert (await use(budgets, 6)) is not None
    assert (await opened(store, clock).state(HOME)).today == ModelUse(5, 0, 50, 0)


async def test_of_a_person_who_was_erased_meanwhile_only_the_sum_is_kept(store: Store, clock: Clock) -> None:
    erasures = Erasures()
    budgets = opened(store, clock, erasures=erasures)
    assert await budgets.admit(ADA, ADA) is None
    await erasures.begin(ADA, None)
    await budgets.spent(ADA, ADA, "m", TokenUsage(7, 0), failed=False)
    assert await use(budgets, ADA, scope=ADA) is None
    state = await opened(store, clock).state(ADA)
    assert state.today == ModelUse(1, 0, 10, 0)
    assert state.everyone == ModelUse(2, 0, 17, 0)


def test_amounts_are_exact() -> None:
    prices = ModelPrices(Decimal("0.15"), Decimal("0.6"), "USD")
    assert prices.amount(ModelUse(1, 0, 1_000_000, 1)) == Decimal("0.1500006")
    assert prices.shown(ModelUse(1, 0, 1000, 100)) == "0.0002 USD"
    assert prices.shown(ModelUse(1, 0, 100_000_000, 0)) == "15.00 USD"
    assert prices.shown(ModelUse()) == "0.00 USD"
    assert ModelPrices(Decimal(0), Decimal(0), "USD").shown(ModelUse(1, 0, 5, 5)) is None


DAY_LIMITS = dataclasses.replace(
    LIMITS,
    requests_person_minute=1_000,
    tokens_person_minute=10**6,
    requests_server_day=200,
    tokens_server_day=20_000,
    requests_month=10_000,
    tokens_month=10**6,
)


@pytest.mark.parametrize(("tokens", "served"), [(10, 50), (200, 25)])
async def test_one_person_cannot_use_up_a_servers_day(store: Store, clock: Clock, tokens: int, served: int) -> None:
    budgets = opened(store, clock, DAY_LIMITS)
    for _ in range(served):
        assert await use(budgets, tokens=tokens) is None
    midnight = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)
    assert await use(budgets) == SpentBudget(Notice.PERSON_LIMIT, midnight)
    assert await use(budgets, BOB) is None, "others have theirs"
    assert await use(budgets, scope=HOME + 1) is None, "and so has the person on other servers"
    clock.now = midnight
    assert await use(budgets) is None


async def test_in_direct_messages_a_person_has_all_of_the_day(store: Store, clock: Clock) -> None:
    budgets = opened(store, clock, DAY_LIMITS)
    for _ in range(200):
        assert await use(budgets, scope=ADA, tokens=1) is None
    refused = await use(budgets, scope=ADA)
    assert refused is not None
    assert refused.notice is Notice.SERVER_LIMIT
