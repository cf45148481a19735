"""Teaching that a question asks the same as a taught one: it gets that answer with all its replies, once, and in the right dataset."""

from __future__ import annotations

import dataclasses

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
from chatterbot.teaching import add_answer, teach_paraphrase

pytestmark = pytest.mark.unit

JOIN, ALSO = "how do I join?", "what must one do to take part"


async def example_of(world: worlds.World, question: str) -> int:
    found = (await world.ask(question)).example_id
    assert found is not None
    return found


async def also(world: worlds.World, example_id: int, question: str = ALSO, author_id: int = BOB) -> models.Example:
    taught = await teach_paraphrase(world.teaching.changes, HOME, author_id, example_id, question, source="chat")
    (example,) = taught.examples
    return example


async def test_the_answer_has_all_its_replies_for_the_new_question_too(world: worlds.World) -> None:
    await world.teach((JOIN, "Press Join."), ("where is the map?", "In the hall."))
    example_id = await example_of(world, JOIN)
    await add_answer(world.teaching.changes, HOME, ADA, example_id, "Use the door.")
    taught = await also(world, example_id)
    assert (taught.author_id, taught.credited_id) == (BOB, ADA), "the words stay those of who taught them"
    heard = {(await world.say(ALSO, message_id=number)).reply.text for number in (1, 2)}
    assert heard == {"Press Join.", "Use the door."}
    assert (await world.ask(ALSO)).confidence == 1.0


async def test_a_labelled_answer_stays_one_answer_and_keeps_what_goes_with_it(world: worlds.World) -> None:
    picture = models.AnswerExtras(title="The map")
    lesson = models.NewExample("where is the map?", "In the hall.", label="map", extras=picture)
    await world.teaching.teach(HOME, ADA, [lesson, models.NewExample(JOIN, "Press Join.")], source="text")
    taught = await also(world, await example_of(world, "where is the map?"))
    assert taught.label == "map"
    reply = await world.ask(ALSO)
    assert (reply.text, reply.extras) == ("In the hall.", picture)


async def test_the_same_is_taught_once_and_nothing_of_what_is_gone(world: worlds.World) -> None:
    await world.teach((JOIN, "Press Join."), ("where is the map?", "In the hall."))
    example_id = await example_of(world, JOIN)
    await also(world, example_id)
    silent = await world.teaching.teach(HOME, ADA, [models.NewExample("spam")], source="text")
    await world.teaching.forget(HOME, ADA, await example_of(world, "where is the map?"))
    forgotten = (await world.store.examples.examples(HOME, range(1, 50)))[1].id
    before = await world.store.history.changes(HOME, 50)
    for chosen, question, key in (
        (example_id, f"  {ALSO.upper()} ", "error-taught-already"),
        (example_id, " \u200b ", "error-prompt-empty"),
        (example_id, "x" * 4001, "error-prompt-too-long"),
        (silent.examples[0].id, ALSO, "error-suggestion-gone"),
        (forgotten, ALSO, "error-suggestion-gone"),
        (10**6, ALSO, "error-suggestion-gone"),
    ):
        with pytest.raises(errors.UserError) as refused:
            await also(world, chosen, question)
        assert refused.value.key == key, question[:20]
    assert await world.store.history.changes(HOME, 50) == before


async def test_an_undo_takes_it_back_and_an_example_of_elsewhere_is_none(world: worlds.World) -> None:
    await world.teach((JOIN, "Press Join."))
    example_id = await example_of(world, JOIN)
    with pytest.raises(errors.NotFoundError):
        await teach_paraphrase(world.teaching.changes, HOME + 1, BOB, example_id, ALSO, source="chat")
    await also(world, example_id)
    (change, *_) = await world.store.history.changes(HOME, 1)
    await world.teaching.undo(HOME, BOB, change.id)
    assert not (await world.ask(ALSO)).is_answer


async def test_what_was_meant_is_answered_as_the_question_is_now(world: worlds.World) -> None:
    await world.teach((JOIN, "Press Join."), ("where is the map?", "In the hall."))
    example_id = await example_of(world, JOIN)
    unknown = dataclasses.replace(await world.ask("hm"), near=(example_id,))
    prompt = worlds.prompt("hm")
    assert (await world.conversation.meant(prompt, unknown, example_id)).text == "Press Join."
    turn = await world.say(JOIN, message_id=5)
    await world.teaching.reject(HOME, ADA, turn)
    with pytest.raises(errors.NotFoundError):
        await world.conversation.meant(prompt, unknown, example_id)
    await world.teaching.teach(HOME, ADA, [models.NewExample(JOIN, "Ask Bob.")], source="text")
    assert (await world.conversation.meant(prompt, unknown, example_id)).text == "Ask Bob."
