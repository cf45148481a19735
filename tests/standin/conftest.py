"""The stand-in and bots on it; whatever goes wrong unseen makes the test fail."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import aiohttp
import hikari.impl.shard
import pytest
from tests.standin import openapi
from tests.standin.small_bot import SmallBot

from chatterbot.standin import Actor, Json, StandIn


@dataclasses.dataclass(slots=True)
class Town:
    """A stand-in with a guild, a channel and Ann in it."""

    discord: StandIn
    guild: Json
    general: Json
    ann: Actor
    errors: list[Any]

    @contextlib.asynccontextmanager
    async def running(self, bot: SmallBot | None = None) -> AsyncGenerator[SmallBot]:
        """Run the small bot in it."""
        bot = bot or SmallBot(self.discord.token, self.discord.rest_url)
        await bot.start()
        try:
            yield bot
        finally:
            await bot.close()
        assert bot.failures == []


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """A town whose traffic is judged by Discord's OpenAPI document, where it is present."""
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
    """The small bot, running in the town."""
    async with town.running() as running:
        yield running


@pytest.fixture
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the wait of 1 to 2 s out of hikari's reconnecting; there is no setting for it."""
    monkeypatch.setattr(hikari.impl.shard, "_BACKOFF_WINDOW", -1)


class Raw:
    """A client without manners: sends what no library would."""

    def __init__(self, discord: StandIn, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **kwargs: Any
    ) -> tuple[int, Any]:
        """Call the REST API: status and body."""
        headers = {
            "Authorization": f"Bot {self.discord.token if token is None else token}",
            **kwargs.pop("headers", {}),
        }
        if body is not None:
            kwargs["json"] = body
        async with self.session.request(method, self.discord.rest_url + path, headers=headers, **kwargs) as response:
            self.headers = response.headers
            text = await response.text()
            is_json = response.headers.get("Content-Type") == "application/json"
            return response.status, (await response.json() if is_json else text or None)

    @contextlib.asynccontextmanager
    async def socket(self, query: str = "v=10&encoding=json") -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
        """Open a gateway connection."""
        async with self.session.ws_connect(f"{self.discord.gateway_url}?{query}") as socket:
            yield socket

    def identify(self, **changes: Any) -> Json:
        """Build an IDENTIFY frame."""
        properties = {"os": "linux", "browser": "raw", "device": "raw"}
        data = {"token": self.discord.token, "intents": 1 << 9 | 1 << 15 | 1, "properties": properties}
        return {"op": 2, "d": data | changes}


@pytest.fixture
async def raw(town: Town) -> AsyncIterator[Raw]:
    """A raw client; the judge is off, for it sends wrong things on purpose."""
    town.discord.check = None
    async with aiohttp.ClientSession() as session:
        yield Raw(town.discord, session)
