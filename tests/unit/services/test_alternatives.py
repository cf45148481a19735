"""Several answers to one question: given in turn, each once, and taken back one by one."""

from __future__ import annotations

import pathlib

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import datasets, errors, models
from chatterbot.teaching import add_answer

pytestmark = pytest.mark.unit


async def first(world: worlds.World, question: str) -> int:
    """Return the example that answers a question."""
    example = (await world.ask(question)).example_id
    assert example is not None
    return example


async def test_a_further_answer_is_no_other_answer_to_the_engine(world: worlds.World) -> None:
    await world.teach(("how do I join?", "Press Join."), ("where is the map?", "In the hall."))
    example = await first(world, "how do I join?")
    taught = await add_answer(world.teaching.changes, HOME, BOB, example, " Use the door. ")
    (added,) = taught.examples
    assert (added.prompt, added.reply, added.author_id) == ("how do I join?", "Use the door.", BOB)
    reply = await world.ask("how do I join?")
    assert reply.confidence == 1.0
    assert reply.text in {"Press Join.", "Use the door."}


async def test_what_cannot_be_a_further_answer_is_refused(world: worlds.World) -> None:
    await world.teach(("how do I join?", "Press Join."))
    example = await first(world, "how do I join?")
    silent = await world.teaching.teach(HOME, ADA, [models.NewExample("spam")], source="text")
    for chosen, reply, key in (
        (example, "Press Join.", "error-answer-known"),
        (example, " \u200b ", "error-reply-empty"),
        (example, "x" * 4001, "error-reply-too-long"),
        (silent.examples[0].id, "Ham.", "error-answer-none"),
        (10**6, "Ham.", "error-example-unknown"),
    ):
        with pytest.raises(errors.UserError) as refused:
            await add_answer(world.teaching.changes, HOME, ADA, chosen, reply)
        assert refused.value.key == key
    await world.teaching.forget(HOME, ADA, example)
    with pytest.raises(errors.NotFoundError):
        await add_answer(world.teaching.changes, HOME, ADA, example, "Use the door.")


async def said(world: worlds.World, question: str, message_id: int) -> str:
    """Ask as in a channel, where the reply is recorded."""
    return (await world.say(question, message_id=message_id)).reply.text


async def joined(world: worlds.World, *more: str) -> models.Example:
    """Teach a question with several answers, and some others; return the example that was taught first."""
    await world.teach(
        ("how do I join?", "Press Join."), ("how can I join you", "Press Join."), ("where is the map?", "In the hall.")
    )
    example = await world.teaching.example(HOME, await first(world, "how do I join?"))
    for reply in more:
        await add_answer(world.teaching.changes, HOME, BOB, example.id, reply)
    return example


async def test_answers_are_given_in_turn_and_never_one_twice_running(tmp_path: pathlib.Path) -> None:
    url = worlds.on_disk(tmp_path)
    async with worlds.opened(tmp_path, url) as world:
        await joined(world, "Use the door.", "Ask Bob.")
        heard = [await said(world, "how do I join?", number) for number in range(1, 7)]
        assert heard[:3] == heard[3:]
        assert sorted(heard[:3]) == ["Ask Bob.", "Press Join.", "Use the door."]
        assert heard[0] == "Ask Bob.", "what was just taught comes first"
        assert await said(world, "how can I join you", 7) == heard[0], "by another wording, too"
        asked = worlds.prompt("how do I join?")
        assert {(await world.conversation.reply(asked)).text for _ in range(3)} == {heard[1]}, (
            "asking alone changes nothing"
        )
    async with worlds.opened(tmp_path, url) as again:
        assert await said(again, "how do I join?", 8) == heard[1]


async def test_a_further_answer_does_not_change_what_the_engine_is_sure_of(world: worlds.World) -> None:
    example = await joined(world)
    dataset = await world.teaching.indexes.ready(HOME)
    before = await world.engine.match(dataset.id, "how could I join?")
    tested = await world.engine.self_test(dataset.id)
    taught = await add_answer(world.teaching.changes, HOME, BOB, example.id, "Use the door.")
    after = await world.engine.match(dataset.id, "how could I join?")
    assert [(each.answer, each.confidence) for each in after.candidates] == [
        (each.answer, each.confidence) for each in before.candidates
    ]
    again = await world.engine.self_test(dataset.id)
    assert len(again.rows) == len(tested.rows)
    assert again.threshold == tested.threshold
    world.teaching.indexes.forget(HOME)
    dataset = await world.teaching.indexes.ready(HOME)
    assert (await world.engine.match(dataset.id, "how could I join?")).candidates[0].confidence == pytest.approx(
        before.candidates[0].confidence
    )
    # The question stays known by whichever of its answers is left.
    await world.teaching.forget(HOME, ADA, taught.examples[0].id)
    assert (await world.ask("how do I join?")).text == "Press Join."
    more = await add_answer(world.teaching.changes, HOME, BOB, example.id, "Ask Bob.")
    await world.teaching.forget(HOME, ADA, example.id)
    reply = await world.ask("how do I join?")
    assert (reply.confidence, reply.text) == (1.0, "Ask Bob.")
    await world.teaching.undo(HOME, BOB, more.change_id)
    assert (await world.ask("how do I join?")).text == "Press Join."


