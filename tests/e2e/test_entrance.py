"""Whom the operator does not serve, and who asks too much: each gets a sentence, and others are answered as always."""

from __future__ import annotations

from typing import Any

import pytest
from tests.e2e import people
from tests.e2e.town import Town, buttons

from chatterbot.standin import Actor, StandIn

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(60)]

QUESTION, ANSWER = "when is the game?", "On Friday 🎲"


def denied(*who: Actor) -> dict[str, Any]:
    return {"discord": {"denied_people": [who.id for who in who]}}


async def test_a_denied_person_gets_nothing_but_their_own_data(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running():
        await town.teach(ann, QUESTION, ANSWER)
    async with town.running(**denied(ann)):
        sentence = "Whoever runs this bot does not offer it to you. You can still see and erase what I know about you: `/privacy`"
        assert (await people.use(ann, "hi")).content == sentence
        assert (await people.use(ann.dm(), "hi")).content == sentence
        asked = await ann.say(f"{town.me} {QUESTION}")
        commanded = await ann.say("!hi")
        assert (await town.ask(boss, QUESTION))["content"] == ANSWER  # after these two, in the same channel
        answered = {(m.get("message_reference") or {}).get("message_id") for m in town.discord.messages(town.general)}
        assert answered.isdisjoint({asked["id"], commanded["id"]})
        shown = await people.use(ann, "privacy")
        assert shown.content != sentence
        assert shown.message is not None
        sure = await people.done(await ann.click(shown.message, "Erase everything about me"))
        assert sure.message is not None
        erased = await people.done(await ann.click(sure.message, buttons(sure.message)[0]))
        assert (erased.content or "").startswith("🧹 **Done.**")


async def test_a_denied_server_is_left_with_a_sentence(town: Town, discord: StandIn) -> None:
    town.guild["system_channel_id"] = town.general["id"]
    async with town.running(discord={"denied_servers": [int(town.guild["id"])]}):
        await discord.wait_until(lambda: not discord.world.member(town.guild["id"], discord.world.app_id))
    (said,) = [m["content"] for m in discord.messages(town.general) if m["author"]["id"] == discord.bot["id"]]
    assert (
        said
        == "Whoever runs this bot does not offer it on this server, so I am leaving. What I was taught here is kept."
    )


async def test_who_asks_too_fast_is_told_once_and_others_are_answered(town: Town, ann: Actor, boss: Actor) -> None:
    async with town.running(limits={"requests_person_minute": 8}):
        await town.teach(
            boss, QUESTION, ANSWER
        )  # a question, a click and a form: three of the four that may come at once
        for _ in range(4):
            assert (await town.ask(ann, QUESTION))["content"] == ANSWER
        told = await town.ask(ann, QUESTION)
        assert told["content"].startswith(
            "You use me faster than I can serve everybody: 8 questions, commands and clicks"
        )
        ignored = await ann.say(f"{town.me} {QUESTION}")
        refused = await people.use(ann, "hi")
        assert (refused.content or "").startswith("You use me faster than I can serve everybody: 8 ")
        assert refused.ephemeral
        assert (await town.ask(boss, QUESTION))["content"] == ANSWER
        answered = {(m.get("message_reference") or {}).get("message_id") for m in town.discord.messages(town.general)}
        assert ignored["id"] not in answered


async def test_in_russian_and_for_files(town: Town, discord: StandIn) -> None:
    olga = discord.user("Olga", town.general, locale="ru")
    half = b"x" * (1 << 19)
    async with town.running(limits={"downloads_server_hour": "1 MiB"}):
        for _ in range(2):
            assert "МиБ" not in ((await people.use(olga, "импорт", file=("a.txt", half))).content or "")
        refused = await people.use(olga, "импорт", file=("a.txt", half))
        assert (refused.content or "").startswith("Здесь я могу принять 1 МиБ файлов в час")
