"""Steps that stories about fine-tuning share."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.finetuning import following
from chatterbot.standin import Actor, Interaction, Json

__all__ = ("LLM", "look_often", "order", "posted", "row", "says", "teach")

LLM: Final = {"fine_tune_model": "base-model", "model": "chat-model"}


def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let jobs be looked at all the time."""
    for name in ("FIRST_S", "MOST_S", "FAILED_S"):
        monkeypatch.setattr(following, name, 0.01)


async def teach(boss: Actor, *, count: int = 30) -> None:
    await people.use(boss, "train", text=people.pairs(*range(count)).replace("\n", ";;"))


def row(message: Json | None, label: str) -> Json:
    """The button with a text on it."""
    assert message is not None
    return next(b for r in message["components"] for b in r["components"] if label in b.get("label", ""))


async def order(boss: Actor, label: str = "answers") -> Interaction:
    """Ask for a job, and press the button that has this on it."""
    offer = await people.use(boss, "train", target="model")
    assert offer.message is not None, offer.content
    return await people.done(await boss.click(offer.message, row(offer.message, label)["custom_id"]))


def posted(town: Town) -> Json:
    """The message that shows how the job stands."""
    return next(m for m in reversed(town.discord.messages(town.general)) if "Fine-tuning job" in m["content"])


async def says(town: Town, text: str, timeout_s: float = 10) -> Json:
    """Wait until that message says something."""
    async with asyncio.timeout(timeout_s):
        while True:
            found = [m for m in town.discord.messages(town.general) if "Fine-tuning job" in m["content"]]
            if found and text in found[-1]["content"]:
                return found[-1]
            await asyncio.sleep(0)
