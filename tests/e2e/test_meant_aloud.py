"""What becomes of a spoken yes: the answer stands in the place of the question, and it is a vote where what is said may be kept.

Only the sound is left out: how the words come about is told in `tests/unit/dialogue/test_asking_back.py`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator

import pytest
from tests.e2e import spoken
from tests.e2e.crowds import answer, cards, crowd, press
from tests.e2e.test_did_you_mean import ASKED, MEET, NEAR, PLACE, learn
from tests.e2e.test_trust import learn as teach
from tests.e2e.town import Town, buttons

from chatterbot import models
from chatterbot.app import App
from chatterbot.calls.choosing import CallChoices
from chatterbot.calls.recording import ExchangeRecorder
from chatterbot.dialogue import SpokenExchange
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.preferences import ChoiceMode
from chatterbot.standin import Actor, Json

pytestmark = pytest.mark.e2e


@pytest.fixture
async def app(town: Town) -> AsyncIterator[App]:
    """The bot, in a town of more than 50 people, whose calls are written down."""
    crowd(town)
    async with town.running() as running:
        await learn(running, town)
        await running.services.preferences.change(int(town.guild["id"]), mirror=True, transcripts_kept=1)
        yield running


@dataclasses.dataclass
class Caller:
    """Somebody who speaks to the bot in a call."""

    app: App
    town: Town
    who: Actor
    language: str = "en"

    def prompt(self, user_id: int, text: str) -> models.Prompt:
        return models.Prompt(text, user_id, int(self.town.guild["id"]), int(self.town.general["id"]))

    async def choices(self) -> CallChoices:
        chosen = await self.app.services.preferences.get(int(self.town.guild["id"]))
        return CallChoices(
            self.app.container,
            prompt=self.prompt,
            words=lambda language: spoken.words(self.app, language),
            chosen=lambda: chosen,
        )

    async def record(self, exchange: SpokenExchange) -> None:
        chosen = await self.app.services.preferences.get(int(self.town.guild["id"]))
        prompt = self.prompt(exchange.user_id, exchange.asked)
        await ExchangeRecorder(self.app.container).record(exchange, prompt, chosen, spoken.words(self.app))
        await (await self.choices()).learn(exchange)

    async def ask(self, question: str = NEAR) -> SpokenExchange:
        """Ask something, and hear whether something near to it is meant."""
        choices, user_id = await self.choices(), int(self.who.id)
        reply = await self.app.services.conversation.reply(self.prompt(user_id, question))
        exchange = SpokenExchange(user_id, question, self.language, reply, "", AddressReason.CALLED)
        exchange.suggestions = await choices.suggestions(exchange)
        exchange.answer = choices.question(exchange.suggestions[0], self.language, another=False)
        await self.record(exchange)
        return exchange

    async def agree(self, asked: SpokenExchange) -> SpokenExchange:
        """Say yes."""
        reply = await (await self.choices()).meant(asked, asked.suggestions[0])
        assert reply is not None
        found = SpokenExchange(asked.user_id, asked.asked, self.language, reply, reply.speech, asked.why)
        found.instead = asked
        await self.record(found)
        return found


def transcript(town: Town) -> list[Json]:
    return [each for each in town.discord.messages(town.general) if each["content"].startswith("> 🎙️")]


async def test_a_yes_puts_the_answer_in_place_and_waits_for_a_teacher(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    caller = Caller(app, town, ann)
    asked = await caller.ask()
    (post,) = transcript(town)
    assert post["content"] == f"> 🎙️ <@{ann.id}>: {NEAR}\nDo you mean: {MEET}"
    await caller.agree(asked)
    (post,) = transcript(town)
    assert post["content"] == f"> 🎙️ <@{ann.id}>: {NEAR}\n{PLACE}"
    assert buttons(post) == ["vote-up", "vote-down"]
    (turn,) = await app.services.conversation.recent_turns(int(town.guild["id"]), int(town.general["id"]))
    assert (turn.prompt, turn.reply.source) == (NEAR, models.ReplySource.TAUGHT)
    (card,) = cards(town)
    assert f"Like: “{MEET}”" in card["content"]
    await press(boss, card, "Approve")
    assert await answer(app, town, ann, NEAR) == PLACE


async def test_spoken_votes_count_and_never_teach_at_once(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    scope = int(town.guild["id"])
    await app.services.preferences.change(scope, choices=ChoiceMode.VOTES)
    for who in (ann, boss, town.discord.user("Bob", town.general)):
        caller = Caller(app, town, who)
        await caller.agree(await caller.ask())
    (card,) = cards(town)
    assert "👥 3 people chose this answer" in card["content"]
    assert await answer(app, town, ann, NEAR) == ""


async def test_where_nothing_said_is_kept_nothing_is_learned_from_it(app: App, town: Town, ann: Actor) -> None:
    await app.services.preferences.change(int(town.guild["id"]), mirror=False, transcripts_kept=0)
    caller = Caller(app, town, ann)
    found = await caller.agree(await caller.ask())
    assert found.answer == PLACE
    stored = await app.services.privacy.stored_about(int(ann.id), None)
    assert not any(stored.counts.values())
    assert cards(town) == []


async def test_no_is_remembered_for_the_same_question(app: App, town: Town, ann: Actor) -> None:
    caller = Caller(app, town, ann)
    await (await caller.choices()).none_meant(await caller.ask())
    assert (await town.ask(ann, NEAR))["content"] == "I don't know that yet. Will you teach me?"
    assert (await town.ask(town.discord.user("Bob", town.general), NEAR))["content"] == ASKED


SAID = {
    "where do we meet": "Do you mean: where do we meet?",
    "@everyone [click](https://evil.example) when?": "Do you mean: @everyone click when?",
    "אֵיפֹה \u202e נִפְגָּשִׁים": "Do you mean: אֵיפֹה נִפְגָּשִׁים?",
    "where, " * 285: f"Do you mean: {'where, ' * 11}where?",
    "🦊🦊": "",
}
SAID_IN_RUSSIAN = {"Где мы **встречаемся**?": "Вы имеете в виду: Где мы встречаемся?"}


async def test_a_taught_question_is_said_short_and_without_markup(app: App, town: Town, ann: Actor) -> None:
    for language, pairs in (("en", SAID), ("ru", SAID_IN_RUSSIAN)):
        choices = await Caller(app, town, ann, language).choices()
        for taught, said in pairs.items():
            example_id = await teach(app, town, town.boss, taught)
            reply = models.Reply("", models.ReplySource.UNKNOWN, 0.4, 0.5, near=(example_id,))
            asked = SpokenExchange(int(ann.id), "hm", language, reply, "", AddressReason.ALONE)
            found = [choices.question(each, language, another=False) for each in await choices.suggestions(asked)]
            assert found == ([said] if said else [])
