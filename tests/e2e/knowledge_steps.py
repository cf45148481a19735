"""What the stories about /knowledge share: teaching, looking, and reading what is shown."""

from __future__ import annotations

from tests.e2e import people
from tests.e2e.town import Town

from chatterbot import models
from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, Json

FIRST = (
    models.NewExample("when is the game?", "On Friday at eight."),
    models.NewExample("kick-off time?", "On Friday at eight."),
    models.NewExample("where do we meet?", "At the old mill."),
)


async def teach(app: App, town: Town, who: Actor, *examples: models.NewExample, source: str = "text") -> int:
    """Teach, and return the id of the last example."""
    receipt = await app.services.teaching.teach(
        int(town.guild["id"]), int(who.data["id"]), examples or FIRST, source=source
    )
    return receipt.examples[-1].id


def text_of(interaction: Interaction) -> str:
    """The description of the embed."""
    (embed,) = interaction.embeds
    return embed["description"]


def menu(message: Json | None, placeholder: str) -> list[Json]:
    """The choices of a menu."""
    assert message is not None
    shown = (part for row in message["components"] for part in row["components"])
    return next(part["options"] for part in shown if part.get("placeholder") == placeholder)


def labels(message: Json | None) -> list[str]:
    """What stands on the buttons."""
    assert message is not None
    shown = (part for row in message["components"] for part in row["components"] if part["type"] == 2)
    return [part.get("label") or part["emoji"]["name"] for part in shown]


async def look(who: Actor, **options: object) -> Json:
    """Use /knowledge, and return the message with the list."""
    listed = await people.use(who, "knowledge", **options)
    assert listed.ephemeral
    assert listed.message is not None
    return listed.message


async def open_first(who: Actor, listed: Json) -> Interaction:
    """Open the first entry of a list."""
    choices = menu(listed, "Open an entry")
    return await who.choose(listed, "Open an entry", choices[0]["value"])


def words(listed: Json) -> str:
    return listed["embeds"][0]["description"]
