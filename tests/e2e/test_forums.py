"""Posts of a forum are answered from title and text; where people answer each other in a thread, the bot keeps silent."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

READING = {"message_content": True}
"""Discord settings of a bot that may read what is not addressed to it."""
HOURS = 3600


@pytest.fixture
def forum(town: Town, discord: StandIn) -> Json:
    """A forum, made before the bot starts."""
    return discord.forum(town.guild, "help", ["Solved"])


@pytest.fixture
def bob(discord: StandIn, town: Town) -> Actor:
    """Somebody who helps."""
    return discord.user("Bob", town.general)


@pytest.fixture
async def helping(town: Town, forum: Json, boss: Actor) -> AsyncGenerator[App]:
    """The bot, which knows two answers, and answers everything in the forum."""
    async with town.running(discord=READING) as app:
        await prepare(forum, boss)
        yield app


async def prepare(forum: Json, boss: Actor) -> None:
    taught = "how do I reset my password? => Press Forgot.\nкак сменить имя? => В профиле.\nwhere are the logs? => In data/logs."
    await people.use(boss, "train", text=taught)
    shown = await people.use(boss, "settings", channel=forum)
    assert f"<#{forum['id']}>" in str(shown.content)


async def answers(town: Town, place: Actor) -> list[str]:
    """The texts of the bot's answers in a thread, once everything before is answered."""
    # The queue of another channel is quick: what is asked there last is answered when the thread's messages were looked at.
    marker = await place.at(town.general).say(f"{town.me} where are the logs?")
    await town.discord.wait_reply(marker)
    return [m["content"] for m in place.messages() if m["author"]["id"] == town.discord.app_id]


@pytest.mark.usefixtures("helping")
@pytest.mark.parametrize(
    "case",
    [
        (
            "how do I reset my password?",
            "It is about my account.\nI tried a lot of things, see the picture.",
            "Press Forgot.",
        ),
        ("Help", "how do I reset my password?", "Press Forgot."),
        ("Как сменить имя?", "🙂 очень нужно", "В профиле."),
        ("Parrots", "which colours have birds? " * 70, "I don't know that yet."),
    ],
)
async def test_a_post_is_answered_from_its_title_and_text(
    discord: StandIn, forum: Json, ann: Actor, case: tuple[str, str, str]
) -> None:
    title, text, expected = case
    post = await ann.at(forum).start_post(title, text)
    first = discord.messages(post)[0]
    reply = await discord.wait_reply(first)
    assert reply["content"].startswith(expected)
    again = await discord.wait_reply(await ann.at(post).say("where are the logs?"))
    assert again["content"] == "In data/logs."


@pytest.mark.usefixtures("helping")
async def test_what_is_taught_for_a_post_is_its_title(town: Town, discord: StandIn, forum: Json, ann: Actor) -> None:
    post = await ann.at(forum).start_post("Who paints parrots?", "Nobody told me.")
    reply = await discord.wait_reply(discord.messages(post)[0])
    form = await ann.at(post).click(reply, "teach")
    await (await form.submit(answer="A painter.")).finished()
    assert (await town.ask(ann, "who paints parrots?"))["content"] == "A painter."


@pytest.mark.usefixtures("helping")
async def test_while_somebody_helps_the_bot_answers_only_when_addressed(
    town: Town, discord: StandIn, forum: Json, ann: Actor, bob: Actor
) -> None:
    post = await ann.at(forum).start_post("how do I reset my password?", "Thanks!")
    asker, helper = ann.at(post), bob.at(post)
    await discord.wait_reply(discord.messages(post)[0])
    await helper.say("did you look, where are the logs?")
    await asker.say("no. where are the logs?")
    assert await answers(town, asker) == ["Press Forgot."]

    # The asker addresses it: it answers, and goes on until somebody else writes.
    called = await asker.say(f"{town.me} where are the logs?")
    assert (await discord.wait_reply(called))["content"] == "In data/logs."
    assert (await discord.wait_reply(await asker.say("how do I reset my password?")))["content"] == "Press Forgot."
    said = await helper.say("I hope that helps")
    await asker.say("how do I reset my password?", reply_to=said)
    await asker.say("where are the logs?")
    assert len(await answers(town, asker)) == 3
    # The helper is answered when addressing it, and people go on talking.
    assert (await discord.wait_reply(await helper.say(f"{town.me} where are the logs?")))["content"] == "In data/logs."
    await asker.say("how do I reset my password?")
    assert len(await answers(town, asker)) == 4


