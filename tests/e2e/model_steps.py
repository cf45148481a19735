"""What the stories about a language model's answers share: a bot with a model, and what its messages say."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from tests.e2e.town import Town
from tests.stepped_model import SteppedModel

from chatterbot.app import App
from chatterbot.discord.growing import MARK
from chatterbot.llm import LanguageModel
from chatterbot.standin import Actor, Json

__all__ = ("VOTES", "answer_messages", "asked", "edits", "open_bot", "says", "sentences", "whole")

VOTES = ["vote-up", "vote-down"]


def sentences(characters: int) -> str:
    """So many characters of sentences, no two of them alike."""
    return "".join(f"Sentence number {number}. " for number in range(characters // 18))[:characters]


@contextlib.asynccontextmanager
async def open_bot(town: Town, model: LanguageModel | None = None, **sections: Any) -> AsyncGenerator[App]:
    """Run the bot with a model that may answer from its own knowledge."""
    async with town.running(model=model, **sections) as app:
        await app.services.preferences.change(int(town.guild["id"]), model="open")
        yield app


async def asked(town: Town, who: Actor, model: SteppedModel, question: str, first: str) -> tuple[Json, Json]:
    """Ask, let the model write the first words; returns the question, and the message that shows them."""
    question_ = await who.say(f"{town.me} {question}")
    (await model.asked()).write(first)
    return question_, await town.discord.wait_reply(question_)


def answer_messages(town: Town, channel: Json | None = None) -> list[Json]:
    """What the bot wrote in a channel, in order."""
    return [
        message
        for message in town.discord.messages(channel or town.general)
        if message["author"]["id"] == town.discord.bot["id"]
    ]


async def whole(town: Town, count: int = 1) -> list[Json]:
    """Wait until the bot's latest answer is whole, and return its messages: there are so many messages of the bot."""

    def ready() -> bool:
        shown = answer_messages(town)
        return len(shown) == count and shown[-1]["components"] != [] and not shown[-1]["content"].endswith(MARK)

    await town.discord.wait_until(ready)
    return answer_messages(town)


async def says(town: Town, message: Json, *parts: str) -> Json:
    """Wait until a message says all that; returns it."""
    await town.discord.wait_until(lambda: all(part in town.now(message)["content"] for part in parts))
    return town.now(message)


def edits(town: Town) -> Sequence[str]:
    """What the bot's messages were edited to."""
    return [
        str((call.json or {}).get("content"))
        for call in town.discord.exchanges
        if call.method == "PATCH" and call.route.endswith("/messages/{message_id}")
    ]
