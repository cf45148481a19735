"""Proposals made aloud: posted, approved or declined by whoever may teach, once."""

from __future__ import annotations

import asyncio
import copy

import pytest
from tests.e2e import people, spoken
from tests.e2e.town import Town, buttons, fields

from chatterbot import models
from chatterbot.app import App
from chatterbot.proposals import CHAT, ProposedChange
from chatterbot.standin import Actor, Interaction, Json, Permission, StandIn
from chatterbot.store import ProposalKind

pytestmark = pytest.mark.e2e

LOVE, RIVER, SONG = "what is love?", "A river.", "Baby, don't hurt me."


async def learn(app: App, town: Town, boss: Actor) -> int:
    """Teach it about love; gives the example's id."""
    lessons = [models.NewExample(LOVE, RIVER)]
    done = await app.services.teaching.teach(int(town.guild["id"]), int(boss.id), lessons, source="text")
    return done.examples[0].id


@pytest.fixture
async def taught(app: App, town: Town, boss: Actor) -> App:
    """The bot, which knows about love."""
    await learn(app, town, boss)
    return app


async def correction(
    app: App,
    town: Town,
    who: Actor,
    *,
    turn: models.Turn | None = None,
    present: str = RIVER,
    better: str = SONG,
    language: str = "en",
) -> Json:
    """Somebody says what should be answered about love; gives the message."""
    proposals = app.container.proposals
    proposal = ProposedChange(
        guild_id=int(town.guild["id"]),
        channel_id=int(town.general["id"]),
        author_id=int(who.id),
        turn=turn,
        question=LOVE,
        present=present,
    )
    proposal_id = await proposals.correction(proposal, better, spoken.words(app, language))
    return await posted(app, town, proposal_id)


async def posted(app: App, town: Town, proposal_id: int | None) -> Json:
    assert proposal_id is not None
    proposal = await app.services.store.proposals.get(int(town.guild["id"]), proposal_id)
    assert proposal is not None
    return copy.deepcopy(spoken.message(town, town.general, proposal.message_id))  # as it stood then


def now(town: Town, post: Json) -> Json:
    return spoken.message(town, town.general, post["id"])


async def press(who: Actor, post: Json, label: str) -> Interaction:
    return await people.done(await who.click(post, label))


async def knows(app: App, town: Town, who: Actor, question: str = LOVE) -> str:
    return (await spoken.answered(app, town.general, who, question))[1].text


# -- corrections -------------------------------------------------------------------------------------------------------