@pytest.mark.usefixtures("helping")
async def test_long_after_people_talked_a_new_question_of_the_asker_is_answered(
    town: Town, discord: StandIn, forum: Json, ann: Actor, bob: Actor
) -> None:
    post = await ann.at(forum).start_post("how do I reset my password?", "Thanks!")
    await discord.wait_reply(discord.messages(post)[0])
    await bob.at(post).say("like this")
    discord.clock.advance(5 * HOURS)
    await ann.at(post).say("where are the logs?")
    assert len(await answers(town, ann.at(post))) == 1
    discord.clock.advance(2 * HOURS)
    await bob.at(post).say("still there? where are the logs?")
    discord.clock.advance(7 * HOURS)
    reply = await discord.wait_reply(await ann.at(post).say("where are the logs?"))
    assert reply["content"] == "In data/logs."
    await bob.at(post).say("where are the logs?")
    assert len(await answers(town, ann.at(post))) == 2


async def test_after_a_restart_it_still_knows_that_people_are_at_work(
    town: Town, discord: StandIn, forum: Json, ann: Actor, bob: Actor
) -> None:
    async with town.running(discord=READING):
        await prepare(forum, town.boss)
        post = await ann.at(forum).start_post("how do I reset my password?", "Thanks!")
        await discord.wait_reply(discord.messages(post)[0])
        alone = await ann.at(forum).start_post("how do I reset my password?", "Again")
        await discord.wait_reply(discord.messages(alone)[0])
    await bob.at(post).say("like this")
    async with town.running(discord=READING):
        await ann.at(post).say("where are the logs?")
        assert await answers(town, ann.at(post)) == ["Press Forgot."]
        reply = await discord.wait_reply(await ann.at(alone).say("where are the logs?"))
        assert reply["content"] == "In data/logs."


@pytest.mark.usefixtures("helping")
async def test_a_thread_made_under_a_question_belongs_to_who_asked(
    town: Town, discord: StandIn, ann: Actor, bob: Actor, boss: Actor
) -> None:
    await people.use(boss, "settings", channel=town.general)
    asked = await ann.say("how do I reset my password?")
    await discord.wait_reply(asked)
    inside = await bob.start_thread("password", asked)
    await bob.at(inside).say("let us talk here")
    await ann.at(inside).say("where are the logs?")
    assert await answers(town, ann.at(inside)) == []


@pytest.mark.usefixtures("helping")
async def test_where_it_may_not_read_the_history_it_goes_by_what_it_hears(
    town: Town, discord: StandIn, forum: Json, ann: Actor, bob: Actor
) -> None:
    discord.overwrite(forum, discord.bot, deny=Permission.READ_MESSAGE_HISTORY)
    post = await ann.at(forum).start_post("how do I reset my password?", "Thanks!")
    await discord.wait_message(post, lambda m: m["content"] == "Press Forgot.")
    await bob.at(post).say("like this")
    await ann.at(post).say("where are the logs?")
    assert await answers(town, ann.at(post)) == ["Press Forgot."]


async def test_an_erasure_forgets_who_asked(
    helping: App, town: Town, discord: StandIn, forum: Json, ann: Actor
) -> None:
    post = await ann.at(forum).start_post("how do I reset my password?", "Thanks!")
    await discord.wait_reply(discord.messages(post)[0])
    await helping.services.privacy.erase(int(ann.id), int(town.guild["id"]), keep_taught=False)
    # The thread is read again: it is still known who asked, from Discord and not from memory.
    await town.boss.at(post).say("like this")
    await ann.at(post).say("where are the logs?")
    assert await answers(town, ann.at(post)) == ["Press Forgot."]
