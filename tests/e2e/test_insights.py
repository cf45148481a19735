"""Stories of /insights: numbers, pictures and tables, as teacher, manager and member, in a server and in a direct message."""

from __future__ import annotations

import asyncio
import datetime as dt
import struct

import pytest
from tests.e2e.people import recorded, use
from tests.e2e.town import Town

from chatterbot.app import App
from chatterbot.standin import Actor, Interaction, StandIn

pytestmark = pytest.mark.e2e


def summary(answer: Interaction) -> list[str]:
    """The lines of the first embed."""
    lines: list[str] = answer.embeds[0]["description"].split("\n")
    return lines


def is_picture(data: bytes) -> bool:
    return data.startswith(b"\x89PNG") and struct.unpack(">II", data[16:24]) == (1200, 900)


async def test_a_teacher_sees_numbers_pictures_and_tables(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await town.teach(ann, "when do you open?", "At nine.")
    reply = await town.ask(boss, "when do you open?")
    await town.ask(boss, "=HYPERLINK(1) where is the map?")
    await recorded(app, town, 3)
    await ann.click(reply, "vote-up")
    await boss.click(reply, "vote-up")
    shown = await use(ann, "insights", days=7)
    assert shown.ephemeral
    assert shown.embeds[0]["title"] == "The last 7 days"
    assert summary(shown) == [
        "**3 questions**, 0 in the 7 days before",
        "✅ 1 answered: 33.3%",
        "❓ 2 that I could not answer; 1 missing answer was taught",
        "✏️ 0 answers were corrected; votes: 👍 2 · 👎 0",
        "⏱️ About 2 minutes of people's time saved (an estimate)",
    ]
    told = {field["name"]: field["value"] for field in shown.embeds[0]["fields"]}
    assert told["Most helpful answers"] == "“when do you open?” 👍 2 👎 0"
    assert told["Answers used most since they were taught"] == "“when do you open?” × 1"
    assert "where is the map?" in told["Asked most often without a good answer"]
    assert "2 minutes for each question I answered" in shown.embeds[0]["footer"]["text"]
    assert sorted(shown.files) == [
        "insights-1.png",
        "insights-2.png",
        "insights-3.png",
        "insights-answers.csv",
        "insights-days.csv",
        "insights-unanswered.csv",
    ]
    assert all(is_picture(shown.files[f"insights-{number}.png"]) for number in (1, 2, 3))
    assert shown.message is not None
    described = {each["filename"]: each.get("description") for each in shown.message["attachments"]}
    assert described["insights-1.png"].startswith("Questions: 3 in all, 1 answered, 2 not known, 0 corrected. Most on ")
    days = shown.files["insights-days.csv"].decode("utf-8-sig").splitlines()
    assert len(days) == 8
    assert days[-1].endswith(",3,1,2,0,1,2,0")
    unanswered = shown.files["insights-unanswered.csv"].decode("utf-8-sig").splitlines()
    assert unanswered[1].startswith("'=HYPERLINK(1) where is the map?,1,1,1,")


async def test_without_questions_it_says_so(app: App, town: Town, boss: Actor) -> None:
    shown = await use(boss, "insights")
    assert summary(shown) == ["Nobody has asked me anything in this time."]
    assert shown.files == {}
    assert (await app.services.store.gaps.daily(int(town.guild["id"]), _long_ago())) == {}


async def test_only_those_who_may_teach_see_it(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await app.services.preferences.change(int(town.guild["id"]), teachers="managers")
    assert (await ann.slash("insights")).content == "Only people with Manage Server can teach me here."
    assert (await use(boss, "insights")).embeds[0]["title"] == "The last 30 days"


async def test_in_a_direct_message_it_is_about_the_person(app: App, town: Town, ann: Actor, boss: Actor) -> None:
    await town.ask(boss, "when do you open?")
    await recorded(app, town, 1)
    await ann.dm().say("what is a quark?")
    scope = int(ann.data["id"])
    await recorded_in(app, scope)
    shown = await use(ann.dm(), "insights", days=1)
    assert shown.embeds[0]["title"] == "Today"
    assert summary(shown)[0] == "**1 question**, 0 in the day before"
    erased = await app.services.privacy.erase(scope, None, keep_taught=False)
    assert erased.counts["turns"] == 1
    assert await app.services.store.gaps.daily(scope, _long_ago()) == {}


async def test_the_story_in_russian(app: App, town: Town, discord: StandIn) -> None:
    vera = discord.user("Vera", town.general, locale="ru")
    await town.ask(vera, "где карта?")
    await recorded(app, town, 1)
    shown = await use(vera, "статистика", дней=7)
    assert shown.embeds[0]["title"] == "За последние 7 дней"
    assert summary(shown)[0] == "**Вопросов: 1**, до этого за столько же дней (7): 0"
    assert summary(shown)[2] == "❓ Не смог ответить: 1; недостающим ответам научили: 0"


def _long_ago() -> dt.date:
    return dt.date(2000, 1, 1)


async def recorded_in(app: App, scope: int) -> None:
    """Wait until an exchange of a scope is counted: the bot sends first and records then."""
    async with asyncio.timeout(10):
        while not await app.services.store.gaps.daily(scope, _long_ago()):  # noqa: ASYNC110 - recording tells nobody
            await asyncio.sleep(0)
