"""The first minutes of a server: what is taught is answered at once, and the bot says that it is careful while it knows little."""

from __future__ import annotations

import re

import pytest
from tests.e2e import people
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e

CAREFUL = "-# 🌱 So far, people have taught me 1 example here. Below 20 I am careful:"
PLACES = {
    "library": "In the east wing.",
    "kitchen": "Downstairs.",
    "garden": "Behind the house.",
    "garage": "At the gate.",
}
WORDINGS = (
    "where is the {}",
    "how do I get to the {}",
    "show me the way to the {}",
    "I cannot find the {}",
    "{} please, where",
)


def lesson() -> bytes:
    return "\n".join(
        f"{wording.format(place)} => {answer}" for place, answer in PLACES.items() for wording in WORDINGS
    ).encode()


async def test_what_was_taught_is_answered_in_other_words_at_once(
    app: App, town: Town, ann: Actor, boss: Actor
) -> None:
    receipt = await people.use(boss, "train", file=("places.txt", lesson()))
    assert "Taught 20 examples" in str(receipt.content)
    assert "careful" not in str(receipt.content)
    dataset = await app.services.teaching.indexes.ready(int(town.guild["id"]))
    at_once = app.services.engine.threshold(dataset.id)
    for place, answer in PLACES.items():
        assert (await town.ask(ann, f"can you tell me where the {place} is"))["content"] == answer
    await app.services.engine.settled(dataset.id)
    assert at_once == pytest.approx(app.services.engine.threshold(dataset.id), abs=0.03)


@pytest.mark.usefixtures("app")
async def test_it_says_once_that_it_is_careful(boss: Actor) -> None:
    first = await people.use(boss, "train", text="when do we meet? => At eight.")
    lines = str(first.content).splitlines()
    assert lines[1].startswith(CAREFUL)
    assert "several wordings" in lines[2]
    assert re.fullmatch(r"-# Job 1 · [\d.]+ s", lines[3])
    again = await people.use(boss, "train", text="where do we meet? => In the hall.")
    assert "careful" not in str(again.content)


@pytest.mark.usefixtures("app")
async def test_nothing_new_and_answers_not_to_give_do_not_say_it(boss: Actor) -> None:
    known = await people.use(boss, "train", text="hello => Hi.", positive=False)
    assert "Saved 1 answer I must not give" in str(known.content)
    assert "careful" not in str(known.content)
    first = await people.use(boss, "train", text="when do we meet? => At eight.")
    assert "I am careful" in str(first.content)


@pytest.mark.usefixtures("app")
async def test_in_russian(discord: StandIn, town: Town) -> None:
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    first = await people.use(olga, "train", text="когда мы встречаемся? => В восемь.")
    assert "люди научили меня здесь 1 примеру. Пока их меньше 20, я осторожен" in str(first.content)
