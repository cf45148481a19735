"""Putting replies right: by menu, command, button; voting, asking why, forgetting, undoing."""

from __future__ import annotations

import json

import pytest
from tests.e2e.town import Town, buttons, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Fault, Interaction, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

CORRECT, WHY = "Correct this reply", "Why this reply?"


@pytest.fixture
async def reply(app: App, town: Town, boss: Actor, ann: Actor) -> Json:
    """A reply of the bot's to Ann, who asked about love."""
    lessons = [
        models.NewExample("what is love?", "A river."),
        models.NewExample("when is the game?", "On Friday at eight."),
        models.NewExample("where do we meet?", "At the old mill."),
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.data["id"]), lessons, source="text")
    return await town.ask(ann, "what is love?")


def said(interaction: Interaction) -> str:
    assert interaction.ephemeral
    assert interaction.content is not None
    return interaction.content


async def forget(who: Actor, why: Interaction) -> Interaction:
    """Forget somebody else's example, which has to be confirmed."""
    assert why.message is not None
    asked = await (await who.click(why.message, "Forget it")).finished()
    assert "taught me this. Shall I forget it?" in said(asked)
    assert asked.message is not None
    return await (await who.click(asked.message, "Forget it")).finished()


# -- the story ---------------------------------------------------------------------------------------------------------


