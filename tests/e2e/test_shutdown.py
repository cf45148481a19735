"""Closing: answers under way are finished, and nothing is left behind."""

from __future__ import annotations

import asyncio
import signal

import pytest
from tests.e2e import bot_process
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.discord import inflight
from chatterbot.standin import Actor, Fault, StandIn

pytestmark = pytest.mark.e2e

LESSON = models.NewExample("when is the game?", "On Friday at eight.")


async def test_answers_under_way_are_finished(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running() as app:
        await app.services.teaching.teach(int(town.guild["id"]), 1, [LESSON], source="text")
        slow = discord.faults.add(Fault("POST", "/channels/*/messages", delay=0.5))
        asked = await ann.say(f"{town.me} when is the game?")
        await discord.wait_until(lambda: slow.hits)
        assert app.container.inflight.inside == 1
    assert (await discord.wait_reply(asked))["content"] == "On Friday at eight."
    assert app.container.inflight.inside == 0


async def test_what_takes_too_long_is_cut_off(
    town: Town, discord: StandIn, ann: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inflight, "GRACE_S", 0.1)
    async with town.running() as app:
        await app.services.teaching.teach(int(town.guild["id"]), 1, [LESSON], source="text")
        stuck = discord.faults.add(Fault("POST", "/channels/*/messages", delay=3.0))
        await ann.say(f"{town.me} when is the game?")
        await discord.wait_until(lambda: stuck.hits)
    assert app.container.inflight.inside == 0


async def test_no_socket_is_left(town: Town, discord: StandIn, ann: Actor) -> None:
    async with town.running():
        await town.ask(ann, "when is the game?")
        assert discord.gateway.live
    await discord.wait_until(lambda: not discord.gateway.live)


async def test_sigterm_ends_the_process_with_0(town: Town, discord: StandIn, ann: Actor) -> None:
    environment = {"CHATTERBOT_SPEECH__SPEAK": "false", "CHATTERBOT_TEACHING__STARTER": "true"}
    async with bot_process.started(discord, town.data, environment) as process:
        await discord.wait_until(lambda: any(c["name"] == "hi" for c in discord.commands), 30)
        assert (await ann.slash("hi")).content
        process.send_signal(signal.SIGTERM)
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0, output.decode()
    assert "Traceback" not in output.decode()
    assert "ready as" in output.decode()
