"""Who may teach: in a larger server members suggest and teachers decide; in a small one everybody teaches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.crowds import answer, cards, crowd, decided_by, press
from tests.e2e.test_forged import forged
from tests.e2e.town import Town, buttons

from chatterbot import models
from chatterbot.app import App
from chatterbot.preferences import TeacherMode
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

CORRECT, WHY = "Correct this reply", "Why this reply?"
LOVE, RIVER, SONG = "what is love?", "A river.", "Baby, don't hurt me."
ONLY_TEACHERS = "Only teachers can do that here: people with a teacher role, or with Manage Server."


@pytest.fixture
async def app(town: Town) -> AsyncIterator[App]:
    """The bot, in a town of more than 50 people."""
    crowd(town)
    async with town.running() as running:
        yield running


@pytest.fixture
async def role(town: Town) -> Json:
    return town.discord.role(town.guild, "Teacher")


@pytest.fixture
async def kim(app: App, town: Town, role: Json) -> Actor:
    """A teacher: somebody with a teacher role, and no other right."""
    await app.services.preferences.change(int(town.guild["id"]), teacher_roles=[int(role["id"])])
    return town.discord.user("Kim", town.general).give(role)


@pytest.fixture
async def reply(app: App, town: Town, boss: Actor, ann: Actor) -> Json:
    """A reply of the bot's to Ann, from what Boss taught."""
    await learn(app, town, boss)
    return await town.ask(ann, LOVE)


async def learn(app: App, town: Town, who: Actor, question: str = LOVE, reply: str = RIVER) -> int:
    lessons = [models.NewExample(question, reply)]
    done = await app.services.teaching.teach(int(town.guild["id"]), int(who.id), lessons, source="chat")
    return done.examples[0].id


async def correct(who: Actor, reply: Json, better: str, **fields: Any) -> Interaction:
    form = await who.context(CORRECT, reply)
    return await (await form.submit(answer=better, **fields)).finished()


def private(interaction: Interaction) -> str:
    assert interaction.ephemeral
    return str(interaction.content)


# -- a correction ------------------------------------------------------------------------------------------------------


async def test_a_members_correction_waits_until_a_teacher_approves_it(
    app: App, town: Town, ann: Actor, kim: Actor, reply: Json
) -> None:
    told = await correct(ann, reply, SONG)
    (card,) = cards(town)
    place = f"https://discord.com/channels/{town.guild['id']}/{town.general['id']}"
    assert private(told) == f"📨 Thank you! Your suggestion waits for a teacher: {place}/{card['id']}"
    assert card["content"].split("\n") == [
        f"✏️ {ann.mention} suggests a different answer:",
        f"> {LOVE}",
        f"I currently say: “{RIVER}”",
        f"Instead: “{SONG}”",
        f"-# About {place}/{reply['id']}",
        "-# Anyone who can teach me can decide; until then nothing changes.",
    ]
    assert card["mentions"] == []
    assert await answer(app, town, ann, LOVE) == RIVER
    for label in ("Approve", "Decline"):
        assert private(await press(ann, card, label)) == ONLY_TEACHERS
    assert private(await press(kim, card, "Approve")) == "✅ Approved."
    assert town.now(card)["content"].startswith(f"✅ {kim.mention} approved what {ann.mention} suggested.")
    assert town.now(reply)["content"] == SONG
    assert await answer(app, town, ann, LOVE) == SONG
    assert await decided_by(app, town) == int(kim.id)
    assert private(await press(ann, town.now(card), "Undo")) == ONLY_TEACHERS
    await press(town.boss, town.now(card), "Undo")
    assert await answer(app, town, ann, LOVE) == RIVER


async def test_text_commands_keep_to_it_too(app: App, town: Town, ann: Actor, kim: Actor, reply: Json) -> None:
    told = await town.discord.wait_reply(await ann.say(f"{town.me} !correct {SONG}", reply_to=reply))
    assert told["content"].startswith("📨 Thank you!")
    listed = await town.discord.wait_reply(await kim.say(f"{town.me} !proposals"))
    assert listed["content"].startswith("**1 suggestion waits**")
    done = await town.discord.wait_reply(await kim.say(f"{town.me} !correct {SONG}", reply_to=reply))
    assert done["content"].startswith("✅ Learned.")
    assert await answer(app, town, ann, LOVE) == SONG


