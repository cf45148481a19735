"""Words that are not understood: to whom the bot says so, and how often."""

from __future__ import annotations

import asyncio

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot.dialogue.addressing import WakeNames
from chatterbot.dialogue.commands import Act

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
PARDON = "bot: pardon"


async def test_a_person_alone_with_the_bot_is_told_that_their_words_were_not_understood(call: Call) -> None:
    ended = await call.say(ANN, "?where ?do ?we ?meat")
    await passes(5)
    assert call.happened == [PARDON, "said"]
    assert call.at(PARDON) - ended <= 0.75, "as soon as any other answer"
    assert call.partner.exchanges == [], "nothing was asked, and nothing is written down"
    await call.say(ANN, MEET)
    await passes(5)
    assert call.happened[2:] == [f"bot: {LIBRARY}", "said"]


async def test_it_is_said_once_and_again_only_after_words_that_were_understood(call: Call) -> None:
    for _ in range(3):
        await call.say(ANN, "?mumble ?mumble ?mumble")
        await passes(4)
    assert call.happened == [PARDON, "said"]
    await call.say(ANN, MEET)
    await passes(5)
    await call.say(ANN, "?mumble ?mumble ?mumble")
    await passes(4)
    assert call.happened.count(PARDON) == 2


@pytest.mark.parametrize("sound", ["#0.5 #0.5", "?a", "mhm", "#2"])
async def test_a_noise_or_a_grunt_is_not_asked_about(call: Call, sound: str) -> None:
    await call.say(ANN, sound, word_s=0.2)
    await passes(5)
    assert call.happened == []


async def test_people_among_themselves_are_not_asked_but_somebody_who_calls_the_bot_is(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, "?did ?you ?see ?that")
    await passes(4)
    assert call.happened == []
    await call.say(ANN, "?chatterbot ?where ?mumble")
    await passes(4)
    assert call.happened == [PARDON, "said"]
    await call.say(ANN, MEET)
    await passes(5)
    assert call.happened[2:] == [f"bot: {LIBRARY}", "said"], "what follows is meant for the bot"


async def test_somebody_who_was_asked_what_they_called_for_is_asked_again(call: Call) -> None:
    call.partner.present = 2
    await call.say(ANN, "chatterbot")
    await passes(3)
    await call.say(ANN, "?mumble ?mumble")
    await passes(4)
    assert call.happened == ["bot: yes", "said", PARDON, "said"]
    await call.say(BOB, "?mumble ?mumble")
    await passes(4)
    assert call.happened.count(PARDON) == 1


async def test_nobody_is_asked_while_another_person_speaks(call: Call) -> None:
    call.partner.present = 2
    speaking = asyncio.create_task(call.say(BOB, "and then I said " * 4))
    await passes(0.5)
    await call.say(ANN, "?chatterbot ?mumble")
    await speaking
    await passes(5)
    assert PARDON not in call.happened


async def test_unclear_words_over_the_bots_answer_do_not_end_it(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(1)
    await call.say(ANN, "?mumble ?mumble")
    await passes(6)
    assert PARDON not in call.happened
    assert call.happened[-1] == "said"
    assert "stopped" not in call.happened


async def test_the_answer_before_it_is_the_one_that_is_said_again_or_corrected(call: Call) -> None:
    await call.say(ANN, GAME)
    await passes(4)
    await call.say(ANN, "?mumble ?mumble")
    await passes(4)
    assert call.happened[-2:] == [PARDON, "said"]
    await call.say(ANN, "repeat that")
    await passes(4)
    assert call.happened[-2:] == [f"bot: {CHESS}", "said"]
    await call.say(ANN, "?mumble ?mumble")
    await passes(4)
    await call.say(ANN, "no the answer is draughts")
    await passes(4)
    [(_, command, asked)] = call.partner.obeyed
    assert command.act is Act.CORRECT
    assert asked == GAME


async def test_nothing_of_a_person_who_left_is_remembered(call: Call) -> None:
    await call.say(ANN, "?mumble ?mumble")
    await passes(4)
    assert call.session is not None
    assert ANN in call.session.people
    call.session.forget(ANN)
    assert call.session.people == set()


@pytest.mark.parametrize("doubted", ["?chatterbot", "?chatterbot ?lumi", "?lumi ?lumi ?chatterbot"])
async def test_names_alone_may_be_a_noise_and_are_not_asked_about_in_a_crowd(call: Call, doubted: str) -> None:
    call.partner.present, call.partner.names = 3, WakeNames(["Chatterbot", "Lumi"])
    await call.say(ANN, doubted)
    await passes(5)
    assert call.happened == []
    await call.say(ANN, f"{doubted} ?where ?mumble")
    await passes(5)
    assert call.happened == [PARDON, "said"]
