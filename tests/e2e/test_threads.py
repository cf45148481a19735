"""Questions in threads: of a channel in which everything is answered, and elsewhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.standin import Actor, Permission, StandIn, threads

pytestmark = pytest.mark.e2e

READING = {"message_content": True}
"""Discord settings of a bot that may read what is not addressed to it."""


@pytest.fixture
async def taught(town: Town, boss: Actor) -> AsyncGenerator[None]:
    """The bot, which knows one answer and gives it to everything in the channel."""
    async with town.running(discord=READING):
        await people.use(boss, "train", text="when do you meet? => On Fridays.")
        await people.use(boss, "settings", channel=town.general)
        yield


def thread(discord: StandIn, town: Town, owner: Actor) -> Actor:
    return owner.at(threads.start(discord.backend, town.general, owner.id, "meetings"))


@pytest.mark.usefixtures("taught")
async def test_a_thread_of_an_answer_channel_is_answered(town: Town, discord: StandIn, ann: Actor) -> None:
    inside = thread(discord, town, ann)
    reply = await discord.wait_reply(await inside.say("when do you meet?"))
    assert (reply["content"], reply["channel_id"]) == ("On Fridays.", inside.channel["id"])
    # What can be done about a reply can be done there as well.
    form = await inside.context("Correct this reply", reply)
    await (await form.submit(answer="On Saturdays.")).finished()
    assert [m["content"] for m in inside.messages() if m["id"] == reply["id"]] == ["On Saturdays."]
    again = await discord.wait_reply(await inside.say("when do you meet?"))
    assert again["content"] == "On Saturdays."


@pytest.mark.usefixtures("app")
async def test_elsewhere_a_thread_is_answered_when_addressed(town: Town, discord: StandIn, ann: Actor) -> None:
    inside = thread(discord, town, ann)
    ignored = await inside.say("hello?")
    reply = await discord.wait_reply(await inside.say(f"{town.me} when do you meet?"))
    assert reply["content"].startswith("I don't know that yet.")
    answered = [m["message_reference"]["message_id"] for m in inside.messages() if m.get("message_reference")]
    assert ignored["id"] not in answered


@pytest.mark.usefixtures("taught")
async def test_a_thread_made_under_a_message(town: Town, discord: StandIn, ann: Actor) -> None:
    asked = await ann.say("when do you meet?")
    await discord.wait_reply(asked)
    inside = ann.at(threads.start(discord.backend, town.general, ann.id, "meetings", message=asked))
    reply = await discord.wait_reply(await inside.say("when do you meet?"))
    assert reply["content"] == "On Fridays."


async def test_after_a_restart_threads_are_still_known(town: Town, discord: StandIn, boss: Actor, ann: Actor) -> None:
    inside = thread(discord, town, ann)
    async with town.running(discord=READING):
        await people.use(boss, "train", text="when do you meet? => On Fridays.")
        await people.use(boss, "settings", channel=town.general)
    async with town.running(discord=READING):
        reply = await discord.wait_reply(await inside.say("when do you meet?"))
        assert reply["content"] == "On Fridays."


@pytest.mark.usefixtures("taught")
async def test_where_it_may_not_write_in_threads_it_is_silent(town: Town, discord: StandIn, ann: Actor) -> None:
    inside = thread(discord, town, ann)
    discord.overwrite(town.general, discord.bot, deny=Permission.SEND_MESSAGES_IN_THREADS)
    await inside.say("when do you meet?")
    answered = await discord.wait_reply(await ann.say("when do you meet?"))
    assert answered["content"] == "On Fridays."
    assert [m["author"]["id"] for m in inside.messages()] == [ann.id]
