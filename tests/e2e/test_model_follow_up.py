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
    ("mode", "opening", "closing", "follow_up"),
    [
        (ModelMode.GROUNDED, ("when are you open?", "From nine."), ("when are you closed?", "Sundays."), "and Sunday?"),
        (ModelMode.OPEN, ("когда вы открыты?", "С девяти."), ("когда вы закрыты?", "По выходным."), "а в воскресенье?"),
    ],
)
async def test_a_follow_up_question_gets_the_sources_of_its_conversation(
    town: Town,
    ann: Actor,
    boss: Actor,
    mode: ModelMode,
    opening: tuple[str, str],
    closing: tuple[str, str],
    follow_up: str,
) -> None:
    asked: list[str] = []

    def script(request: ChatRequest) -> str:
        asked.append(request.messages[-1].text)
        return "No, closed [2]."

    home = int(town.guild["id"])
    async with town.running(model=ScriptedModel(script)) as app:
        lessons = [models.NewExample(*opening), models.NewExample(*closing)]
        await app.services.teaching.teach(home, int(boss.data["id"]), lessons, source="text")
        await app.services.preferences.change(home, model=mode)
        assert (await town.ask(ann, opening[0]))["content"] == opening[1]
        assert asked == []
        answer = await town.ask(ann, follow_up)
        assert answer["content"].startswith("No, closed [1].\n-# 📚 [1] ")
        assert f"| {opening[0]}\nis:\n| {opening[1]}" in asked[0]
        assert f"| {closing[0]}\nis:\n| {closing[1]}" in asked[0]
        # To somebody who asked nothing before, it means nothing.
        other = town.discord.user("Vera", town.general)
        assert "📚" not in (await town.ask(other, follow_up))["content"]
