"""A person goes on after a turn that seemed to be over: both parts are one, each is answered once, and nothing is lost or kept."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot.dialogue import participant
from chatterbot.dialogue.commands import Act

pytestmark = pytest.mark.unit

ANN, BOB, EVE = 1, 2, 3


def said(call: Call) -> list[str]:
    return [what for what in call.happened if what.startswith("bot: ") and what != "bot: tone"]


@pytest.mark.parametrize("least_s", [0.128, 0.2], ids=["recognised", "a click"])
async def test_a_noise_while_the_bot_thinks_costs_no_answer(
    call: Call, least_s: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participant, "LEAST_SPEECH_S", least_s)
    call.recogniser.takes_s = 1.6
    await call.say(ANN, f"{MEET} ...0.7 #0.15")
    await passes(8)
    assert said(call) == [f"bot: {LIBRARY}"]
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]


@pytest.mark.parametrize("noise_s", [0.1, 0.25])
async def test_a_noise_before_the_answer_is_heard_costs_nothing(call: Call, noise_s: float) -> None:
    call.partner.sound_takes_s = 0.6
    await call.say(ANN, f"{MEET} ...0.5 #{noise_s}")
    await passes(8)
    assert len(said(call)) == 1
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET], "it is written down once"
    assert call.partner.exchanges[0].heard == LIBRARY


async def test_a_question_that_is_continued_is_not_written_down_alone(call: Call) -> None:
    call.partner.sound_takes_s = 0.6
    call.partner.answers[f"{MEET} tomorrow night"] = "Nowhere"
    call.partner.begins_longer = _never  # type: ignore[method-assign]
    await call.say(ANN, f"{MEET} ...0.5 tomorrow night")
    await passes(8)
    assert len(said(call)) == 1
    assert [exchange.asked for exchange in call.partner.exchanges] == [f"{MEET} tomorrow night"]


async def _never(_text: str) -> bool:
    return False


async def test_three_parts_are_one_question(call: Call) -> None:
    call.partner.answers["one two three four five six"] = "Seven"
    call.partner.sound_takes_s = 0.5
    await call.say(ANN, "one two ...0.9 three four ...0.9 five six")
    await passes(8)
    assert [exchange.asked for exchange in call.partner.exchanges][-1] == "one two three four five six"


async def test_a_noise_after_two_joined_parts_changes_nothing(call: Call) -> None:
    call.partner.answers["one two three four"] = "Five"
    call.partner.sound_takes_s = 0.5
    await call.say(ANN, "one two ...0.7 three four ...0.4 #0.2 ...0.8 #0.1")
    await passes(8)
    assert len(said(call)) == 1
    assert [exchange.asked for exchange in call.partner.exchanges] == ["one two three four"]


async def test_a_name_and_after_a_pause_a_question_are_one_call(call: Call) -> None:
    call.partner.present, call.partner.only_called, call.partner.sound_takes_s = 3, True, 0.6
    await call.say(ANN, f"chatterbot ...0.65 {MEET}")
    await passes(8)
    assert said(call)[-1] == f"bot: {LIBRARY}"
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]


async def test_a_name_in_the_first_part_counts_for_the_whole_question(call: Call) -> None:
    call.partner.present, call.partner.only_called, call.partner.sound_takes_s = 3, True, 0.6
    await call.say(ANN, "chatterbot tell me ...1.0 what do we play")
    await passes(8)
    assert said(call)[-1] == f"bot: {CHESS}"


async def test_a_command_in_two_parts_is_understood(call: Call) -> None:
    await call.say(ANN, GAME)
    await passes(4)
    call.partner.sound_takes_s = 0.6
    await call.say(ANN, "no the right ...0.75 answer is poker")
    await passes(8)
    [(_, command, about)] = call.partner.obeyed
    assert (command.act, command.better, about) == (Act.CORRECT, "poker", GAME)


async def test_a_question_whose_answer_was_heard_to_the_end_is_not_continued(call: Call) -> None:
    await call.say(ANN, f"{GAME} ...0.95 and where is that", closing=False)
    await passes(6)
    assert said(call)[0] == f"bot: {CHESS}"
    assert [exchange.asked for exchange in call.partner.exchanges] == [GAME, "and where is that"]


async def test_a_dropped_turn_drops_what_it_continues(call: Call) -> None:
    call.partner.present = 4
    call.recogniser.takes_s = 0.2
    await call.say(ANN, "chatterbot do tell me", closing=False)
    await passes(0.9)
    call.recogniser.takes_s = 6.0
    others = [asyncio.create_task(call.say(who, f"chatterbot {GAME}")) for who in range(10, 17)]
    await call.say(ANN, "about this")
    await asyncio.gather(*others)
    await passes(60)
    call.recogniser.takes_s = 0.2
    await call.say(ANN, f"chatterbot {MEET}")
    await passes(60)
    assert call.partner.exchanges[-1].asked == MEET


async def test_a_question_of_endless_parts_is_cut(call: Call) -> None:
    call.partner.sound_takes_s = 2.0
    for _ in range(60):
        await call.say(ANN, "these are quite long and many words indeed for sure yes ...0.8")
    await passes(8)
    assert max(len(exchange.asked) for exchange in call.partner.exchanges) <= 2000


async def test_a_sign_that_waits_is_withdrawn_when_the_answer_is_there(call: Call) -> None:
    call.partner.present = 1
    call.recogniser.takes_s = 1.3
    await call.say(ANN, f"{MEET} ...0.7 #0.5 ...0.3 #0.5 ...0.3 #0.5 ...0.3 #0.5")
    await passes(12)
    assert f"bot: {LIBRARY}" in call.happened
    tones = [place for place, what in enumerate(call.happened) if what == "bot: tone"]
    assert len(tones) <= 2


async def test_a_person_who_waited_long_hears_no_sign_before_the_answer(call: Call) -> None:
    call.partner.present = 2
    call.recogniser.takes_s = 1.1
    call.partner.sound_takes_s = 0.1
    await call.say(ANN, f"chatterbot {MEET}")
    await passes(8)
    assert said(call) == [f"bot: {LIBRARY}"], "no sign"


async def test_an_mhm_and_then_a_noise_before_the_answer_is_heard_cost_no_answer(call: Call) -> None:
    call.partner.sound_takes_s = 0.6
    await call.say(ANN, f"{MEET} ...0.7", closing=False)
    call.recogniser.takes_s = 1.2
    await call.say(ANN, "mhm ...0.8 #0.1")
    await passes(12)
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]
    assert call.partner.exchanges[0].heard == LIBRARY


async def test_a_person_who_speaks_on_before_a_retried_answer_asks_one_question(call: Call) -> None:
    call.partner.answers[f"{MEET} tomorrow night"] = "Nowhere"
    call.partner.begins_longer = _never  # type: ignore[method-assign]
    call.partner.sound_takes_s = 0.6
    await call.say(ANN, f"{MEET} ...0.5 #0.25 ...0.35 tomorrow night")
    await passes(12)
    assert [exchange.asked for exchange in call.partner.exchanges] == [f"{MEET} tomorrow night"]
