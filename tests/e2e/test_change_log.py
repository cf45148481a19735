"""The channel where changes are posted, if the guild chose one: who, what, before and after, and Undo."""

from __future__ import annotations

import logging

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.app import App
from chatterbot.discord import change_log
from chatterbot.standin import Actor, Json, Permission

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change_log, "BURST_S", 0.05)


@pytest.fixture
async def place(town: Town) -> Json:
    """The channel for changes."""
    return town.discord.channel(town.guild, "changes")


async def posted(town: Town, place: Json, count: int) -> list[Json]:
    """Wait for so many messages in the channel, the oldest first."""
    await town.discord.wait_until(lambda: len(town.discord.messages(place)) >= count)
    messages = town.discord.messages(place)
    return sorted(messages, key=lambda message: int(message["id"]))


async def test_each_change_is_posted_with_undo(town: Town, place: Json, ann: Actor, boss: Actor) -> None:
    scope = int(town.guild["id"])
    async with town.running() as app:
        await app.services.preferences.change(scope, log_channel=int(place["id"]))
        await app.services.teaching.teach(
            scope, int(boss.id), [models.NewExample("what is love?", "A river.")], source="chat"
        )
        (first,) = await posted(town, place, 1)
        assert f"📚 taught · {boss.mention} · <t:" in first["content"]
        reply = await town.ask(ann, "what is love?")
        form = await ann.context("Correct this reply", reply)
        await (await form.submit(answer="@everyone Pizza! <@&1>")).finished()
        _, post = await posted(town, place, 2)
        assert f"✏️ corrected · {ann.mention} · <t:" in post["content"]
        assert "Before: “A river.”" in post["content"]
        assert "➕ “what is love?” → not “A river.”" in post["content"]
        assert "In all:" not in post["content"], "all of it is shown"
        assert "➕ “what is love?” → “@everyone Pizza! \\<@&1\\>”" in post["content"]
        assert (post["mentions"], post["mention_roles"], post["mention_everyone"]) == ([], [], False)
    async with town.running():
        watching = boss.at(place)
        undone = await people.done(await watching.click(post, "Undo"))
        assert undone.ephemeral
        assert str(undone.content).startswith("↩️ Undone.")
        assert (await town.ask(ann, "what is love?"))["content"] == "A river."
        *_, second = await posted(town, place, 3)
        assert f"↩️ undid · {boss.mention}" in second["content"]
        assert undone.message is not None
        await people.done(await watching.click(undone.message, "Redo"))
        assert "↪️ did again" in (await posted(town, place, 4))[-1]["content"]


async def test_many_changes_at_once_are_one_message(app: App, town: Town, place: Json, ann: Actor, boss: Actor) -> None:
    scope = int(town.guild["id"])
    await app.services.preferences.change(scope, log_channel=int(place["id"]))
    for number in range(6):
        await app.services.teaching.teach(
            scope, int(ann.id), [models.NewExample(f"question {number}", "Pizza!")], source="chat"
        )
    # Else what was taught and what is undone would be told together, or not, as time goes by.
    await town.discord.wait_until(lambda: any("question 5" in post["content"] for post in town.discord.messages(place)))
    told = len(town.discord.messages(place))
    listed = await people.use(boss, "history", person=ann.data)
    assert listed.message is not None
    asked = await people.done(await boss.click(listed.message, "Undo all of these …"))
    assert asked.message is not None
    await people.done(await boss.click(asked.message, "Undo 6 changes"))
    post = (await posted(town, place, told + 1))[-1]
    assert post["content"].startswith(f"📜 **6 changes** by {boss.mention}, the latest first:\n**#12** ↩️ undid")
    assert "</history:" in post["content"]
    assert len(post["content"]) < 2000


async def test_a_channel_where_it_may_not_write_is_said_once(
    app: App, town: Town, place: Json, caplog: pytest.LogCaptureFixture
) -> None:
    scope, ann, boss = int(town.guild["id"]), town.ann, town.boss
    town.discord.overwrite(place, town.discord.bot, deny=Permission.SEND_MESSAGES)
    await app.services.preferences.change(scope, log_channel=int(place["id"]))
    caplog.set_level(logging.WARNING, "chatterbot.discord.change_log")
    for number in range(2):
        await app.services.teaching.teach(
            scope, int(ann.id), [models.NewExample(f"question {number}", "Pizza!")], source="chat"
        )
        await town.discord.wait_until(lambda number=number: refusals(town, place) > number)
    assert caplog.text.count("changes cannot be posted in channel") == 1
    assert app.container.change_log.refused(scope) == int(place["id"])
    settings = await people.use(boss, "settings")
    assert settings.message is not None
    shown = await people.done(await boss.choose(settings.message, "settings-section", "log"))
    assert f"⚠️ I could not post the last changes in <#{place['id']}>." in str(shown.content)
    town.discord.overwrite(place, town.discord.bot, allow=Permission.SEND_MESSAGES)
    await app.services.teaching.teach(scope, int(ann.id), [models.NewExample("question 9", "Pizza!")], source="chat")
    (post,) = await posted(town, place, 1)
    assert "question 9" in post["content"]
    await town.ask(ann, "question 9")  # the answer to the post reaches the bot after the post reaches the channel
    assert app.container.change_log.refused(scope) is None


def refusals(town: Town, place: Json) -> int:
    path = f"/channels/{place['id']}/messages"
    return sum(call.status == 403 and call.path.endswith(path) for call in town.posts())