async def test_teachers_and_managers_correct_at_once(
    app: App, town: Town, kim: Actor, boss: Actor, reply: Json
) -> None:
    for who, better in ((kim, SONG), (boss, "A verb.")):
        assert private(await correct(who, town.now(reply), better)).startswith("✅ Learned.")
        assert await answer(app, town, who, LOVE) == better
    assert cards(town) == []


async def test_every_way_to_teach_keeps_to_it(app: App, town: Town, ann: Actor, kim: Actor, reply: Json) -> None:
    unknown = await town.ask(ann, "where do we meet?")
    downvoted = await ann.click(reply, "vote-down")
    why = await ann.context(WHY, reply)
    teach = await (await ann.click(unknown, "teach")).submit(answer="At the mill.")
    told = [
        await teach.finished(),
        await press(ann, downvoted.message, "Not this answer"),
        await press(ann, why.message, "Forget it"),
        await people.use(ann, "correct", message=reply["id"], correction=SONG),
        await (await (await ann.slash("teach")).submit(questions="who?\nwho is it?", answer="Me.")).finished(),
    ]
    for interaction in told:
        assert private(interaction).startswith("📨 Thank you! Your suggestion waits for a teacher:")
    shown = cards(town)
    assert [card["content"].split("\n")[0].replace(ann.mention, "Ann") for card in shown] == [
        "💡 Ann suggests an answer:",
        "🚫 Ann suggests that I no longer answer this that way:",
        "🗑️ Ann suggests that I forget this:",
        "✏️ Ann suggests a different answer:",
        "💡 Ann suggests an answer:",
    ]
    assert "Also for: “who is it?”" in shown[-1]["content"]
    assert await answer(app, town, ann, LOVE) == RIVER
    assert await answer(app, town, ann, "where do we meet?") == ""
    await press(kim, shown[0], "Approve")
    assert (await answer(app, town, ann, "where do we meet?"), town.now(unknown)["content"]) == ("At the mill.",) * 2
    await press(kim, shown[1], "Approve")
    assert await answer(app, town, ann, LOVE) == ""
    await press(kim, shown[4], "Approve")
    assert await answer(app, town, ann, "who is it?") == "Me."


async def test_managers_only_refuses_suggestions_too(app: App, town: Town, ann: Actor, reply: Json) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.MANAGERS)
    refusal = "Only people with Manage Server can teach me here."
    assert private(await ann.context(CORRECT, reply)) == refusal
    assert private(await ann.slash("teach")) == refusal


async def test_everyone_teaches_where_the_server_says_so(app: App, town: Town, ann: Actor, reply: Json) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers=TeacherMode.EVERYONE)
    assert private(await correct(ann, reply, SONG)).startswith("✅ Learned.")
    assert cards(town) == []


@pytest.mark.usefixtures("app")
async def test_in_direct_messages_everybody_teaches(town: Town, ann: Actor) -> None:
    form = await ann.dm().slash("teach")
    done = await (await form.submit(questions="what is my cat called?", answer="Misty")).finished()
    assert str(done.content).startswith("✅ Thank you! I know it from now on.")
    assert cards(town) == []


async def test_only_managers_train_from_files(town: Town, kim: Actor) -> None:
    people.command(town, "train")["default_member_permissions"] = None
    refused = await people.use(kim, "train", text="hi => hello")
    assert private(refused) == "Only people with Manage Server can do that."


# -- what is one's own -------------------------------------------------------------------------------------------------


async def test_what_a_member_taught_is_theirs_to_correct_and_to_forget(app: App, town: Town, ann: Actor) -> None:
    await learn(app, town, ann)  # when everybody could teach
    reply = await town.ask(ann, LOVE)
    receipt = await correct(ann, reply, SONG)
    assert private(receipt).startswith("✅ Learned.")
    await press(ann, receipt.message, "Undo")
    assert await answer(app, town, ann, LOVE) == RIVER
    forgotten = await press(ann, (await ann.context(WHY, reply)).message, "Forget it")
    assert private(forgotten).startswith("🗑️ Forgotten:")
    assert cards(town) == []


async def test_what_was_approved_is_not_theirs_alone(
    app: App, town: Town, ann: Actor, boss: Actor, reply: Json
) -> None:
    await correct(ann, reply, SONG)
    await press(boss, cards(town)[0], "Approve")
    assert private(await correct(ann, town.now(reply), "Nonsense.")).startswith("📨")
    forgotten = await press(ann, (await ann.context(WHY, town.now(reply))).message, "Forget it")
    assert private(forgotten).startswith("📨")
    assert await answer(app, town, ann, LOVE) == SONG


