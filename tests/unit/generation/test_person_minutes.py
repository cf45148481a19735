"""Of nobody's requests anything is kept for longer than a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from tests.virtual_time import VirtualTimeLoop, passes

from chatterbot.generation import person_minutes
from chatterbot.generation.person_minutes import PersonMinutes

pytestmark = pytest.mark.unit

ADA, BOB = 7, 8


def in_virtual_time(story: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Run a test on a loop whose time jumps."""

    def run() -> None:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            runner.run(story())

    return run


@in_virtual_time
async def test_nobody_is_remembered_beyond_a_minute() -> None:
    people = PersonMinutes(3, 1000, asyncio.get_running_loop().time)
    people.begin(ADA, 100)
    people.end(ADA, 50)
    await passes(30)
    people.begin(BOB, 100)
    await passes(30.001)
    assert len(people) == 1
    await passes(600)  # this request is still under way
    assert people.wait_s(BOB, 950) == pytest.approx(1.0)
    people.end(BOB, 100)
    await passes(1.001)
    assert len(people) == 0


@in_virtual_time
async def test_a_request_that_takes_long_is_set_aside_until_it_ends() -> None:
    people = PersonMinutes(1, 1000, asyncio.get_running_loop().time)
    people.begin(ADA, 100)
    assert people.wait_s(ADA, 100) == pytest.approx(60)
    await passes(300)
    assert people.wait_s(ADA, 100) > 0
    people.end(ADA, 10)
    assert people.wait_s(ADA, 100) == 0


@in_virtual_time
async def test_of_a_crowd_those_who_asked_longest_ago_are_forgotten() -> None:
    people = PersonMinutes(1, 1000, asyncio.get_running_loop().time)
    for person_id in range(person_minutes.MOST_PEOPLE + 5):
        people.begin(person_id, 1)
    assert len(people) == person_minutes.MOST_PEOPLE
    assert people.wait_s(0, 1) == 0
    assert people.wait_s(person_minutes.MOST_PEOPLE + 4, 1) > 0
    people.close()
    assert len(people) == 0
