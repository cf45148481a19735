"""A language model that answers questions to a world of the services, and what it was asked."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

from tests.unit.services.world import HOME, World, prompt

from chatterbot.catalogue import Catalogue
from chatterbot.conversation import Conversation
from chatterbot.generation import Composer, CompositionOutcome, EvidenceGatherer, Notice, Scene, SpentBudget
from chatterbot.llm import ChatRequest, ScriptedModel, TokenUsage

__all__ = ("Asked", "Ledger", "Watch")


@dataclasses.dataclass
class Ledger:
    """A budget that admits while it has something left."""

    left: int = 9
    admitted: int = 0
    spending: list[tuple[int, TokenUsage, bool]] = dataclasses.field(default_factory=list)

    async def admit(self, scope_id: int, person_id: int) -> SpentBudget | None:
        if self.admitted >= self.left:
            return SpentBudget(Notice.PERSON_LIMIT, dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
        self.admitted += 1
        return None

    async def spent(self, scope_id: int, person_id: int, model: str, usage: TokenUsage, *, failed: bool) -> None:
        self.spending.append((person_id, usage, failed))


@dataclasses.dataclass
class Watch:
    """A moderator that flags texts with a word."""

    word: str

    async def flags(self, text: str) -> bool:
        return self.word in text


@dataclasses.dataclass
class Asked:
    """A world with a model that says what a test wants, and what it was asked."""

    world: World
    answer: str | Callable[[ChatRequest], str] = "NONE"
    requests: list[ChatRequest] = dataclasses.field(default_factory=list)
    ledger: Ledger = dataclasses.field(default_factory=Ledger)
    moderator: Watch | None = None
    shown: list[str] = dataclasses.field(default_factory=list)

    def script(self, request: ChatRequest) -> str:
        self.requests.append(request)
        return self.answer if isinstance(self.answer, str) else self.answer(request)

    @property
    def conversation(self) -> Conversation:
        world = self.world
        composer = Composer(
            ScriptedModel(self.script),
            EvidenceGatherer(world.engine, world.store, world.preferences),
            world.preferences,
            Catalogue.load(),
            budget=self.ledger,
            moderator=self.moderator,
        )
        return Conversation(
            world.engine,
            world.store,
            world.teaching.indexes,
            world.preferences,
            world.teaching.erasures,
            composer=composer,
        )

    async def composed(
        self, question: str, answer: str | Callable[[ChatRequest], str] | None = None, scene: Scene | None = None
    ) -> CompositionOutcome:
        if answer is not None:
            self.answer = answer
        conversation, asked = self.conversation, prompt(question)
        reply = await conversation.reply(asked)
        assert await conversation.asks_model(asked, reply)
        async with conversation.composing(asked, reply, scene or Scene(asker="Ann")) as composition:
            self.shown = [text async for text in composition.texts()]
        return composition.outcome

    async def mode(self, name: str) -> None:
        await self.world.preferences.change(HOME, model=name)
