"""The record of the calls the bot is in, on both databases: what one guild's says of another, restarts, erasures, a database that fails."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from chatterbot import errors
from chatterbot.aio import Signal
from chatterbot.calls import CallOrigin, CallRegister
from chatterbot.calls import register as registers
from chatterbot.erasures import Erasures
from chatterbot.store import CallRecord, Store

pytestmark = pytest.mark.protocol

HOME, OTHER, ADA = 100, 200, 7
LOUNGE, ATTIC, GENERAL = 11, 12, 13
NOON = dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC)


class Clock:
    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> dt.datetime:
        return self.time


def record(scope_id: int, seen_at: dt.datetime = NOON) -> CallRecord:
    return CallRecord(
        scope_id=scope_id,
        channel_id=LOUNGE,
        text_channel_id=GENERAL,
        author_id=ADA,
        created_at=NOON,
        seen_at=seen_at,
    )


class Call:
    """A call as the register sees it."""

    def __init__(self, origin: CallOrigin) -> None:
        self.guild_id, self.channel_id, self.origin, self.entered = HOME, LOUNGE, origin, False
        self.changed = Signal()

    async def until(self, condition: Callable[[], bool], timeout_s: float | None = None) -> bool:
        return await self.changed.until(condition, timeout_s)

    def notice(self) -> None:
        self.changed.tell()

    def forget_caller(self, user_id: int) -> None:
        assert user_id == ADA
        self.origin = dataclasses.replace(self.origin, author_id=0)


async def test_each_guild_has_one_call_of_its_own(url: str) -> None:
    clock = Clock()
    async with Store.open(url, now=clock) as store:
        for scope_id in (HOME, OTHER):
            await store.calls.put(record(scope_id))
        clock.time = NOON + dt.timedelta(minutes=1)
        await store.calls.seen(HOME, ATTIC, steady=False)
        await store.calls.returned(OTHER, told=True)
        await store.calls.returned(OTHER, told=False)
    async with Store.open(url, now=clock) as store:
        home, other = await store.calls.get(HOME), await store.calls.get(OTHER)
        assert home == dataclasses.replace(record(HOME, clock.time), channel_id=ATTIC)
        assert other == dataclasses.replace(record(OTHER, clock.time), returns=2, told_at=clock.time)
        await store.calls.seen(OTHER, LOUNGE, steady=True)
        assert [one.returns for one in await store.calls.all()] == [0, 0]
        await store.calls.put(dataclasses.replace(record(HOME), channel_id=GENERAL))
        assert [one.scope_id for one in await store.calls.all()] == [OTHER, HOME], "the latest first"
        await store.calls.end(OTHER)
        await store.calls.seen(OTHER, LOUNGE, steady=False)
        assert [one.channel_id for one in await store.calls.all()] == [GENERAL], "what is over stays over"


async def test_a_caller_who_was_erased_before_it_was_written_is_not_named(url: str) -> None:
    async with Store.open(url) as store:
        erasures = Erasures()
        register, call = CallRegister(store.calls, erasures), Call(CallOrigin(author_id=ADA, text_channel_id=GENERAL))
        script: Any = call
        async with register.keeping(script, lambda: True):
            await erasures.begin(ADA, HOME)
            call.entered = True
            call.changed.tell()
            while (kept := await store.calls.get(HOME)) is None:  # noqa: ASYNC110 - the database tells nobody
                await asyncio.sleep(0)
        assert (kept.author_id, kept.text_channel_id) == (0, GENERAL)
        assert call.origin.author_id == 0


async def test_a_call_that_cannot_be_deleted_is_deleted_later(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "AGAIN_S", 0.0)
    async with Store.open(url) as store:
        register, end, failures = CallRegister(store.calls, Erasures()), store.calls.end, [1, 2]

        async def failing(scope_id: int) -> None:
            if failures:
                failures.pop()
                raise errors.StoreError("the disk is full")
            await end(scope_id)

        monkeypatch.setattr(store.calls, "end", failing)
        await store.calls.put(record(HOME))
        async with register.running():
            await register.end(HOME)
            assert await register.get(HOME) is None, "it is over, whatever the database says"
            while await store.calls.get(HOME) is not None:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0)
        assert failures == []
