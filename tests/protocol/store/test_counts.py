"""The numbers of days begin with the exchanges that are kept when the program is updated."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.protocol.store.test_keys import go_back, in_database

from chatterbot import models
from chatterbot.store import Counted, Store

pytestmark = pytest.mark.protocol

YEAR = dt.date(2026, 1, 1)


async def test_exchanges_of_the_version_before_are_counted(url: str) -> None:
    monday, tuesday = dt.datetime(2026, 3, 2, 23, 59, tzinfo=dt.UTC), dt.datetime(2026, 3, 3, 0, 1, tzinfo=dt.UTC)
    unknown = models.Reply("", models.ReplySource.UNKNOWN, 0.0, 0.5)
    answered = models.Reply("Yes.", models.ReplySource.TAUGHT, 0.9, 0.5)
    for moment, reply in ((monday, unknown), (monday, unknown), (tuesday, answered)):
        async with Store.open(url, now=lambda moment=moment: moment) as store:
            await store.turns.add(models.Prompt("is it?", 7, 100, 55), reply, None)
            counted = await store.gaps.daily(100, YEAR)
    await in_database(url, lambda connection: go_back(connection, "0005"))
    async with Store.open(url) as store:
        again = await store.gaps.daily(100, YEAR)
        assert await store.gaps.daily(101, YEAR) == {}
        assert await store.gaps.daily(100, dt.date(2026, 3, 4)) == {}
    assert again == counted
    assert again == {monday.date(): {Counted.DECLINED: 2}, tuesday.date(): {Counted.ANSWERED: 1}}
