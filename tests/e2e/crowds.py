"""Servers with many people, for the stories about who may teach."""

from __future__ import annotations

from tests.e2e import spoken
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json

__all__ = ("MANY", "answer", "cards", "crowd", "decided_by", "press")

MANY = 52
"""People who make a server larger than 50, whoever else is in it."""


def crowd(town: Town) -> None:
    """Let many people join the town. Before the bot connects: Discord tells it then how many there are."""
    for number in range(MANY):
        town.discord.user(f"Neighbour {number}", town.general)


def cards(town: Town, channel: Json | None = None) -> list[Json]:
    """Messages of a channel with the buttons of a proposal that waits, oldest first."""
    return [
        message
        for message in town.discord.messages(channel or town.general)
        if any("proposal-approve" in str(row) for row in message["components"])
    ]


async def press(who: Actor, message: Json | None, label: str) -> Interaction:
    """Press a button and wait for the last word."""
    assert message is not None
    return await (await who.click(message, label)).finished()


async def answer(app: App, town: Town, who: Actor, question: str) -> str:
    """What is answered to a question now; empty: that it is not known."""
    return (await spoken.answered(app, town.general, who, question))[1].text


async def decided_by(app: App, town: Town) -> int | None:
    """Who approved the latest change."""
    (change,) = await app.services.store.history.changes(int(town.guild["id"]), 1)
    return change.approved_by
