"""Several answers to one question: given in turn, each once, and taken back one by one."""

from __future__ import annotations

import pytest
from tests.unit.services import world as worlds
from tests.unit.services.world import ADA, BOB, HOME

from chatterbot import errors, models
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
