"""Erasing a person reaches their words wherever others brought them: answers given to others, quotations, proposals."""

from __future__ import annotations

import sqlite3

import pytest
from tests.e2e import people
from tests.e2e.crowds import cards
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.preferences import TeacherMode
from chatterbot.standin import Actor, StandIn

pytestmark = pytest.mark.e2e


@pytest.fixture
async def carl(app: App, town: Town, discord: StandIn) -> Actor:
    """Somebody who will be erased."""
    del app
    return discord.user("Carl", town.general)


def found(town: Town, *words: str) -> list[str]:
    """Return where in the database and the files words are left."""
    if town.database_url:
        pytest.skip("looks into the file of SQLite")
    left: list[str] = []
    with sqlite3.connect(next(town.data.glob("*.sqlite3"))) as connection:
        left += [line for line in connection.iterdump() if any(word in line for word in words)]
    connection.close()
    for path in town.data.rglob("*"):
        if path.is_file() and "sqlite3" not in path.name:
            data = path.read_bytes()
            left += [f"{path.name}: {word}" for word in words if word.encode() in data]
    return left


async def erase(app: App, town: Town, who: Actor) -> None:
    await app.services.privacy.erase(int(who.id), int(town.guild["id"]), keep_taught=False)


async def test_an_answer_by_a_trigger(app: App, town: Town, carl: Actor, ann: Actor) -> None:
    await people.use(carl, "trigger", keywords="zebra", answer="Stripedhorse answer", fits="a zebra sampleword")
    assert (await town.ask(ann, "zebra?"))["content"] == "Stripedhorse answer"
    await people.recorded(app, town, 1)
    await erase(app, town, carl)
    assert found(town, "Stripedhorse", "sampleword", "a zebra") == []
    assert (await town.ask(ann, "zebra?"))["content"] != "Stripedhorse answer"


async def test_a_trigger_whose_extras_somebody_else_set(app: App, town: Town, carl: Actor, boss: Actor) -> None:
    await people.use(boss, "trigger", keywords="heron", answer="Bossbird answer")
    await people.use(carl, "trigger", keywords="zebra", answer="Stripedhorse answer")
    for who, word, link in ((boss, "zebra", "https://zoo.example/z"), (carl, "heron", "https://zoo.example/h")):
        reply = await town.ask(who, word)
        await people.recorded(app, town, 1 if who is boss else 2)
        await people.use(who, "extras", message=reply["id"], link=link)
    await erase(app, town, carl)
    assert found(town, "Stripedhorse", "zoo.example/h") == []
    assert found(town, "Bossbird") != [], "what others wrote stays, and can be used again with Undo in /history"
    assert (await town.ask(boss, "zebra"))["content"] != "Stripedhorse answer"


async def test_words_that_are_credited_to_the_person(
    app: App, town: Town, carl: Actor, ann: Actor, boss: Actor
) -> None:
    question = await ann.say("how do stilts work?")
    said = await carl.say("Stiltwalkers fall", reply_to=question)
    form = await ann.context("Teach from this message", said)
    await (await form.submit()).finished()
    reply = await town.ask(boss, "how do stilts work?")
    assert reply["content"] == "Stiltwalkers fall"
    form = await boss.context("Correct this reply", reply)
    await (await form.submit(answer="They do not.")).finished()
    assert (await town.ask(boss, "how do stilts work?"))["content"] == "They do not."
    await people.recorded(app, town, 2)
    await erase(app, town, carl)
    assert found(town, "Stiltwalkers") == []
    assert (await town.ask(boss, "how do stilts work?"))["content"] == "They do not."


async def test_a_proposal_about_an_entry_with_their_question(
    app: App, town: Town, carl: Actor, ann: Actor, boss: Actor
) -> None:
    await people.use(boss, "teach", question="where is the pier?", answer="North.")
    opened = await people.use(carl, "knowledge", query="#1")
    assert opened.message is not None
    form = await carl.click(opened.message, "Add a question")
    await (await form.submit(questions="wherebouts jetty please?")).finished()
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.TEACHERS)
    opened = await people.use(ann, "knowledge", query="#1")
    assert opened.message is not None
    asked = await people.done(await ann.click(opened.message, "Forget"))
    assert asked.message is not None
    await people.done(await ann.click(asked.message, "Forget"))
    assert found(town, "wherebouts") != []
    await erase(app, town, carl)
    assert found(town, "wherebouts") == []


async def test_a_proposal_that_would_drop_their_answer(
    app: App, town: Town, carl: Actor, ann: Actor, boss: Actor
) -> None:
    await people.use(carl, "teach", question="where is the pier?", answer="Jettywards.")
    asked = await people.use(boss, "teach", question="where is the pier?", answer="North.")
    assert asked.message is not None
    await people.done(await boss.click(asked.message, "Keep both"))
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.TEACHERS)
    asked = await people.use(ann, "teach", question="where is the pier?", answer="South.")
    assert asked.message is not None
    await (await people.done(await ann.click(asked.message, "Replace"))).followed_up()
    assert [line for line in found(town, "Jettywards") if "proposals" in line]
    await erase(app, town, carl)
    assert found(town, "Jettywards") == []


async def test_the_name_of_a_document_that_somebody_else_removed(
    app: App, town: Town, carl: Actor, boss: Actor
) -> None:
    text = "# Rowing\n\nThe boathouse is open on Thursdays from six to nine, and tools are free for all members.\n"
    review = await people.use(carl, "import", file=("Quarrelnotes.md", text.encode()))
    assert review.message is not None
    await people.done(await carl.click(review.message, "Take these"))
    (document,) = await app.services.importer.documents(int(town.guild["id"]))
    _, change = await app.services.importer.remove(int(town.guild["id"]), int(boss.id), document.id)
    await erase(app, town, carl)
    assert found(town, "Quarrelnotes", "boathouse") == []
    await app.services.teaching.undo(int(town.guild["id"]), int(boss.id), change)
    assert await app.services.importer.documents(int(town.guild["id"])) == []


async def test_their_answer_given_to_further_questions(
    app: App, town: Town, carl: Actor, ann: Actor, boss: Actor
) -> None:
    scope = int(town.guild["id"])
    await people.use(carl, "teach", question="where do we meet?", answer="Millwards answer")
    await app.services.preferences.change(scope, strictness=0.2, teachers=TeacherMode.TEACHERS)
    # by a member's suggestion of a further question
    opened = await people.use(ann, "knowledge", query="#1")
    assert opened.message is not None
    form = await ann.click(opened.message, "Add a question")
    await (await form.submit(questions="which place is ours?")).finished()
    (card,) = cards(town)
    await people.done(await boss.click(card, "Approve"))
    # by choosing what was meant, at once and as a suggestion
    replies = [await town.ask(boss, "where is it?"), await town.ask(ann, "where was that?")]
    for who, reply in zip((boss, ann), replies, strict=True):
        await people.done(await who.click(reply, buttons(reply)[0]))
    (card,) = cards(town)
    await people.done(await boss.click(card, "Approve"))
    taught = [line for line in found(town, "Millwards") if line.startswith('INSERT INTO "examples"')]
    assert len(taught) == 4
    await people.recorded(app, town, 2)
    await erase(app, town, carl)
    assert found(town, "Millwards") == []
