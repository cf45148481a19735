"""What survives a restart: everything taught, every button, and the receipts' Undo."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import shutil

import pytest
from tests.e2e.town import Town, buttons, log_says

from chatterbot import backups
from chatterbot.standin import Actor, StandIn

pytestmark = pytest.mark.e2e


async def test_lessons_and_buttons_survive(town: Town, ann: Actor) -> None:
    async with town.running():
        reply = await town.teach(ann, "when is the game?", "On Friday at eight.")
        unknown = await town.ask(ann, "how do I renew my passport?")
        form = await ann.context("Correct this reply", reply)
        receipt = await (await form.submit(answer="On Saturday.")).finished()
        offered = await ann.click(reply, "vote-down")
        late = await ann.context("Correct this reply", reply)  # a form somebody still has open

    async with town.running():
        assert (await town.ask(ann, "when is the game?"))["content"] == "On Saturday."
        assert (await ann.click(reply, "vote-up")).content == "👍 Thanks!"
        assert offered.message is not None
        assert (await ann.click(offered.message, "Why?")).embeds
        assert receipt.message is not None
        undone = await (await ann.click(receipt.message, "Undo")).finished()
        assert (undone.content or "").startswith("↩️ Undone.")
        assert town.now(reply)["content"] == "On Friday at eight."  # what it said before
        done = await (await late.submit(answer="On Sunday.")).finished()
        assert (done.content or "").startswith("✅ Learned.")
        assert (await town.ask(ann, "when is the game?"))["content"] == "On Sunday."
        assert buttons(town.now(unknown)) == ["teach"]
        lesson = await ann.click(unknown, "teach")
        await (await lesson.submit(answer="At the town hall.")).finished()
        assert (await town.ask(ann, "how do I renew my passport?"))["content"] == "At the town hall."


async def test_the_first_run_already_answers(town: Town, ann: Actor) -> None:
    async with town.running(teaching={"starter": True}):
        assert buttons(await town.ask(ann, "hello")) == ["vote-up", "vote-down"]


async def test_a_backup_of_the_running_bot_is_a_bot_that_knows_the_same(
    town: Town, ann: Actor, tmp_path: pathlib.Path
) -> None:
    async with town.running():
        await town.teach(ann, "when is the game?", "On Friday at eight.")
    folder, lost = tmp_path / "backups", town.settings().files.data
    async with contextlib.AsyncExitStack() as waiting:
        await waiting.enter_async_context(log_says("backup made: "))
        async with town.running(backup={"folder": str(folder)}):
            assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."
            await waiting.aclose()
    (backup,) = folder.iterdir()
    shutil.rmtree(lost)
    lost.mkdir()
    there = dataclasses.replace(town, database_url="")  # a backup of PostgreSQL, too, is restored on SQLite
    await backups.restore(backup, lost, there.settings().database_url)
    async with there.running():
        assert (await town.ask(ann, "when is the game?"))["content"] == "On Friday at eight."


async def test_what_is_asked_while_a_single_bot_is_down_is_answered_once_by_the_next(
    town: Town, discord: StandIn, ann: Actor
) -> None:
    async with town.running():
        await town.teach(ann, "when is the game?", "On Friday at eight.")
    missed = await ann.say(f"{town.me} when is the game?")
    async with town.running():
        assert (await discord.wait_reply(missed))["content"] == "On Friday at eight."
        await town.ask(ann, "when is the game?")
    answers = [
        m
        for m in discord.messages(town.general)
        if (m.get("message_reference") or {}).get("message_id") == missed["id"]
    ]
    assert len(answers) == 1
