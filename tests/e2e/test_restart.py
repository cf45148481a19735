"""What survives a restart: everything taught, every button, and the receipts' Undo."""

from __future__ import annotations

import pytest
from tests.e2e.town import Town, buttons

from chatterbot.standin import Actor

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
