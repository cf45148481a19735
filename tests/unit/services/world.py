"""The services on a real engine (words only) and a real database, wired as the program wires them."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
from collections.abc import AsyncGenerator, Sequence

from chatterbot import files, models
from chatterbot.conversation import Conversation
from chatterbot.engine import EngineOptions, ReplyEngine
from chatterbot.preferences import Preferences
from chatterbot.privacy import Privacy
from chatterbot.store import Store
from chatterbot.teaching import CorrectionLog, Limits, Policy, Teaching, TrainReceipt, TrainSource

MEMORY = "sqlite+aiosqlite:///:memory:"
HOME = 100  # a guild
ADA, BOB = 7, 8
CHANNEL = 55


@dataclasses.dataclass(frozen=True)
class World:
    """Everything the doors have, and two shortcuts."""

    engine: ReplyEngine
    store: Store
    teaching: Teaching
    conversation: Conversation
    preferences: Preferences
    privacy: Privacy
    root: pathlib.Path

    async def ask(
        self, text: str, *, scope_id: int = HOME, author_id: int = ADA, previous: str | None = None
    ) -> models.Reply:
        return await self.conversation.reply(prompt(text, scope_id=scope_id, author_id=author_id, previous=previous))

    async def say(
        self, text: str, *, scope_id: int = HOME, author_id: int = ADA, message_id: int | None = None
    ) -> models.Turn:
        asked = prompt(text, scope_id=scope_id, author_id=author_id)
        reply = await self.conversation.reply(asked)
        return await self.conversation.delivered(asked, reply, message_id)

    async def teach(self, *pairs: tuple[str, str], scope_id: int = HOME, author_id: int = ADA) -> int:
        examples = [models.NewExample(question, answer) for question, answer in pairs]
        return (await self.teaching.teach(scope_id, author_id, examples, source="text")).change_id

    async def train(
        self, source: TrainSource, *, scope_id: int = HOME, skip_bad: bool = False, policy: Policy = Policy.KEEP
    ) -> TrainReceipt:
        job = await self.teaching.train(scope_id, ADA, source, skip_bad=skip_bad, policy=policy)
        return await job.finished()

    @property
    def own(self) -> pathlib.Path:
        """The guild's folder."""
        return self.root / "guilds" / str(HOME)


def prompt(text: str, *, scope_id: int = HOME, author_id: int = ADA, previous: str | None = None) -> models.Prompt:
    return models.Prompt(text, author_id, scope_id, CHANNEL, message_id=1, previous=previous)


@contextlib.asynccontextmanager
async def opened(
    root: pathlib.Path,
    url: str = MEMORY,
    *,
    starter: Sequence[models.NewExample] = (),
    bounds: Limits | None = None,
    engine_settings: EngineOptions | None = None,
) -> AsyncGenerator[World, None]:
    async with contextlib.AsyncExitStack() as stack:
        engine = await stack.enter_async_context(ReplyEngine.open(engine_settings or EngineOptions(encoder="none")))
        store = await stack.enter_async_context(Store.open(url))
        preferences = Preferences(store)
        folder = files.DataFolder(root)
        teaching = await stack.enter_async_context(
            Teaching.open(
                engine,
                store,
                folder,
                corrections=CorrectionLog(root / "corrections.jsonl", store),
                starter=starter,
                strictness=preferences.strictness,
                bounds=bounds,
            )
        )
        yield World(
            engine,
            store,
            teaching,
            Conversation(engine, store, teaching.indexes, preferences, teaching.erasures),
            preferences,
            Privacy(store, teaching.eraser, preferences, folder),
            root,
        )


def on_disk(root: pathlib.Path) -> str:
    return f"sqlite+aiosqlite:///{root / 'chatterbot.sqlite3'}"
