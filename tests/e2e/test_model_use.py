"""Managers see how much the language model was used, exact to the token; others see what it did."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.app import App
from chatterbot.generation import ModelTerms
from chatterbot.llm import ScriptedModel, TokenUsage
from chatterbot.standin import Actor, Interaction, StandIn

pytestmark = pytest.mark.e2e

PRICED = {
    "price_prompt": 0.15,
    "price_completion": 0.6,
    "currency": "EUR",
    "requests_server_day": 10,
    "tokens_person_minute": 10_000_000,
}
USE = "Use of the language model"


def terms(app: App) -> ModelTerms:
    assert app.services.model_terms is not None
    return app.services.model_terms


def told(shown: Interaction) -> dict[str, str]:
    """The names and values of what stands in the first embed."""
    return {field["name"]: field["value"] for field in shown.embeds[0].get("fields", [])}


async def used(app: App, scope: int, person: int, *uses: tuple[int, int]) -> None:
    """Count requests as whoever asks the model does."""
    for prompt, completion in uses:
        assert await terms(app).budgets.admit(scope, person) is None
        usage = TokenUsage(prompt, completion)
        await terms(app).budgets.spent(scope, person, "m", usage, failed=not completion)


async def answered(app: App, scope: int, person: int, *sources: models.ReplySource) -> None:
    """Record answers of these kinds."""
    for number, source in enumerate(sources):
        reply = models.Reply("" if source is models.ReplySource.UNKNOWN else "Yes.", source, 0.5, 0.6)
        await app.services.store.turns.add(models.Prompt("is it?", person, scope, 5), reply, 1000 + number)


async def test_managers_see_requests_tokens_amounts_and_what_is_left(town: Town, ann: Actor, boss: Actor) -> None:
    home, person = int(town.guild["id"]), int(ann.data["id"])
    async with town.running(model=ScriptedModel(lambda _: "fine"), llm=PRICED) as app:
        await used(app, home, person, (3, 4), (5, 0), (1_000_000, 200_000))
        await used(app, home + 1, person, (7, 7))
    async with town.running(model=ScriptedModel(lambda _: "fine"), llm=PRICED):  # after a restart
        shown = told(await people.use(boss, "status"))[USE].splitlines()
        assert shown[0] == "Today (UTC): **3** of 10 requests, **1,200,012** of 3,000,000 tokens · 0.2700 EUR"
        assert shown[1] == "This month: **3** requests, **1,200,012** tokens · 0.2700 EUR"
        assert shown[2].startswith("Of what all servers together may use this month, 1.2")
        assert USE not in told(await people.use(ann, "status"))
    async with town.running():
        assert USE not in told(await people.use(boss, "status"))


async def test_insights_tell_what_the_model_did(town: Town, discord: StandIn, ann: Actor, boss: Actor) -> None:
    home, person = int(town.guild["id"]), int(ann.data["id"])
    source = models.ReplySource
    async with town.running(model=ScriptedModel(lambda _: "fine"), llm=PRICED) as app:
        assert "Language model" not in told(await people.use(boss, "insights"))
        await used(app, home, person, (3, 4), (1_000_000, 0))
        await used(app, person, person, (7, 7))
        kinds = (source.TAUGHT, source.TAUGHT, source.CHOSEN, source.COMPOSED, source.GENERAL)
        await answered(app, home, person, *kinds, source.UNKNOWN, source.COMPOSED, source.DOCUMENT)
        shown = await people.use(boss, "insights")
        assert told(shown)["Language model"].splitlines() == [
            "2 requests, 1 failed; 1,000,007 tokens · 0.1500 EUR",
            (
                "Of the questions, 37.5% got taught or quoted words, 12.5% a taught answer that the model chose, "
                "25% an answer that it wrote from sources, 12.5% one from its general knowledge, and 12.5% none."
            ),
        ]
        table = shown.files["insights-model.csv"].decode("utf-8-sig").splitlines()
        assert table[-1].endswith(",2,1,1000003,4,1,2,1")
        others = told(await people.use(ann, "insights"))["Language model"]
        assert others.startswith("2 requests, 1 failed; 1,000,007 tokens\n")
        # A revised answer counts once, as what it is now.
        turn = await app.services.store.turns.by_message(home, 1004)
        assert turn is not None
        await app.services.store.turns.revise(turn, turn.prompt, models.Reply("No.", source.CHOSEN, 0.5, 0.6))
        assert "25% a taught answer that the model chose" in told(await people.use(boss, "insights"))["Language model"]
        assert "0% one from its general" in told(await people.use(boss, "insights"))["Language model"]
        home_of_ann = ann.at(discord.dm(ann))
        assert told(await people.use(home_of_ann, "insights"))["Language model"].startswith(
            "1 request, none failed; 14"
        )
