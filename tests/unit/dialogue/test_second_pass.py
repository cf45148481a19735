"""A second look at words without a certain answer: when it is taken, what it may change, and that nobody waits for it."""

from __future__ import annotations

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot import models
from chatterbot.dialogue.second_pass import Reading, surer
from chatterbot.speech.types import Transcript

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
MISHEARD = "wear do we meat"


async def test_a_question_that_was_misheard_is_answered_after_a_second_look_and_no_later(call: Call) -> None:
    call.recogniser.second[MISHEARD] = MEET
    ended = await call.say(ANN, MISHEARD)
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    assert call.at(f"bot: {LIBRARY}") - ended <= 0.75, "the wait for an unknown question"
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]


async def test_words_that_were_doubted_are_looked_at_again(call: Call) -> None:
    call.recogniser.second["?wear ?do ?we"] = MEET
    await call.say(ANN, "?wear ?do ?we")
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]


async def test_words_that_sound_like_taught_ones_are_answered(call: Call) -> None:
    call.partner.alike["where do we mitt"] = MEET
    call.recogniser.takes_s = 0.02
    ended = await call.say(ANN, "where do we mitt")
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    assert 0.35 <= call.at(f"bot: {LIBRARY}") - ended <= 0.5, "not as soon as after the words of a taught question"


@pytest.mark.parametrize(("confidence", "answer"), [(0.95, LIBRARY), (0.85, CHESS)])
async def test_words_that_sound_like_taught_ones_win_over_a_certain_answer_if_they_are_surer(
    call: Call, confidence: float, answer: str
) -> None:
    call.partner.answers["a large mitt"] = CHESS
    call.partner.confidence, call.partner.surer[MEET] = 0.9, confidence
    call.partner.alike["a large mitt"] = MEET
    await call.say(ANN, "a large mitt")
    await passes(5)
    assert call.happened == [f"bot: {answer}", "said"]
    assert call.recogniser.seconds == 0, "the sound is not recognised again"


async def test_words_that_sound_like_taught_ones_are_not_answered_when_said_to_others(call: Call) -> None:
    call.partner.alike["where do we mitt"] = MEET
    await call.say(ANN, GAME)
    await passes(15)
    answered = [f"bot: {CHESS}", "said"]
    call.partner.present = 3
    await call.say(ANN, "where do we mitt")
    await passes(5)
    assert call.happened == answered
    await call.say(ANN, MEET)
    await passes(5)
    assert call.happened == [*answered, f"bot: {LIBRARY}", "said"], "what was heard is certain"


@pytest.mark.parametrize("said", [MEET, "stop", "what is the", "mhm"])
async def test_what_is_certain_or_not_finished_is_not_looked_at_again(call: Call, said: str) -> None:
    await call.say(ANN, said)
    await passes(5)
    assert call.recogniser.seconds == 0


async def test_people_among_themselves_cost_no_second_look_until_they_speak_to_the_bot(call: Call) -> None:
    call.partner.present = 3
    call.recogniser.second[f"chatterbot {MISHEARD}"] = f"chatterbot {MEET}"
    await call.say(ANN, MISHEARD)
    await passes(3)
    assert call.recogniser.seconds == 0
    await call.say(ANN, f"chatterbot {MISHEARD}")
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]


async def test_a_machine_that_is_too_slow_takes_no_second_look(call: Call) -> None:
    call.recogniser.takes_s = 0.38
    ended = await call.say(ANN, MISHEARD)
    await passes(5)
    assert call.recogniser.seconds == 0
    assert 0.38 <= call.at("bot: unknown") - ended <= 0.6


async def test_a_second_look_that_takes_too_long_is_given_up(call: Call) -> None:
    call.recogniser.takes_s = 0.3  # twice that is more than it may take
    call.recogniser.second[MISHEARD] = MEET
    ended = await call.say(ANN, MISHEARD)
    await passes(5)
    assert call.recogniser.seconds == 0
    assert 0.38 <= call.at("bot: unknown") - ended <= 0.6


async def test_a_person_who_speaks_on_ends_the_second_look(call: Call) -> None:
    call.recogniser.takes_s = 0.15
    call.recogniser.second["what do"] = GAME
    await call.say(ANN, "what do ...0.3 you think of chess", closing=False)
    assert call.recogniser.seconds == 0
    await passes(5)
    assert f"bot: {CHESS}" not in call.happened


def reading(answer: str, confidence: float, *, said: str = "words") -> Reading:
    source = models.ReplySource.TAUGHT if answer else models.ReplySource.UNKNOWN
    reply = models.Reply(answer, source, confidence, 0.5) if said else None
    return Reading(Transcript(said, "en", 0.9, 1.0, 0.1), said, None, reply)


@pytest.mark.parametrize(
    ("one", "other", "wins"),
    [
        (reading("A", 0.6), reading("B", 0.7), "other"),
        (reading("A", 0.7), reading("B", 0.6), "one"),
        (reading("", 0.4), reading("B", 0.6), "other"),
        (reading("A", 0.6), reading("", 0.4), "one"),
        (reading("", 0.1), reading("", 0.4), "one"),
        (reading("", 0.0, said=""), reading("", 0.1), "other"),
        (reading("", 0.1), reading("", 0.0, said=""), "one"),
    ],
)
def test_the_surer_answer_counts(one: Reading, other: Reading, wins: str) -> None:
    assert surer(one, other) is (one if wins == "one" else other)
