"""Exchanges as a spoken conversation records them, for the stories about what becomes of them afterwards."""

from __future__ import annotations

import datetime as dt

from tests.e2e.town import Town

from chatterbot import models
from chatterbot.app import App
from chatterbot.discord import replies
from chatterbot.discord.localization import Translator
from chatterbot.standin import Actor, Json

__all__ = ("answered", "exchange", "message", "words")

KEPT = dt.timedelta(days=1)


def words(app: App, language: str = "en") -> Translator:
    """Texts in a language."""
    return Translator(app.services.catalogue, language)


async def answered(app: App, where: Json, who: Actor, question: str) -> tuple[models.Prompt, models.Reply]:
    """What somebody asks aloud in a channel, and what is answered."""
    prompt = models.Prompt(question, int(who.id), int(where["guild_id"]), int(where["id"]))
    return prompt, await app.services.conversation.reply(prompt)


async def exchange(app: App, town: Town, where: Json, who: Actor, question: str) -> tuple[Json, models.Turn]:
    """Somebody asks aloud, and what was said is written into the channel and recorded; gives the message and the turn."""
    prompt, reply = await answered(app, where, who, question)
    known = reply.source is models.ReplySource.TAUGHT
    message_id = await app.container.mirror.exchange(
        channel_id=prompt.channel_id,
        speaker_id=prompt.author_id,
        said=question,
        answer=reply.text,
        translate=words(app),
        buttons=replies.votes() if known else replies.teach_button(words(app)),
    )
    turn = await app.services.conversation.delivered(prompt, reply, message_id, keep_for=KEPT)
    return message(town, where, message_id), turn


def message(town: Town, where: Json, message_id: str | int | None) -> Json:
    """A message of a channel as it stands now."""
    return next(found for found in town.discord.messages(where) if found["id"] == str(message_id))
