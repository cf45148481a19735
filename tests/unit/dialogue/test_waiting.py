"""How long the bot waits in a call: for whom it waits, who waits for it, and what it learns from ends that came too soon."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.dialogue.world import LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot.dialogue.latency import Stage

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
    ann, bob = await asyncio.gather(call.say(ANN, f"chatterbot {MEET}"), call.say(BOB, "over there now"))
    assert ann - bob == pytest.approx(0.6, abs=0.05)
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


async def test_speech_that_ends_the_answer_is_not_waited_for_so_long(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {MEET}")
    while f"bot: {LIBRARY}" not in call.happened:
        await passes(0.02)
    await call.say(BOB, "dear dear dear dear dear dear ...0.8 me")
    await passes(6)
    assert "stopped" in call.happened
    assert call.recogniser.heard[-1] == "me"


async def test_who_was_just_answered_is_not_waited_for_so_long(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, f"chatterbot {MEET}")
    await passes(4)
    await call.say(ANN, "tomorrow ...0.8 then")
    await passes(4)
    assert call.recogniser.heard[-1] == "then"


async def test_a_taught_question_hurries_nobody_where_only_calls_count(call: Call) -> None:
    call.partner.present, call.partner.only_called = 2, True
    await call.say(ANN, f"{MEET} ...0.8 tomorrow")
    await passes(4)
    assert call.recogniser.heard[-1] == f"{MEET} tomorrow"


async def test_a_command_is_obeyed_as_soon_as_a_taught_question_is_answered(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(6)
    call.log.clear()
    ended = await call.say(ANN, "repeat that")
    await passes(3)
    assert 0.24 <= call.at(f"bot: {LIBRARY}") - ended <= 0.30


async def test_an_answer_that_is_not_certain_comes_after_a_middling_wait(call: Call) -> None:
    call.partner.confidence = 0.6
    call.partner.answers["where then"] = LIBRARY
    ended = await call.say(ANN, "where then")
    await passes(3)
    assert 0.38 <= call.at(f"bot: {LIBRARY}") - ended <= 0.5


async def test_a_fluent_person_is_answered_sooner_after_a_long_turn_too(call: Call) -> None:
    long = " ".join(["fish", "swim"] * 12)
    for least_s in (0.88, 0.38):
        ended = await call.say(ANN, long)
        await passes(3)
        assert least_s <= call.at("bot: unknown") - ended <= least_s + 0.15
        for _ in range(3):
            await call.say(ANN, MEET)
            await passes(6)
        call.log.clear()


async def test_a_reply_to_the_answer_is_no_end_that_came_too_soon(call: Call) -> None:
    for _ in range(2):
        await call.say(ANN, f"{MEET} ...0.9 apples")
        await passes(9)
    call.partner.sound_takes_s = 1.0
    await call.say(ANN, "apples ...0.8 pears")
    await passes(6)
    assert call.recogniser.heard[-1] == "pears"


async def test_a_second_look_does_not_put_off_the_end_of_the_turn(call: Call) -> None:
    call.recogniser.takes_s = 0.2
    call.recogniser.second["wear do we meat"] = MEET
    await call.say(ANN, "wear do we meat")
    await passes(3)
    assert call.happened[:1] == [f"bot: {LIBRARY}"]
    ended_after_s = call.times.quantile(Stage.ENDPOINT, 0.5)
    assert ended_after_s == pytest.approx(0.4, abs=0.03)
