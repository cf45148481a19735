"""What managers do with commands, for the stories about training, testing, datasets, files and settings."""

from __future__ import annotations

import asyncio
import pathlib
from typing import Any

from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json

__all__ = ("command", "done", "file", "folder", "pairs", "recorded", "use")

WORKING = ("⏳", "🕒")
"""How an answer begins that is still going to change."""


async def done(interaction: Interaction, timeout_s: float = 20.0) -> Interaction:
    """Wait for the last word: no longer "is thinking…", no longer showing progress."""
    return await interaction.wait(
        lambda i: i.settled and not (i.content or "").startswith(WORKING),
        timeout_s,
        "the receipt",
    )


async def use(who: Actor, command: str, /, **options: Any) -> Interaction:
    """Use a command and wait for its last word."""
    return await done(await who.slash(command, **options))


async def recorded(app: App, town: Town, count: int, timeout_s: float = 10.0, where: Json | None = None) -> None:
    """Wait until that many exchanges of a channel (the main one) are kept: the bot sends first and records then."""
    scope, channel = int(town.guild["id"]), int((where or town.general)["id"])
    async with asyncio.timeout(timeout_s):
        while len(await app.services.conversation.recent_turns(scope, channel)) < count:  # noqa: ASYNC110 - keeping tells nobody
            await asyncio.sleep(0)


def folder(town: Town, guild: Json | None = None) -> pathlib.Path:
    """A guild's own folder, made if need be."""
    path = town.data / "guilds" / (guild or town.guild)["id"]
    path.mkdir(parents=True, exist_ok=True)
    return path


def file(town: Town, path: str, content: str | bytes, guild: Json | None = None) -> pathlib.Path:
    """Put a file into a guild's folder."""
    target = folder(town, guild) / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content if isinstance(content, bytes) else content.encode())
    return target


def pairs(*numbers: int) -> str:
    """Lines to teach: ``question <n> => answer <n>``."""
    return "\n".join(f"question number {number} => answer {number}" for number in numbers)


def command(town: Town, name: str) -> Json:
    """A command as Discord keeps it."""
    return next(command for command in town.discord.commands if command["name"] == name)
