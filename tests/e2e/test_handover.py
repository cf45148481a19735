"""Questions handed over to people: from "Ask a person" to the answer, as who asks, as a helper and as a manager."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json, Permission, SetupError, StandIn

pytestmark = pytest.mark.e2e

QUESTION = "who paints <@123> `parrots` @everyone?"


@pytest.fixture
async def desk(town: Town, discord: StandIn) -> Json:
    """The helpers' channel, which others do not see."""
    channel = discord.channel(town.guild, "helpers")
    discord.overwrite(channel, town.guild, deny=Permission.VIEW_CHANNEL)
    discord.overwrite(channel, discord.bot, allow=Permission.VIEW_CHANNEL)
    return channel


@pytest.fixture
async def hal(town: Town, discord: StandIn, desk: Json) -> Actor:
    """A helper."""
    helper = discord.user("Hal", town.general)
    discord.overwrite(desk, helper, allow=Permission.VIEW_CHANNEL)
    return helper.at(desk)


@pytest.fixture
async def role(town: Town, discord: StandIn) -> Json:
    """The role of the helpers."""
    return discord.role(town.guild, "Helpers", mentionable=True)


@pytest.fixture
async def helped(town: Town, desk: Json, role: Json) -> AsyncGenerator[App]:
    """The bot in a guild that hands questions over, and knows the helpers' role."""
    assert role["mentionable"]
    async with town.running() as app:
        await choose(app, town, desk)
        yield app


async def choose(app: App, town: Town, desk: Json, **more: object) -> None:
    await app.services.preferences.change(int(town.guild["id"]), handover_channel=int(desk["id"]), **more)


async def ask(town: Town, who: Actor, question: str = QUESTION) -> tuple[Json, Interaction]:
    """Ask what it does not know, and press "Ask a person"."""
    reply = await town.ask(who, question)
    return reply, await people.done(await who.click(reply, "handover-ask"))


async def card(town: Town, desk: Json, text: str = "A question for you") -> Json:
    """The latest card that says this."""
    return await town.discord.wait_message(desk, lambda m: text in m["content"])


async def respond(helper: Actor, shown: Json, words: str, *, verb: str = "handover-answer") -> Interaction:
    """Fill in the form of a card."""
    form = await helper.click(shown, verb)
    sent = form.submit(answer=words) if verb == "handover-answer" else form.submit(reason=words)
    return await people.done(await sent)


@pytest.mark.usefixtures("helped")
async def test_a_helper_answers_and_a_teacher_teaches_it(
    town: Town, discord: StandIn, desk: Json, ann: Actor, hal: Actor
) -> None:
    asked = await ann.say(f"{town.me} {QUESTION}")
    reply = await discord.wait_reply(asked)
    told = await people.done(await ann.click(reply, "handover-ask"))
    assert told.ephemeral
    assert str(told.content).startswith("🙋 Your question is with the people who help here.")
    shown = await card(town, desk)
    assert f"asked by <@{ann.id}>" in shown["content"]
    assert f"/{town.general['id']}/{asked['id']}" in shown["content"]
    assert shown["mentions"] == []
    assert not shown["mention_everyone"]

    sent = await respond(hal, shown, "A *painter* does, @everyone <@&1>.")
    assert sent.content == "✅ Sent, under your name."
    answer = await discord.wait_message(town.general, lambda m: "painter" in m["content"])
    assert (
        answer["content"] == f"💬 <@{ann.id}>, <@{hal.id}> answers your question:\nA *painter* does, @everyone <@&1>."
    )
    assert answer["message_reference"]["message_id"] == asked["id"]
    assert [user["id"] for user in answer["mentions"]] == [ann.id]
    assert not answer["mention_everyone"]

    shown = await card(town, desk, "✅ Answered by")
    assert buttons(shown) == ["handover-teach"]
    # What has its answer cannot be taken back.
    await discord.wait_until(lambda: not any("withdraw" in name for name in buttons(town.now(reply))))
    taught = await people.done(await hal.click(shown, "handover-teach"))
    assert "undo:" in buttons(taught.message)[0]
    assert town.now(reply)["content"] == "A *painter* does, @everyone <@&1>."
    assert (await town.ask(ann, QUESTION))["content"] == "A *painter* does, @everyone <@&1>."
    assert buttons(await card(town, desk, "💡 This answer was taught to me.")) == []


