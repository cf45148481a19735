"""A real model, as small as it is, through the client: its words are not judged; that they come, count and stop is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio
from tests import small_model
from tests.small_model import SmallModel

from chatterbot.llm import ChatMessage, ChatRequest, ChatRole, FinishReason, LanguageModel, LlmOptions, open_model

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.timeout(180),
    pytest.mark.skipif(small_model.missing() is not None, reason=f"{small_model.missing()} is not installed"),
]


@pytest_asyncio.fixture
async def served() -> AsyncGenerator[SmallModel]:
    async with small_model.running() as running:
        yield running


async def pieces(model: LanguageModel, text: str, most: int) -> list[str]:
    request = ChatRequest([ChatMessage(ChatRole.USER, text)], max_tokens=most, temperature=0.0)
    found: list[str] = []
    async for chunk in model.chat(request):
        if chunk.text:
            found.append(chunk.text)
        elif chunk.finish is not None:
            assert chunk.finish is FinishReason.LENGTH
            assert chunk.usage is not None
            assert chunk.usage.completion == most
            assert chunk.usage.prompt > 5
    return found


async def test_a_real_model_streams_counts_and_is_cancelled(served: SmallModel) -> None:
    options = LlmOptions(model=small_model.NAME, base_url=served.url, first_token_s=60, token_s=60)
    async with open_model(options) as model:
        assert [one.name for one in await model.models()] == [small_model.NAME]
        assert len(await pieces(model, "Tell me a long story about the sea.", 8)) > 2  # word by word
        assert (await served.counts())["finished"] == 1
        long = ChatRequest([ChatMessage(ChatRole.USER, "Tell me a long story.")], max_tokens=250)
        async with contextlib.aclosing(model.chat(long)) as chunks:
            async for _ in chunks:
                break
        async with asyncio.timeout(60):
            assert await served.counts("cancelled", 1) == {"running": 0, "finished": 1, "cancelled": 1}
        assert await pieces(model, "Say hello.", 3)  # it is free for the next one
