"""Fixtures of the tests of the client: a loopback server, and the client that asks it with little patience."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest_asyncio
from tests import llm_server
from tests.llm_server import LlmServer

from chatterbot.llm import LanguageModel, LlmOptions, open_model

KEY = "sk-loopback-0123456789abcdef"


def options_for(server: LlmServer, **more: Any) -> LlmOptions:
    """Return options that lead to the server and wait for little."""
    chosen: dict[str, Any] = {
        "model": llm_server.MODEL,
        "base_url": server.url,
        "api_key": server.key,
        "first_token_s": 0.5,
        "token_s": 0.2,
        "retry_s": 0.01,
        **more,
    }
    return LlmOptions(**chosen)


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[LlmServer]:
    """Yield a server that wants a key."""
    async with llm_server.running(KEY) as running:
        yield running


@pytest_asyncio.fixture
async def model(server: LlmServer) -> AsyncGenerator[LanguageModel]:
    """Yield a client of that server."""
    async with open_model(options_for(server)) as opened:
        yield opened
