"""What is answered to a question from now on, after an answer was rejected."""

from __future__ import annotations

from chatterbot import models
from chatterbot.container import Container
from chatterbot.discord import Context, channel_access, formatting

__all__ = ("would_say",)


async def would_say(context: Context, services: Container, turn: models.Turn) -> str:
    """Return a sentence about what would be answered if the question of an exchange was asked again."""
    translate = context.translate
    place = channel_access.place_of(services.bot, turn.channel_id)
    prompt = models.Prompt(
        turn.prompt, context.author_id, context.scope_id, turn.channel_id, turn.prompt_message_id, place=place
    )
    now = await services.conversation.reply(prompt)
    if now.text:
        return translate("reject-now", answer=formatting.quoted(now.text, 300))
    asks = await services.conversation.asks_model(prompt, now)
    return translate("reject-now-model" if asks else "reject-now-unknown")
