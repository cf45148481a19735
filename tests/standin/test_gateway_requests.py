"""What clients ask the gateway for: members, and how often; sounds; and which intents there are."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import Intent, Json

pytestmark = pytest.mark.protocol

Socket = aiohttp.ClientWebSocketResponse
ALL_MEMBERS: Json = {"query": "", "limit": 0}


@contextlib.asynccontextmanager
async def identified(raw: Raw, intents: int) -> AsyncGenerator[Socket]:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(intents=intents))
        await event(socket, "READY")
        yield socket


async def event(socket: Socket, *names: str) -> Json:
    """Read up to one of these events; fail if the server closes before."""
    async with asyncio.timeout(5):
        while True:
            message = await socket.receive()
            assert message.type is aiohttp.WSMsgType.TEXT, socket.close_code
            if (frame := message.json())["t"] in names:
                return frame


async def ask(socket: Socket, guild: Json, **fields: Any) -> Json:
    await socket.send_json({"op": 8, "d": {"guild_id": guild["id"], **ALL_MEMBERS, **fields}})
    return await event(socket, "GUILD_MEMBERS_CHUNK", "RATE_LIMITED")


@pytest.fixture
def members_allowed(town: Town) -> None:
    town.discord.application.privileged_intents |= Intent.GUILD_MEMBERS


MEMBERS = int(Intent.GUILDS | Intent.GUILD_MEMBERS)


@pytest.mark.usefixtures("members_allowed")
async def test_all_members_of_a_guild_are_listed_once_in_thirty_seconds(town: Town, raw: Raw) -> None:
    other = town.discord.guild("Other")
    async with identified(raw, MEMBERS) as socket:
        assert (await ask(socket, town.guild, nonce="first"))["d"]["nonce"] == "first"
        limited = await ask(socket, town.guild, nonce="second")
        assert (limited["op"], limited["t"]) == (0, "RATE_LIMITED")
        assert limited["d"]["opcode"] == 8
        assert limited["d"]["retry_after"] == pytest.approx(30, abs=2)
        assert limited["d"]["meta"] == {"guild_id": town.guild["id"], "nonce": "second"}
        assert (await ask(socket, town.guild))["d"]["meta"] == {"guild_id": town.guild["id"]}
        assert (await ask(socket, other))["t"] == "GUILD_MEMBERS_CHUNK"
        town.discord.clock.advance(20)
        assert (await ask(socket, town.guild))["d"]["retry_after"] == pytest.approx(10, abs=2)
        town.discord.clock.advance(10)
        assert (await ask(socket, town.guild))["t"] == "GUILD_MEMBERS_CHUNK"


@pytest.mark.usefixtures("members_allowed")
async def test_members_asked_by_name_or_id_are_not_limited(town: Town, raw: Raw) -> None:
    async with identified(raw, MEMBERS) as socket:
        await ask(socket, town.guild)
        for fields in ({"query": "an"}, {"query": None, "user_ids": [town.ann.id]}, {"limit": 1}) * 2:
            assert (await ask(socket, town.guild, **fields))["t"] == "GUILD_MEMBERS_CHUNK"


@pytest.mark.usefixtures("members_allowed")
async def test_another_session_has_a_limit_of_its_own(town: Town, raw: Raw) -> None:
    for _ in range(2):
        async with identified(raw, MEMBERS) as socket:
            assert (await ask(socket, town.guild))["t"] == "GUILD_MEMBERS_CHUNK"


@pytest.mark.usefixtures("members_allowed")
async def test_a_request_without_query_and_ids_is_reported(town: Town, raw: Raw) -> None:
    async with identified(raw, MEMBERS) as socket:
        await socket.send_json({"op": 8, "d": {"guild_id": town.guild["id"], "limit": 0}})
        await socket.send_json({"op": 31, "d": {"guild_ids": [town.guild["id"]]}})
        await event(socket, "SOUNDBOARD_SOUNDS")
    assert "`query` or `user_ids`" in town.discord.problems.pop()[1]


@pytest.mark.parametrize(
    "frame",
    [
        {"op": 8, "d": {"query": "a", "limit": "many"}},
        {"op": 8, "d": {"query": "a", "limit": -1}},
        {"op": 31, "d": {"guild_ids": 5}},
        {"op": 31, "d": {}},
        {"op": 31, "d": None},
    ],
)
async def test_a_request_of_the_wrong_shape_closes_the_connection(town: Town, raw: Raw, frame: Json) -> None:
    if frame["op"] == 8:
        frame = frame | {"d": frame["d"] | {"guild_id": town.guild["id"]}}
    async with identified(raw, int(Intent.GUILDS)) as socket:
        await socket.send_json(frame)
        async with asyncio.timeout(5):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert socket.close_code == 4002


async def test_soundboard_sounds_are_sent_for_each_guild(town: Town, raw: Raw) -> None:
    async with identified(raw, int(Intent.GUILDS)) as socket:
        await socket.send_json({"op": 31, "d": {"guild_ids": [town.guild["id"], "1"]}})
        sounds = await event(socket, "SOUNDBOARD_SOUNDS")
    assert sounds["d"] == {"guild_id": town.guild["id"], "soundboard_sounds": []}


@pytest.mark.parametrize("bit", [0, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 24, 25])
async def test_every_intent_of_discord_is_accepted(raw: Raw, bit: int) -> None:
    async with identified(raw, 1 << bit):
        pass


@pytest.mark.parametrize("bit", [18, 19, 22, 23, 26, 30, 31, 52])
async def test_an_intent_that_discord_does_not_define_closes_the_connection(raw: Raw, bit: int) -> None:
    async with raw.socket() as socket:
        await socket.send_json(raw.identify(intents=1 | 1 << bit))
        async with asyncio.timeout(5):
            while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
                pass
        assert socket.close_code == 4013
