"""A guild on the stand-in, and a raw client that can send wrong requests."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
from tests.standin.fake_bot import SmallBot

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
        """Run the fake bot in the guild."""
        bot = bot or SmallBot(self.discord.token, self.discord.rest_url)
        await bot.start()
        try:
            yield bot
        finally:
            await bot.close()
        assert bot.failures == []


class Raw:
    """A raw client that can send what no library would."""

    def __init__(self, discord: StandIn, session: aiohttp.ClientSession) -> None:
        self.discord = discord
        self.session = session

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None, **kwargs: Any
    ) -> tuple[int, Any]:
        """Send a REST request; return status and body."""
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
        """Return an IDENTIFY frame."""
        properties = {"os": "linux", "browser": "raw", "device": "raw"}
        data = {"token": self.discord.token, "intents": 1 << 9 | 1 << 15 | 1, "properties": properties}
        return {"op": 2, "d": data | changes}