@pytest.mark.usefixtures("app")
async def test_without_a_channel_nothing_is_offered(town: Town, ann: Actor) -> None:
    assert "handover-ask" not in buttons(await town.ask(ann, QUESTION))


@pytest.mark.usefixtures("helped")
async def test_only_the_asker_hands_over_and_takes_back(
    town: Town, discord: StandIn, desk: Json, ann: Actor, boss: Actor
) -> None:
    reply = await town.ask(ann, QUESTION)
    refused = await people.done(await boss.click(reply, "handover-ask"))
    assert refused.ephemeral
    assert not discord.messages(desk)
    await people.done(await ann.click(reply, "handover-ask"))
    shown = await card(town, desk)
    await discord.wait_until(lambda: any(name.startswith("handover-withdraw") for name in buttons(town.now(reply))))
    withdraw = next(name for name in buttons(town.now(reply)) if name.startswith("handover-withdraw"))
    await people.done(await boss.click(town.now(reply), withdraw))
    assert "A question for you" in discord.messages(desk)[0]["content"]
    back = await people.done(await ann.click(town.now(reply), withdraw))
    assert back.content == "↩️ You have taken your question back. Nobody sees it any more."
    left = discord.messages(desk)[0]
    assert left["content"] == "↩️ This question was taken back, or is not kept any more."
    assert left["components"] == []
    assert shown["id"] == left["id"]


async def test_the_role_is_pinged_at_most_so_often_and_nobody_else_ever(
    helped: App, town: Town, discord: StandIn, desk: Json, role: Json
) -> None:
    ann, boss = town.ann, town.boss
    await choose(helped, town, desk, handover_role=int(role["id"]), handover_every=60)
    await ask(town, ann, "who paints <@&1> parrots?")
    first = await card(town, desk)
    assert (first["mention_roles"], first["mentions"], first["mention_everyone"]) == ([role["id"]], [], False)
    await ask(town, boss, "why is the moon late?")
    second = await card(town, desk, "moon")
    assert (second["mention_roles"], second["mentions"]) == ([], [])
    await choose(helped, town, desk, handover_role=int(town.guild["id"]), handover_every=0)
    eve = discord.user("Eve", town.general)
    await ask(town, eve, "which colour has Tuesday?")
    third = await card(town, desk, "Tuesday")
    assert (third["mention_roles"], third["mention_everyone"]) == ([], False)


@pytest.mark.usefixtures("helped")
async def test_limits_and_the_same_question_of_two_people(town: Town, discord: StandIn, desk: Json, hal: Actor) -> None:
    ann, boss = town.ann, town.boss
    reply, _ = await ask(town, ann)
    soon = await people.done(await ann.click(await town.ask(ann, "why is the moon late?"), "handover-ask"))
    assert "You can ask the next question in " in str(soon.content)
    again = await people.done(await ann.click(await town.ask(ann, QUESTION), "handover-ask"))
    assert str(again.content).startswith("You have already asked people that.")
    await ask(town, boss, QUESTION.upper())
    shown = await card(town, desk, "2 people")
    assert len(discord.messages(desk)) == 1
    await respond(hal, shown, "A painter.")
    for who in (ann, boss):
        await discord.wait_message(town.general, lambda m, who=who: m["content"].startswith(f"💬 <@{who.id}>"))
    late = await people.done(await ann.click(town.now(reply), buttons(town.now(reply))[-1]))
    assert late.content == "This question is not open any more."


