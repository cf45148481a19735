"""A town on the stand-in of Discord where the real bot lives; stories read as what people do there."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import pathlib
from collections.abc import AsyncGenerator
from typing import Any

import hikari
from tests.loop_watchdog import watched_loop

from chatterbot import app
from chatterbot.llm import LanguageModel
from chatterbot.settings import Settings
from chatterbot.speech.tts.edge import SharedConnector
from chatterbot.standin import Actor, Exchange, Interaction, Json, StandIn

__all__ = ("Town", "buttons", "fields", "log_says")


@dataclasses.dataclass(slots=True)
class Town:
    """People, places, and what went wrong unseen."""

    discord: StandIn
    guild: Json
    general: Json
    ann: Actor
    """A member."""
    boss: Actor
    """May manage the server."""
    data: pathlib.Path
    database_url: str
    """Empty: the file in `data`."""
    broken: list[Any]
    """What reached the event loop's last resort, or hikari's."""
    logged: list[logging.LogRecord]
    """Errors in the log."""

    def settings(self, **sections: Any) -> Settings:
        """Settings that lead here: words only, no starter examples, neither hearing nor speaking; sections given are laid over them."""
        base: dict[str, Any] = {
            "discord": {"token": self.discord.token, "rest_url": self.discord.rest_url},
            "files": {"data": self.data},
            "teaching": {"starter": False},
            "engine": {"encoder": "none"},
            "database": {"url": self.database_url},
            "speech": {"hear": False, "speak": False},
        }
        for name, value in sections.items():
            base[name] = {**base[name], **value} if isinstance(value, dict) and name in base else value
        return Settings.model_validate(base)

    @contextlib.asynccontextmanager
    async def running(
        self, *, connector: SharedConnector | None = None, model: LanguageModel | None = None, **sections: Any
    ) -> AsyncGenerator[app.App]:
        """Run the bot here, and see that nothing of it is left behind."""
        before = asyncio.all_tasks()
        async with app.lifespan(self.settings(**sections), connector=connector, model=model) as running:
            running.bot.subscribe(hikari.ExceptionEvent, self._note)
            async with watched_loop():
                yield running
        await asyncio.sleep(0)  # closed transports take one turn to go
        known = {*before, asyncio.current_task()}
        left = [task for task in asyncio.all_tasks() - known if not _of_standin(task)]
        assert not left, left

    async def _note(self, event: hikari.ExceptionEvent[Any]) -> None:
        self.broken.append(event.exception)

    @property
    def me(self) -> str:
        """How people mention the bot."""
        return f"<@{self.discord.bot['id']}>"

    async def ask(self, who: Actor, question: str, **options: Any) -> Json:
        """Mention the bot, and wait for its reply."""
        return await self.discord.wait_reply(await who.say(f"{self.me} {question}", **options))

    async def teach(self, who: Actor, question: str, answer: str) -> Json:
        """Ask what it does not know, and teach it with the button; returns the reply, which now holds the answer."""
        reply = await self.ask(who, question)
        form = await who.click(reply, "teach")
        await (await form.submit(answer=answer)).finished()
        return reply

    def now(self, message: Json) -> Json:
        """The message as it stands now."""
        channel = next(c for c in (self.general, *self._channels()) if c["id"] == message["channel_id"])
        return next(m for m in self.discord.messages(channel) if m["id"] == message["id"])

    def _channels(self) -> list[Json]:
        return [self.discord.dm(self.ann), self.discord.dm(self.boss)]

    def posts(self, route: str = "/channels/{channel_id}/messages") -> list[Exchange]:
        """Messages the bot posted."""
        return [call for call in self.discord.exchanges if call.method == "POST" and call.route == route]


@contextlib.asynccontextmanager
async def log_says(text: str) -> AsyncGenerator[None]:
    """Wait, at the end of the block, until the program's log says that."""
    said = asyncio.Event()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if text in record.getMessage():
                said.set()

    log, listener = logging.getLogger("chatterbot"), Listener()
    level = log.level
    log.addHandler(listener)
    log.setLevel(logging.DEBUG)
    try:
        yield
        async with asyncio.timeout(5):
            await said.wait()
    finally:
        log.setLevel(level)
        log.removeHandler(listener)


def _of_standin(task: asyncio.Task[Any]) -> bool:
    return any(mark in repr(task) for mark in ("stand-in", "chatterbot/standin", "aiohttp/web"))


def buttons(message: Json | None) -> list[str]:
    """Custom ids under a message."""
    assert message is not None
    return [button["custom_id"] for row in message["components"] for button in row["components"]]


def fields(interaction: Interaction) -> dict[str, str]:
    """Names and values of the embed's fields."""
    (embed,) = interaction.embeds
    return {field["name"]: field["value"] for field in embed["fields"]}
