""" "Why this reply?" says why what looks like a taught question was not answered."""

from __future__ import annotations

import pytest
from tests.e2e import people
from tests.e2e.town import Town, fields

from chatterbot.app import App
from chatterbot.standin import Actor, Permission, StandIn

pytestmark = pytest.mark.e2e

REASON = "Why I gave no answer"
LESSON = """
when does the shop open? => At nine.
who is Boris? => The builder.
how much is level 10 worth? => Ten coins.
soup with meat => On Monday.
"""


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("when does the shop close?", "It looks like something I know, but says the opposite"),
        ("who is **Anna**?", "It looks like something I know, but names another thing: “anna” instead of “boris”."),
        ("how much is level 100 worth?", "It looks like something I know, but with another number."),
        ("soup without meat", "It looks like something I know, but one of the two questions says “without”"),
        ("how do I get to the bakery?", "Nothing I know is close enough"),
    ],
)
async def test_it_says_what_is_asked_otherwise(app: App, town: Town, boss: Actor, question: str, reason: str) -> None:
    await people.use(boss, "train", text=LESSON)
    reply = await town.ask(boss, question)
    assert "teach" in str(reply["components"])
    await people.recorded(app, town, 1)
    told = fields(await boss.context("Why this reply?", reply))[REASON]
    assert told.startswith(reason), told
    assert ("If the answer is the same, teach it" in told) == (not reason.startswith("Nothing"))


async def test_in_russian_and_once_it_is_taught_no_more(app: App, discord: StandIn, town: Town) -> None:
    olga = discord.user("Olga", town.general, locale="ru").with_permissions(Permission.MANAGE_GUILD)
    await people.use(olga, "train", text="во сколько открывается магазин? => В девять.")
    reply = await town.ask(olga, "во сколько закрывается магазин?")
    await people.recorded(app, town, 1)
    told = fields(await olga.context("Почему такой ответ?", reply))["Почему нет ответа"]
    assert told.startswith("Похоже на то, что я знаю, но с противоположным смыслом")
    form = await olga.click(reply, "teach")
    await (await form.submit(answer="В шесть.")).finished()
    assert "Почему нет ответа" not in fields(await olga.context("Почему такой ответ?", town.now(reply)))
