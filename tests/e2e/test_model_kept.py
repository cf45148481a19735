"""What becomes of a language model's answer: why it says that, correcting it, keeping it as a taught one; and a taught answer it chose."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.e2e.model_steps import VOTES, answer_messages, open_bot, whole
from tests.e2e.town import Town, buttons, fields
from tests.stepped_model import SteppedModel

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json, StandIn

pytestmark = pytest.mark.e2e

GENERAL = "-# From the model's general knowledge, not from what was taught here."


@pytest.fixture
def model() -> SteppedModel:
    return SteppedModel()


@pytest.fixture
async def app(town: Town, model: SteppedModel) -> AsyncIterator[App]:
    async with open_bot(town, model) as running:
        await running.services.preferences.change(int(town.guild["id"]), strictness=0.2)
        yield running
        model.finish()


async def taught(app: App, town: Town, who: Actor, *, extras: models.AnswerExtras | None = None) -> None:
    lessons = [
        models.NewExample("what is love?", "A river."),
        models.NewExample("when is the game?", "On Friday at eight."),
        models.NewExample(
            "where do we meet?", "At the old mill.", origin="https://discord.com/channels/1/2/3", extras=extras
        ),
    ]
    await app.services.teaching.teach(int(town.guild["id"]), int(who.data["id"]), lessons, source="text")


async def answered(town: Town, who: Actor, model: SteppedModel, question: str, text: str) -> Json:
    """Ask, and let the model write the whole answer."""
    before = len(answer_messages(town))
    await who.say(f"{town.me} {question}")
    (await model.asked()).end(text)
    return (await whole(town, before + 1))[-1]


def said(interaction: Interaction) -> str:
    assert interaction.content is not None
    return interaction.content


# -- a taught answer that it chose -------------------------------------------------------------------------------------


async def test_a_chosen_answer_comes_whole_with_what_goes_along_with_it(
    app: App, town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    await taught(app, town, boss, extras=models.AnswerExtras(link="https://example.org/mill", title="The mill"))
    message = await answered(town, ann, model, "where is it?", "USE 1")
    assert message["embeds"][0]["description"] == "At the old mill."
    assert not any(call.method == "PATCH" and "/messages/" in call.route for call in town.discord.exchanges)
    shown = fields(await ann.context("Why this reply?", message))
    assert shown["It comes from this example"] == "“where do we meet?” → “At the old mill.”"
    assert shown["Taught"].startswith(f"by {boss.mention}")
    assert shown["Language model"].startswith("`scripted`\n10 tokens read, 20 tokens written")
    assert "The model chose this answer; its words are as they were taught" in shown["Language model"]
    why = await ann.context("Why this reply?", message)
    assert [button.split(":")[0] for button in buttons(why.message)] == ["correct", "forget", "reject"]


# -- why ---------------------------------------------------------------------------------------------------------------


async def test_why_shows_the_numbered_examples_and_who_taught_them(
    app: App, town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    await taught(app, town, boss)
    message = await answered(town, ann, model, "where is it?", "It is at the mill, as ever [1].")
    shown = fields(await ann.context("Why this reply?", message))
    told = shown["A language model wrote it, from this"]
    assert told.startswith("**[1]** “where do we meet?” → “At the old mill.”\n")
    assert f"by {boss.mention} <t:" in told
    assert "https://discord.com/channels/1/2/3" in told
    assert "10 tokens read" in shown["Language model"]
    assert "The model chose" not in shown["Language model"]
    assert "How sure I was" not in shown
    assert (
        "The second-best answer" not in shown
    )  # a taught answer that is not the best one is no second to words that nobody taught
    assert shown["The closest thing I know"].startswith("“where do we meet?” →")


@pytest.mark.usefixtures("app")
async def test_why_says_that_nobody_taught_general_knowledge(
    town: Town, discord: StandIn, ann: Actor, model: SteppedModel
) -> None:
    message = await answered(town, ann, model, "who painted the Mona Lisa?", "Leonardo da Vinci.")
    assert message["content"] == f"Leonardo da Vinci.\n{GENERAL}"
    assert fields(await ann.context("Why this reply?", message))["A language model wrote it"].startswith(
        "From what it knows itself"
    )
    vera = discord.user("Vera", town.general, locale="ru")
    shown = fields(await vera.context("Почему такой ответ?", message))
    assert shown["Написала языковая модель"].startswith("Из собственных знаний")
    assert "прочитано 10 токенов, написано 20 токенов" in shown["Языковая модель"]


# -- correcting and voting ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("app")
async def test_correcting_a_models_answer_teaches(town: Town, ann: Actor, model: SteppedModel) -> None:
    message = await answered(town, ann, model, "who painted the Mona Lisa?", "Raphael did.")
    form = await ann.context("Correct this reply", message)
    assert form.modal is not None
    assert form.modal["components"][1]["component"]["value"] == "Raphael did."
    receipt = await (await form.submit(answer="Leonardo did.")).finished()
    assert town.now(message)["content"] == "Leonardo did."
    assert (await town.ask(ann, "who painted the Mona Lisa?"))["content"] == "Leonardo did."
    assert len(model.chats) == 1
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    assert town.now(message)["content"] == f"Raphael did.\n{GENERAL}"
    assert buttons(town.now(message)) == VOTES


@pytest.mark.usefixtures("app")
async def test_a_liked_answer_can_be_kept_and_that_undone(town: Town, ann: Actor, model: SteppedModel) -> None:
    message = await answered(town, ann, model, "who painted the Mona Lisa?", "Leonardo da Vinci.")
    offered = await ann.click(message, "vote-up")
    assert said(offered).startswith("👍 Thanks!\nShall I keep this answer?")
    assert offered.message is not None
    form = await ann.click(offered.message, "Keep as taught answer")
    assert form.modal is not None
    values = [label["component"]["value"] for label in form.modal["components"]]
    assert values == ["who painted the Mona Lisa?", "Leonardo da Vinci."]
    receipt = await (await form.submit(answer="Leonardo da Vinci, around 1503.")).finished()
    assert "“who painted the Mona Lisa?” → “Leonardo da Vinci, around 1503.”" in said(receipt)
    assert town.now(message)["content"] == "Leonardo da Vinci, around 1503."
    assert (await town.ask(ann, "who painted the Mona Lisa?"))["content"] == "Leonardo da Vinci, around 1503."
    assert len(model.chats) == 1
    assert said(await ann.click(town.now(message), "vote-up")) == "👍 Thanks!"  # it is kept already
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    assert town.now(message)["content"] == f"Leonardo da Vinci.\n{GENERAL}"


async def test_who_may_not_teach_is_not_offered_to_keep(
    app: App, town: Town, ann: Actor, boss: Actor, model: SteppedModel
) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    message = await answered(town, ann, model, "who painted the Mona Lisa?", "Leonardo da Vinci.")
    thanks = await ann.click(message, "vote-up")
    assert (said(thanks), buttons(thanks.message)) == ("👍 Thanks!", [])
    assert buttons((await boss.click(message, "vote-up")).message) == [f"keep:{message['id']}"]


async def test_taught_answers_are_not_offered_to_keep(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await taught(app, town, boss)
    reply = await town.ask(ann, "what is love?")
    assert said(await ann.click(reply, "vote-up")) == "👍 Thanks!"


@pytest.mark.usefixtures("app")
async def test_a_models_answer_that_was_rejected_is_not_given_again(
    town: Town, ann: Actor, model: SteppedModel
) -> None:
    message = await answered(town, ann, model, "who painted the Mona Lisa?", "Raphael painted her.")
    offered = await ann.click(message, "vote-down")
    assert offered.message is not None
    rejected = await (await ann.click(offered.message, "Not this answer")).finished()
    assert said(rejected).splitlines()[:2] == [
        "🚫 I won't answer “who painted the Mona Lisa?” with “Raphael painted her.” again.",
        "If asked again, I would ask the language model anew; it is told not to say this.",
    ]
    question = await ann.say(f"{town.me} who painted the Mona Lisa?")
    (await model.asked()).end("Raphael painted her.")
    assert buttons(await town.discord.wait_reply(question)) == ["teach"]
    assert rejected.message is not None
    await (await ann.click(rejected.message, "Undo")).finished()
    again = await answered(town, ann, model, "who painted the Mona Lisa?", "Raphael painted her.")
    assert again["content"] == message["content"]
