""" "Did you mean ...?": who may choose, what stands there afterwards, and what is learned from it: one vote of each person, never silently."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.e2e import people
from tests.e2e.crowds import answer, cards, crowd, press
from tests.e2e.model_steps import open_bot
from tests.e2e.test_forged import forged
from tests.e2e.town import Town, buttons

from chatterbot import errors, models
from chatterbot.app import App
from chatterbot.discord import AccessLevel
from chatterbot.llm import ScriptedModel
from chatterbot.preferences import ChoiceMode, TeacherMode
from chatterbot.proposals import ChoiceLesson, ChosenAnswer
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

MEET, GAME = "where do we meet?", "when is the game?"
PLACE, TIME = "At the old mill.", "On Friday at eight."
NEAR = "where is it?"
"""A question that is near to `MEET`, and not near enough."""
ASKED = "I'm not sure what you mean. Did you mean this?"
DONE = "✅ That is the answer now."


@pytest.fixture
async def app(town: Town) -> AsyncIterator[App]:
    """The bot, in a town of more than 50 people, where members suggest and teachers decide."""
    crowd(town)
    async with town.running() as running:
        await learn(running, town)
        yield running


@pytest.fixture
async def bob(discord: StandIn, town: Town) -> Actor:
    """Somebody who asks in another channel: votes are the server's."""
    return discord.user("Bob", town.general).at(discord.channel(town.guild, "tavern"))


async def learn(app: App, town: Town, *further: models.NewExample) -> None:
    lessons = [models.NewExample(GAME, TIME), models.NewExample(MEET, PLACE), *further]
    scope = int(town.guild["id"])
    await app.services.teaching.teach(scope, int(town.boss.id), lessons, source="text")
    await app.services.preferences.change(scope, strictness=0.2)


async def choose(who: Actor, reply: Json, place: int = 0) -> Interaction:
    """Press one of the buttons of a reply, and wait for the last word."""
    return await people.done(await who.click(reply, buttons(reply)[place]))


def private(interaction: Interaction) -> str:
    assert interaction.ephemeral
    return str(interaction.content)


def is_there(town: Town, message: Json) -> bool:
    """Tell whether a message still stands in its channel."""
    return message["id"] in {each["id"] for each in town.discord.messages({"id": message["channel_id"]})}


