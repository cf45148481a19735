"""What was said in a voice channel, written into its chat: corrected, voted on, explained and taught as any reply is."""

from __future__ import annotations

import pytest
from tests.e2e import people, spoken
from tests.e2e.town import Town, buttons, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.discord import replies
from chatterbot.standin import Actor, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

LOVE = "what is love?"


@pytest.fixture
def lounge(town: Town) -> Json:
    """The channel; general will do, a voice channel's chat is one like any other."""
    return town.general


@pytest.fixture
async def taught(app: App, town: Town, boss: Actor) -> App:
    """The bot, which knows about love."""
    lessons = [models.NewExample(LOVE, "A river.")]
    await app.services.teaching.teach(int(town.guild["id"]), int(boss.id), lessons, source="text")
    return app


async def test_it_quotes_and_is_corrected_in_place(taught: App, town: Town, lounge: Json, ann: Actor) -> None:
    post, _ = await spoken.exchange(taught, town, lounge, ann, LOVE)
    quote = f"> 🎙️ <@{ann.id}>: what is love?"
    assert post["content"] == f"{quote}\nA river."
    assert buttons(post) == ["vote-up", "vote-down"]
    assert post["mentions"] == []
    form = await ann.context("Correct this reply", post)
    receipt = await (await form.submit(answer="Baby, don't hurt me.")).finished()
    assert str(receipt.content).startswith("✅ Learned.")
    assert spoken.message(town, lounge, post["id"])["content"] == f"{quote}\nBaby, don't hurt me."
    assert buttons(spoken.message(town, lounge, post["id"])) == ["vote-up", "vote-down"]
    assert (await town.ask(ann, LOVE))["content"] == "Baby, don't hurt me."
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    assert spoken.message(town, lounge, post["id"])["content"] == f"{quote}\nA river."


async def test_votes_and_why(taught: App, town: Town, lounge: Json, ann: Actor, boss: Actor) -> None:
    post, _ = await spoken.exchange(taught, town, lounge, ann, LOVE)
    assert (await boss.click(post, "vote-up")).content == "👍 Thanks!"
    offered = await boss.click(post, "vote-down")
    assert offered.message is not None
    why = await boss.click(offered.message, "Why?")
    assert fields(why)["It comes from this example"] == "“what is love?” → “A river.”"
    assert await taught.services.store.turns.votes(int(town.guild["id"])) == {models.Vote.UP: 0, models.Vote.DOWN: 1}


async def test_what_is_not_known_is_taught(taught: App, town: Town, lounge: Json, ann: Actor) -> None:
    post, _ = await spoken.exchange(taught, town, lounge, ann, "who feeds the cat?")
    quote = f"> 🎙️ <@{ann.id}>: who feeds the cat?"
    assert post["content"] == f"{quote}\nI don't know that yet. Will you teach me?"
    assert buttons(post) == ["teach"]
    form = await ann.click(post, "teach")
    receipt = await (await form.submit(answer="Bob.")).finished()
    assert spoken.message(town, lounge, post["id"])["content"] == f"{quote}\nBob."
    assert receipt.message is not None
    await (await ann.click(receipt.message, "Undo")).finished()
    undone = spoken.message(town, lounge, post["id"])
    assert undone["content"] == f"{quote}\nI don't know that yet. Will you teach me?"
    assert buttons(undone) == ["teach"]


async def test_what_was_said_does_nothing(taught: App, town: Town, lounge: Json, ann: Actor, boss: Actor) -> None:
    said = f"@everyone {boss.mention} **bold** `code`\n> # big"
    post, _ = await spoken.exchange(taught, town, lounge, ann, said)
    first = post["content"].split("\n")[0]
    assert first == (f"> 🎙️ <@{ann.id}>: @everyone \\<@{boss.id}\\> \\*\\*bold\\*\\* \\`code\\` \\> # big")
    assert (post["mentions"], post["mention_everyone"]) == ([], False)


async def test_a_long_answer_fills_several_messages(taught: App, town: Town, lounge: Json, ann: Actor) -> None:
    long = "One sentence more. " * 180
    await taught.services.teaching.teach(
        int(town.guild["id"]), int(ann.id), [models.NewExample("tell me everything", long)], source="text"
    )
    post, _ = await spoken.exchange(taught, town, lounge, ann, "tell me everything")
    first, last = town.discord.messages(lounge)[-2:]
    assert first["content"].startswith(f"> 🎙️ <@{ann.id}>: tell me everything\nOne sentence more.")
    assert not first["components"]
    assert (last["id"], buttons(last)) == (post["id"], ["vote-up", "vote-down"])
    for clicked in (first, last):  # also the part without buttons, and with the quotation
        form = await ann.context("Correct this reply", clicked)
        assert form.kind == "modal"


async def test_where_discord_refuses_it_goes_on(
    taught: App, town: Town, discord: StandIn, lounge: Json, ann: Actor
) -> None:
    mirror = taught.container.mirror

    async def write(answer: str | None) -> int | None:
        return await mirror.exchange(
            channel_id=int(lounge["id"]),
            speaker_id=int(ann.id),
            said="hello",
            answer=answer,
            translate=spoken.words(taught),
            buttons=replies.votes(),
        )

    discord.overwrite(lounge, discord.bot, deny=Permission.SEND_MESSAGES)
    assert await write("Hi!") is None
    discord.overwrite(lounge, discord.bot, allow=Permission.SEND_MESSAGES)
    message_id = await write(None)  # nothing was answered
    assert spoken.message(town, lounge, message_id)["content"] == f"> 🎙️ <@{ann.id}>: hello"


async def test_an_exchange_without_a_message_is_among_the_recent(taught: App, lounge: Json, ann: Actor) -> None:
    prompt, reply = await spoken.answered(taught, lounge, ann, LOVE)
    await taught.services.conversation.delivered(prompt, reply, None, keep_for=spoken.KEPT)
    assert await ann.complete("correct", "message", "") == []  # no message to put right
    report = await people.use(ann, "privacy")
    assert "- 1 question you asked, with its reply" in str(report.content)
