"""What a language model is told beside a question in text."""

from __future__ import annotations

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import Incoming, Translator
from chatterbot.generation import Scene

__all__ = ("scene_of",)


async def scene_of(
    services: Container, incoming: Incoming, prompt: models.Prompt, translate: Translator
) -> tuple[Scene, str]:
    """Return the scene of a message, and what its author is told of what could not go along (empty: nothing)."""
    del prompt, translate
    cache = services.bot.cache
    channel = cache.get_thread(incoming.channel_id) or cache.get_guild_channel(incoming.channel_id)
    guild = None if incoming.guild_id is None else cache.get_guild(incoming.guild_id)
    return Scene(guild="" if guild is None else guild.name, channel="" if channel is None else channel.name or ""), ""
