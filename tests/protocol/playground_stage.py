"""A playground without a bot, and what a browser sends to it."""

from __future__ import annotations

import asyncio
import dataclasses
import io
import json
from typing import Any

import aiohttp
import yarl

from chatterbot.playground.server import Playground
from chatterbot.playground.town import Town


@dataclasses.dataclass(slots=True)
class Stage:
    """A playground without a bot, and a browser with cookies and an origin."""

    town: Town
    playground: Playground
    browser: aiohttp.ClientSession
    stranger: aiohttp.ClientSession
    """Has no cookie."""

    @property
    def origin(self) -> str:
        """The origin of the page."""
        return str(yarl.URL(self.playground.link).origin())

    @property
    def authority(self) -> str:
        """Host and port of the page."""
        return self.origin.removeprefix("http://")

    async def enter(self) -> None:
        """Open the printed link."""
        async with self.browser.get(self.playground.link) as response:
            assert response.status == 200

    def socket(self, **headers: str) -> Any:
        """Open the page's websocket."""
        return self.browser.ws_connect(f"{self.origin}/socket", headers={"Origin": self.origin} | headers)

    async def upload(self, data: bytes, name: str = "a.txt", **headers: str) -> aiohttp.ClientResponse:
        """Send a file as the page does."""
        return await self.browser.post(
            f"{self.origin}/uploads",
            params={"name": name},
            data=io.BytesIO(data),
            headers={"Origin": self.origin} | headers,
        )


async def ask(socket: aiohttp.ClientWebSocketResponse, **request: Any) -> dict[str, Any]:
    """Send a request and return its answer; other messages are skipped."""
    number = request.setdefault("request", 7)
    await socket.send_str(json.dumps(request))
    async with asyncio.timeout(10):
        while True:
            message = await socket.receive_json()
            if message["type"] in ("done", "failed") and message["request"] == number:
                return message


async def greet(
    socket: aiohttp.ClientWebSocketResponse, user: str | None = None, language: str = "en"
) -> dict[str, Any]:
    """Say hello as a person and return the message `world`."""
    await socket.send_str(json.dumps({"type": "hello", "request": 1, "user": user, "language": language}))
    async with asyncio.timeout(10):
        while (message := await socket.receive_json())["type"] != "world":
            pass
    return message
