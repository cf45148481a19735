"""Stories of the weekly digest: once a week, in the chosen channel, after restarts too, with public questions only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging

import pytest
from tests.e2e.people import recorded, use
from tests.e2e.town import Town, buttons

from chatterbot.app import App
from chatterbot.digest import WeeklyDigest, due_since
from chatterbot.standin import Actor, Json, Permission

pytestmark = pytest.mark.e2e


@dataclasses.dataclass
class Clock:
    moment: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.moment


def digest_of(app: App, clock: Clock) -> WeeklyDigest:
    parts = app.container
    return WeeklyDigest(parts.bot, parts.languages, parts.preferences, parts.gaps, parts.store, now=clock)


def next_monday() -> dt.datetime:
    """The first moment after now at which a digest is due: today's questions are in its week."""
    return due_since(dt.datetime.now(dt.UTC)) + dt.timedelta(days=7)


@pytest.fixture
async def news(app: App, town: Town) -> Json:
    channel = town.discord.channel(town.guild, "news")
    await app.services.preferences.change(int(town.guild["id"]), digest_channel=int(channel["id"]))
    return channel


async def test_once_a_week_with_the_open_questions_and_a_button(
    app: App, town: Town, ann: Actor, boss: Actor, news: Json
) -> None:
    await town.teach(ann, "when do you open?", "At nine.")
    await town.ask(ann, "when do you open?")
    await town.ask(ann, "where is the @everyone map?")
    await recorded(app, town, 3)
    clock = Clock(dt.datetime.now(dt.UTC))
    digest = digest_of(app, clock)
    await digest.post_due()  # the channel was chosen just now
    assert town.discord.messages(news) == []
    clock.moment = next_monday() + dt.timedelta(minutes=5)
    await digest.post_due()
    await digest.post_due()
    await digest_of(app, clock).post_due()  # as after a restart
    (posted,) = town.discord.messages(news)
    (embed,) = posted["embeds"]
    assert embed["title"] == "📮 The week in questions"
    assert embed["description"].split("\n") == [
        "3 questions in the last 7 days, 33.3% answered.",
        "I could not answer 2.",
        "1 missing answer was taught.",
    ]
    (top,) = embed["fields"]
    assert top["value"].startswith("“where is the @everyone map?”\nasked once by one person")
    assert buttons(posted) == ["gaps"]
    assert posted["mention_everyone"] is False
    opened = await (await boss.at(news).click(posted, "Open the list")).finished()
    assert opened.ephemeral
    assert "map" in opened.embeds[0]["description"]
    assert "@everyone" in town.discord.messages(news)[0]["embeds"][0]["fields"][0]["value"]

    clock.moment += dt.timedelta(days=30)  # nobody asked anything, and the program did not run
    await digest.post_due()
    assert len(town.discord.messages(news)) == 1


async def test_questions_from_channels_that_not_everybody_sees_are_not_named(
    app: App, town: Town, boss: Actor, news: Json
) -> None:
    secret = town.discord.channel(town.guild, "staff")
    town.discord.overwrite(secret, town.guild, deny=Permission.VIEW_CHANNEL)
    town.discord.overwrite(secret, boss, allow=Permission.VIEW_CHANNEL)
    town.discord.overwrite(secret, town.discord.bot, allow=Permission.VIEW_CHANNEL)
    await town.ask(boss.at(secret), "who gets the bonus?")
    await recorded(app, town, 1, where=secret)
    clock = Clock(dt.datetime.now(dt.UTC))
    digest = digest_of(app, clock)
    await digest.post_due()
    clock.moment = next_monday()
    await digest.post_due()
    (posted,) = town.discord.messages(news)
    assert "bonus" not in str(posted)
    assert posted["embeds"][0]["description"].startswith("1 question in the last 7 days, 0% answered.")


async def test_a_channel_that_it_may_not_write_in_is_logged_and_shown_to_managers(
    app: App, town: Town, news: Json, caplog: pytest.LogCaptureFixture
) -> None:
    ann, boss = town.ann, town.boss
    await town.ask(ann, "what is a quark?")
    await recorded(app, town, 1)
    clock = Clock(dt.datetime.now(dt.UTC))
    digest = digest_of(app, clock)
    await digest.post_due()
    town.discord.overwrite(news, town.discord.bot, deny=Permission.SEND_MESSAGES)
    shown = await use(boss, "unanswered")
    await shown.wait(lambda i: bool(i.embeds))
    clock.moment = next_monday()
    with caplog.at_level(logging.WARNING):
        await digest.post_due()
    assert "the weekly digest cannot be posted in channel" in caplog.text
    assert town.discord.messages(news) == []
    warned = (await use(boss, "unanswered")).content
    assert warned == (
        f"⚠️ I may not write into <#{news['id']}>, so the weekly digest cannot be posted: "
        "let me see that channel, write there, and embed links."
    )
    assert (await use(ann, "unanswered")).content == ""
    town.discord.overwrite(news, town.discord.bot, allow=Permission.SEND_MESSAGES)
    await use(boss, "unanswered")
    await digest.post_due()  # caught up
    assert len(town.discord.messages(news)) == 1


async def test_without_a_channel_nothing_is_posted(app: App, town: Town, ann: Actor) -> None:
    await town.ask(ann, "what is a quark?")
    await recorded(app, town, 1)
    before = len(town.posts())
    clock = Clock(next_monday())
    digest = digest_of(app, clock)
    await digest.post_due()
    clock.moment += dt.timedelta(days=7)
    await digest.post_due()
    assert len(town.posts()) == before


async def test_in_the_language_of_the_guild(app: App, town: Town, ann: Actor, news: Json) -> None:
    await app.services.preferences.change(int(town.guild["id"]), language="ru")
    await town.ask(ann, "где карта?")
    await recorded(app, town, 1)
    clock = Clock(dt.datetime.now(dt.UTC))
    digest = digest_of(app, clock)
    await digest.post_due()
    clock.moment = next_monday()
    await digest.post_due()
    (posted,) = town.discord.messages(news)
    assert posted["embeds"][0]["title"] == "📮 Вопросы за неделю"
    assert posted["embeds"][0]["fields"][0]["value"].startswith("«где карта?»\nспросили 1 раз, 1 человек")


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-30T08:59:59", "2026-11-23T09:00:00"),
        ("2026-11-30T09:00:00", "2026-11-30T09:00:00"),
        ("2026-12-06T23:59:59", "2026-11-30T09:00:00"),
    ],
)
def test_it_is_due_on_mondays(now: str, due: str) -> None:
    assert due_since(dt.datetime.fromisoformat(f"{now}+00:00")) == dt.datetime.fromisoformat(f"{due}+00:00")
