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
    """Return the scene of a message, and what its author is told of what could not go along (empty: nothing).

    Raises
    ------
    errors.StoreError
        If the database fails.
    """
    found = await services.scenes.of_message(incoming, prompt.text)
    return found.scene, found.told(translate)
