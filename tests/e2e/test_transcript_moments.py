"""Transcripts of a call at bad moments: the bot is moved, or a person is erased, before what was said is written down."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.spoken import words
from tests.e2e.town import Town
from tests.e2e.voice_bot import bot_with_a_voice, room

from chatterbot import models
from chatterbot.app import App
from chatterbot.calls import session
from chatterbot.calls.abilities import ABLE
from chatterbot.calls.recording import ExchangeRecorder
from chatterbot.dialogue import SpokenExchange
from chatterbot.dialogue.addressing import AddressReason
from chatterbot.standin import Actor, Json, StandIn

for library in ("av", "dave", "davey", "nacl", "cryptography"):
    pytest.importorskip(library, reason="the extra `voice` is not installed")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed"),
]

GAME = "when is the game?"


def written(town: Town, channel: Json) -> list[str]:
    """What the bot wrote in a channel, oldest first."""
    return [m["content"] for m in town.discord.messages(channel) if m["author"]["id"] == town.discord.app_id]


async def asked(app: App, who: Actor, guild_id: int, channel: Json) -> tuple[models.Prompt, SpokenExchange]:
    """Somebody asks aloud when the game is, and hears the answer."""
    prompt = models.Prompt(GAME, int(who.id), guild_id, int(channel["id"]))
    reply = await app.services.conversation.reply(prompt)
    return prompt, SpokenExchange(int(who.id), GAME, "en", reply, reply.text, AddressReason.ALONE)


async def test_what_was_said_is_not_posted_where_the_bot_was_moved(town: Town, discord: StandIn, ann: Actor) -> None:
    lounge, attic = room(town), room(town, "Attic")
    await discord.user("Bob", town.general).join_voice(attic, sound=False)
    async with bot_with_a_voice(town) as app:
        guild_id = int(town.guild["id"])
        await app.services.preferences.change(guild_id, mirror=True, transcripts_kept=1)
        await ann.join_voice(lounge, sound=False)
        await people.use(ann, "join")
        call = app.container.calls.get(guild_id)
        assert call is not None
        talk = session._Conversation(app.container, call, ABLE)
        talk._listening.chosen = await app.services.preferences.get(guild_id)
        _, exchange = await asked(app, ann, guild_id, lounge)
        exchange.place = talk.place
        discord.voice.move(town.guild["id"], discord.app_id, attic["id"])
        await call.until(lambda: call.channel_id == int(attic["id"]))
        await talk.exchanged(exchange)
        assert any(GAME in text for text in written(town, lounge))
        assert not any(GAME in text for text in written(town, attic))
        (turn,) = await app.services.conversation.recent_turns(guild_id, int(lounge["id"]))
        assert turn.prompt == GAME


async def test_what_is_posted_while_its_person_is_erased_is_deleted(
    town: Town, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lounge = room(town)
    async with bot_with_a_voice(town) as app:
        guild_id = int(town.guild["id"])
        await app.services.preferences.change(guild_id, mirror=True, transcripts_kept=1)
        prompt, exchange = await asked(app, ann, guild_id, lounge)
        mirror = app.container.mirror
        post = mirror.exchange

        async def erased_meanwhile(**what: Any) -> int | None:
            message_id = await post(**what)
            assert any(GAME in text for text in written(town, lounge))
            await app.services.privacy.erase(int(ann.id), guild_id, keep_taught=False)
            return message_id

        monkeypatch.setattr(mirror, "exchange", erased_meanwhile)
        chosen = await app.services.preferences.get(guild_id)
        await ExchangeRecorder(app.container).record(exchange, prompt, chosen, words(app))
        assert written(town, lounge) == []
        assert exchange.reference is None