async def test_approved_it_is_taught_and_the_reply_is_edited(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    reply, turn = await spoken.exchange(taught, town, town.general, boss, LOVE)
    post = await correction(taught, town, ann, turn=turn)
    assert post["content"].split("\n") == [
        f"✏️ {ann.mention} suggests a different answer:",
        "> what is love?",
        "I currently say: “A river.”",
        "Instead: “Baby, don't hurt me.”",
        f"-# About https://discord.com/channels/{town.guild['id']}/{town.general['id']}/{reply['id']}",
        "-# Anyone who can teach me can decide; until then nothing changes.",
    ]
    assert [name.split(":")[0] for name in buttons(post)] == ["proposal-approve", "proposal-decline"]
    assert post["mentions"] == []
    assert await knows(taught, town, ann) == RIVER
    pressed = await press(boss, post, "Approve")
    assert pressed.ephemeral
    assert pressed.content == "✅ Approved."
    receipt = now(town, post)
    assert receipt["content"].split("\n") == [
        f"✅ {boss.mention} approved what {ann.mention} suggested. In effect from now on:",
        "“what is love?” → “Baby, don't hurt me.”",
    ]
    assert await knows(taught, town, ann) == SONG
    assert now(town, reply)["content"] == f"> 🎙️ {boss.mention}: what is love?\nBaby, don't hurt me."
    why = await ann.context("Why this reply?", now(town, reply))
    assert fields(why)["Taught"].startswith(f"by {ann.mention}")
    undone = await people.done(await boss.click(receipt, "Undo"))
    assert str(undone.content).startswith("↩️ Undone.")
    assert await knows(taught, town, ann) == RIVER
    assert now(town, reply)["content"] == f"> 🎙️ {boss.mention}: what is love?\nA river."


async def test_without_a_kept_exchange_it_is_taught_all_the_same(taught: App, town: Town, ann: Actor) -> None:
    post = await correction(taught, town, ann)
    await press(ann, post, "Approve")
    assert await knows(taught, town, ann) == SONG
    reply = await town.ask(ann, LOVE)
    assert fields(await ann.context("Why this reply?", reply))["Taught"].endswith("by voice, in a voice channel")
    undone = await people.done(await ann.click(now(town, post), "Undo"))
    # Away goes the answer, with the note that the other one is none; back comes the other one.
    assert undone.content == "↩️ Undone. 2 examples removed. 1 example restored."
    assert await knows(taught, town, ann) == RIVER


@pytest.mark.usefixtures("app")
async def test_what_was_not_known_is_taught(app: App, town: Town, ann: Actor) -> None:
    post = await correction(app, town, ann, present="")
    assert "I currently say that I don't know." in post["content"]
    await press(ann, post, "Approve")
    assert await knows(app, town, ann) == SONG


async def test_declined_nothing_changes(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    post = await correction(taught, town, ann)
    assert (await press(boss, post, "Decline")).content == "🚫 Declined."
    declined = now(town, post)
    assert declined["content"] == (f"🚫 {boss.mention} declined what {ann.mention} suggested. Nothing has changed.")
    assert buttons(declined) == []
    assert await knows(taught, town, ann) == RIVER


async def test_a_long_answer_is_in_a_file(taught: App, town: Town, ann: Actor) -> None:
    long = "*" * 3999 + "!"
    post = await correction(taught, town, ann, better=long)
    assert len(post["content"]) <= 2000
    assert [file["filename"] for file in post["attachments"]] == ["answer.txt"]
    await press(ann, post, "Approve")
    assert not now(town, post)["attachments"]
    assert await knows(taught, town, ann) == long


# -- forgetting --------------------------------------------------------------------------------------------------------


async def test_a_proposal_to_forget_is_done_when_approved(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    example_id = await learn(app, town, boss)
    proposals = app.container.proposals

    async def propose() -> Json:
        return await posted(
            app,
            town,
            await proposals.forgetting(
                ProposedChange(
                    guild_id=int(town.guild["id"]),
                    channel_id=int(town.general["id"]),
                    author_id=int(ann.id),
                    question=LOVE,
                    present=RIVER,
                    example_id=example_id,
                ),
                spoken.words(app),
            ),
        )

    first, second = await propose(), await propose()
    assert first["content"].startswith(f"🗑️ {ann.mention} suggests that I forget this:\n> what is love?")
    await press(boss, first, "Approve")
    assert now(town, first)["content"].split("\n") == [
        f"🗑️ {boss.mention} approved what {ann.mention} suggested. Forgotten:",
        "“what is love?” → “A river.”",
    ]
    assert await knows(app, town, ann) == ""
    await press(boss, second, "Approve")
    assert now(town, second)["content"].endswith("-# It was so already: there was nothing to change.")
    assert buttons(now(town, second)) == []
    await people.done(await boss.click(now(town, first), "Undo"))
    assert await knows(app, town, ann) == RIVER


# -- another wording ---------------------------------------------------------------------------------------------------


async def test_another_wording_takes_the_place_of_an_entry(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    change = ProposedChange(
        guild_id=int(town.guild["id"]),
        channel_id=int(town.general["id"]),
        author_id=int(ann.id),
        kind=ProposalKind.EDIT,
        question="tell me, what is love?",
        present=RIVER,
        better=SONG,
        example_id=await learn(app, town, boss),
        source=CHAT,
    )
    post = await posted(app, town, (await app.container.proposals.propose(change)).id)
    assert post["content"].startswith(
        f"✏️ {ann.mention} suggests another wording:\n> tell me, what is love?\nI currently say:"
    )
    await press(boss, post, "Approve")
    assert [await knows(app, town, ann, question) for question in ("tell me, what is love?", LOVE)] == [SONG, SONG]
    await people.done(await boss.click(now(town, post), "Undo"))
    assert await knows(app, town, ann) == RIVER


# -- who, and how often ------------------------------------------------------------------------------------------------


async def test_only_who_may_teach_decides(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    await taught.services.preferences.change(int(town.guild["id"]), teachers="managers")
    post = await correction(taught, town, ann)
    for label in ("Approve", "Decline"):
        refused = await press(ann, post, label)
        assert refused.ephemeral
        assert refused.content == "Only people with Manage Server can teach me here."
    assert now(town, post) == post
    await press(boss, post, "Approve")
    refused = await press(ann, now(town, post), "Undo")
    assert refused.content == "Only people with Manage Server can teach me here."
    assert await knows(taught, town, ann) == SONG


async def test_of_two_who_press_at_once_one_decides(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    post = await correction(taught, town, ann)
    first, second = await asyncio.gather(press(ann, post, "Approve"), press(boss, post, "Decline"))
    answers = {str(first.content), str(second.content)}
    assert "Somebody has already decided that." in answers
    assert answers & {"✅ Approved.", "🚫 Declined."}
    assert (await knows(taught, town, ann) == SONG) is ("✅ Approved." in answers)


async def test_decided_once_also_after_a_restart(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running() as app:
        await learn(app, town, boss)
        approved, declined, open_ = [await correction(app, town, ann) for _ in range(3)]
    async with town.running() as app:
        assert (await press(boss, approved, "Approve")).content == "✅ Approved."
        assert (await press(boss, declined, "Decline")).content == "🚫 Declined."
        assert await knows(app, town, ann) == SONG
        for post in (approved, declined):  # as a client shows it that has not heard yet
            assert (await press(ann, post, "Decline")).content == "Somebody has already decided that."
        undo = now(town, approved)
    async with town.running() as app:
        assert (await press(ann, declined, "Approve")).content == "Somebody has already decided that."
        assert str((await people.done(await boss.click(undo, "Undo"))).content).startswith("↩️ Undone.")
        assert (await press(boss, open_, "Approve")).content == "✅ Approved."
        assert await knows(app, town, ann) == SONG


async def test_what_cannot_be_taught_stays_open(taught: App, town: Town, ann: Actor) -> None:
    post = await correction(taught, town, ann, better=" ")
    assert (await press(ann, post, "Approve")).content == "The answer is empty."
    assert now(town, post) == post
    assert (await press(ann, post, "Decline")).content == "🚫 Declined."


async def test_taught_meanwhile_nothing_is_left_to_do(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    _, turn = await spoken.exchange(taught, town, town.general, boss, LOVE)
    posts = [await correction(taught, town, ann, turn=turn), await correction(taught, town, ann)]
    await taught.services.teaching.correct(int(town.guild["id"]), int(boss.id), turn, SONG)
    for post in posts:
        assert (await press(ann, post, "Approve")).content == "✅ Approved."
    assert now(town, posts[0])["content"].endswith("-# It was so already: there was nothing to change.")
    assert await knows(taught, town, ann) == SONG


async def test_where_discord_takes_no_message_nothing_is_kept(
    taught: App, town: Town, discord: StandIn, ann: Actor
) -> None:
    discord.overwrite(town.general, discord.bot, deny=Permission.SEND_MESSAGES)
    proposals = taught.container.proposals
    proposal = ProposedChange(
        guild_id=int(town.guild["id"]),
        channel_id=int(town.general["id"]),
        author_id=int(ann.id),
        question=LOVE,
        present=RIVER,
    )
    nothing = await proposals.correction(proposal, SONG, spoken.words(taught))
    assert nothing is None
    assert (await taught.services.privacy.stored_about(int(ann.id), None)).counts["proposals"] == 0


# -- whose words -------------------------------------------------------------------------------------------------------


async def test_it_is_counted_and_erased(taught: App, town: Town, ann: Actor, boss: Actor) -> None:
    _, turn = await spoken.exchange(taught, town, town.general, boss, LOVE)
    post = await correction(taught, town, ann, turn=turn)
    for who in (ann, boss):
        shown = await people.use(who, "privacy")
        assert "- 1 suggestion you made or decided on, or about your question" in str(shown.content)
    await taught.services.privacy.erase(int(ann.id), int(town.guild["id"]), keep_taught=True)
    refused = await press(boss, post, "Approve")
    assert refused.content == "I no longer have that suggestion: it is decided, or too old."


async def test_in_russian(taught: App, town: Town, discord: StandIn, ann: Actor) -> None:
    olga = discord.user("Olga", town.general, locale="ru")
    await taught.services.preferences.change(int(town.guild["id"]), language="ru")
    post = await correction(taught, town, ann, language="ru")
    assert post["content"].startswith(f"✏️ {ann.mention} предлагает отвечать на это иначе:")
    assert (await press(olga, post, "Принять")).content == "✅ Принято."
    assert now(town, post)["content"].startswith(f"✅ {olga.mention} принимает предложение {ann.mention}.")
