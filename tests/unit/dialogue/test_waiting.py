"""How long the bot waits in a call: for whom it waits, who waits for it, and what it learns from ends that came too soon."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.dialogue.world import LIBRARY, MEET, Call
from tests.virtual_time import passes

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
TALK = "it was rather nice over there"


async def test_people_among_themselves_may_pause_longer(call: Call) -> None:
    call.partner.present = 2
    await call.say(BOB, f"{TALK} ...0.9 yesterday")
    await passes(4)
    assert call.recogniser.heard[-1] == f"{TALK} yesterday", "it is one turn"


async def test_a_person_alone_with_the_bot_is_not_waited_for_so_long(call: Call) -> None:
    call.partner.sound_takes_s = 1.0
    await call.say(BOB, f"{TALK} ...0.9 yesterday")
    await passes(4)
    assert call.recogniser.heard[-1] == "yesterday", "the turn was over before"


async def test_who_calls_the_bot_among_others_is_answered_as_soon_as_alone(call: Call) -> None:
    call.partner.present = 3
    ended = await call.say(ANN, f"chatterbot {MEET}")
    await passes(3)
    assert 0.25 <= call.at(f"bot: {LIBRARY}") - ended <= 0.40


async def test_an_answer_does_not_wait_for_the_patience_with_others(call: Call) -> None:
    call.partner.present = 3
    call.partner.answers[f"well now {MEET}"] = LIBRARY
    ann, bob = await asyncio.gather(call.say(ANN, f"chatterbot well now {MEET}"), call.say(BOB, "over there"))
    assert bob < ann - 0.6
    await passes(3)
    assert 0.25 <= call.at(f"bot: {LIBRARY}") - ann <= 0.40


async def test_speech_over_the_bot_among_others_is_not_waited_for_so_long(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {MEET}")
    while f"bot: {LIBRARY}" not in call.happened:
        await passes(0.02)
    await call.say(BOB, "dear ...0.8 me")
    await passes(6)
    assert call.recogniser.heard[-1] == "me", "the bot is silent meanwhile, and should know soon whether to go on"


async def test_after_two_ends_that_came_too_soon_the_bot_waits_longer(call: Call) -> None:
    call.partner.sound_takes_s = 1.0
    for heard in ("pears", "pears", "apples pears"):
        await call.say(ANN, "apples ...0.8 pears")
        await passes(6)
        assert call.recogniser.heard[-1] == heard


async def test_what_is_learned_of_one_person_is_not_applied_to_another(call: Call) -> None:
    call.partner.sound_takes_s = 1.0
    for person in (ANN, ANN, BOB):
        await call.say(person, "apples ...0.8 pears")
        await passes(6)
        assert call.recogniser.heard[-1] == "pears"
