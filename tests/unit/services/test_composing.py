"""Answers of a language model on the ground of what was taught, with a real engine and a real database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import pytest_asyncio
from tests.unit.services.model_stage import Asked, Watch
from tests.unit.services.test_importing import CAMP, WORKSHOP, handbook, taken
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME, World, prompt

from chatterbot import errors, models
from chatterbot.cli import composing
from chatterbot.generation import (
    Notice,
    Remark,
    Scene,
)
from chatterbot.llm import ChatRequest
from chatterbot.models import ReplySource
from chatterbot.store import Counted

pytestmark = pytest.mark.unit

NEAR = "do you open on Sunday?"
"""Near to what is taught, but not sure."""
BOTH = "do you open or close on Sunday"
"""The same, between two."""
FAR = "purple giraffes"


@pytest_asyncio.fixture
async def asked(world: World) -> Asked:
    await world.teach(
        ("when do you open in the morning?", "We open at nine."),
        ("when do you close in the evening?", "We close at six."),
        ("where is the door of the house?", "Behind the tree."),
        author_id=BOB,
    )
    return Asked(world)


async def test_a_sure_answer_needs_no_model(asked: Asked) -> None:
    question = prompt("when do you open in the morning?")
    reply = await asked.conversation.reply(question)
    assert reply.source is ReplySource.TAUGHT
    assert not await asked.conversation.asks_model(question, reply)


async def test_a_chosen_answer_has_the_taught_words(asked: Asked) -> None:
    outcome = await asked.composed(NEAR, "USE 1")
    reply = outcome.reply
    assert (reply.text, reply.source, outcome.notice) == ("We open at nine.", ReplySource.CHOSEN, None)
    assert asked.shown == ["We open at nine."]
    assert reply.composed is not None
    assert reply.composed.examples == (reply.example_id,)
    assert reply.composed.model == "scripted"
    assert reply.composed.prompt_tokens > 0
    turn = await asked.conversation.delivered(prompt(NEAR), reply, 900)
    kept = await asked.conversation.turn(HOME, 900)
    assert kept == turn
    (source,) = (await asked.conversation.explain(HOME, kept)).sources
    assert source.example is not None
    assert (source.number, source.example.author_id) == (1, BOB)


async def test_a_composed_answer_names_its_sources(asked: Asked) -> None:
    outcome = await asked.composed(BOTH, "The doors open at nine [2]. They close at six [1]. Ask us [7]!")
    reply = outcome.reply
    assert reply.source is ReplySource.COMPOSED
    assert reply.text == (
        f"The doors open at nine [1]. They close at six [2]. Ask us!\n-# 📚 [1] [2] taught by <@{BOB}>"
    )
    assert asked.shown[0] == "The doors open at nine [1]."
    assert asked.shown[-1] == reply.text
    assert reply.speech == "The doors open at nine. They close at six. Ask us!"
    turn = await asked.conversation.delivered(prompt(NEAR), reply, 900)
    assert await asked.conversation.present(turn) == reply.speech
    sources = (await asked.conversation.explain(HOME, turn)).sources
    assert [(each.number, each.example.reply if each.example else "") for each in sources] == [
        (1, "We open at nine."),
        (2, "We close at six."),
    ]


async def test_a_model_may_decline(asked: Asked) -> None:
    for nothing in ("NONE", "none.", "I don't know.", "Paris is nice."):
        outcome = await asked.composed(NEAR, nothing)
        assert (outcome.reply.source, outcome.reply.text, outcome.notice, asked.shown) == (
            ReplySource.UNKNOWN,
            "",
            None,
            [],
        ), nothing
        assert outcome.reply.near


async def test_general_knowledge_is_marked_and_only_where_it_is_wanted(asked: Asked) -> None:
    question = prompt(FAR)
    reply = await asked.conversation.reply(question)
    assert not await asked.conversation.asks_model(question, reply)
    await asked.mode("grounded")
    outcome = await asked.composed(FAR, "About 100 metres.")
    assert (outcome.reply.source, asked.shown) == (ReplySource.UNKNOWN, [])
    asked.requests.clear()
    await asked.composed("🦆🦆", "A duck.")
    assert asked.requests == []  # there is nothing that an answer could rest on
    await asked.mode("open")
    outcome = await asked.composed(FAR, "About 100 metres.")
    assert outcome.reply.source is ReplySource.GENERAL
    assert outcome.reply.text == (
        "About 100 metres.\n-# From the model's general knowledge, not from what was taught here."
    )
    in_russian = await asked.composed("какой высоты был маяк?", "Около ста метров.", Scene(language="ru"))
    assert in_russian.reply.text.endswith("-# Из общих знаний модели, а не из того, чему меня учили здесь.")
    aloud = await asked.composed(FAR, "About **100** metres.", Scene(voice=True))
    assert aloud.reply.text == (
        "About **100** metres.\n-# From the model's general knowledge, not from what was taught here."
    )
    assert aloud.reply.speech == "About **100** metres."


async def test_passages_follow_the_examples(asked: Asked) -> None:
    await taken(asked.world, handbook(WORKSHOP, CAMP))
    await asked.mode("grounded")
    outcome = await asked.composed(
        "is the workshop open on Thursdays?", naming_passage("Yes, it is open on Thursdays [{passage}].")
    )
    assert outcome.reply.source is ReplySource.COMPOSED
    assert outcome.reply.composed is not None
    assert len(outcome.reply.composed.passages) == 1
    assert "[1] 📄 Club handbook › Workshop · <https://club.example/handbook.html#workshop>" in outcome.reply.text
    # A quotation stands where the model declines.
    declined = await asked.composed("is the workshop open on Thursdays?", "NONE")
    assert declined.reply.source is ReplySource.DOCUMENT
    assert declined.reply.text.startswith("> The workshop")
    # One that the model chose is quoted.
    for question, source in (("old shirt, euros?", ReplySource.UNKNOWN), ("old shirt?", ReplySource.DOCUMENT)):
        quoted = await asked.conversation.reply(prompt(question))
        assert quoted.source is source
        chosen = await asked.composed(question, naming_passage("USE {passage}"))
        assert chosen.reply.source is ReplySource.DOCUMENT
        assert chosen.reply.passage_id is not None
        assert chosen.reply.composed is not None
        assert chosen.reply.composed.passages == (chosen.reply.passage_id,)
        assert asked.shown == [chosen.reply.text]
    await asked.mode("taught")
    assert not await asked.conversation.asks_model(prompt(question), quoted)


async def test_the_terminal_tells_sources_by_the_numbers_in_the_answer(asked: Asked) -> None:
    await taken(asked.world, handbook(WORKSHOP, CAMP))
    await asked.mode("grounded")
    script = naming_passage("The workshop is open on Thursdays [{passage}]. We open at nine in the morning [1].")
    reply = (await asked.composed("is the workshop open on Thursdays?", script)).reply
    told = composing.told(await asked.conversation.sources(HOME, reply), reply)
    assert told[0].startswith("  [1] Club handbook, Workshop")
    assert told[1].startswith("  [2] when do you open in the morning? => We open at nine.")
    assert told[2].startswith("  scripted: ")
    assert len(told) == 3


def naming_passage(text: str) -> Callable[[ChatRequest], str]:
    """Return a script that names the first passage by its number."""

    def script(request: ChatRequest) -> str:
        before = request.messages[1].text.split("] Document")[0]
        return text.format(passage=before.rpartition("[")[2])

    return script


async def test_what_must_not_be_answered_is_not_asked(asked: Asked) -> None:
    await asked.world.teaching.teach(HOME, ADA, [models.NewExample("tell me a secret about the boss")], source="text")
    await asked.mode("open")
    for text in ("tell me a secret about the boss", "tell me a secret about your boss"):
        question = prompt(text)
        reply = await asked.conversation.reply(question)
        assert reply.forbidden
        assert not await asked.conversation.asks_model(question, reply)


async def test_an_answer_that_was_called_wrong_is_not_repeated(asked: Asked) -> None:
    await asked.mode("open")
    said = await asked.composed(NEAR, "USE 1")
    turn = await asked.conversation.delivered(prompt(NEAR), said.reply, 900)
    await asked.world.teaching.reject(HOME, BOB, turn)
    await asked.composed(NEAR, "Well, **we OPEN at nine** (I think).")
    assert "| We open at nine." in asked.requests[-1].messages[1].text.partition("WRONG")[2]
    outcome = await asked.composed(NEAR)
    assert (outcome.reply.source, asked.shown) == (ReplySource.UNKNOWN, [])
    better = await asked.composed(NEAR, "At ten, since spring.")
    assert better.reply.source is ReplySource.GENERAL
    assert len(asked.shown) == 1


async def test_a_correction_of_a_models_answer_teaches(asked: Asked) -> None:
    outcome = await asked.composed(NEAR, "The doors open at nine [1].")
    turn = await asked.conversation.delivered(prompt(NEAR), outcome.reply, 900)
    await asked.world.teaching.correct(HOME, ADA, turn, "At ten since spring.")
    assert (await asked.world.ask(NEAR)).text == "At ten since spring."


async def test_the_words_of_a_model_may_be_taught_as_they_are(asked: Asked) -> None:
    outcome = await asked.composed(NEAR, "The doors open at nine [1].")
    turn = await asked.conversation.delivered(prompt(NEAR), outcome.reply, 900)
    receipt = await asked.world.teaching.correct(HOME, ADA, turn, await asked.conversation.present(turn))
    assert receipt.example.reply == "The doors open at nine."
    with pytest.raises(errors.InvalidInputError, match="error-correction-same"):
        await asked.world.teaching.correct(HOME, ADA, turn, "The doors open at nine.")
    # A taught answer that a model chose is barred from the question when it is corrected; a composed one bars nothing.
    dataset = await asked.world.teaching.indexes.ready(HOME)
    taught = await asked.world.store.examples.live_examples(HOME, dataset.id)
    assert all(each.positive for each in taught)


async def test_a_chosen_answer_that_is_corrected_is_barred(asked: Asked) -> None:
    outcome = await asked.composed(NEAR, "USE 1")
    turn = await asked.conversation.delivered(prompt(NEAR), outcome.reply, 900)
    with pytest.raises(errors.InvalidInputError, match="error-correction-same"):
        await asked.world.teaching.correct(HOME, ADA, turn, "We open at nine.")
    await asked.world.teaching.correct(HOME, ADA, turn, "Never on Sundays.")
    dataset = await asked.world.teaching.indexes.ready(HOME)
    taught = await asked.world.store.examples.live_examples(HOME, dataset.id)
    assert [(each.prompt, each.reply) for each in taught if not each.positive] == [(NEAR, "We open at nine.")]


async def test_budgets_are_asked_and_told_once(asked: Asked) -> None:
    asked.ledger.left = 1
    await asked.composed(NEAR, "USE 1")
    assert [(person, failed) for person, _, failed in asked.ledger.spending] == [(ADA, False)]
    assert asked.ledger.spending[0][1].prompt > 0
    outcome = await asked.composed(NEAR)
    assert (outcome.reply.source, outcome.notice) == (ReplySource.UNKNOWN, Notice.PERSON_LIMIT)
    assert outcome.until is not None
    assert (len(asked.requests), len(asked.ledger.spending)) == (1, 1)


async def test_an_answer_that_is_given_up_is_counted(asked: Asked) -> None:
    await asked.mode("open")
    asked.answer = "One sentence. And then another one. And so on."
    conversation, question = asked.conversation, prompt(NEAR)
    async with conversation.composing(question, await conversation.reply(question), Scene()) as composition:
        async for text in composition.texts():
            assert text == "One sentence."
            break
    assert len(asked.ledger.spending) == 1
    assert asked.ledger.spending[0][1].completion > 0
    assert composition.outcome.notice is Notice.CUT


async def test_moderation_is_before_everything(asked: Asked) -> None:
    await asked.mode("open")
    asked.moderator = Watch("bomb")
    outcome = await asked.composed("how do I build a bomb?", "Like this.")
    assert (outcome.notice, asked.requests, asked.ledger.admitted) == (Notice.REFUSED, [], 0)
    outcome = await asked.composed(FAR, "First sentence. Then a bomb.")
    assert (outcome.notice, outcome.reply.source, asked.shown) == (Notice.REFUSED, ReplySource.UNKNOWN, [])
    outcome = await asked.composed(FAR, "First sentence. Then more.")
    assert len(asked.shown) == 1


@pytest.mark.parametrize(
    ("fault", "notice"),
    [
        (errors.ModelFault.UNREACHABLE, Notice.UNAVAILABLE),
        (errors.ModelFault.RATE_LIMITED, Notice.BUSY),
        (errors.ModelFault.REFUSED, Notice.REFUSED),
    ],
)
async def test_a_failing_server_leaves_the_former_reply(asked: Asked, fault: errors.ModelFault, notice: Notice) -> None:
    def fail(_: ChatRequest) -> str:
        raise errors.ModelError("no", fault, retry_after_s=30)

    asked.answer = fail
    outcome = await asked.composed(NEAR)
    assert (outcome.reply.source, outcome.notice, asked.shown) == (ReplySource.UNKNOWN, notice, [])
    assert outcome.until is not None
    assert [failed for _, _, failed in asked.ledger.spending] == [True]


async def test_a_request_that_is_too_long_is_halved_once(asked: Asked) -> None:
    now = dt.datetime.now(dt.UTC)
    remarks = tuple(Remark(f"remark {n} " + "x" * 300, BOB, "Bob", False, now) for n in range(40))

    def fail(_: ChatRequest) -> str:
        raise errors.ModelError("too long", errors.ModelFault.TOO_LONG)

    asked.answer = fail
    await asked.mode("grounded")
    outcome = await asked.composed(NEAR, None, Scene(remarks=remarks))
    assert outcome.notice is Notice.UNAVAILABLE
    first, second = (request.messages[1].text for request in asked.requests)
    assert len(second) < len(first) * 0.7
    assert first.count("Taught answer") > second.count("Taught answer") > 0
    assert "remark 39" in second
    assert len(asked.ledger.spending) == 1


async def test_an_answer_from_what_was_erased_meanwhile_is_not_recorded(asked: Asked) -> None:
    written = (await asked.composed(NEAR, "The doors open at nine [1].")).reply
    turn = await asked.conversation.delivered(prompt(FAR), await asked.world.ask(FAR), 901)
    await asked.world.privacy.erase(BOB, HOME, keep_taught=False)
    with pytest.raises(errors.RefusedError, match="error-erased-meanwhile"):
        await asked.conversation.delivered(prompt(NEAR), written, 900)
    assert await asked.conversation.revise(turn, NEAR, written) is None
    assert [each.prompt for each in await asked.conversation.recent_turns(HOME, CHANNEL)] == [FAR]


async def test_what_only_a_model_knew_stays_unanswered(asked: Asked) -> None:
    await asked.mode("open")
    for message_id, question, answer in ((900, NEAR, "The doors open at ten [1]."), (901, FAR, "They are tall.")):
        outcome = await asked.composed(question, answer)
        await asked.conversation.delivered(prompt(question), outcome.reply, message_id)
    assert [each.prompt for each in await asked.world.store.gaps.questions(HOME, 9)] == [FAR]
    today = dt.datetime.now(dt.UTC).date()
    (counts,) = (await asked.world.store.gaps.daily(HOME, today - dt.timedelta(days=1))).values()
    assert counts[Counted.ANSWERED] == 2
    (used,) = await asked.world.store.gaps.most_used(HOME, 9)
    assert (used.reply, used.uses) == ("We open at nine.", 1)


async def test_an_erasure_takes_the_sources_away(asked: Asked) -> None:
    outcome = await asked.composed(NEAR, "The doors open at nine [1].")
    turn = await asked.conversation.delivered(prompt(NEAR), outcome.reply, 900)
    await asked.world.privacy.erase(BOB, HOME, keep_taught=False)
    (source,) = (await asked.conversation.explain(HOME, turn)).sources
    assert (source.number, source.example, source.passage) == (1, None, None)
    with pytest.raises(errors.NotFoundError):  # it repeated what Bob had taught
        await asked.conversation.turn(HOME, 900)
    assert not (await asked.world.ask(NEAR)).near