@pytest.mark.usefixtures("helped")
async def test_two_helpers_and_a_question_that_is_declined(
    town: Town, discord: StandIn, desk: Json, ann: Actor, hal: Actor
) -> None:
    await ask(town, ann)
    shown = await card(town, desk)
    first = await hal.click(shown, "handover-answer")
    taken = await card(town, desk, f"✋ <@{hal.id}> is writing an answer.")
    await people.done(await hal.click(taken, "handover-give-back"))
    await card(town, desk, "Waiting for somebody")
    blank = await people.done(await first.submit(answer="   "))
    assert blank.content == "Please write something: only blanks were sent."
    second = await hal.click(discord.messages(desk)[0], "handover-answer")
    await respond(hal, discord.messages(desk)[0], "Nobody knows.", verb="handover-decline")
    told = await discord.wait_message(town.general, lambda m: "Nobody knows." in m["content"])
    assert told["content"].startswith(f"🚫 <@{ann.id}>, <@{hal.id}> cannot answer your question:")
    assert buttons(await card(town, desk, "🚫 Declined by")) == []
    late = await people.done(await second.submit(answer="But I do!"))
    assert "You had written: But I do!" in str(late.content)


async def test_it_survives_a_restart_and_a_channel_that_is_gone(
    town: Town, discord: StandIn, desk: Json, ann: Actor, hal: Actor
) -> None:
    async with town.running() as app:
        await choose(app, town, desk)
        await ask(town, ann)
        shown = await card(town, desk)
    discord.overwrite(town.general, discord.bot, deny=Permission.SEND_MESSAGES)
    async with town.running():
        assert (await respond(hal, shown, "A painter.")).content == "✅ Sent, under your name."
        written = await discord.wait_message(discord.dm(ann))
        assert written["content"].startswith("> who paints")
        assert written["content"].endswith(f"💬 <@{ann.id}>, <@{hal.id}> answers your question:\nA painter.")


@pytest.mark.usefixtures("helped")
async def test_who_cannot_be_reached_gets_nothing_and_the_helper_is_told(
    town: Town, discord: StandIn, desk: Json, ann: Actor, hal: Actor
) -> None:
    await ask(town, ann)
    shown = await card(town, desk)
    ann.leave()
    told = await respond(hal, shown, "A painter.")
    assert str(told.content).startswith("⚠️ Who asked has left the server")
    assert not any("painter" in m["content"] for m in discord.messages(town.general))
    assert "cannot be reached any more" in (await card(town, desk, "⚠️"))["content"]


async def test_a_card_that_cannot_be_posted_and_an_erasure(
    helped: App, town: Town, discord: StandIn, desk: Json, hal: Actor
) -> None:
    ann = town.ann
    scope = int(town.guild["id"])
    discord.overwrite(desk, discord.bot, deny=Permission.SEND_MESSAGES, allow=Permission.VIEW_CHANNEL)
    _, refused = await ask(town, ann)
    assert f"I cannot write where the people who help read: <#{desk['id']}>." in str(refused.content)
    assert not await helped.services.store.handovers.waiting(scope)
    discord.overwrite(desk, discord.bot, allow=Permission.VIEW_CHANNEL)
    await ask(town, ann)
    shown = await card(town, desk)
    await helped.services.privacy.erase(int(ann.id), scope, keep_taught=False)
    assert not await helped.services.store.handovers.waiting(scope)
    gone = await people.done(await hal.click(shown, "handover-answer"))
    assert gone.content == "This question was taken back, or is not kept any more."


@pytest.mark.usefixtures("helped")
async def test_in_russian(town: Town, discord: StandIn, desk: Json, hal: Actor) -> None:
    olga = discord.user("Olga", town.general, locale="ru")
    _, told = await ask(town, olga, "кто красит попугаев?")
    assert str(told.content).startswith("🙋 Ваш вопрос передан тем, кто здесь помогает.")
    shown = await card(town, desk, "Вопрос к вам")
    assert f"от <@{olga.id}>" in shown["content"]
    await respond(hal, shown, "Маляр 🙂")
    answer = await discord.wait_message(town.general, lambda m: "Маляр" in m["content"])
    assert answer["content"] == f"💬 <@{olga.id}>, на ваш вопрос отвечает <@{hal.id}>:\nМаляр 🙂"
    with pytest.raises(SetupError):
        await olga.at(desk).click(shown, "handover-decline")
