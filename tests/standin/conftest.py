"""Fixtures: the stand-in and bots on it. Errors that a test does not check for make it fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import hikari.impl.shard
import pytest
from tests.standin import openapi
from tests.standin.fake_bot import SmallBot
from tests.standin.town import Raw, Town

from chatterbot.standin import StandIn


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A town whose traffic is checked against Discord's OpenAPI document, if that is present."""
    errors: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))
    async with StandIn(check=openapi.load()) as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        yield Town(discord, guild, general, discord.user("Ann", general), errors)
    await asyncio.sleep(0)  # tasks that end with their connections need one turn
    left = [task for task in asyncio.all_tasks() if "stand-in" in task.get_name() or "aiohttp" in repr(task)]
    assert not left
    assert not errors
    assert discord.problems == []


@pytest.fixture
async def bot(town: Town) -> AsyncIterator[SmallBot]:
    """The fake bot, running in the town."""
    async with town.running() as running:
        yield running


@pytest.fixture
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove hikari's wait of 1 to 2 s before reconnecting; there is no setting for it."""
    monkeypatch.setattr(hikari.impl.shard, "_BACKOFF_WINDOW", -1)


@pytest.fixture
async def raw(town: Town) -> AsyncIterator[Raw]:
    """A raw client; the checker is off, because the client sends wrong requests on purpose."""
    town.discord.check = None
    async with aiohttp.ClientSession() as session:
        yield Raw(town.discord, session)
