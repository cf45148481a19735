"""A call of hours in which hundreds of people come and go: nothing of them stays, and nothing else grows."""

from __future__ import annotations

import asyncio
import random

import pytest
from tests.growth import census, grown
from tests.unit.dialogue.world import GAME, MEET, Call
from tests.virtual_time import passes

pytestmark = pytest.mark.unit

SAID = (MEET, f"chatterbot {GAME}", "who are you", "mhm", "where do ...0.4 we meet", "stop", "#0.3", "chatterbot")


async def people_come_and_go(call: Call, first: int, count: int, chance: random.Random) -> None:
    """Let so many people say something, some of them over an answer, and leave in the middle or later."""
    assert call.session is not None
    for user_id in range(first, first + count):
        for _ in range(chance.randint(1, 3)):
            await call.say(user_id, chance.choice(SAID))
            await passes(chance.choice((0.1, 1.0, 4.0)))
        call.session.forget(user_id)
    await passes(30)


async def test_nothing_stays_of_people_who_left(call: Call) -> None:
    chance = random.Random(1)
    await people_come_and_go(call, 100, 25, chance)
    tasks, before = len(asyncio.all_tasks()), census(call.session)
    assert before, "something was looked at"
    await people_come_and_go(call, 1000, 75, chance)
    assert grown(before, census(call.session)) == {}
    assert len(asyncio.all_tasks()) == tasks
    await call.say(1, MEET)
    await passes(5)
    assert call.happened[-1] == "said", "it still answers"
