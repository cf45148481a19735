"""Changing an entry: its questions, its answer, all of it; who has what to say about the words; odd input."""

from __future__ import annotations

import pytest
from tests.unit.services.world import ADA, BOB, HOME, World

from chatterbot import errors, models
from chatterbot.teaching import Editing, EntryEdit

pytestmark = pytest.mark.unit

CAROL = 9


async def taught(world: World, *pairs: tuple[str, str], author_id: int = ADA) -> int:
    """Teach, and return the id of the last example."""
    examples = [models.NewExample(question, answer) for question, answer in pairs]
    receipt = await world.teaching.teach(HOME, author_id, examples, source="faq.csv")
    return receipt.examples[-1].id


async def edit(world: World, example_id: int, answer: str, *prompts: str, author_id: int = BOB) -> int:
    """Edit an entry as somebody does who has just opened the form, and return the change's id."""
    editing = Editing(world.teaching.changes)
    draft = await editing.draft(HOME, example_id)
    done = await editing.edit(HOME, author_id, EntryEdit(example_id, draft.state, prompts, answer))
    return done.change_id


async def live(world: World) -> list[models.Example]:
    dataset = await world.teaching.indexes.ready(HOME)
    return await world.store.examples.live_examples(HOME, dataset.id)


async def said(world: World, text: str) -> str:
    return (await world.ask(text)).text


