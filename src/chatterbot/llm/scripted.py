"""A model that follows a script: it needs no server, answers the same each time, and says what it is."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable
from typing import Final

from chatterbot import errors
from chatterbot.llm.interfaces import (
    ChatChunk,
    ChatRequest,
    FineTuneEvent,
    FineTuneJob,
    FineTuneOrder,
    FinishReason,
    ModelInfo,
    Moderation,
    TokenUsage,
)

__all__ = ("ScriptedModel",)

NAME: Final = "scripted"
CHARACTERS_A_TOKEN: Final = 4
"""About as many characters make a token in English."""

_WORDS: Final = re.compile(r"\S+\s*|\s+")


class ScriptedModel:
    """Streams what a function returns for a request, word by word.

    Parameters
    ----------
    script
        Returns the whole answer to a request, or raises `errors.ModelError`.
    word_s
        Seconds between two words.
    name
        What it calls itself.
    """

    def __init__(
        self,
        script: Callable[[ChatRequest], str],
        *,
        word_s: float = 0.0,
        sees_images: bool = False,
        name: str = NAME,
    ) -> None:
        self._name = name
        self._script = script
        self._word_s = word_s
        self._sees_images = sees_images

    @property
    def name(self) -> str:
        """What it calls itself."""
        return self._name

    @property
    def sees_images(self) -> bool:
        """Whether images may go along."""
        return self._sees_images

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
        """Stream the answer to a chat."""
        text = self._script(request)
        asked = sum(len(message.text) for message in request.messages)
        for word in _WORDS.findall(text):
            await asyncio.sleep(self._word_s)
            yield ChatChunk(word, self._name)
        usage = TokenUsage(asked // CHARACTERS_A_TOKEN + 1, len(text) // CHARACTERS_A_TOKEN + 1)
        yield ChatChunk("", self._name, FinishReason.STOP, usage)

    async def models(self) -> list[ModelInfo]:
        """Return itself."""
        return [ModelInfo(self._name)]

    async def moderate(self, text: str) -> Moderation:
        """Find nothing wrong with a text."""
        return Moderation(flagged=False)

    async def upload(self, name: str, data: bytes) -> str:
        """Refuse: it cannot be fine-tuned."""
        raise _no_tuning()

    async def fine_tune(self, order: FineTuneOrder) -> FineTuneJob:
        """Refuse: it cannot be fine-tuned."""
        raise _no_tuning()

    async def fine_tune_job(self, job_id: str) -> FineTuneJob:
        """Refuse: it cannot be fine-tuned."""
        raise _no_tuning()

    async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
        """Refuse: it cannot be fine-tuned."""
        raise _no_tuning()

    async def cancel_fine_tune(self, job_id: str) -> FineTuneJob:
        """Refuse: it cannot be fine-tuned."""
        raise _no_tuning()


def _no_tuning() -> errors.ModelError:
    return errors.ModelError("the scripted model cannot be fine-tuned", errors.ModelFault.REFUSED)