async def test_the_choices_of_members_are_votes_for_one_proposal(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    reply = await town.ask(ann, NEAR)
    assert (reply["content"], buttons(reply)[1:]) == (ASKED, ["meant-none", "teach"])
    for verb in buttons(reply)[:2]:
        assert private(await bob.at(town.general).click(reply, verb)).startswith(
            "Only the person who asked can choose here."
        )
    told = private(await choose(ann, reply))
    (card,) = cards(town)
    assert (town.now(reply)["content"], buttons(town.now(reply))) == (PLACE, ["vote-up", "vote-down"])
    assert told.startswith(f"{DONE} Whether “{NEAR}” always asks the same, a teacher decides: https://discord.com/")
    assert told.endswith(card["id"])
    lines = card["content"].split("\n")
    assert lines[:3] == [
        f"🔁 {ann.mention} asked this, and chose an answer that I know. Shall I always answer it so?",
        f"> {NEAR}",
        f"Like: “{MEET}”",
    ]
    assert f"Answer: “{PLACE}”" in lines
    assert card["mentions"] == []
    again = await town.ask(ann, NEAR.upper())  # the same person, the same question
    assert private(await choose(ann, again)).startswith(f"{DONE} 1 person chose it so far")
    other = await town.ask(bob, "Where  is it")
    assert private(await choose(bob, other)).startswith(f"{DONE} 2 people chose it so far")
    (card,) = cards(town)
    assert "👥 2 people chose this answer" in card["content"]
    assert await answer(app, town, bob, NEAR) == ""
    await press(boss, card, "Approve")
    assert await answer(app, town, bob, NEAR) == PLACE
    (taught,) = await app.services.store.history.changes(int(town.guild["id"]), 1)
    assert (taught.author_id, taught.approved_by) == (int(ann.id), int(boss.id))
    await press(boss, town.now(card), "Undo")
    assert await answer(app, town, bob, NEAR) == ""
    last = await town.ask(bob, NEAR)
    assert private(await choose(bob, last)) == DONE  # it was decided already: nobody is asked again
    assert cards(town) == []


async def test_what_three_people_choose_is_learned_where_the_server_wants_that(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    carl = town.discord.user("Carl", town.general).at(bob.channel)
    await app.services.preferences.change(int(town.guild["id"]), choices=ChoiceMode.VOTES)
    for who in (ann, ann, bob):
        await choose(who, await town.ask(who, NEAR))
    (card,) = cards(town)
    assert await answer(app, town, ann, NEAR) == "", "three votes of one person are one"
    told = private(await choose(carl, await town.ask(carl, NEAR)))
    assert told.startswith(f"{DONE} 3 people chose it, so I know it from now on: ")
    assert town.now(card)["content"].startswith("👥 3 people chose this answer, as this server wants it")
    assert await answer(app, town, ann, NEAR) == PLACE
    assert private(await press(ann, town.now(card), "Undo")).startswith("Only teachers can do that here")
    await press(boss, town.now(card), "Undo")
    assert await answer(app, town, ann, NEAR) == ""


@pytest.mark.parametrize("member", [True, False])
async def test_who_is_erased_while_the_choice_is_shown_leaves_nothing_behind(
    app: App, town: Town, ann: Actor, boss: Actor, *, member: bool
) -> None:
    who, scope = ann if member else boss, int(town.guild["id"])
    await town.ask(who, NEAR)
    await people.recorded(app, town, 1)
    (turn,) = await app.services.conversation.recent_turns(scope, int(town.general["id"]), 1)
    assert turn.reply.runner_up is not None
    chosen = await app.services.conversation.choose(turn, turn.reply.runner_up.example_id)
    await app.services.privacy.erase(int(who.id), scope, keep_taught=True)
    answer_given = ChosenAnswer(
        guild_id=scope,
        channel_id=turn.channel_id,
        author_id=int(who.id),
        question=NEAR,
        reply=chosen.reply,
        turn=chosen,
    )
    level = AccessLevel.PROPOSER if member else AccessLevel.TEACHER
    outcome = await app.container.choices.chose(answer_given, level)
    assert outcome.lesson is ChoiceLesson.NOTHING
    assert cards(town) == []
    assert await answer(app, town, boss, NEAR) == ""
    report = await app.services.privacy.stored_about(int(who.id), scope)
    assert not report.counts.get("choices", 0)
    later = await town.ask(who, NEAR)
    assert not private(await choose(who, later)).endswith(f"{DONE}"), "what is asked anew is learned again"


async def test_who_meant_none_of_these_is_not_asked_that_again(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    reply = await town.ask(ann, NEAR)
    told = await choose(ann, reply, 1)
    assert private(told) == "👌 None of these, then. I won't ask you that again for this question."
    assert town.now(reply)["content"] == "I don't know that yet. Will you teach me?"
    assert buttons(town.now(reply)) == ["teach"]
    assert (await town.ask(ann, f"{NEAR}?"))["content"] == "I don't know that yet. Will you teach me?"
    assert (await town.ask(bob, NEAR))["content"] == ASKED
    unanswered = await people.use(boss, "unanswered")
    assert NEAR in str(unanswered.content) + str(unanswered.embeds)
    report = await app.services.privacy.stored_about(int(ann.id), int(town.guild["id"]))
    assert report.counts["choices"] == 1
    await app.services.privacy.erase(int(ann.id), int(town.guild["id"]), keep_taught=True)
    assert (await town.ask(ann, NEAR))["content"] == ASKED


async def test_a_button_whose_answer_was_forgotten_is_taken_away(app: App, town: Town, ann: Actor) -> None:
    scope = int(town.guild["id"])
    reply = await town.ask(ann, NEAR)
    (forgotten,) = [int(each.partition(":")[2]) for each in buttons(reply) if each.startswith("meant:")]
    await app.services.teaching.forget(scope, int(town.boss.id), forgotten)
    assert private(await choose(ann, reply)).startswith("That answer is not available any more.")
    assert (town.now(reply)["content"], buttons(town.now(reply))) == (
        "I don't know that yet. Will you teach me?",
        ["teach"],
    )


async def test_an_answer_that_was_corrected_meanwhile_is_given_as_it_is_now(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    reply = await town.ask(ann, NEAR)
    known = await town.ask(boss, MEET)
    await people.use(boss, "correct", message=known["id"], correction="At the new mill.")
    await choose(ann, reply)
    assert town.now(reply)["content"] == "At the new mill."
    (card,) = cards(town)
    await people.use(boss, "correct", message=known["id"], correction="In the park.")
    refused = private(await press(boss, card, "Approve"))
    assert refused.startswith("The answer that was chosen is gone, or is another one by now")
    assert await answer(app, town, ann, NEAR) == ""


async def test_nothing_is_learned_where_the_server_or_the_person_does_not_want_it(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    scope = int(town.guild["id"])
    await app.services.preferences.change(scope, choices=ChoiceMode.OFF)
    assert private(await choose(ann, await town.ask(ann, NEAR))) == DONE
    offered = await choose(boss, await town.ask(boss, NEAR))
    assert private(offered) == f"✅ Shall I remember that “{NEAR}” asks the same?"
    await app.services.preferences.change(scope, choices=ChoiceMode.ASK, teachers=TeacherMode.MANAGERS)
    assert private(await choose(ann, await town.ask(ann, NEAR))) == DONE
    await app.services.preferences.change(scope, teachers=TeacherMode.TEACHERS)
    asked = await ann.say(f"{town.me} {NEAR}")
    reply = await town.discord.wait_reply(asked)
    await ann.delete(asked)
    await town.discord.wait_until(lambda: not is_there(town, reply))
    late = await people.done(await forged(ann, reply, buttons(reply)[0]))
    assert not private(late).startswith(f"{DONE} "), "who deleted the question wants nobody to keep its words"
    assert cards(town) == []
    assert await answer(app, town, ann, NEAR) == ""


async def test_a_deleted_question_takes_along_what_was_asked_back_and_nothing_else(
    app: App, town: Town, ann: Actor, bob: Actor, boss: Actor
) -> None:
    other = await town.ask(bob, NEAR)
    questions = [await ann.say(f"{town.me} {text}") for text in (NEAR, MEET, "what is love?")]
    offered, answered, unknown = [await town.discord.wait_reply(question) for question in questions]
    assert (offered["content"], answered["content"]) == (ASKED, PLACE)
    assert "meant" not in "".join(buttons(unknown))
    for question in questions[1:]:
        await ann.delete(question)
    await boss.with_permissions(Permission.MANAGE_MESSAGES).delete(questions[0])
    await town.discord.wait_until(lambda: not is_there(town, offered))
    assert [is_there(town, each) for each in (answered, unknown, other)] == [True, True, True]
    await app.services.preferences.change(int(town.guild["id"]), choices=ChoiceMode.OFF)
    asked = await ann.say(f"{town.me} {NEAR}")
    chosen = await town.discord.wait_reply(asked)
    assert private(await choose(ann, chosen)) == DONE
    later = await ann.say(f"{town.me} {NEAR}")
    again = await town.discord.wait_reply(later)
    await ann.delete(asked)
    await ann.delete(later)
    await town.discord.wait_until(lambda: not is_there(town, again))
    assert town.now(chosen)["content"] == PLACE, "an answer stays"


async def test_hostile_questions_are_only_words_on_buttons_and_cards(app: App, town: Town, ann: Actor) -> None:
    scope = int(town.guild["id"])
    hostile = "**where** [click](https://evil.example) @everyone <@123456789012345678> do we eat " + "soup " * 380
    await app.services.teaching.teach(
        scope, int(town.boss.id), [models.NewExample(hostile[:1990], "@everyone eat!")], source="text"
    )
    reply = await town.ask(ann, "who cooks the @everyone soup of today")
    assert reply["content"].startswith("I'm not sure what you mean."), reply["content"]
    label = reply["components"][0]["components"][0]["label"]
    assert label.startswith("where click @everyone @… do we eat soup")
    assert len(label) <= 80
    await choose(ann, reply)
    (card,) = cards(town)
    for message in (card, town.now(reply)):
        assert (message["mentions"], message.get("mention_everyone", False)) == ([], False)
    assert "](https" not in card["content"].replace(r"\]", "")


async def test_in_russian_and_after_a_restart(town: Town, ann: Actor, boss: Actor) -> None:
    crowd(town)
    async with town.running() as first:
        await learn(first, town, models.NewExample("во сколько открывается клуб?", "В восемь."))
        reply = await town.ask(ann, "ну и где клуб")
        assert reply["content"] == "Не уверен, что понял вас. Вы имели в виду это?"
    async with town.running() as second:
        told = private(await choose(ann, reply))
        assert town.now(reply)["content"] == "В восемь."
        (card,) = cards(town)
        assert card["content"].startswith(f"🔁 {ann.mention} спрашивает так")
        assert "a teacher decides" in told
        await press(boss, card, "Принять")
        assert await answer(second, town, ann, "ну и где клуб") == "В восемь."


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "abc", "", "1.5", "١"])
@pytest.mark.usefixtures("app")
async def test_a_forged_choice_changes_nothing(town: Town, ann: Actor, number: str) -> None:
    reply = await town.ask(ann, NEAR)
    told = private(await people.done(await forged(ann, reply, f"meant:{number}")))
    assert not told.startswith(DONE)
    assert (town.now(reply)["content"], town.broken) == (ASKED, [])


async def test_what_another_server_knows_cannot_be_chosen(app: App, town: Town, ann: Actor, discord: StandIn) -> None:
    other = discord.guild("Elsewhere")
    secret = models.NewExample("where is the secret?", "Under the stone.")
    await app.services.teaching.teach(int(other["id"]), int(town.boss.id), [secret], source="text")
    kept = app.services.store.examples
    dataset = await kept.active(int(other["id"]))
    assert dataset is not None
    (example,) = [
        each for each in await kept.live_examples(int(other["id"]), dataset.id) if each.prompt == secret.prompt
    ]
    reply = await town.ask(ann, NEAR)
    told = private(await people.done(await forged(ann, reply, f"meant:{example.id}")))
    assert told.startswith("This button does not work any more.")
    await people.recorded(app, town, 1)
    (turn,) = await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"]), 1)
    with pytest.raises(errors.NotFoundError):
        await app.services.conversation.choose(turn, example.id)
    assert town.now(reply)["content"] == ASKED


@pytest.mark.usefixtures("app")
async def test_an_edited_question_gets_new_buttons_and_old_ones_say_that_they_lapsed(town: Town, ann: Actor) -> None:
    asked = await ann.say(f"{town.me} {NEAR}")
    reply = await town.discord.wait_reply(asked)
    old = dict(reply)
    await ann.edit(asked, f"{town.me} {MEET}")
    await town.discord.wait_until(lambda: town.now(reply)["content"] == PLACE)
    for verb in buttons(old)[:2]:
        late = await people.done(await forged(ann, old, verb))
        assert private(late).startswith("That answer is not available any more.")
    assert (town.now(reply)["content"], buttons(town.now(reply))) == (PLACE, ["vote-up", "vote-down"])
    assert cards(town) == []


async def test_in_a_thread_and_in_a_direct_message(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    thread = await ann.start_thread("Meeting")
    reply = await town.ask(ann.at(thread), NEAR)
    assert private(await choose(ann.at(thread), reply)).startswith(f"{DONE} Whether")
    (card,) = cards(town, thread)
    await press(boss.at(thread), card, "Approve")
    assert await answer(app, town, ann, NEAR) == PLACE
    direct = ann.dm()
    lessons = [models.NewExample(GAME, TIME), models.NewExample(MEET, PLACE)]
    await app.services.teaching.teach(int(ann.id), int(ann.id), lessons, source="text")
    await app.services.preferences.change(int(ann.id), strictness=0.2)
    reply = await town.discord.wait_message(town.discord.dm(ann), after=await direct.say(NEAR))
    assert reply["content"] == ASKED
    told = await choose(direct, reply)
    assert private(told) == f"{DONE} From now on I know that “{NEAR}” asks the same."


async def test_people_who_talk_to_each_other_are_not_asked(town: Town, ann: Actor) -> None:
    async with town.running(discord={"message_content": True}) as app:
        await learn(app, town)
        scope = int(town.guild["id"])
        await app.services.preferences.change(scope, answers_in="channels", channels=[int(town.general["id"])])
        reply = await town.discord.wait_reply(await ann.say(f"{NEAR}?"))
        assert (reply["content"], buttons(reply)) == ("I don't know that yet. Will you teach me?", ["teach"])
        assert (await town.ask(ann, NEAR))["content"] == ASKED


@pytest.mark.parametrize(("written", "shown"), [("NONE", ASKED), ("By the river, I think.", "By the river")])
async def test_a_model_answers_first_and_what_it_declines_is_asked_back(
    town: Town, ann: Actor, written: str, shown: str
) -> None:
    async with open_bot(town, ScriptedModel(lambda _: written)) as app:
        await learn(app, town)
        reply = await town.ask(ann, NEAR)
        await town.discord.wait_until(lambda: shown in town.now(reply)["content"] and bool(buttons(town.now(reply))))
        assert ("meant-none" in buttons(town.now(reply))) == (shown == ASKED)
