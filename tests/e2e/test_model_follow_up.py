"""A question that goes on from the one before is answered from what was taught about that one, and says so."""

from __future__ import annotations

import pytest
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.llm import ChatRequest, ScriptedModel
from chatterbot.preferences import ModelMode
from chatterbot.standin import Actor

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(
    ("mode", "taught", "follow_up"),
    [
        (ModelMode.GROUNDED, {"when are you open?": "From nine.", "when are you closed?": "Sundays."}, "and Sunday?"),
        (ModelMode.OPEN, {"когда вы открыты?": "С девяти.", "когда вы закрыты?": "По выходным."}, "а в воскресенье?"),
    ],
)
async def test_a_follow_up_question_gets_the_sources_of_its_conversation(
    town: Town, ann: Actor, mode: ModelMode, taught: dict[str, str], follow_up: str
) -> None:
    asked: list[str] = []

    def script(request: ChatRequest) -> str:
        asked.append(request.messages[-1].text)
        return "No, closed [2]."

    home = int(town.guild["id"])
    async with town.running(model=ScriptedModel(script)) as app:
        lessons = [models.NewExample(question, answer) for question, answer in taught.items()]
        await app.services.teaching.teach(home, 1, lessons, source="text")
        await app.services.preferences.change(home, model=mode)
        first, answer = next(iter(taught.items()))
        assert (await town.ask(ann, first))["content"] == answer
        assert asked == []
        assert (await town.ask(ann, follow_up))["content"].startswith("No, closed [1].\n-# 📚 [1] ")
        assert all(f"| {question}\nis:\n| {answer}" in asked[0] for question, answer in taught.items())
        # To somebody who asked nothing before, it means nothing.
        other = town.discord.user("Vera", town.general)
        assert "📚" not in (await town.ask(other, follow_up))["content"]
