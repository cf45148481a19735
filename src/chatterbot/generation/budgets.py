"""`ModelBudgets`: how many requests and tokens people, servers and all together may use of the model, and what they used.

A request is *admitted* before it is sent, and what it used is counted when it has ended, whatever came of it. In between the most that it
may use is set aside, so that requests at the same time use no more than there is. Tokens are counted as the server counts them; where it
does not (the request was cancelled, or it never counts), whoever asked tells an estimate.

The database is the truth about days and months. Sums of it are kept in memory, where each request is added at once: what is not written
yet is added to every sum that is read, and is written later if the database failed.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import datetime as dt
import logging
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final, Self

from chatterbot import errors
from chatterbot.aio import uninterrupted
from chatterbot.erasures import Erasures
from chatterbot.generation.interfaces import Notice, SpentBudget
from chatterbot.generation.person_days import PersonDays
from chatterbot.generation.person_minutes import PersonMinutes, has_room
from chatterbot.llm import TokenUsage
from chatterbot.store import ModelUse, ModelUseRow, Store

__all__ = ("BudgetLimits", "BudgetState", "ModelBudgets")

_log = logging.getLogger(__name__)

MOST_SCOPES: Final = 10_000
"""Scopes whose sum of the day is kept in memory, about 200 bytes each; others are read again."""
MOST_UNSAVED: Final = 10_000
"""Rows that wait for a database that fails; what comes on top is not counted."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLimits:
    """The most that may be used."""

    requests_person_minute: int
    tokens_person_minute: int
    requests_server_day: int
    tokens_server_day: int
    requests_month: int
    tokens_month: int
    tokens_request: int
    """The most tokens that one request can use, with its answer: so many are set aside while it is under way."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """What was used up to now, and the most that may be."""

    today: ModelUse
    """What the scope used since midnight (UTC)."""
    month: ModelUse
    """What the scope used since the first of the month (UTC)."""
    everyone: ModelUse
    """What all scopes together used since the first of the month."""
    limits: BudgetLimits


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_Key = tuple[int | None, dt.date]
"""A scope and a day; without a scope all together in the month that begins on the day."""


class ModelBudgets:
    """The budgets of one program; use `open`.

    Parameters
    ----------
    erasures
        The latest erasures: of a person who was erased meanwhile, only the sum of all is counted.
    now
        The clock, aware UTC.
    clock
        Seconds, which never go back: for the minutes of people.
    """

    def __init__(
        self,
        store: Store,
        limits: BudgetLimits,
        erasures: Erasures | None = None,
        *,
        now: Callable[[], dt.datetime] = _utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits
        self._store = store
        self._erasures = erasures or Erasures()
        self._now = now
        self._people = PersonMinutes(limits.requests_person_minute, limits.tokens_person_minute, clock)
        self._days = PersonDays(limits.requests_server_day, limits.tokens_server_day, limits.tokens_request)
        self._running: collections.Counter[int] = collections.Counter()
        self._began: dict[tuple[int, int], collections.deque[int]] = {}
        self._sums: collections.OrderedDict[_Key, ModelUse] = collections.OrderedDict()
        self._unsaved: dict[tuple[int | None, dt.date, str], tuple[ModelUse, int]] = {}
        self._database = asyncio.Lock()

    @classmethod
    @contextlib.asynccontextmanager
    async def open(
        cls,
        store: Store,
        limits: BudgetLimits,
        erasures: Erasures | None = None,
        *,
        now: Callable[[], dt.datetime] = _utc_now,
        clock: Callable[[], float] = time.monotonic,
    ) -> AsyncGenerator[Self]:
        """Own the counts; at the end, what is not written yet is written."""
        budgets = cls(store, limits, erasures, now=now, clock=clock)
        try:
            yield budgets
        finally:
            budgets._people.close()
            await budgets._save()

    async def admit(self, scope_id: int, person_id: int) -> SpentBudget | None:
        """Count a request that is about to be sent; return the budget that is used up, and count nothing then.

        Raises
        ------
        errors.StoreError
            If what was used before cannot be read.
        """
        while True:
            now = self._now()
            day, month = now.date(), now.date().replace(day=1)
            today, everyone = await self._used(scope_id, day), await self._used(None, month)
            if self._now().date() == day and self._sums.get((scope_id, day)) is today:
                break  # nothing was awaited since what is looked at now was read
        if wait_s := self._people.wait_s(person_id, self.limits.tokens_request):
            return SpentBudget(Notice.PERSON_LIMIT, now + dt.timedelta(seconds=wait_s))
        limits = self.limits
        if self._days.is_spent(scope_id, person_id, day):
            return SpentBudget(Notice.PERSON_LIMIT, _midnight(day + dt.timedelta(days=1)))
        if self._is_spent(today, self._running[scope_id], limits.requests_server_day, limits.tokens_server_day):
            return SpentBudget(Notice.SERVER_LIMIT, _midnight(day + dt.timedelta(days=1)))
        if self._is_spent(everyone, self._running.total(), limits.requests_month, limits.tokens_month):
            return SpentBudget(Notice.TOTAL_LIMIT, _midnight(_next_month(month)))
        self._people.begin(person_id, limits.tokens_request)
        self._running[scope_id] += 1
        self._began.setdefault((scope_id, person_id), collections.deque()).append(self._erasures.moment())
        return None

    async def spent(self, scope_id: int, person_id: int, model: str, usage: TokenUsage, *, failed: bool) -> None:
        """Count what a request used; each one that was admitted is told here once, also one that was cancelled.

        It counts at once. Should the database fail, it is written with the next one, and nothing is raised.
        """
        # Nothing is awaited up to the last line, so that a request that is cancelled here counts, too.
        self._people.end(person_id, usage.total)
        self._running[scope_id] -= 1
        self._running += collections.Counter[int]()  # removes scopes without a request
        moments = self._began.get((scope_id, person_id), collections.deque())
        began = moments.popleft() if moments else self._erasures.moment()
        if not moments:
            self._began.pop((scope_id, person_id), None)
        day = self._now().date()
        use = ModelUse(1, int(failed), max(0, usage.prompt), max(0, usage.completion))
        self._days.add(scope_id, person_id, day, use)
        own = scope_id == person_id  # a direct message: the scope is the person
        known: int | None = None if own and self._erasures.since(began, scope_id, (person_id,)) else scope_id
        self._note(known, day, model, use, began)
        for key in ((scope_id, day), (None, day.replace(day=1))):
            if key in self._sums:
                self._sums[key] += use
        await self._save()

    async def state(self, scope_id: int) -> BudgetState:
        """Return what a scope and all together used up to now.

        Raises
        ------
        errors.StoreError
            If the database cannot be read.
        """
        day = self._now().date()
        month = day.replace(day=1)
        async with self._database:
            use = await self._store.model_use.used(scope_id, month, day)
            use += self._waiting(scope_id, month, day)
        return BudgetState(
            today=await self._used(scope_id, day),
            month=use,
            everyone=await self._used(None, month),
            limits=self.limits,
        )

    # -- sums ------------------------------------------------------------------------------------------------------

    def read_again(self) -> None:
        """Read the sums from the database again at their next use, since other processes add to them, too."""
        self._sums.clear()

    async def _used(self, scope_id: int | None, first: dt.date) -> ModelUse:
        """Return what a scope used on a day, or all together in the month that begins on it."""
        key = (scope_id, first)
        while (known := self._sums.get(key)) is None:
            async with self._database:
                last = first if scope_id is not None else _next_month(first) - dt.timedelta(days=1)
                read = await self._store.model_use.used(scope_id, first, last)
                # What ended while the database was asked is not in its answer: it is written later, as the lock is held here.
                self._keep(key, read + self._waiting(scope_id, first, last))
        self._sums.move_to_end(key)
        return known

    def _waiting(self, scope_id: int | None, first: dt.date, last: dt.date) -> ModelUse:
        """Return what is not written yet of a scope, or of all, from one day to another."""
        found = ModelUse()
        for (scope, day, _), (use, _) in self._unsaved.items():
            if first <= day <= last and scope_id in {None, scope}:
                found += use
        return found

    def _keep(self, key: _Key, use: ModelUse) -> None:
        today = self._now().date()
        past = (key for key in self._sums if key[1] != (today if key[0] is not None else today.replace(day=1)))
        for old in [*past]:
            del self._sums[old]
        while len(self._sums) > MOST_SCOPES:
            self._sums.popitem(last=False)
        self._sums[key] = use

    def _is_spent(self, used: ModelUse, running: int, requests: int, tokens: int) -> bool:
        """Tell whether there is not enough for one more request."""
        each = self.limits.tokens_request
        room = has_room(used.tokens + running * each, each, tokens, running=running > 0)
        return used.requests + running >= requests or not room

    # -- writing ---------------------------------------------------------------------------------------------------

    def _note(self, scope_id: int | None, day: dt.date, model: str, use: ModelUse, began: int) -> None:
        """Keep that something is to be written."""
        key = (scope_id, day, model)
        before, first = self._unsaved.get(key, (ModelUse(), began))
        if key not in self._unsaved and len(self._unsaved) >= MOST_UNSAVED:
            _log.warning(
                "the use of the model cannot be written, and %d rows wait: a request is not counted", MOST_UNSAVED
            )
            return
        self._unsaved[key] = before + use, min(first, began)

    @uninterrupted
    async def _save(self) -> None:
        """Write what is not written yet."""
        async with self._database:
            if not self._unsaved:
                return  # another one wrote it
            taken, self._unsaved = self._unsaved, {}
            try:
                await self._write(taken)
            except errors.StoreError as error:
                _log.warning(
                    "the use of the model is not written, which is tried again with the next request: %s", error
                )
                for (scope_id, day, model), (use, began) in taken.items():
                    self._note(scope_id, day, model, use, began)

    async def _write(self, taken: dict[tuple[int | None, dt.date, str], tuple[ModelUse, int]]) -> None:
        async with contextlib.AsyncExitStack() as stack:
            rows: list[ModelUseRow] = []
            for (scope_id, day, model), (use, began) in taken.items():
                known = scope_id
                if scope_id is not None:
                    try:
                        # In a direct message the scope is the person; a guild is nobody, and is never erased.
                        await stack.enter_async_context(self._erasures.writing(began, scope_id, scope_id))
                    except errors.RefusedError:
                        known = None
                rows.append(ModelUseRow(known, day, model, use))
            await self._store.model_use.add(rows)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)
