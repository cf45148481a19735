"""A language model that writes what a test tells it to, when it tells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from chatterbot import errors
from chatterbot.llm import ChatChunk, ChatRequest, FinishReason, ScriptedModel, TokenUsage

__all__ = ("SteppedChat", "SteppedModel")


class SteppedChat:
    """One request, and what is written for it."""

    def __init__(self, request: ChatRequest) -> None:
        self.request = request
        self._parts: asyncio.Queue[str | errors.ModelError | None] = asyncio.Queue()
        self.closed = asyncio.Event()
        """Set when nobody reads any more."""
        self.finished = False
        """Whether it was read to its end."""

    def write(self, text: str) -> None:
        """Write some more."""
        self._parts.put_nowait(text)

    def end(self, text: str = "") -> None:
        """Write the rest."""
        if text:
            self.write(text)
        self._parts.put_nowait(None)

    def fail(self, fault: errors.ModelFault) -> None:
        """Break off."""
        self._parts.put_nowait(errors.ModelError("as the test wants it", fault))

    async def parts(self) -> AsyncGenerator[str]:
        """Give what is written."""
        try:
            while (part := await self._parts.get()) is not None:
                if isinstance(part, errors.ModelError):
                    raise part
                yield part
            self.finished = True
        finally:
            self.closed.set()


class SteppedModel(ScriptedModel):
    """Each request waits for the test."""

    def __init__(self) -> None:
        super().__init__(lambda _: "")
        self.chats: list[SteppedChat] = []
        self._waiting: asyncio.Queue[SteppedChat] = asyncio.Queue()

    async def asked(self) -> SteppedChat:
        """Wait for the next request."""
        async with asyncio.timeout(10):
            return await self._waiting.get()

    def finish(self) -> None:
        """End what was not ended yet, so that the bot need not wait for it when it is stopped."""
        for chat in self.chats:
            chat.end()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        """Stream what the test writes."""
        chat = SteppedChat(request)
        self.chats.append(chat)
        self._waiting.put_nowait(chat)
        parts = chat.parts()
        try:
            async for part in parts:
                yield ChatChunk(part, self.name)
        finally:
            await parts.aclose()
        yield ChatChunk("", self.name, FinishReason.STOP, TokenUsage(10, 20))
