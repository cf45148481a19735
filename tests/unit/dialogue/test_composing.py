"""A language model answers aloud: asked only when it has to be, said while it writes, given up with its speech."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests.unit.dialogue.world import CHESS, GAME, LIBRARY, MEET, Call, Partner
from tests.virtual_time import passes

from chatterbot import models
from chatterbot.dialogue.latency import Stage
from chatterbot.dialogue.options import DialogueOptions
from chatterbot.dialogue.session import DialogueState
from chatterbot.dialogue.streamed_speech import PAUSE_S

pytestmark = pytest.mark.unit

ANN, BOB, EVE = 1, 2, 3
LOVE = "what is love"
SONG = "Love is a song"
BABY = "Baby it does not hurt"
MORE = "and nobody knows more"
TONE = "bot: tone"


@pytest.fixture
def partner() -> Partner:
    made = Partner({MEET: LIBRARY, GAME: CHESS})
    made.model = {LOVE: [(1.0, SONG), (0.4, BABY), (0.4, MORE)], "why so": [(0.1, "Because")]}
    return made


def said(call: Call) -> list[str]:
    return [what for what in call.happened if what.startswith("bot: ") and what != TONE]


def asked(call: Call) -> list[str]:
    return [one.asked for one in call.partner.asked_model]


async def until_said(call: Call, what: str) -> float:
    while f"bot: {what}" not in call.happened:
        await passes(0.02)
    return asyncio.get_running_loop().time()


async def test_an_answer_is_said_while_it_is_written(call: Call) -> None:
    call.partner.model = {LOVE: [(1.0, SONG), (4.0, BABY), (4.0, MORE)]}
    await call.say(ANN, LOVE)
    heard_at = await until_said(call, SONG)
    [one] = call.partner.asked_model
    assert one.composition.ended is None, "the model still writes"
    assert call.partner.exchanges == [], "it is not written down before it is whole"
    await passes(12)
    assert one.composition.ended_at > heard_at + 7
    assert said(call) == [f"bot: {SONG}"], "it is one speech"
    assert call.happened[-1] == "said"
    [exchange] = call.partner.exchanges
    assert (exchange.asked, exchange.reply.text) == (LOVE, f"{SONG} {BABY} {MORE}")
    assert exchange.reply.source is models.ReplySource.GENERAL
    assert exchange.answer == exchange.heard == f"{SONG} {BABY} {MORE}"
    assert not exchange.writing


async def test_the_first_sentence_is_said_at_once_and_the_next_one_without_a_gap(call: Call) -> None:
    call.partner.sound_takes_s = 0.5
    await call.say(ANN, LOVE)
    await until_said(call, SONG)
    [one] = call.partner.asked_model
    assert call.times.quantile(Stage.COMPOSE, 0.5) is None, "measured at the end"
    began = call.at(f"bot: {SONG}")
    await passes(8)
    assert call.times.quantile(Stage.COMPOSE, 0.5) == pytest.approx(1.0, abs=0.03)
    assert call.times.quantile(Stage.SPEAK, 0.5) == pytest.approx(0.5, abs=0.03)
    assert call.times.quantile(Stage.ANSWER, 0.5) == pytest.approx(0.0, abs=0.03)
    words = len(f"{SONG} {BABY} {MORE}".split())
    lasted = call.log[-1][0] - began
    assert lasted == pytest.approx(0.3 * words + 2 * PAUSE_S, abs=0.1), (
        "nothing but the pauses is between the sentences"
    )
    assert one.composition.ended == "whole"


async def test_the_model_is_asked_once_when_the_turn_is_over(call: Call) -> None:
    await call.say(ANN, "what ...0.4 is ...0.4 love", closing=False)
    assert call.partner.asked_model == []
    assert len(call.recogniser.heard) >= 2, "it was recognised in the pauses"
    await passes(8)
    assert asked(call) == [LOVE]


async def test_nobody_asks_the_model_about_what_is_known_or_said_to_others(call: Call) -> None:
    await call.say(ANN, MEET)
    await passes(5)
    await call.say(ANN, "okay")
    await passes(2)
    await call.say(ANN, "#0.5")
    await passes(2)
    call.partner.present = 2
    await call.say(BOB, LOVE)
    await passes(4)
    await call.say(BOB, MEET)
    await passes(4)
    assert call.partner.asked_model == []
    await call.say(BOB, f"chatterbot {LOVE}")
    await passes(8)
    assert asked(call) == [LOVE]


async def test_a_passage_that_nobody_asked_the_bot_about_is_quoted_without_the_model(call: Call) -> None:
    quoted = models.Reply("Read it.", models.ReplySource.DOCUMENT, 0.99, 0.5, aloud="It says so")

    async def reply(user_id: int, text: str, previous: str | None) -> models.Reply:  # noqa: ARG001 - named as it is asked
        return quoted

    call.partner.reply = reply
    call.partner.present = 2
    await call.say(ANN, LOVE)
    await passes(4)
    assert (said(call), asked(call)) == (["bot: It says so"], [])
    await passes(10)
    await call.say(ANN, f"chatterbot {LOVE}")
    await passes(8)
    assert (said(call)[1:], asked(call)) == ([f"bot: {SONG}"], [LOVE])
    await call.say(ANN, "chatterbot who wrote it")
    await passes(4)
    assert said(call)[2:] == ["bot: It says so"], "it is quoted where the model fails"


async def test_the_voice_makes_the_first_sentence_while_another_person_talks(call: Call) -> None:
    call.partner.present, call.partner.sound_takes_s = 2, 0.25
    call.partner.model = {LOVE: [(1.2, SONG)]}
    await call.say(ANN, f"chatterbot {LOVE}")
    ended = await call.say(BOB, "well I have been there and it was rather nice over there", word_s=0.2)
    began = await until_said(call, SONG)
    assert began - ended == pytest.approx(call.settings.endpoint.brisk_s, abs=0.1), "it begins with his silence"


async def test_thinking_is_heard_within_a_second_and_no_answer(call: Call) -> None:
    assert call.session is not None
    call.partner.present = 2
    call.partner.model = {LOVE: [(4.0, SONG)]}
    ended = await call.say(ANN, f"chatterbot {LOVE}")
    await passes(0.7)
    assert call.session.state is DialogueState.THINKING
    await passes(0.8)
    assert call.happened[0] == TONE
    turn_ended = ended + call.settings.endpoint.brisk_s
    assert 0.7 <= call.at(TONE) - turn_ended <= 0.95
    assert call.partner.exchanges == []
    await passes(6)
    assert call.happened.count(TONE) == 2, "another one after 2.5 s"
    assert call.partner.exchanges[0].heard == SONG
    assert call.session.state is DialogueState.LISTENING


async def test_a_quick_answer_comes_without_a_sign(call: Call) -> None:
    call.partner.model = {LOVE: [(0.3, SONG)]}
    await call.say(ANN, LOVE)
    await passes(5)
    assert call.happened == [f"bot: {SONG}", "said"]


async def test_a_sign_is_interrupted_by_speech_and_the_whole_question_is_asked(call: Call) -> None:
    call.partner.model = {LOVE: [(5.0, SONG)], f"{LOVE} in one word": [(0.2, "Pain")]}
    await call.say(ANN, f"{LOVE} ...1.5")
    assert call.happened[:1] == [TONE]
    await call.say(ANN, "in one word")
    first = call.partner.asked_model[0].composition
    await passes(5)
    assert asked(call) == [LOVE, f"{LOVE} in one word"]
    assert first.ended == "closed"
    assert said(call) == ["bot: Pain"]
    assert [one.asked for one in call.partner.exchanges] == [f"{LOVE} in one word"]


async def test_an_interruption_ends_the_request_at_once(call: Call) -> None:
    call.partner.model = {LOVE: [(1.0, f"{SONG} {BABY}"), (60.0, MORE)]}
    await call.say(ANN, LOVE)
    await until_said(call, f"{SONG} {BABY}")
    await passes(1.0)
    began = asyncio.get_running_loop().time()
    await call.say(ANN, "no no tell me something else please now", word_s=0.2)
    await passes(1)
    composition = call.partner.asked_model[0].composition
    assert composition.ended == "closed"
    assert composition.ended_at - began == pytest.approx(call.settings.yield_s + 0.064, abs=0.15)
    [exchange] = call.partner.exchanges[:1]
    assert exchange.reply.composed is not None
    assert exchange.reply.composed.cut
    assert exchange.reply.text == f"{SONG} {BABY}"
    assert exchange.heard
    assert SONG.startswith(exchange.heard)


async def test_a_cough_only_pauses_it(call: Call) -> None:
    call.partner.model = {LOVE: [(1.0, SONG), (3.0, BABY)]}
    await call.say(ANN, LOVE)
    await until_said(call, SONG)
    await passes(0.7)
    await call.say(ANN, "#0.3")
    await passes(8)
    assert call.happened[call.happened.index(f"bot: {SONG}") :] == [f"bot: {SONG}", "paused", "resumed", "said"]
    assert call.partner.asked_model[0].composition.ended == "whole"
    assert call.partner.exchanges[0].heard == f"{SONG} {BABY}"


@pytest.mark.parametrize("writes_s", [0.2, 3.0])
async def test_a_noise_before_the_first_sentence_costs_no_second_request(call: Call, writes_s: float) -> None:
    call.partner.model = {LOVE: [(writes_s, SONG), (0.1, BABY)]}
    call.partner.sound_takes_s = 0.2
    await call.say(ANN, f"{LOVE} ...0.9 #0.25")
    await passes(9)
    assert asked(call) == [LOVE]
    assert said(call) == [f"bot: {SONG}"] or said(call) == [f"bot: {SONG} {BABY}"]
    assert [one.heard for one in call.partner.exchanges] == [f"{SONG} {BABY}"]


async def test_a_noise_while_the_model_fails_costs_no_answer(call: Call) -> None:
    call.partner.model = {LOVE: [(0.4, "")]}
    await call.say(ANN, f"{LOVE} ...0.7 #0.4")
    await passes(6)
    assert said(call) == ["bot: unknown"]
    assert [one.asked for one in call.partner.exchanges] == [LOVE]


async def test_a_model_that_fails_leaves_what_is_said_without_one(call: Call) -> None:
    call.partner.notice = "The model is away."
    for number in range(3):
        await call.say(ANN, f"who is that {number}")
        await passes(4)
        call.partner.notice = ""
    assert said(call) == ["bot: unknown The model is away.", "bot: unknown"]
    assert call.happened[-2:] == [TONE, "said"], "the third time in a row it is a tone"
    assert [one.reply.source for one in call.partner.exchanges] == [models.ReplySource.UNKNOWN] * 3
    await call.say(ANN, "why so")
    await passes(4)
    await call.say(ANN, "who is that")
    await passes(4)
    assert said(call)[2:] == ["bot: Because", "bot: unknown"], "an answer in between begins the count anew"


async def test_a_bug_while_it_is_written_ends_the_answer_and_not_the_dialogue(
    call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        notice = ""
        reply = models.Reply("My secret", models.ReplySource.GENERAL, 0.0, 0.5)

        async def sentences(self) -> AsyncGenerator[str]:
            yield "My secret"
            raise RuntimeError("a bug")

    async def compose(*_: object) -> Broken:
        return Broken()

    call.partner.compose = compose  # type: ignore[method-assign,assignment]
    await call.say(ANN, LOVE)
    await passes(4)
    assert said(call) == ["bot: My secret"]
    assert "breaks off" in caplog.text
    assert "secret" not in caplog.text
    await call.say(ANN, LOVE)
    await passes(4)
    assert said(call)[1:] == ["bot: My secret"]


async def test_a_taught_answer_to_another_person_does_not_wait_for_the_model(call: Call) -> None:
    call.partner.present = 2
    call.partner.model = {LOVE: [(6.0, SONG)]}
    await call.say(ANN, f"chatterbot {LOVE}")
    await passes(1)
    await call.say(BOB, f"chatterbot {GAME}")
    await passes(9)
    assert said(call) == [f"bot: {CHESS}", f"bot: {SONG}"]


async def test_a_newer_question_takes_the_place_of_one_that_is_not_answered_yet(call: Call) -> None:
    call.partner.model = {LOVE: [(20.0, SONG)]}
    await call.say(ANN, f"{LOVE} ...3.0")
    await call.say(ANN, MEET)
    await passes(1)
    composition = call.partner.asked_model[0].composition
    assert composition.ended == "closed"
    await passes(25)
    assert said(call) == [f"bot: {LIBRARY}"]
    assert [one.asked for one in call.partner.exchanges] == [MEET]


@pytest.mark.parametrize("present", [1, 3])
async def test_a_person_who_waits_can_say_stop(call: Call, present: int) -> None:
    call.partner.present = present
    call.partner.model = {LOVE: [(9.0, SONG)]}
    await call.say(ANN, f"chatterbot {LOVE} ...3.5")
    await call.say(ANN, "stop")
    await passes(12)
    assert said(call) == []
    assert call.partner.asked_model[0].composition.ended == "closed"


async def test_not_more_is_written_at_once_than_turns_may_wait(call: Call) -> None:
    call.partner.present = 9
    call.partner.model = {LOVE: [(30.0, SONG)]}
    for user_id in range(1, call.settings.waiting + 2):
        await call.say(user_id, f"chatterbot {LOVE}")
        await passes(1)
    assert len(call.partner.asked_model) == call.settings.waiting
    await passes(5)
    assert "bot: unknown" in call.happened, "one too many is answered as without a model"


@pytest.mark.parametrize("after_s", [0.5, 3.0], ids=["thinking", "speaking"])
async def test_a_person_who_leaves_ends_the_request(call: Call, after_s: float) -> None:
    call.partner.model = {LOVE: [(1.5, SONG), (60.0, BABY)]}
    await call.say(ANN, f"{LOVE} ...0.6")
    await passes(after_s)
    assert call.session is not None
    call.session.forget(ANN)
    await passes(0.1)
    assert call.partner.asked_model[0].composition.ended == "closed"
    assert call.session.people == set()
    await passes(9)
    assert call.partner.exchanges == []
    assert call.happened[-1:] != ["said"]


async def test_the_model_is_told_what_was_said_lately_and_nothing_of_people_who_left(call: Call) -> None:
    assert call.session is not None
    call.partner.present = 3
    await call.say(BOB, f"chatterbot {GAME}")
    await passes(4)
    await call.say(ANN, f"chatterbot {MEET}")
    await passes(1.2)
    await call.say(EVE, "chatterbot be quiet")
    await passes(3)
    await call.say(ANN, f"chatterbot {LOVE}")
    await passes(9)
    [first] = call.partner.asked_model
    heard = call.partner.exchanges[1].heard
    assert heard
    assert heard != LIBRARY
    assert first.recent == [(BOB, GAME, CHESS), (ANN, MEET, heard)], "only the words that people heard"
    assert first.previous == heard
    call.session.forget(BOB)
    await call.say(ANN, "chatterbot why so")
    await passes(4)
    assert [one[:2] for one in call.partner.asked_model[1].recent] == [(ANN, MEET), (ANN, LOVE)]
    await passes(700)
    await call.say(ANN, "chatterbot why so")
    await passes(4)
    assert call.partner.asked_model[2].recent == []


async def test_the_latest_answer_can_be_repeated_and_followed_up(call: Call) -> None:
    await call.say(ANN, LOVE)
    await passes(8)
    await call.say(ANN, "repeat that")
    await passes(8)
    assert said(call) == [f"bot: {SONG}", f"bot: {SONG} {BABY} {MORE}"]
    await call.say(ANN, "why so")
    await passes(4)
    assert call.partner.asked_model[1].previous == f"{SONG} {BABY} {MORE}"


@pytest_asyncio.fixture
async def closing(partner: Partner) -> AsyncGenerator[Call]:
    partner.model = {LOVE: [(0.5, SONG), (60.0, BABY)]}
    made = Call(partner, DialogueOptions(), recognising_s=0.15)
    async with made.open():
        await made.say(ANN, LOVE)
        await until_said(made, SONG)
    yield made


async def test_the_end_of_the_call_ends_the_request(closing: Call) -> None:
    assert closing.partner.asked_model[0].composition.ended == "closed"