async def test_rejecting_bars_one_of_several_answers(world: worlds.World) -> None:
    await joined(world, "Use the door.")
    turn = await world.say("how do I join?", message_id=1)
    assert turn.reply.text == "Use the door."
    rejected = await world.teaching.reject(HOME, ADA, turn)
    assert [await said(world, "how do I join?", number) for number in (2, 3)] == ["Press Join."] * 2
    assert {await said(world, "how can I join you", number) for number in (4, 5)} == {"Press Join.", "Use the door."}
    with pytest.raises(errors.InvalidInputError) as again:
        await world.teaching.reject(HOME, ADA, turn)
    assert again.value.key == "error-reject-again"
    # The last one that is left takes the whole answer with it.
    await world.teaching.reject(HOME, ADA, await world.say("how do I join?", message_id=6))
    assert (await world.ask("how do I join?")).source is models.ReplySource.UNKNOWN
    await world.teaching.undo(HOME, ADA, rejected.change_id)
    assert (await world.ask("how can I join you")).text in {"Press Join.", "Use the door."}


async def test_teaching_a_rejected_answer_again_lifts_the_bar(world: worlds.World) -> None:
    example = await joined(world, "Use the door.")
    await world.teaching.reject(HOME, ADA, await world.say("how do I join?", message_id=1))
    await add_answer(world.teaching.changes, HOME, ADA, example.id, "Use the door.")
    assert {await said(world, "how do I join?", number) for number in (2, 3)} == {"Press Join.", "Use the door."}


async def test_correcting_replaces_the_answer_that_was_given(world: worlds.World) -> None:
    await joined(world, "Use the door.", "Ask Bob.")
    turn = await world.say("how do I join?", message_id=1)
    assert turn.reply.text == "Ask Bob."
    correction = await world.teaching.correct(HOME, ADA, turn, "Ask Ann.")
    assert (correction.example.reply, correction.instead) == ("Ask Ann.", "Ask Bob.")
    assert {await said(world, "how do I join?", number) for number in range(2, 5)} == {
        "Ask Ann.",
        "Press Join.",
        "Use the door.",
    }
    second = await world.say("how do I join?", message_id=5)
    await world.teaching.correct(HOME, ADA, second, "Ask Eve.")
    now = {await said(world, "how do I join?", number) for number in range(6, 10)}
    assert len(now) == 3
    assert "Ask Eve." in now
    assert second.reply.text not in now
    with pytest.raises(errors.InvalidInputError) as same:
        await world.teaching.correct(HOME, ADA, second, "Ask Eve.")
    assert same.value.key == "error-correction-same"
    await world.teaching.correct(HOME, ADA, await world.say("how do I join?", message_id=10), "Ask Eve.")
    await world.teaching.undo(HOME, ADA, correction.change_id)


async def test_an_answer_that_contradicted_another_is_given_in_turn_with_it(world: worlds.World) -> None:
    await world.teach(("how do I join?", "Press Join."))
    example = await first(world, "how do I join?")
    await world.teach(("how do I join?", "Use the door."))
    assert {await said(world, "how do I join?", number) for number in (1, 2)} == {"Use the door."}
    await add_answer(world.teaching.changes, HOME, ADA, example, "Use the door.")
    assert {await said(world, "how do I join?", number) for number in (3, 4)} == {"Press Join.", "Use the door."}


async def test_the_answer_in_the_askers_language_comes_first(world: worlds.World) -> None:
    lessons = [
        models.NewExample("how do I join?", "Press Join.", "join"),
        models.NewExample("как к вам вступить?", "Нажмите «Вступить».", "join"),
        models.NewExample("wie trete ich bei?", "Drück auf Beitreten.", "join", language="de"),
    ]
    await world.teaching.teach(HOME, ADA, lessons, source="text")
    for number in (1, 2):
        assert await said(world, "как к вам вступить?", number) == "Нажмите «Вступить»."
        assert await said(world, "how do I join?", number + 2) == "Press Join."
        assert await said(world, "wie trete ich bei?", number + 4) == "Drück auf Beitreten."
    # A question that shows no language: the server's is next, then any.
    await world.teach(("join", "Just do."))
    await world.teaching.teach(HOME, ADA, [models.NewExample("+?+", None, "join")], source="text")
    await world.preferences.change(HOME, language="ru")
    assert {await said(world, "+?+", number) for number in (7, 8)} == {"Нажмите «Вступить»."}
    await world.preferences.change(HOME, language="pt-BR")
    assert len({await said(world, "+?+", number) for number in (9, 10, 11)}) == 3


async def test_a_test_counts_each_of_the_answers_as_right(world: worlds.World) -> None:
    await joined(world, "Use the door.")
    cases = [
        datasets.TestCase("t:1", "how do I join?", "Use the door.", by_label=False),
        datasets.TestCase("t:2", "how do I join?", "Press Join.", by_label=False),
        datasets.TestCase("t:3", "how do I join?", "Never.", by_label=False),
    ]
    report = await world.teaching.evaluate(HOME, ADA, cases)
    assert [row.correct for row in report.rows] == [True, True, False]