async def test_ones_own_answer_is_no_way_to_teach_something_else(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await learn(app, town, ann)
    await learn(app, town, boss, "what are the rules?", "Be kind.")
    reply = await town.ask(ann, LOVE)
    for question in ("what are the rules?", "what is allowed?"):
        told = await correct(ann, reply, "Nothing.", question=question)
        if "I already know an answer" in private(told):
            await (await ann.click(told.message or {}, "Replace")).followed_up()
    assert len(cards(town)) == 2
    assert await answer(app, town, ann, "what are the rules?") == "Be kind."


# -- attackers ---------------------------------------------------------------------------------------------------------


async def test_a_role_that_is_taken_away_counts_no_more(
    town: Town, ann: Actor, kim: Actor, role: Json, reply: Json
) -> None:
    await correct(ann, reply, SONG)
    form = await kim.context(CORRECT, reply)
    kim.take(role)
    (card,) = cards(town)
    assert private(await press(kim, card, "Approve")) == ONLY_TEACHERS
    assert private(await (await form.submit(answer="Nonsense.")).finished()).startswith("📨")
    assert private(await people.use(kim, "proposals")) == ONLY_TEACHERS


async def test_of_several_presses_one_counts(app: App, town: Town, ann: Actor, kim: Actor, reply: Json) -> None:
    await correct(ann, reply, SONG)
    (card,) = cards(town)
    pressed = await asyncio.gather(*(press(who, card, "Approve") for who in (town.boss, kim, town.boss)))
    answers = sorted(str(each.content) for each in pressed)
    assert answers == ["Somebody has already decided that."] * 2 + ["✅ Approved."]
    (change,) = await app.services.store.history.changes(int(town.guild["id"]), 1)
    assert change.author_id == int(ann.id)


async def test_made_up_buttons_decide_nothing(app: App, town: Town, ann: Actor, reply: Json) -> None:
    await correct(ann, reply, SONG)
    (card,) = cards(town)
    (approve, decline) = buttons(card)
    for custom_id in (approve, decline, approve.replace("approve", "undo"), "answers-replace:1", "forget-yes:1"):
        refused = await forged(ann, reply, custom_id)
        assert private(refused) in {ONLY_TEACHERS, "This button does not work any more. Please ask again."}
    assert await answer(app, town, ann, LOVE) == RIVER


async def test_a_proposal_of_another_server_is_not_found(town: Town, discord: StandIn, ann: Actor, reply: Json) -> None:
    await correct(ann, reply, SONG)
    (card,) = cards(town)
    elsewhere = discord.channel(discord.guild("Elsewhere"))
    eve = discord.user("Eve", elsewhere).with_permissions(Permission.MANAGE_GUILD)
    shown = await town.discord.wait_reply(await eve.say(f"{town.me} {LOVE}"))
    shown["components"] = card["components"]  # a message whose buttons were copied
    for label in ("Approve", "Decline"):
        refused = await press(eve, shown, label)
        assert private(refused) == "I no longer have that suggestion: it is decided, or too old."
    assert cards(town) == [card]
    assert "Nothing waits to be decided." in private(await people.use(eve, "proposals"))


async def test_words_that_act_on_discord_do_nothing_on_a_card(
    town: Town, ann: Actor, boss: Actor, role: Json, reply: Json
) -> None:
    words = f"@everyone <@&{role['id']}> {boss.mention} **bold** [click](https://evil.example)\n# big"
    await correct(ann, reply, words)
    (card,) = cards(town)
    assert (card["mentions"], card["mention_roles"], card["mention_everyone"]) == ([], [], False)
    for acting in (f"<@&{role['id']}>", boss.mention, "**bold**", "[click]", "\n# big"):
        assert acting not in card["content"]


async def test_at_most_ten_of_a_person_wait(town: Town, ann: Actor, boss: Actor, reply: Json) -> None:
    town.discord.rest.limits.hurry(20)
    for number in range(10):
        assert private(await correct(ann, reply, f"Answer {number}.")).startswith("📨")
    full = private(await correct(ann, reply, "One more."))
    assert full == "10 of your suggestions wait already. Please wait until a teacher has decided some of them."
    await press(boss, cards(town)[0], "Decline")
    assert private(await correct(ann, reply, "One more.")).startswith("📨")
    assert len(cards(town)) == 10


@pytest.mark.parametrize(
    ("better", "refusal"),
    [("   ", "The answer is empty."), ("A river.", "That already is the answer.")],
)
async def test_what_cannot_be_taught_is_not_proposed(
    town: Town, ann: Actor, reply: Json, better: str, refusal: str
) -> None:
    assert private(await people.use(ann, "correct", message=reply["id"], correction=better)) == refusal
    assert cards(town) == []


@pytest.mark.usefixtures("app")
async def test_all_that_is_approved_can_be_read(town: Town, ann: Actor) -> None:
    form = await ann.slash("teach")
    wordings = "\n".join(f"question number {number}?" for number in range(5))
    await (await form.submit(questions=wordings, answer="*" * 4000)).finished()
    (card,) = cards(town)
    assert len(card["content"]) <= 2000
    assert [file["filename"] for file in card["attachments"]] == ["questions.txt", "answer.txt"]


# -- the list ----------------------------------------------------------------------------------------------------------


async def test_the_list_shows_what_waits_and_decides_it(
    app: App, town: Town, ann: Actor, kim: Actor, reply: Json
) -> None:
    await correct(ann, reply, SONG)
    await (await (await ann.slash("teach")).submit(questions="who?", answer="Me.")).finished()
    assert private(await people.use(ann, "proposals")) == ONLY_TEACHERS
    listed = await people.use(kim, "proposals")
    lines = private(listed).split("\n")
    assert lines[0] == "**2 suggestions wait**, the oldest first:"
    assert lines[1].startswith(f"1. {ann.mention}: another answer to “{LOVE}” · <t:")
    assert lines[2].startswith(f"2. {ann.mention}: an answer to “who?” · <t:")
    first, _ = cards(town)
    assert listed.message is not None
    opened = await kim.choose(listed.message, "proposals-open", buttons(first)[0].partition(":")[2])
    assert f"Instead: “{SONG}”" in private(opened)
    assert private(await press(kim, opened.message, "Approve")) == "✅ Approved."
    assert town.now(first)["content"].startswith(f"✅ {kim.mention} approved what {ann.mention} suggested.")
    assert await answer(app, town, ann, LOVE) == SONG
    assert private(await people.use(kim, "proposals")).startswith("**1 suggestion waits**")


async def test_the_list_hides_what_a_teacher_may_not_see(town: Town, discord: StandIn, ann: Actor, kim: Actor) -> None:
    secret = discord.channel(town.guild, "secret")
    discord.overwrite(secret, town.guild["roles"][0], deny=Permission.VIEW_CHANNEL)
    discord.overwrite(secret, ann, allow=Permission.VIEW_CHANNEL)
    discord.permit_bot(town.guild, Permission.ADMINISTRATOR)
    form = await ann.at(secret).slash("teach")
    await (await form.submit(questions="the password?", answer="Swordfish.")).finished()
    (card,) = cards(town, secret)
    assert private(await people.use(kim, "proposals")) == "Nothing waits to be decided."
    await (await (await ann.slash("teach")).submit(questions="who?", answer="Me.")).finished()
    listed = await people.use(kim, "proposals")
    assert listed.message is not None
    menu = listed.message["components"][0]["components"][0]
    menu["options"][0]["value"] = buttons(card)[0].partition(":")[2]  # made up by the client
    refused = await kim.choose(listed.message, "proposals-open", menu["options"][0]["value"])
    assert private(refused) == "I no longer have that suggestion: it is decided, or too old."


# -- Russian -----------------------------------------------------------------------------------------------------------


async def test_the_story_in_russian(app: App, town: Town, discord: StandIn, boss: Actor, role: Json) -> None:
    await app.services.preferences.change(int(town.guild["id"]), language="ru", teacher_roles=[int(role["id"])])
    await learn(app, town, boss, "что такое любовь?", "Река.")
    olga = discord.user("Olga", town.general, locale="ru")
    vera = discord.user("Vera", town.general, locale="ru").give(role)
    reply = await town.ask(olga, "что такое любовь?")
    form = await olga.context("Исправить этот ответ", reply)
    told = await (await form.submit(answer="Это чувство.")).finished()
    assert private(told).startswith("📨 Спасибо! Ваше предложение ждёт решения учителя: https://")
    (card,) = cards(town)
    assert card["content"].startswith(f"✏️ {olga.mention} предлагает отвечать на это иначе:")
    assert private(await press(olga, card, "Принять")).startswith("Здесь это могут делать только учителя")
    listed = await people.use(vera, "предложения")
    assert private(listed).startswith("**1 предложение ждёт решения**, сначала самые старые:")
    assert private(await press(vera, card, "Принять")) == "✅ Принято."
    assert town.now(reply)["content"] == "Это чувство."
