"""Text in, reply out."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds

from chatterbot import errors, models

pytestmark = pytest.mark.unit


async def test_a_taught_answer_is_given_with_its_grounds(world: worlds.World) -> None:
    await world.teach(("what is love?", "A feeling."), ("where is the door?", "Over there."))
    reply = await world.ask("What is LOVE")
    assert reply.text == "A feeling."
    assert reply.source is models.ReplySource.TAUGHT
    assert reply.confidence >= reply.threshold > 0
    assert reply.example_id is not None
    assert (await world.teaching.example(worlds.HOME, reply.example_id)).reply == "A feeling."
    assert reply.runner_up is not None
    assert reply.runner_up.example_id != reply.example_id


async def test_what_nobody_taught_is_not_answered(world: worlds.World) -> None:
    nothing = await world.ask("anything?")
    assert nothing == models.Reply("", models.ReplySource.UNKNOWN, 0.0, nothing.threshold)
    await world.teach(("what is love?", "A feeling."))
    far = await world.ask("zebra quantum kettle")
    assert (far.text, far.source, far.example_id) == ("", models.ReplySource.UNKNOWN, None)
    assert far.confidence < far.threshold


@pytest.mark.parametrize("text", ["", " ", "\0", "\ud800", "🦆", "a" * 50_000])
async def test_any_text_gets_a_reply(world: worlds.World, text: str) -> None:
    await world.teach(("what is love?", "A feeling."))
    assert (await world.ask(text)).source is models.ReplySource.UNKNOWN


async def test_examples_with_a_label_share_the_latest_reply(world: worlds.World) -> None:
    greet = [models.NewExample("hello", "Hi!", "Greeting"), models.NewExample("good morning", None, "greeting ")]
    await world.teaching.teach(worlds.HOME, worlds.ADA, greet, source="text")
    assert (await world.ask("good morning")).text == "Hi!"
    later = [models.NewExample("howdy", "Howdy, friend!", "GREETING")]
    await world.teaching.teach(worlds.HOME, worlds.ADA, later, source="text")
    assert [(await world.ask(text)).text for text in ("hello", "good morning")] == ["Howdy, friend!"] * 2


async def test_a_label_without_any_reply_answers_with_itself(world: worlds.World) -> None:
    await world.teaching.teach(
        worlds.HOME, worlds.ADA, [models.NewExample("turn on the lamp", None, "Lamp on")], source="text"
    )
    assert (await world.ask("turn on the lamp")).text == "Lamp on"


async def test_what_should_not_be_answered_is_not(world: worlds.World) -> None:
    await world.teach(("tell me a joke", "Knock knock."))
    await world.teaching.teach(worlds.HOME, worlds.ADA, [models.NewExample("tell me a secret")], source="text")
    assert (await world.ask("tell me a secret")).source is models.ReplySource.UNKNOWN
    assert (await world.ask("tell me a joke")).text == "Knock knock."


async def test_the_previous_message_tells_equal_prompts_apart(world: worlds.World) -> None:
    pairs = [
        models.NewExample("yes", "Then here is your tea.", previous="Would you like some tea?"),
        models.NewExample("yes", "Then the door is open.", previous="Shall I open the door?"),
    ]
    await world.teaching.teach(worlds.HOME, worlds.ADA, pairs, source="text")
    assert (await world.ask("yes", previous="Would you like some tea?")).text == "Then here is your tea."
    assert (await world.ask("yes", previous="Shall I open the door?")).text == "Then the door is open."


async def test_strictness_of_the_scope_counts(world: worlds.World) -> None:
    lines = "\n".join(f"question {i} about topic {i % 4} => topic {i % 4}" for i in range(80))
    await world.train(worlds.TrainSource.of_text(lines))
    dataset = await world.teaching.indexes.ready(worlds.HOME)
    await world.engine.settled(dataset.id)
    lenient = await world.ask("question 81 about topic 3")
    await world.preferences.change(worlds.HOME, strictness=0.4)
    strict = await world.ask("question 81 about topic 3")
    assert strict.threshold > lenient.threshold


async def test_a_turn_holds_the_whole_reply_and_is_found_by_its_message(world: worlds.World) -> None:
    await world.teach(("what is love?", "A feeling."), ("what is hate?", "Another."))
    turn = await world.say("what is love?", message_id=900)
    assert turn.reply.runner_up is not None
    assert await world.conversation.turn(worlds.HOME, 900) == turn
    unknown = await world.say("zebra quantum", message_id=901)
    assert await world.conversation.turn(worlds.HOME, 901) == unknown
    assert await world.conversation.recent_turns(worlds.HOME, worlds.CHANNEL) == [unknown, turn]
    assert await world.conversation.recent_turns(worlds.HOME, worlds.CHANNEL, limit=1) == [unknown]
    assert await world.conversation.recent_turns(worlds.HOME, worlds.CHANNEL + 1) == []
    with pytest.raises(errors.NotFoundError, match="error-turn-unknown"):
        await world.conversation.turn(worlds.HOME, 902)


async def test_a_delivery_told_twice_is_one_turn(world: worlds.World) -> None:
    first = await world.say("hello", message_id=900)
    assert await world.say("hello", message_id=900) == first
    assert len(await world.conversation.recent_turns(worlds.HOME, worlds.CHANNEL)) == 1


async def test_an_explanation_names_the_examples_even_when_forgotten(world: worlds.World) -> None:
    await world.teach(("what is love?", "A feeling."), ("what is hate?", "Another."))
    turn = await world.say("what is love?", message_id=900)
    assert turn.reply.example_id is not None
    await world.teaching.forget(worlds.HOME, worlds.BOB, turn.reply.example_id)
    explained = await world.conversation.explain(worlds.HOME, turn)
    assert explained.example is not None
    assert (explained.example.reply, explained.example.author_id) == ("A feeling.", worlds.ADA)
    assert explained.runner_up is not None
    assert explained.runner_up.reply == "Another."


async def test_the_starter_answers_at_first_contact_and_once(tmp_path: pathlib.Path) -> None:
    starter = [models.NewExample("hi there", "Hello!"), models.NewExample("bye", "See you.")]
    url = worlds.on_disk(tmp_path)
    async with worlds.opened(tmp_path, url, starter=starter) as world:
        assert (await world.ask("hi there")).text == "Hello!"
        assert (await world.ask("hi there", scope_id=9)).text == "Hello!"
        (dataset,) = await world.teaching.datasets(worlds.HOME)
        assert (dataset.name, dataset.active, dataset.examples) == ("default", True, 2)
        greeting = (await world.ask("hi there")).example_id
        assert greeting is not None
        example = await world.teaching.example(worlds.HOME, greeting)
        assert (example.author_id, example.source) == (0, "starter")
        await world.teaching.forget(worlds.HOME, worlds.ADA, greeting)
    async with worlds.opened(tmp_path, url, starter=starter) as world:
        assert (await world.ask("hi there")).source is models.ReplySource.UNKNOWN
        assert (await world.ask("bye")).text == "See you."