async def test_correction_is_used_next_time(town: Town, ann: Actor, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    assert form.modal is not None
    values = {label["component"]["custom_id"]: label["component"]["value"] for label in form.modal["components"]}
    assert values == {"question": "what is love?", "answer": "A river."}
    receipt = await (await form.submit(answer="Baby, don't hurt me.")).finished()
    lines = said(receipt).split("\n")
    assert lines[:3] == [
        "✅ Learned. In effect from the next message.",
        "“what is love?” → “Baby, don't hurt me.”",
        "Instead of “A river.”",
    ]
    assert town.now(reply)["content"] == "Baby, don't hurt me."
    assert buttons(town.now(reply)) == ["vote-up", "vote-down"]
    assert (await town.ask(ann, "what is love?"))["content"] == "Baby, don't hurt me."
    log = (town.data / "corrections.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["better"] for line in log] == ["Baby, don't hurt me."]


async def test_undo_takes_a_correction_back(town: Town, ann: Actor, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    receipt = await (await form.submit(answer="Baby, don't hurt me.")).finished()
    assert receipt.message is not None
    undone = await (await ann.click(receipt.message, "Undo")).finished()
    assert undone.content is not None
    assert undone.content == "↩️ Undone. 2 examples removed. 1 example restored."
    assert buttons(undone.message) == []
    assert town.now(reply)["content"] == "A river."
    assert (await town.ask(ann, "what is love?"))["content"] == "A river."


async def test_a_correction_may_reword_the_question(town: Town, ann: Actor, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    await (await form.submit(question="who sings what is love?", answer="Haddaway.")).finished()
    assert (await town.ask(ann, "who sings what is love?"))["content"] == "Haddaway."


async def test_correcting_twice_keeps_the_last(town: Town, ann: Actor, boss: Actor, reply: Json) -> None:
    for who, better in ((ann, "A feeling."), (boss, "A verb.")):
        form = await who.context(CORRECT, town.now(reply))
        await (await form.submit(answer=better)).finished()
    assert town.now(reply)["content"] == "A verb."
    assert (await town.ask(ann, "what is love?"))["content"] == "A verb."


# -- /correct ----------------------------------------------------------------------------------------------------------


async def test_slash_correct_takes_an_id_a_link_or_a_choice(town: Town, ann: Actor, reply: Json) -> None:
    (choice,) = await ann.complete("correct", "message", "river")
    assert choice == {"name": "what is love? → A river.", "value": reply["id"]}
    assert await ann.complete("correct", "message", "nothing like it") == []
    again = await town.ask(ann, "what is love?")  # the same name twice: Discord would refuse both
    assert [c["value"] for c in await ann.complete("correct", "message", "")] == [again["id"]]
    link = f"https://discord.com/channels/{town.guild['id']}/{town.general['id']}/{reply['id']}"
    for number, reference in enumerate((choice["value"], link, f"{town.general['id']}-{reply['id']}", f"<{link}>")):
        done = await (await ann.slash("correct", message=reference, correction=f"Answer {number}.")).finished()
        assert said(done).startswith("✅ Learned.")
        assert town.now(reply)["content"] == f"Answer {number}."
    assert (await town.ask(ann, "what is love?"))["content"] == "Answer 3."


@pytest.mark.parametrize(
    ("reference", "refusal"),
    [
        ("love", "Choose a reply from the list, or paste a message's link or ID."),
        ("9" * 19, "I don't remember that reply: it is too old, or not a reply to a question."),
        ("https://discord.com/channels/1/2/3", "That link leads to another server. I only know my replies here."),
        ("https://example.com/channels/1/2/3", "Choose a reply from the list, or paste a message's link or ID."),
    ],
)
@pytest.mark.usefixtures("reply")
async def test_slash_correct_refuses(ann: Actor, reference: str, refusal: str) -> None:
    done = await (await ann.slash("correct", message=reference, correction="x")).finished()
    assert said(done) == refusal


async def test_slash_correct_refuses_an_answer_that_says_nothing_new(ann: Actor, reply: Json) -> None:
    same = await (await ann.slash("correct", message=reply["id"], correction="A river.")).finished()
    assert said(same) == "That already is the answer."
    empty = await (await ann.slash("correct", message=reply["id"], correction="  ")).finished()
    assert said(empty) == "The answer is empty."


@pytest.mark.usefixtures("app")
async def test_menus_refuse_what_is_not_a_reply(ann: Actor) -> None:
    own = await ann.say("hello there")
    greeting = await ann.slash("hi")
    assert greeting.message is not None
    for menu in (CORRECT, WHY):
        assert said(await ann.context(menu, own)) == (
            "That is not one of my replies. I can only correct and explain what I said myself."
        )
        assert said(await ann.context(menu, greeting.message)) == (
            "I don't remember that reply: it is too old, or not a reply to a question."
        )


async def test_a_deleted_reply_can_still_be_corrected(town: Town, ann: Actor, boss: Actor, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    await boss.with_permissions(Permission.MANAGE_MESSAGES).delete(reply)
    receipt = await (await form.submit(answer="Gone, but better.")).finished()
    assert said(receipt).endswith("I could not change the reply itself. Was it deleted?")
    assert (await town.ask(ann, "what is love?"))["content"] == "Gone, but better."


async def test_a_correction_counts_though_discord_does_not_change_the_reply(
    town: Town, discord: StandIn, ann: Actor, reply: Json
) -> None:
    form = await ann.context(CORRECT, reply)
    discord.faults.add(
        Fault("PATCH", "/channels/*/messages/*", 400, body={"message": "Invalid Form Body", "code": 50035})
    )
    receipt = await (await form.submit(answer="Taught all the same.")).finished()
    assert said(receipt).endswith("I could not change the reply itself. Was it deleted?")
    assert (await town.ask(ann, "what is love?"))["content"] == "Taught all the same."
    assert receipt.message is not None
    assert buttons(receipt.message) != []  # Undo


# -- votes -------------------------------------------------------------------------------------------------------------


async def test_votes_are_one_a_person_and_changeable(
    app: App, town: Town, ann: Actor, boss: Actor, reply: Json
) -> None:
    scope = int(town.guild["id"])
    assert said(await ann.click(reply, "vote-up")) == "👍 Thanks!"
    assert await app.services.store.turns.votes(scope) == {models.Vote.UP: 1, models.Vote.DOWN: 0}
    offered = await ann.click(reply, "vote-down")
    assert said(offered) == "Thanks for telling me. What about this reply?"
    assert buttons(offered.message) == [f"correct:{reply['id']}", f"reject:{reply['id']}", f"why:{reply['id']}"]
    await boss.click(reply, "vote-up")
    assert await app.services.store.turns.votes(scope) == {models.Vote.UP: 1, models.Vote.DOWN: 1}


async def test_a_down_vote_leads_to_a_correction(town: Town, ann: Actor, reply: Json) -> None:
    offered = await ann.click(reply, "vote-down")
    assert offered.message is not None
    form = await ann.click(offered.message, "Correct")
    await (await form.submit(answer="Baby, don't hurt me.")).finished()
    assert town.now(reply)["content"] == "Baby, don't hurt me."


async def test_not_this_is_never_said_again(town: Town, ann: Actor, reply: Json) -> None:
    offered = await ann.click(reply, "vote-down")
    assert offered.message is not None
    rejected = await (await ann.click(offered.message, "Not this answer")).finished()
    assert said(rejected) == (
        "🚫 I won't answer “what is love?” with “A river.” again.\n"
        "If asked again, I would now say that I don't know.\n"
        "The message itself stays as it is. Use “Correct” to put a better answer in its place."
    )
    assert town.now(reply)["content"] == "A river."
    assert (await town.ask(ann, "what is love?"))["content"] != "A river."
    again = await (await ann.click(offered.message, "Not this answer")).finished()
    assert said(again) == "I no longer give that answer to this question."
    assert rejected.message is not None
    await (await ann.click(rejected.message, "Undo")).finished()
    assert (await town.ask(ann, "what is love?"))["content"] == "A river."


# -- why ---------------------------------------------------------------------------------------------------------------


async def test_why_names_the_example_the_teacher_and_the_score(ann: Actor, boss: Actor, reply: Json) -> None:
    why = await ann.context(WHY, reply)
    assert why.ephemeral
    shown = fields(why)
    assert shown["It comes from this example"] == "“what is love?” → “A river.”"
    assert shown["Taught"].startswith(f"by {boss.mention} <t:")
    assert shown["Taught"].endswith("with a command")
    assert "at least" in shown["How sure I was"]
    assert [button.split(":")[0] for button in buttons(why.message)] == ["correct", "forget", "reject"]


async def test_why_leads_to_forgetting(town: Town, ann: Actor, reply: Json) -> None:
    why = await ann.context(WHY, reply)
    assert why.message is not None
    forgotten = await forget(ann, why)
    assert forgotten.content == "🗑️ Forgotten: “what is love?” → “A river.”"
    assert buttons(await town.ask(ann, "what is love?")) == ["teach"]
    again = await (await ann.click(why.message, "Forget it")).finished()
    assert said(again) == "That example no longer exists."
    assert forgotten.message is not None
    await (await ann.click(forgotten.message, "Undo")).finished()
    assert (await town.ask(ann, "what is love?"))["content"] == "A river."


@pytest.mark.usefixtures("reply")
async def test_why_explains_not_knowing(town: Town, ann: Actor) -> None:
    unknown = await town.ask(ann, "how do I renew my passport?")
    why = await ann.context(WHY, unknown)
    assert "Why I gave no answer" in fields(why)
    assert [button.split(":")[0] for button in buttons(why.message)] == ["correct"]


async def test_why_explains_what_a_corrected_reply_says_now(ann: Actor, boss: Actor, town: Town, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    await (await form.submit(answer="Baby, don't hurt me.")).finished()
    why = await boss.context(WHY, town.now(reply))
    shown = fields(why)
    assert shown["It was corrected; this is what it says now"] == "“what is love?” → “Baby, don't hurt me.”"
    assert shown["Taught"].startswith(f"by {ann.mention} <t:")
    assert shown["Taught"].endswith("as a correction")
    assert shown["At first I said"] == "A river."
    assert shown["That came from"].startswith(f"“what is love?” → “A river.”\nby {boss.mention}")
    assert [button.split(":")[0] for button in buttons(why.message)] == ["correct", "forget", "reject"]
    # Its buttons, too, are about what it says now.
    assert why.message is not None
    form = await boss.click(why.message, "Correct")
    assert form.modal is not None
    assert form.modal["components"][1]["component"]["value"] == "Baby, don't hurt me."
    forgotten = await forget(boss, why)
    assert forgotten.content == "🗑️ Forgotten: “what is love?” → “Baby, don't hurt me.”"


@pytest.mark.usefixtures("reply")
async def test_why_explains_an_answer_taught_since(ann: Actor, town: Town) -> None:
    unknown = await town.ask(ann, "how do I renew my passport?")
    form = await ann.click(unknown, "teach")
    await (await form.submit(answer="At the town hall.")).finished()
    shown = fields(await ann.context(WHY, town.now(unknown)))
    assert shown["Somebody has taught me the answer since"] == "“how do I renew my passport?” → “At the town hall.”"
    assert shown["At first I said"] == "I don't know that yet. Will you teach me?"
    assert shown["Taught"].endswith("in the chat")


async def test_undoing_the_second_correction_brings_the_first_back(town: Town, ann: Actor, reply: Json) -> None:
    form = await ann.context(CORRECT, reply)
    await (await form.submit(answer="A feeling.")).finished()
    form = await ann.context(CORRECT, town.now(reply))
    second = await (await form.submit(answer="A verb.")).finished()
    assert "Instead of “A feeling.”" in said(second)
    assert second.message is not None
    await (await ann.click(second.message, "Undo")).finished()
    assert town.now(reply)["content"] == "A feeling."
    assert (await town.ask(ann, "what is love?"))["content"] == "A feeling."
    assert "It was corrected; this is what it says now" in fields(await ann.context(WHY, town.now(reply)))


# -- who may -----------------------------------------------------------------------------------------------------------


async def test_only_teachers_where_the_guild_wants_it(
    app: App, town: Town, ann: Actor, boss: Actor, reply: Json
) -> None:
    offered = await ann.click(reply, "vote-down")
    unknown = await town.ask(ann, "how do I renew my passport?")
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    refusal = "Only people with Manage Server can teach me here."
    assert offered.message is not None
    assert said(await ann.context(CORRECT, reply)) == refusal
    assert said(await ann.click(offered.message, "Correct")) == refusal
    assert said(await ann.click(offered.message, "Not this answer")) == refusal
    assert said(await ann.slash("correct", message=reply["id"], correction="x")) == refusal
    assert said(await ann.click(unknown, "teach")) == refusal
    assert buttons(await town.ask(ann, "how do I renew my passport?")) == []
    assert (await boss.context(CORRECT, reply)).kind == "modal"


# -- Russian -----------------------------------------------------------------------------------------------------------


async def test_the_whole_story_in_russian(town: Town, discord: StandIn, reply: Json) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    form = await vera.context(CORRECT, reply)
    assert form.modal is not None
    assert form.modal["title"] == "Исправить этот ответ"
    receipt = await (await form.submit(answer="Это чувство.")).finished()
    assert said(receipt).split("\n")[:2] == [
        "✅ Запомнил. Действует со следующего сообщения.",
        "«what is love?» → «Это чувство.»",
    ]
    assert said(await vera.click(reply, "vote-up")) == "👍 Спасибо!"
    assert "Почему такой ответ?" in (await vera.context(WHY, reply)).embeds[0]["title"]
    assert said(await vera.slash("correct", message="любовь", correction="x")) == (
        "Выберите ответ из списка или вставьте ссылку на сообщение или его ID."
    )
    thanks = await vera.slash("feedback", text="Хороший бот", rating=5)
    assert said(thanks) == "💌 Спасибо, отзыв сохранён."
