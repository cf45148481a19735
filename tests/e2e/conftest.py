"""The real bot on the stand-in; whatever goes wrong unseen makes the test fail."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import pathlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from tests.e2e.town import Town
from tests.standin import openapi

from chatterbot import app as app_module
from chatterbot.standin import Actor, Permission, StandIn, StandInOptions


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches the network: a connection to anything but this machine is refused."""
    for name in ("connect", "connect_ex"):
        genuine = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, genuine: Any = genuine) -> Any:
            if self.family in {socket.AF_INET, socket.AF_INET6} and not ipaddress.ip_address(address[0]).is_loopback:
                raise AssertionError(f"a test wanted to connect to {address}")
            return genuine(self, address)

        monkeypatch.setattr(socket.socket, name, guarded)


@pytest.fixture
def logged() -> Iterator[list[logging.LogRecord]]:
    """Errors in the log; those left in the list at the end fail the test."""
    records: list[logging.LogRecord] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    keeper = Keeper(logging.ERROR)
    logging.getLogger().addHandler(keeper)
    yield records
    logging.getLogger().removeHandler(keeper)
    assert not records, [record.getMessage() for record in records]


@pytest.fixture
async def town(tmp_path: pathlib.Path, logged: list[logging.LogRecord], database_url: str) -> AsyncIterator[Town]:
    """A town whose traffic is judged by Discord's OpenAPI document, where it is present."""
    broken: list[Any] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: broken.append(context))
    async with StandIn(StandInOptions(rate_limits=True), check=openapi.load()) as discord:
        guild = discord.guild("Town")
        general = discord.channel(guild)
        ann = discord.user("Ann", general)
        boss = discord.user("Boss", general).with_permissions(Permission.MANAGE_GUILD)
        yield Town(discord, guild, general, ann, boss, tmp_path / "data", database_url, broken, logged)
    assert not broken, broken
    assert discord.problems == []
    assert discord.unrouted == []
    # Discord's usual limits hold here, and the bot keeps them by the headers; only faults that a test sets may refuse it.
    refused = [f"{call.method} {call.route}" for call in discord.exchanges if call.status == 429 and not call.faulty]
    assert not refused, refused


@pytest.fixture
def discord(town: Town) -> StandIn:
    """The stand-in."""
    return town.discord


@pytest.fixture
async def app(town: Town) -> AsyncIterator[app_module.App]:
    """The bot, running in the town."""
    async with town.running() as running:
        yield running


@pytest.fixture
def ann(town: Town) -> Actor:
    """A member."""
    return town.ann


@pytest.fixture
def boss(town: Town) -> Actor:
    """May manage the server."""
    return town.boss