async def test_another_answer_is_given_to_all_questions_from_the_next_message_on(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."), ("when do we play?", "Friday."))
    change_id = await edit(world, example_id, "Saturday.", "when is the game?", "when do we play?")
    assert {await said(world, text) for text in ("when is the game?", "when do we play?")} == {"Saturday."}
    assert {example.source for example in await live(world)} == {"faq.csv"}
    await world.teaching.undo(HOME, BOB, change_id)
    assert {await said(world, text) for text in ("when is the game?", "when do we play?")} == {"Friday."}


async def test_what_did_not_change_is_not_touched(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."), ("kick-off?", "Friday."))
    before = {example.prompt: example.id for example in await live(world)}
    await edit(world, example_id, "Friday.", "when is the game?", "what day is it on?", "", "  WHAT day is it on? ")
    after = {example.prompt: example.id for example in await live(world)}
    assert after.keys() == {"when is the game?", "what day is it on?"}
    assert after["when is the game?"] == before["when is the game?"]


async def test_capitals_of_a_question_can_be_changed_and_its_lines_stay(world: World) -> None:
    example_id = await taught(world, ("what is\nlove", "A verb."), ("who is bob", "A man."))
    await edit(world, example_id, "A man.", "Who is Bob?")
    editing = Editing(world.teaching.changes)
    first = next(example.id for example in await live(world) if example.reply == "A verb.")
    assert (await editing.draft(HOME, first)).prompts == ("what is love",)
    await edit(world, first, "A noun.", "what is love")
    assert {(each.prompt, each.reply) for each in await live(world)} == {
        ("Who is Bob?", "A man."),
        ("what is\nlove", "A noun."),
    }


async def test_all_that_goes_along_with_an_answer_stays(world: World) -> None:
    extras = models.AnswerExtras(link="https://example.org/")
    new = models.NewExample(
        "where?",
        "Here.",
        previous="Come!",
        extras=extras,
        language="en",
        origin="https://example.org/a",
        credited_id=CAROL,
    )
    (example,) = (await world.teaching.teach(HOME, ADA, [new], source="text")).examples
    await edit(world, example.id, "There.", "where?", "where to?")
    old, added = await live(world)
    assert (old.prompt, old.reply, old.previous) == ("where?", "There.", "Come!")
    assert (added.prompt, added.reply, added.previous) == ("where to?", "There.", None)
    for each in (old, added):
        assert (each.extras, each.language, each.origin, each.credited_id) == (
            extras,
            "en",
            "https://example.org/a",
            CAROL,
        )


async def test_of_a_label_the_reply_that_is_said_is_replaced_and_the_label_stays(world: World) -> None:
    examples = [
        models.NewExample("hi", label="greeting"),
        models.NewExample("hello", "Hello there!", label="greeting"),
        models.NewExample("good day", "Good day!", label="greeting"),
    ]
    receipt = await world.teaching.teach(HOME, ADA, examples, source="text")
    assert await said(world, "hi") == "Good day!"
    await edit(world, receipt.examples[0].id, "Welcome!", "hi", "hello", "good day", "hey you")
    assert await said(world, "hey you") == "Welcome!"
    found = {(each.prompt, each.label, each.reply) for each in await live(world)}
    assert found == {
        ("hi", "greeting", None),
        ("hello", "greeting", "Hello there!"),
        ("good day", "greeting", "Welcome!"),
        ("hey you", "greeting", "Welcome!"),
    }


async def test_a_question_that_is_not_answered_can_get_an_answer(world: World) -> None:
    (example,) = (await world.teaching.teach(HOME, ADA, [models.NewExample("tell me")], source="text")).examples
    editing = Editing(world.teaching.changes)
    assert (await editing.draft(HOME, example.id)).answer == ""
    with pytest.raises(errors.InvalidInputError, match="error-edit-same"):
        await edit(world, example.id, "", "tell me")
    await edit(world, example.id, "Never.", "tell me")
    assert await said(world, "tell me") == "Never."


async def test_a_corrected_answer_stays_a_correction(world: World) -> None:
    await taught(world, ("what is love?", "A river."))
    turn = await world.say("what is love?", message_id=1)
    correction = await world.teaching.correct(HOME, ADA, turn, "A verb.")
    await edit(world, correction.example.id, "A word.", "what is love?")
    (positive,) = [each for each in await live(world) if each.positive]
    assert (positive.reply, positive.correction) == ("A word.", True)


@pytest.mark.parametrize(
    ("answer", "prompts", "refusal"),
    [
        ("Friday.", ["when is the game?"], "error-edit-same"),
        ("Friday.", ["", " \u200b"], "error-edit-no-question"),
        (" ", ["when is the game?"], "error-reply-empty"),
        ("x" * 4_001, ["when is the game?"], "error-reply-too-long"),
        ("Friday.", ["y" * 2_001], "error-prompt-too-long"),
        ("Friday.", [f"question {number}" for number in range(201)], "error-teach-too-many"),
    ],
)
async def test_bad_input_is_refused_and_changes_nothing(
    world: World, answer: str, prompts: list[str], refusal: str
) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."))
    before = await live(world)
    with pytest.raises(errors.InvalidInputError, match=refusal):
        await edit(world, example_id, answer, *prompts)
    assert await live(world) == before


async def test_an_entry_that_changed_meanwhile_is_not_overwritten(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."))
    editing = Editing(world.teaching.changes)
    draft = await editing.draft(HOME, example_id)
    await edit(world, example_id, "Saturday.", "when is the game?", author_id=CAROL)
    late = EntryEdit(example_id, draft.state, ("when is the game?",), "Sunday.")
    with pytest.raises(errors.NotFoundError, match="error-entry-gone"):  # the answer it had is no longer taught
        await editing.edit(HOME, BOB, late)
    await taught(world, ("kick-off?", "Friday."))
    with pytest.raises(errors.RefusedError, match="error-entry-changed"):
        await editing.edit(HOME, BOB, late)
    with pytest.raises(errors.RefusedError, match="error-entry-changed"):
        await editing.forget(HOME, BOB, example_id, "1.99")
    with pytest.raises(errors.NotFoundError, match="error-entry-unknown"):
        await editing.draft(HOME + 1, example_id)


async def test_more_questions_and_another_answer_are_added(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."))
    editing = Editing(world.teaching.changes)
    await editing.add_questions(HOME, BOB, example_id, ["kick-off when?", "what day do we play?"])
    assert await said(world, "kick-off when?") == "Friday."
    with pytest.raises(errors.InvalidInputError, match="error-taught-already"):
        await editing.add_questions(HOME, BOB, example_id, ["kick-off when?"])
    receipt = await editing.add_answer(HOME, BOB, example_id, "At eight.")
    assert receipt.added == 3
    assert {(each.prompt, each.reply) for each in receipt.examples} == {
        ("when is the game?", "At eight."),
        ("kick-off when?", "At eight."),
        ("what day do we play?", "At eight."),
    }


async def test_an_entry_is_forgotten_as_a_whole_and_comes_back_as_a_whole(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."), ("kick-off?", "Friday."), ("who?", "Bob."))
    editing = Editing(world.teaching.changes)
    first = next(example.id for example in await live(world) if example.prompt == "kick-off?")
    forgotten = await editing.forget(HOME, BOB, first, (await editing.draft(HOME, first)).state)
    assert forgotten.removed == 2
    assert [example.id for example in await live(world)] == [example_id]
    await world.teaching.undo(HOME, BOB, forgotten.change_id)
    assert len(await live(world)) == 3


async def test_whose_words_are_edited_can_still_erase_them(world: World) -> None:
    example_id = await taught(world, ("when is the game?", "Friday."), ("kick-off?", "Friday."))
    await edit(world, example_id, "Saturday.", "when is the game?", "kick-off?")  # Ada's questions, Bob's answer
    other = await taught(world, ("who won?", "We did."))
    await edit(world, other, "We did.", "who has won")  # Bob's question, Ada's answer
    await world.privacy.erase(ADA, HOME, keep_taught=False)
    assert await live(world) == []


async def test_only_what_fits_into_a_form_is_edited_in_it(world: World) -> None:
    long = [(f"{number} {'x' * 900}", "Yes.") for number in range(6)]
    example_id = await taught(world, *long)
    editing = Editing(world.teaching.changes)
    draft = await editing.draft(HOME, example_id)
    assert (len(draft.prompts), draft.hidden) == (4, 2)
    await editing.edit(HOME, ADA, EntryEdit(example_id, draft.state, draft.prompts[1:], "No."))
    found = await live(world)
    assert {example.reply for example in found} == {"No."}
    assert len(found) == 5
