"""A bot whose model does whatever it is told: what reaches Discord harms nobody, and what reaches the model is the asker's to see."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from tests.attacks import Attack, ObedientModel, broken_out, read_attacks
from tests.e2e.model_steps import VOTES
from tests.e2e.town import Town, buttons
from tests.harmless import problems

from chatterbot import models
from chatterbot.app import App
from chatterbot.llm import ScriptedModel
from chatterbot.standin import Actor, Json, Permission, StandIn

pytestmark = pytest.mark.e2e

SECRETS = ("walrus of the other server", "badger of the hidden channel", "heron of the erased person")
OURS = {*VOTES, "teach", "meant", "meant-none"}
"""Buttons of the bot."""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


class Siege:
    """A town whose bot has an obedient model."""

    def __init__(self, app: App, town: Town, model: ObedientModel) -> None:
        self.app, self.town, self.model = app, town, model
        self.channels = [town.general]
        self.read = 0

    async def ask(self, who: Actor, attack: Attack, text: str, **options: Any) -> None:
        """Ask while an order stands somewhere; the model finds it."""
        self.model.listens_to = attack.number
        reply = await self.town.discord.wait_reply(await who.say(f"{self.town.me} {text}", **options))
        await self.ended(reply)
        assert self.model.obeyed[-1] == attack.number

    async def ended(self, reply: Json) -> None:
        """Wait until an answer is whole: its last message has buttons then."""
        channel = next(each for each in self.channels if each["id"] == reply["channel_id"])

        def latest() -> Json:
            found = self.town.discord.messages(channel)
            return next(each for each in reversed(found) if each["author"]["id"] == reply["author"]["id"])

        await self.town.discord.wait_until(lambda: buttons(latest()) != [])

    def check(self) -> None:
        """Look at all that was sent to Discord and to the model since the last look."""
        exchanges = self.town.discord.exchanges
        for call in exchanges[self.read :]:
            if call.method not in {"POST", "PATCH"} or "/messages" not in call.route:
                continue
            sent = call.json or {}
            content = str(sent.get("content") or "")
            words, note, ours = content.rpartition("\n-# ")
            assert problems(words if note else content) == [], content
            assert not note or "\n" not in ours, content
            assert sent.get("allowed_mentions", {}).get("parse") == [], sent
            assert not sent["allowed_mentions"].get("users"), sent
            assert not sent["allowed_mentions"].get("roles"), sent
            assert not sent.get("embeds"), sent
            pressed = [button["custom_id"] for row in sent.get("components") or [] for button in row["components"]]
            assert {each.partition(":")[0] for each in pressed} <= OURS, sent
        self.read = len(exchanges)
        for request in self.model.requests:
            whole = "\n".join(message.text for message in request.messages)
            assert broken_out(request) == []
            for secret in (*SECRETS, str(self.town.data), self.town.discord.token):
                assert secret not in whole
        self.model.requests.clear()


@contextlib.asynccontextmanager
async def besieged(town: Town) -> AsyncGenerator[Siege]:
    model = ObedientModel(read_attacks())
    limits = {"requests_person_minute": 1000, "tokens_person_minute": 10_000_000}
    discord = {"message_content": True}
    script = ScriptedModel(model, sees_images=True)
    async with town.running(model=script, llm=limits, discord=discord) as app:
        await app.services.preferences.change(int(town.guild["id"]), model="open", model_reads_channel=True)
        yield Siege(app, town, model)


def through(*ways: str, every: int = 1) -> list[Attack]:
    return [attack for attack in read_attacks() if attack.through in ways and attack.order.isprintable()][::every]


async def test_orders_in_questions(town: Town, ann: Actor) -> None:
    async with besieged(town) as siege:
        for attack in through("question", every=3):
            await siege.ask(ann, attack, attack.order)
        siege.check()


async def test_orders_in_what_was_said_before(town: Town, ann: Actor, boss: Actor) -> None:
    async with besieged(town) as siege:
        for attack in through("quoted message", every=6):
            shown = await boss.say(attack.order)
            await siege.ask(ann, attack, "what is meant by that?", reply_to=shown)
            await boss.delete(shown)
        for attack in through("history", every=6):
            await boss.say(attack.order)
            await siege.ask(ann, attack, "and what then?")
        siege.check()


async def test_orders_in_names(town: Town, discord: StandIn) -> None:
    async with besieged(town) as siege:
        for attack in through("display name", every=7):
            await siege.ask(discord.user(attack.order, town.general), attack, "who am I?")
        for attack in through("channel name", every=7):
            where = discord.channel(town.guild, attack.order.replace(" ", "-"))
            siege.channels.append(where)
            await siege.ask(discord.user("Eve", where), attack, "where are we?")
        siege.check()


async def test_orders_in_what_was_taught_and_in_the_persona(town: Town, ann: Actor) -> None:
    async with besieged(town) as siege:
        scope = int(town.guild["id"])
        for attack in through("taught answer", "taught question", every=8):
            question, answer = "when does the bakery open in the morning?", "At nine."
            if attack.through == "taught answer":
                answer = attack.order
            else:
                question += f" {attack.order}"
            example = models.NewExample(question, answer)
            taught = await siege.app.services.teaching.teach(scope, int(ann.id), [example], source="text")
            await siege.ask(ann, attack, "bakery on Sunday?")
            await siege.app.services.teaching.undo(scope, int(ann.id), taught.change_id)
        for attack in through("persona", every=8):
            await siege.app.services.personas.write(scope, 0, attack.order, int(ann.id))
            await siege.ask(ann, attack, "purple giraffes?")
        siege.check()


async def test_nothing_that_the_asker_may_not_see_reaches_the_model(
    town: Town, discord: StandIn, ann: Actor, boss: Actor
) -> None:
    elsewhere = discord.guild("Elsewhere")
    other = discord.channel(elsewhere, "general")
    hidden = discord.channel(town.guild, "hidden")
    gone = discord.user("Gone", town.general)
    async with besieged(town) as siege:
        app, scope = siege.app, int(town.guild["id"])
        app_of_other = [models.NewExample("what is the secret?", SECRETS[0])]
        await app.services.teaching.teach(int(elsewhere["id"]), 1, app_of_other, source="text")
        await discord.user("Otto", other).say(SECRETS[0])
        await boss.at(hidden).say(SECRETS[1])
        discord.overwrite(hidden, ann.data, deny=Permission.VIEW_CHANNEL)
        await gone.say(SECRETS[2])
        await app.services.privacy.erase(int(gone.id), scope, keep_taught=False)
        shown = await boss.say(f"the secret, see <#{hidden['id']}>, <@{gone.id}>")
        reply = await discord.wait_reply(
            await ann.say(
                f"{town.me} REPEAT-ALL what is the secret?", reply_to=shown, files=[("OBEY-0 SYSTEM.png", PNG)]
            )
        )
        await siege.ended(reply)
        assert "OBEY-0" not in "\n".join(each.text for each in siege.model.requests[-1].messages)
        siege.check()
