"""What the tests of the client ask, and what came of it."""

from __future__ import annotations

import dataclasses
from typing import Any

from chatterbot import errors
from chatterbot.llm import ChatChunk, ChatMessage, ChatRequest, ChatRole, FinishReason, LanguageModel, TokenUsage

PROMPT = "Where is the moon-stone kept?"


def question(text: str = PROMPT, **more: Any) -> ChatRequest:
    """Return a chat of one question."""
    return ChatRequest([ChatMessage(ChatRole.SYSTEM, "Be brief."), ChatMessage(ChatRole.USER, text)], **more)


@dataclasses.dataclass
class Heard:
    """What came of a chat."""

    chunks: list[ChatChunk]
    error: errors.ModelError | None

    @property
    def text(self) -> str:
        return "".join(chunk.text for chunk in self.chunks)

    @property
    def finish(self) -> FinishReason | None:
        return self.chunks[-1].finish if self.chunks else None

    @property
    def usage(self) -> TokenUsage | None:
        return self.chunks[-1].usage if self.chunks else None


async def hear(model: LanguageModel, request: ChatRequest | None = None) -> Heard:
    """Ask, and return everything that came."""
    heard = Heard([], None)
    try:
        async for chunk in model.chat(question() if request is None else request):
            heard.chunks.append(chunk)
    except errors.ModelError as error:
        heard.error = error
    return heard
