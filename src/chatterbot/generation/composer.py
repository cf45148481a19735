"""`Composer`: a prompt that nothing taught answers surely, and what is near it, in; an answer in a language model's words out."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import AsyncGenerator, Sequence

from chatterbot import errors, models
from chatterbot.engine import ReplyEngine
from chatterbot.generation.interfaces import Composition, CompositionOutcome, ModelChoice, Notice, Scene
from chatterbot.llm import ChatMessage, ChatRequest, ChatRole, LanguageModel, TokenUsage
from chatterbot.store import Store

__all__ = ("Composer",)


class Composer:
    """Asks a language model."""

    def __init__(self, model: LanguageModel | None, engine: ReplyEngine, store: Store, choice: ModelChoice) -> None:
        self._model = model
        self._engine = engine
        self._store = store
        self._choice = choice

    async def wanted(self, prompt: models.Prompt, reply: models.Reply) -> bool:
        """Tell whether the model is asked about a prompt that has this reply so far."""
        if self._model is None or reply.source not in {models.ReplySource.UNKNOWN, models.ReplySource.DOCUMENT}:
            return False
        mode, _ = await self._choice.model(prompt.scope_id, prompt.place)
        return mode in {"grounded", "open"} or (mode == "taught" and bool(reply.near))

    @contextlib.asynccontextmanager
    async def composing(self, prompt: models.Prompt, reply: models.Reply, scene: Scene) -> AsyncGenerator[Composition]:
        """Ask the model about a prompt; leaving the block ends the request."""
        if self._model is None:
            raise ValueError("no model is configured")
        found = await self._store.examples.examples(prompt.scope_id, reply.near)
        composing = _Composing(self._model, prompt, reply, scene, found)
        yield composing


class _Composing:
    def __init__(
        self,
        model: LanguageModel,
        prompt: models.Prompt,
        reply: models.Reply,
        scene: Scene,
        near: Sequence[models.Example],
    ) -> None:
        self._model, self._prompt, self._reply, self._scene, self._near = model, prompt, reply, scene, near
        self._outcome = CompositionOutcome(reply)

    @property
    def outcome(self) -> CompositionOutcome:
        return self._outcome

    async def texts(self) -> AsyncGenerator[str]:
        began, first = time.monotonic(), 0.0
        text, name, usage = "", self._model.name, TokenUsage()
        request = ChatRequest([ChatMessage(ChatRole.USER, self._prompt.text)])
        try:
            async with contextlib.aclosing(self._model.chat(request)) as chunks:
                async for chunk in chunks:
                    name, usage = chunk.model or name, chunk.usage or usage
                    if chunk.text:
                        first = first or time.monotonic() - began
                        text += chunk.text
                        yield text
        except errors.ModelError:
            self._outcome = CompositionOutcome(self._reply, Notice.UNAVAILABLE)
            return
        composed = models.Composed(
            model=name,
            prompt_tokens=usage.prompt,
            completion_tokens=usage.completion,
            first_s=first,
            total_s=time.monotonic() - began,
            examples=tuple(example.id for example in self._near),
        )
        source = models.ReplySource.COMPOSED if self._near else models.ReplySource.GENERAL
        self._outcome = CompositionOutcome(
            dataclasses.replace(self._reply, text=text, source=source, composed=composed, passage_id=None, aloud="")
        )
