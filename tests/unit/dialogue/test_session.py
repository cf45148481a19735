"""A spoken dialogue, scene by scene: who is answered, when, and what interrupts it. Time is the loop's, and jumps."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot.dialogue.commands import Act
from chatterbot.dialogue.latency import Stage
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueState

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
LONGER = "where do we meet on sunday"
TENT = "In the big tent"


async def test_a_taught_question_is_answered_at_once(call: Call) -> None:
    ended = await call.say(ANN, MEET)
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    assert 0.25 <= call.at(f"bot: {LIBRARY}") - ended <= 0.40
    assert call.times.count() == 1
    assert (call.times.quantile(Stage.TRANSCRIBE, 0.5) or 0) < 0.05, "recognised while it was waited for"
    assert [exchange.asked for exchange in call.partner.exchanges] == [MEET]
    assert call.partner.exchanges[0].heard == LIBRARY


async def test_the_total_time_of_a_turn_is_from_the_last_word_to_the_first_sound(call: Call) -> None:
    await passes(60)
    ended = await call.say(ANN, MEET)
    await passes(5)
    total = call.times.quantile(Stage.TOTAL, 0.5)
    assert total == pytest.approx(call.at(f"bot: {LIBRARY}") - ended, abs=0.05)


async def test_an_mhm_into_the_silence_is_not_answered(call: Call) -> None:
    await call.say(ANN, "mhm")
    await passes(5)
    assert call.happened == []


async def test_an_okay_with_the_bots_name_is_answered(call: Call) -> None:
    call.partner.answers["okay"] = "Fine"
    await call.say(ANN, "chatterbot okay")
    await passes(5)
    assert call.happened == ["bot: Fine", "said"]


async def test_an_unknown_question_waits_longer_and_is_answered_with_unknown(call: Call) -> None:
    ended = await call.say(ANN, "what now")
    await passes(3)
    assert call.happened == ["bot: unknown", "said"]
    assert 0.58 <= call.at("bot: unknown") - ended <= 0.75


async def test_a_short_phrase_said_in_one_go_waits_less(call: Call) -> None:
    ended = await call.say(ANN, "who are you")
    await passes(3)
    assert 0.38 <= call.at("bot: unknown") - ended <= 0.55


async def test_a_phrase_with_a_long_pause_inside_waits_as_usual(call: Call) -> None:
    ended = await call.say(ANN, "who ...0.35 are you")
    await passes(3)
    assert 0.58 <= call.at("bot: unknown") - ended <= 0.75


async def test_a_pause_inside_a_sentence_ends_no_turn(call: Call) -> None:
    await call.say(ANN, "where do ...0.4 we meet")
    await passes(5)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    assert call.recogniser.heard[-1] == MEET


async def test_the_beginning_of_a_longer_question_is_not_answered(call: Call) -> None:
    call.partner.answers[LONGER] = TENT
    await call.say(ANN, "where do we meet ...0.45 on sunday")
    await passes(5)
    assert call.happened == [f"bot: {TENT}", "said"]


async def test_a_person_who_speaks_on_before_the_answer_is_answered_for_both_parts(call: Call) -> None:
    call.partner.answers["where do we meet with bob"] = TENT  # nobody knows that a longer one begins so
    call.partner.begins_longer = _never  # type: ignore[method-assign]
    await call.say(ANN, "where do we meet ...0.4 with bob")
    await passes(5)
    assert f"bot: {TENT}" in call.happened
    assert call.happened[-1] == "said"
    assert f"bot: {LIBRARY}" not in call.happened or "stopped" in call.happened


async def _never(_text: str) -> bool:
    return False


async def test_the_bot_stops_when_somebody_speaks_over_it(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    began = asyncio.get_running_loop().time()
    await call.say(ANN, "no no tell me what game it is now please")
    await passes(5)
    assert call.happened[:3] == [f"bot: {LIBRARY}", "paused", "stopped"]
    assert call.at("paused") - began <= 0.2
    first = call.partner.exchanges[0]
    assert first.heard
    assert LIBRARY.startswith(first.heard)
    assert first.heard != LIBRARY, "what was not heard was not said"


@pytest.mark.parametrize("sound", ["mhm", "#0.25", "okay", "#0.15"])
async def test_a_cough_or_an_mhm_does_not_stop_the_bot(call: Call, sound: str) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    await call.say(ANN, sound)
    await passes(5)
    assert "stopped" not in call.happened
    assert call.happened[0] == f"bot: {LIBRARY}"
    assert call.happened[-1] == "said"
    assert call.happened.count("paused") == call.happened.count("resumed") <= 1


async def test_an_interruption_is_answered(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    await call.say(ANN, GAME)
    await passes(4)
    assert call.happened[-2:] == [f"bot: {CHESS}", "said"]
    assert "stopped" in call.happened


async def test_its_own_echo_does_not_stop_the_bot(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    await call.say(ANN, "the old library", word_s=0.15)
    await passes(5)
    assert "stopped" not in call.happened


async def test_people_who_talk_to_each_other_get_no_answer(call: Call) -> None:
    call.partner.present = 3
    await call.say(ANN, "did you see the game yesterday")
    await passes(1)
    await call.say(BOB, "yes it was great")
    await passes(3)
    assert call.happened == []
    assert call.partner.exchanges == []
    assert call.session is not None
    assert call.session.state is DialogueState.LISTENING


async def test_a_taught_question_among_several_is_answered(call: Call) -> None:
    call.partner.present = 3
    await call.say(ANN, MEET)
    await passes(4)
    assert call.happened == [f"bot: {LIBRARY}", "said"]


async def test_a_taught_question_among_several_needs_a_call_where_the_server_wants_that(call: Call) -> None:
    call.partner.present, call.partner.only_called = 3, True
    await call.say(ANN, MEET)
    await passes(3)
    assert call.happened == []
    await call.say(BOB, f"chatterbot {MEET}")
    await passes(4)
    assert call.happened == [f"bot: {LIBRARY}", "said"]
    await call.say(BOB, GAME)
    await passes(4)
    assert f"bot: {CHESS}" in call.happened, "the same person follows up"


async def test_the_name_alone_is_answered_with_yes(call: Call) -> None:
    call.partner.present = 3
    await call.say(ANN, "chatterbot")
    await passes(2)
    assert call.happened == ["bot: yes", "said"]


async def test_an_answer_waits_until_nobody_speaks(call: Call) -> None:
    call.partner.present = 2
    speaking = asyncio.create_task(call.say(BOB, "and then I said " * 4))
    await passes(0.5)
    await call.say(ANN, MEET)
    ended = await speaking
    await passes(6)
    assert f"bot: {LIBRARY}" in call.happened
    assert call.at(f"bot: {LIBRARY}") >= ended


async def test_two_people_at_once_are_answered_in_the_order_in_which_they_end(call: Call) -> None:
    call.partner.present = 2
    await asyncio.gather(call.say(ANN, f"chatterbot {MEET}"), call.say(BOB, f"chatterbot {GAME}"))
    await passes(8)
    said = [what for what in call.happened if what.startswith("bot: ")]
    assert said == [f"bot: {LIBRARY}", f"bot: {CHESS}"]


async def test_stop_repeat_and_leave_are_carried_out(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    await call.say(ANN, "stop")
    await passes(3)
    assert call.happened[-1] == "stopped"
    assert [what for what in call.happened if what.startswith("bot")] == [f"bot: {LIBRARY}"]
    await call.say(ANN, "repeat that")
    await passes(5)
    assert call.happened[-2:] == [f"bot: {LIBRARY}", "said"]
    await call.say(ANN, "leave")
    await passes(3)
    assert [(who, command.act) for who, command, _ in call.partner.obeyed] == [(ANN, Act.LEAVE)]


async def test_a_correction_by_voice_is_handed_on(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(5)
    await call.say(ANN, "no the answer is behind the mill")
    await passes(3)
    [(who, command, about)] = call.partner.obeyed
    assert (who, command.act, command.better, about) == (ANN, Act.CORRECT, "behind the mill", MEET)
    assert call.happened[-2:] == ["bot: noted", "said"]


async def test_a_correction_without_an_answer_is_told_so(call: Call) -> None:
    await call.say(ANN, "forget that")
    await passes(3)
    assert call.happened == ["bot: nothing-said", "said"]
    assert call.partner.obeyed == []


async def test_the_answer_that_was_heard_is_context(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(5)
    await call.say(ANN, GAME)
    await passes(3)
    assert call.partner.previous[-1] == LIBRARY


async def test_a_broken_recogniser_is_announced_once(call: Call) -> None:
    call.recogniser.broken = True
    for _ in range(3):
        await call.say(ANN, MEET)
        await passes(4)
    assert call.happened == ["bot: cannot-hear", "said"]
    call.recogniser.broken = False
    await call.say(ANN, MEET)
    await passes(4)
    assert f"bot: {LIBRARY}" in call.happened


async def test_long_thinking_plays_a_tone(call: Call) -> None:
    call.recogniser.takes_s = 2.5
    ended = await call.say(ANN, MEET)
    await passes(8)
    assert call.happened[0] == "bot: tone"
    assert call.at("bot: tone") - ended <= 1.6
    assert f"bot: {LIBRARY}" in call.happened


async def test_a_slow_voice_plays_a_sign_first(call: Call) -> None:
    call.partner.sound_takes_s = 2.0
    ended = await call.say(ANN, MEET)
    await passes(8)
    assert call.happened == ["bot: sign", "said"], "the sign belongs to the answer's own sound"
    assert call.at("bot: sign") - ended <= 1.2
    assert call.partner.exchanges[0].heard == LIBRARY


async def test_a_person_who_withdraws_is_forgotten_at_once(call: Call) -> None:
    await call.say(ANN, MEET, closing=False)
    assert call.session is not None
    call.session.forget(ANN)
    await passes(3)
    assert call.happened == []
    assert call.partner.exchanges == []


async def test_too_many_turns_drop_the_oldest(call: Call) -> None:
    call.partner.present = 9
    call.recogniser.takes_s = 4.0
    await asyncio.gather(*(call.say(who, f"chatterbot {GAME}") for who in range(1, 9)))
    await passes(60)
    assert 1 <= len(call.partner.exchanges) <= DialogueOptions().waiting + 1


async def test_after_two_unknown_answers_the_bot_plays_a_tone(call: Call) -> None:
    for _ in range(4):
        await call.say(ANN, "blah blah blah")
        await passes(3)
    said = [what for what in call.happened if what.startswith("bot")]
    assert said == ["bot: unknown", "bot: unknown", "bot: tone", "bot: tone"]


async def test_a_person_who_often_pauses_is_waited_for(call: Call) -> None:
    for _ in range(6):
        await call.say(ANN, "I think ...0.56 that you ...0.56 are nice")
        await passes(3)
    heard_before = len(call.recogniser.heard)
    await call.say(ANN, "tell me ...0.62 something new")
    await passes(4)
    assert "tell me something new" in call.recogniser.heard[heard_before:]
