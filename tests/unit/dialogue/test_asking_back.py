"""Asking a person what they meant: yes, no, the other one, silence, another question; rarely, and only who spoke to the bot."""

from __future__ import annotations

import pytest
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call
from tests.virtual_time import passes

from chatterbot.dialogue.agreement import Agreement, understand
from chatterbot.dialogue.commands import Act

pytestmark = pytest.mark.unit

ANN, BOB = 1, 2
VAGUE = "where is it again"
FIRST, SECOND = f"mean {MEET}", f"or {GAME}"


@pytest.fixture(autouse=True)
def near(call: Call) -> None:
    call.partner.choices.near = {VAGUE: [MEET, GAME, "and what more"], "how about it": [GAME]}


async def ask(call: Call, *, who: int = ANN, question: str = VAGUE) -> None:
    await call.say(who, question)
    await passes(4)


async def say(call: Call, text: str, who: int = ANN, *, wait_s: float = 6) -> list[str]:
    """Say something and return what happens then."""
    before = len(call.happened)
    await call.say(who, text)
    await passes(wait_s)
    return call.happened[before:]


async def test_a_yes_is_answered_and_written_down_in_the_place_of_the_question(call: Call) -> None:
    await ask(call)
    assert call.happened == [f"bot: {FIRST}", "said"]
    assert await say(call, "yes please") == [f"bot: {LIBRARY}", "said"]
    asked, answered = call.partner.exchanges
    assert (asked.asked, asked.reply.is_answer, answered.asked, answered.answer) == (VAGUE, False, VAGUE, LIBRARY)
    assert answered.instead is asked
    assert await say(call, "yes") == [], "the bot waits for nothing any more"


async def test_no_asks_about_the_second_one_and_then_nothing_is_known(call: Call) -> None:
    await ask(call)
    assert await say(call, "no the other one") == [f"bot: {SECOND}", "said"]
    assert await say(call, "no") == ["bot: unknown", "said"]
    assert call.partner.choices.none == [VAGUE]
    assert [exchange.asked for exchange in call.partner.exchanges] == [VAGUE]


@pytest.mark.parametrize(("said", "answer"), [("yes", CHESS), ("the first one", LIBRARY), ("no the second", CHESS)])
async def test_of_two_either_can_be_chosen(call: Call, said: str, answer: str) -> None:
    await ask(call)
    assert await say(call, "second") == [f"bot: {SECOND}", "said"], "nobody has heard what the second one is"
    assert await say(call, said) == [f"bot: {answer}", "said"]


async def test_a_yes_over_the_question_ends_it(call: Call) -> None:
    await call.say(ANN, VAGUE)
    await passes(1.7)
    happened = await say(call, "yes")
    assert [what for what in happened if what.startswith("bot")] == [f"bot: {LIBRARY}"]
    assert "resumed" not in happened


async def test_another_question_is_that_question(call: Call) -> None:
    await ask(call)
    assert await say(call, GAME) == [f"bot: {CHESS}", "said"]
    assert await say(call, "yes") == []


async def test_silence_is_nothing_and_a_late_yes_too(call: Call) -> None:
    await ask(call)
    await passes(20)
    assert call.happened == [f"bot: {FIRST}", "said"]
    assert await say(call, "yes") == []
    assert call.partner.choices.none == []


async def test_a_cough_leaves_the_question_standing_and_repeat_says_it_again(call: Call) -> None:
    await ask(call)
    await say(call, "#0.3", wait_s=1)
    await passes(8)
    assert await say(call, "repeat") == [f"bot: {FIRST}", "said"]
    assert await say(call, "uh huh") == [f"bot: {LIBRARY}", "said"]


async def test_a_correction_is_still_a_correction(call: Call) -> None:
    await ask(call)
    await say(call, "no the right answer is upstairs")
    ((user, command, about),) = call.partner.obeyed
    assert (user, command.act, command.better, about) == (ANN, Act.CORRECT, "upstairs", VAGUE)


async def test_nobody_is_asked_twice_in_a_row_nor_twice_a_minute(call: Call) -> None:
    await ask(call)
    assert await say(call, VAGUE) == ["bot: unknown", "said"]
    await passes(70)
    assert await say(call, VAGUE) == [f"bot: {FIRST}", "said"]
    assert await say(call, "yes") == [f"bot: {LIBRARY}", "said"]
    assert await say(call, VAGUE) == ["bot: unknown", "said"], "within a minute"
    await passes(70)
    assert await say(call, VAGUE) == [f"bot: {FIRST}", "said"]


async def test_people_among_themselves_are_not_asked(call: Call) -> None:
    call.partner.present = 2
    assert await say(call, VAGUE) == []
    assert call.partner.choices.looked_up == []
    assert await say(call, f"chatterbot {VAGUE}") == [f"bot: {FIRST}", "said"]
    assert await say(call, "yes", BOB, wait_s=1) == [], "only the person who asked is asked"
    assert await say(call, "yes") == [f"bot: {LIBRARY}", "said"]


async def test_what_is_gone_meanwhile_is_not_known(call: Call) -> None:
    await ask(call)
    call.partner.choices.gone = {MEET}
    assert await say(call, "yes") == ["bot: unknown", "said"]
    assert call.partner.choices.none == []


async def test_a_person_who_left_is_forgotten(call: Call) -> None:
    await ask(call)
    assert call.session is not None
    call.session.forget(ANN)
    assert ANN not in call.session.people
    assert await say(call, "yes") == []


async def test_a_model_answers_first_and_only_where_it_declines_is_asked_back(call: Call) -> None:
    call.partner.model = {VAGUE: [(0.5, "Behind the mill.")]}
    assert await say(call, VAGUE) == ["bot: Behind the mill.", "said"]
    assert await say(call, "how about it") == [f"bot: mean {GAME}", "said"]
    assert await say(call, "that one") == [f"bot: {CHESS}", "said"]


@pytest.mark.parametrize(
    ("text", "agreement"),
    [
        ("Yes, please!", Agreement.YES),
        ("Ну да.", Agreement.YES),
        ("да, это", Agreement.YES),
        ("Угу", Agreement.YES),
        ("Ja, genau.", Agreement.YES),
        ("No, the other one.", Agreement.NO),
        ("Нет, другое.", Agreement.NO),
        ("нет-нет", Agreement.NO),
        ("No, the second one.", Agreement.SECOND),
        ("Нет, второе", Agreement.SECOND),
        ("первое", Agreement.FIRST),
        ("the first, no, the second", None),
        ("yes, no", None),
        ("no, when do you close?", None),
        ("да где же это", None),
        ("please", None),
        ("", None),
        ("🦊", None),
        ("yes " * 400 + "no", None),
        ("нет, правильный ответ — да", None),
    ],
)
def test_what_counts_as_yes_and_no(text: str, agreement: Agreement | None) -> None:
    assert understand(text) is agreement
