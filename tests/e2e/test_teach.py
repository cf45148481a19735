"""Teaching on purpose: /teach, from a message, the solution of a thread; two answers to one question."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.e2e import people
from tests.e2e.crowds import answer, cards, press
from tests.e2e.town import Town, buttons, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.preferences import TeacherMode
from chatterbot.standin import Actor, Interaction, Json, StandIn

pytestmark = pytest.mark.e2e

FROM, SOLUTION, WHY = "Teach from this message", "Mark as solution", "Why this reply?"


@pytest.fixture
def bob(town: Town) -> Actor:
    """A helper."""
    return town.discord.user("Bob", town.general)


def private(interaction: Interaction) -> str:
    assert interaction.ephemeral
    return str(interaction.content)


def filled_in(form: Interaction) -> dict[str, str]:
    """What stands in a form when it opens."""
    assert form.modal is not None
    boxes = [label["component"] for label in form.modal["components"]]
    return {box["custom_id"]: box.get("value", "") for box in boxes}


async def teach(who: Actor, questions: str, reply: str) -> Interaction:
    form = await who.slash("teach")
    return await (await form.submit(questions=questions, answer=reply)).finished()


async def only_teachers(app: App, town: Town) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.TEACHERS)


# -- /teach ------------------------------------------------------------------------------------------------------------


async def test_teach_takes_several_wordings_and_lines(app: App, town: Town, ann: Actor) -> None:
    long = "First:\n1. Open the door.\n2. Go in. 🚪"
    done = await teach(ann, "how do I get in?\n\n как войти?  \nhow do I get in?", long)
    assert private(done).split("\n")[0] == "✅ Thank you! I know it from now on."
    assert "And for 1 more wording of the question." in private(done)
    for question in ("how do I get in?", "как войти?"):
        assert await answer(app, town, ann, question) == long
    await press(ann, done.message, "Undo")
    assert await answer(app, town, ann, "как войти?") == ""


@pytest.mark.usefixtures("app")
async def test_teach_works_as_a_message_and_with_options(town: Town, ann: Actor) -> None:
    done = await town.discord.wait_reply(await ann.say(f"{town.me} !teach when do you meet? => On Fridays."))
    assert done["content"].startswith("✅ Thank you!")
    assert (await town.ask(ann, "when do you meet?"))["content"] == "On Fridays."
    private(await people.use(ann, "teach", question="where?", answer="At the mill."))
    assert (await town.ask(ann, "where?"))["content"] == "At the mill."
    assert filled_in(await ann.slash("teach", question="who?")) == {"questions": "who?", "answer": ""}
    usage = await town.discord.wait_reply(await ann.say(f"{town.me} !teach when do you meet?"))
    assert usage["content"].startswith("Write the question, `=>` and the answer after the command")


@pytest.mark.parametrize(
    ("questions", "reply", "refusal"),
    [
        (" \n ", "x", "The question is empty."),
        ("x", " \n", "The answer is empty."),
        ("\n".join(map(str, range(21))), "x", "at most 20"),
        ("x" * 2001, "x", "2000"),
    ],
)
@pytest.mark.usefixtures("app")
async def test_teach_refuses(ann: Actor, questions: str, reply: str, refusal: str) -> None:
    refused = (await teach(ann, questions, reply)).content or ""
    assert refusal in refused.replace("\u2068", "").replace(",", "")


# -- two answers -------------------------------------------------------------------------------------------------------


@pytest.fixture
async def known(app: App, town: Town, boss: Actor) -> App:
    """The bot, which knows when the game is."""
    lessons = [models.NewExample("when is the game?", "On Friday.")]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.id), lessons, source="text")
    return app


async def test_another_answer_is_asked_about(known: App, town: Town, ann: Actor) -> None:
    asked = await teach(ann, "When is the game?", "On **Sunday**.")
    assert private(asked).split("\n") == [
        "I already know an answer to “when is the game?”.",
        "• Now: “On Friday.”",
        r"• New: “On \*\*Sunday\*\*.”",
        "What should I do?",
    ]
    assert [name.partition(":")[0] for name in buttons(asked.message)] == [
        "answers-replace",
        "answers-both",
        "answers-cancel",
    ]
    assert await answer(known, town, ann, "when is the game?") == "On Friday."
    cancelled = await press(ann, asked.message, "Cancel")
    assert (cancelled.content, buttons(cancelled.message)) == ("Nothing was changed.", [])
    assert await answer(known, town, ann, "when is the game?") == "On Friday."


async def test_the_same_question_in_another_spelling_is_no_further_wording(known: App, town: Town, ann: Actor) -> None:
    form = await ann.slash("teach")
    told = await (await form.submit(questions="Where is it?\nwhere is it\n  WHERE IS IT?  ", answer="Here.")).finished()
    assert told.content == "✅ Thank you! I know it from now on.\n“Where is it?” → “Here.”"
    assert await answer(known, town, ann, "where is it?") == "Here."


async def test_replaced_the_other_answer_is_gone_until_it_is_undone(known: App, town: Town, ann: Actor) -> None:
    asked = await teach(ann, "when is the game?", "On Sunday.")
    chosen = await (await press(ann, asked.message, "Replace")).followed_up()
    assert buttons(chosen.message) == []
    assert await answer(known, town, ann, "when is the game?") == "On Sunday."
    (receipt,) = chosen.followups
    assert str(receipt["content"]).endswith("Instead of “On Friday.”")
    await press(ann, receipt, "Undo")
    assert await answer(known, town, ann, "when is the game?") == "On Friday."


async def test_a_suggestion_names_every_answer_that_would_be_replaced(
    known: App, town: Town, ann: Actor, boss: Actor
) -> None:
    asked = await teach(boss, "when is the game?", "On Monday.")
    await (await press(boss, asked.message, "Keep both")).followed_up()
    await known.services.preferences.change(int(town.guild["id"]), teachers="teachers")
    asked = await teach(ann, "when is the game?", "On Sunday.")
    await (await press(ann, asked.message, "Replace")).followed_up()
    (card,) = cards(town)
    assert "\nIn place of: “On Monday.”\nAlso no longer given: “On Friday.”\n" in card["content"]


async def test_both_are_kept_if_that_is_chosen(known: App, town: Town, ann: Actor) -> None:
    asked = await teach(ann, "when is the game?", "On Sunday.")
    chosen = await (await press(ann, asked.message, "Keep both")).followed_up()
    assert str(chosen.followups[0]["content"]).startswith("✅ Thank you!")
    scope = int(town.guild["id"])
    dataset = await known.services.store.examples.active(scope)
    assert dataset is not None
    live = await known.services.store.examples.live_examples(scope, dataset.id)
    assert [example.reply for example in live] == ["On Friday.", "On Sunday."]
    given = {str((await town.ask(ann, "when is the game?"))["content"]) for _ in range(2)}
    assert given == {"On Friday.", "On Sunday."}, "in turn"


async def test_what_is_known_already_changes_nothing(known: App, town: Town, ann: Actor, boss: Actor) -> None:
    receipt = await teach(boss, "where is it?", "At the mill.")
    again = await teach(ann, "Where is it?", "At the mill.")
    assert private(again) == "I already know that."
    await press(boss, receipt.message, "Undo")
    assert await answer(known, town, ann, "where is it?") == ""


async def test_the_choice_survives_a_restart_and_is_made_once(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running():
        await people.use(boss, "train", text="when is the game? => On Friday.")
        asked = await teach(ann, "when is the game?", "On Sunday.")
    async with town.running() as app:
        shown = dict(asked.message or {})
        await (await press(ann, asked.message, "Replace")).followed_up()
        assert await answer(app, town, ann, "when is the game?") == "On Sunday."
        assert asked.message is not None
        asked.message["components"] = shown["components"]  # as a client shows it that has not heard yet
        again = await press(ann, asked.message, "Cancel")
        assert "That is decided already" in str(again.content)


async def test_a_correction_to_another_known_question_is_asked_about(known: App, town: Town, ann: Actor) -> None:
    await teach(ann, "where is it?", "At the mill.")
    reply = await town.ask(ann, "where is it?")
    form = await ann.context("Correct this reply", reply)
    asked = await (await form.submit(question="when is the game?", answer="Never.")).finished()
    assert "• Now: “On Friday.”" in private(asked)
    await (await press(ann, asked.message, "Keep both")).followed_up()
    assert town.now(reply)["content"] == "Never."
    assert await answer(known, town, ann, "where is it?") == "At the mill."


async def test_a_members_choice_stands_on_the_card(known: App, town: Town, ann: Actor, boss: Actor) -> None:
    await only_teachers(known, town)
    asked = await teach(ann, "when is the game?", "On Sunday.")
    await (await press(ann, asked.message, "Replace")).followed_up()
    (card,) = cards(town)
    assert "In place of: “On Friday.”" in card["content"]
    await press(boss, card, "Approve")
    assert await answer(known, town, ann, "when is the game?") == "On Sunday."


async def test_in_russian_two_answers_are_asked_about(known: App, town: Town, discord: StandIn) -> None:
    olga = discord.user("Olga", town.general, locale="ru")
    form = await olga.slash("научить")
    asked = await (await form.submit(questions="when is the game?", answer="В воскресенье.")).finished()
    assert private(asked).startswith("На «when is the game?» я уже знаю ответ.\n• Сейчас: «On Friday.»")
    await (await press(olga, asked.message, "Заменить")).followed_up()
    assert await answer(known, town, olga, "when is the game?") == "В воскресенье."


# -- from a message ----------------------------------------------------------------------------------------------------


async def test_a_reply_of_a_helper_is_taught_and_credited(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    asked = await ann.say(f"{town.me} how do I reset my password?")
    await town.discord.wait_reply(asked)
    helped = await bob.say("Under Settings → Account.", reply_to=asked)
    form = await boss.context(FROM, helped)
    assert filled_in(form) == {"questions": "how do I reset my password?", "answer": "Under Settings → Account."}
    done = await (await form.submit()).finished()
    assert f"In the words of {bob.mention}." in private(done)
    assert await answer(app, town, ann, "how do I reset my password?") == "Under Settings → Account."
    scope = int(town.guild["id"])
    dataset = await app.services.store.examples.active(scope)
    assert dataset is not None
    (example,) = await app.services.store.examples.live_examples(scope, dataset.id)
    assert (example.author_id, example.credited_id) == (int(boss.id), int(bob.id))
    assert example.origin == f"https://discord.com/channels/{scope}/{town.general['id']}/{helped['id']}"
    why = fields(await ann.context(WHY, await town.ask(ann, "how do I reset my password?")))
    assert why["Taught"].split("\n")[1:] == [f"In the words of {bob.mention}.", f"<{example.origin}>"]
    await app.services.privacy.erase(int(bob.id), scope, keep_taught=False)
    assert await answer(app, town, ann, "how do I reset my password?") == ""


async def test_a_members_proposal_from_a_message_goes_with_whom_it_credits(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    await only_teachers(app, town)
    helped = await bob.say("Under Settings → Account.")
    form = await ann.context(FROM, helped)
    assert filled_in(form)["questions"] == ""
    await (await form.submit(questions="how do I reset it?")).finished()
    (card,) = cards(town)
    assert f"In the words of {bob.mention}" in card["content"]
    assert str(helped["id"]) in card["content"]
    await app.services.privacy.erase(int(bob.id), int(town.guild["id"]), keep_taught=True)
    refused = await press(boss, card, "Approve")
    assert private(refused) == "I no longer have that suggestion: it is decided, or too old."


@pytest.mark.usefixtures("app")
async def test_a_message_without_words_is_refused(town: Town, ann: Actor, bob: Actor) -> None:
    picture = await bob.say(files=[("cat.png", b"\x89PNG\r\n\x1a\n")])
    refused = await ann.context(FROM, picture)
    assert private(refused) == "There are no words in that message that I could learn as an answer."
    own = await town.ask(ann, "hello?")
    assert private(await ann.context(FROM, own)).startswith("I wrote that myself.")


@pytest.mark.usefixtures("app")
async def test_a_form_about_a_message_elsewhere_is_refused(
    town: Town, discord: StandIn, ann: Actor, bob: Actor
) -> None:
    secret = discord.channel(town.guild, "secret")
    hidden = await bob.at(secret).say("The password is swordfish.")
    form = await ann.context(FROM, await bob.say("Hello."))
    assert form.modal is not None
    form.modal["custom_id"] = f"teach-from:{hidden['id']}"
    assert private(await (await form.submit(questions="x")).finished()) == "That message is gone."


# -- help threads ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def forum(town: Town) -> AsyncIterator[Json]:
    """A forum in which the bot may read and answer everything."""
    channel = town.discord.forum(town.guild, "help")
    async with town.running(discord={"message_content": True}) as app:
        scope = int(town.guild["id"])
        lessons = [models.NewExample("The login does not work. What now?", "Try the other door.")]
        await app.services.teaching.teach(scope, int(town.boss.id), lessons, source="text")
        await app.services.preferences.change(scope, answers_in="everywhere")
        yield channel


async def test_the_marked_solution_of_a_post_waits_for_a_teacher(
    town: Town, forum: Json, ann: Actor, bob: Actor, boss: Actor
) -> None:
    await people.use(boss, "settings", teachers="teachers")
    post = await ann.at(forum).start_post("Where is the mill?", "I walked around\nand did not find it.")
    helped = await bob.at(post).say("Behind the bridge.")
    refused = await ann.at(post).context(SOLUTION, town.discord.messages(post)[0])
    assert private(refused) == "That is the question itself. Mark the message that answers it."
    told = await (await ann.at(post).context(SOLUTION, helped)).finished()
    assert private(told).startswith("📨 Thank you!")
    (card,) = cards(town, post)
    lines = card["content"].split("\n")
    assert lines[:4] == [
        f"💡 {ann.mention} suggests an answer:",
        "> I walked around and did not find it.",
        "Also for: “Where is the mill?”",
        "Answer: “Behind the bridge.”",
    ]
    await press(boss.at(post), card, "Approve")
    reply = await town.discord.wait_reply(await boss.say(f"{town.me} where is the mill?"))
    assert reply["content"] == "Behind the bridge."
    assert fields(await ann.context(WHY, reply))["Taught"].startswith(f"by {ann.mention}")


async def test_a_teacher_rewords_the_solution_and_teaches_it_at_once(
    town: Town, forum: Json, ann: Actor, bob: Actor, boss: Actor
) -> None:
    post = await ann.at(forum).start_post("Where is the mill?", "I did not find it.")
    helped = await bob.at(post).say("Behind the bridge.")
    form = await boss.at(post).context(SOLUTION, helped)
    assert filled_in(form) == {"questions": "I did not find it.\nWhere is the mill?", "answer": "Behind the bridge."}
    done = await (await form.submit(questions="Where is the mill?")).finished()
    assert private(done).startswith("✅ Thank you!")
    reply = await town.discord.wait_reply(await boss.say(f"{town.me} where is the mill?"))
    assert reply["content"] == "Behind the bridge."


@pytest.mark.usefixtures("app")
async def test_outside_of_threads_there_is_no_solution(ann: Actor, bob: Actor) -> None:
    helped = await bob.say("Behind the bridge.")
    assert private(await ann.context(SOLUTION, helped)).startswith("That works in threads and forum posts only.")


async def test_solved_is_pressed_by_the_asker_or_a_teacher(
    town: Town, forum: Json, ann: Actor, bob: Actor, boss: Actor
) -> None:
    await people.use(boss, "settings", teachers="teachers")
    post = await ann.at(forum).start_post("Login", "The login does not work. What now?")
    (_, reply) = await answered(town, post)
    assert [name.partition(":")[0] for name in buttons(reply)] == ["vote-up", "vote-down", "solved"]
    refused = await press(bob.at(post), reply, "Solved")
    assert private(refused) == "Only the person who asked and teachers can mark it as solved."
    assert private(await press(ann.at(post), reply, "Solved")) == "✅ Solved, thank you!"
    (_, now) = await answered(town, post)
    (button,) = [each for row in now["components"] for each in row["components"] if each["custom_id"] == "solved"]
    assert button["disabled"]
    assert now["content"] == "Try the other door."
    again = await town.discord.wait_reply(await ann.at(post).say("The login does not work. What now?"))
    assert "solved" not in buttons(again)


@pytest.mark.usefixtures("forum")
async def test_a_thread_made_from_a_message_is_asked_by_that_message(ann: Actor, bob: Actor) -> None:
    asked = await ann.say("Where is the mill?")
    thread = await bob.start_thread("the mill", asked)
    helped = await bob.at(thread).say("Behind the bridge.")
    form = await ann.at(thread).context(FROM, helped)
    assert filled_in(form) == {"questions": "Where is the mill?", "answer": "Behind the bridge."}


@pytest.mark.usefixtures("forum")
async def test_solved_stands_below_the_first_answer_of_a_thread(town: Town, ann: Actor) -> None:
    inside = ann.at(await ann.start_thread("login"))
    for offered in (True, False):
        reply = await town.discord.wait_reply(await inside.say("The login does not work. What now?"))
        assert ("solved" in buttons(reply)) is offered


async def answered(town: Town, post: Json) -> list[Json]:
    """The first two messages of a post."""
    await town.discord.wait_until(lambda: len(town.discord.messages(post)) > 1)
    return town.discord.messages(post)[:2]
