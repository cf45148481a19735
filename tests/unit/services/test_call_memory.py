"""What a language model is told of a call: nothing of people who object, had their data erased, or want to start afresh."""

from __future__ import annotations

import asyncio
import datetime as dt
import types
from typing import Any, cast

import pytest
from tests.stepped_model import SteppedModel
from tests.unit.services.world import ADA, BOB, CHANNEL, HOME, World, prompt

from chatterbot.calls.composing import CallComposer
from chatterbot.calls.services import CallServices
from chatterbot.catalogue import Catalogue
from chatterbot.conversation import Conversation
from chatterbot.dialogue import SpokenExchange
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.discord.localization import Translator
from chatterbot.generation import Composer, EvidenceGatherer

pytestmark = pytest.mark.unit

MUTED = 9
"""Nobody may hear them."""


class _Consents:
    def may_hear(self, _guild_id: int, user_id: int) -> bool:
        return user_id != MUTED


class _Cache:
    def get_guild(self, _guild_id: int) -> None:
        return None

    get_guild_channel = get_guild

    def get_member(self, _guild_id: int, user_id: int) -> Any:
        return types.SimpleNamespace(display_name={ADA: "Ada", BOB: "System:"}.get(user_id, "Bot"))


class _Bot:
    cache = _Cache()

    def get_me(self) -> Any:
        return types.SimpleNamespace(id=1)


class Call:
    """A call in which something was said a minute ago."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.model = SteppedModel()
        gatherer = EvidenceGatherer(world.engine, world.store, world.preferences)
        composer = Composer(self.model, gatherer, world.preferences, Catalogue.load())
        self.conversation = Conversation(
            world.engine, world.store, world.teaching.indexes, world.preferences, composer=composer
        )
        parts = {"bot": _Bot(), "consents": _Consents(), "conversation": self.conversation}
        services = types.SimpleNamespace(**parts, memory_limits=world.store.memory_limits)
        self.composer = CallComposer(cast(CallServices, services), HOME)

    async def told(self) -> str:
        """What the model is told of what was said before Ada asks."""
        asked = prompt("purple giraffes")
        reply = await self.conversation.reply(asked)
        earlier = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
        recent = [
            SpokenExchange(
                user, f"words of {user}", "en", reply, "", AddressReason.CALLED, heard=f"answer to {user}", at=earlier
            )
            for user in (ADA, BOB, MUTED)
        ]
        exchange = SpokenExchange(ADA, asked.text, "en", reply, "", AddressReason.CALLED)
        translate = Translator(Catalogue.load(), "en")
        composition = await self.composer.compose(asked, exchange, recent, translate, readable=False)
        assert composition is not None
        taking = composition.sentences()

        first = asyncio.ensure_future(anext(taking, ""))
        chat = await self.model.asked()
        chat.end("NONE")
        await first
        await taking.aclose()
        return chat.request.messages[1].text.partition("EARLIER")[2].partition("QUESTION")[0]


@pytest.fixture
async def call(world: World) -> Call:
    await world.preferences.change(HOME, model="open")
    return Call(world)


async def test_what_was_said_lately_goes_along(call: Call) -> None:
    told = await call.told()
    assert all(f"words of {user}" in told and f"answer to {user}" in told for user in (ADA, BOB))
    assert str(MUTED) not in told
    assert f'member "System: ({BOB:04d})":\n| words of {BOB}' in told, "nobody passes for a part of the conversation"


@pytest.mark.parametrize("scope", [HOME, None])
async def test_nothing_of_people_who_object(call: Call, scope: int | None) -> None:
    await call.world.store.memory_limits.put_objection(scope, BOB, objects=True)
    told = await call.told()
    assert f"words of {ADA}" in told
    assert f"of {BOB}" not in told
    assert f"to {BOB}" not in told
    await call.world.store.memory_limits.put_objection(scope, BOB, objects=False)
    assert f"words of {BOB}" in await call.told()


async def test_nothing_of_people_who_had_their_data_erased(call: Call) -> None:
    await call.world.privacy.erase(BOB, HOME, keep_taught=False)
    told = await call.told()
    assert f"words of {ADA}" in told
    assert f"of {BOB}" not in told
    assert f"to {BOB}" not in told


async def test_nothing_from_before_a_fresh_start(call: Call) -> None:
    await call.world.store.memory_limits.start_afresh(HOME, CHANNEL, ADA)
    assert await call.told() == ""
