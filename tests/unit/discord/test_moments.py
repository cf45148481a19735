"""Moments as people write them."""

from __future__ import annotations

import datetime as dt

import pytest

from chatterbot.discord import moments

pytestmark = pytest.mark.unit

NOW = dt.datetime(2026, 11, 30, 15, 20, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2 hours", dt.timedelta(hours=2)),
        ("2 hours ago", dt.timedelta(hours=2)),
        ("2 часа", dt.timedelta(hours=2)),
        ("5 часов назад", dt.timedelta(hours=5)),
        ("90m", dt.timedelta(minutes=90)),
        ("1h30m", dt.timedelta(minutes=90)),
        ("1 hour and 30 minutes", dt.timedelta(minutes=90)),
        ("1ч 30мин", dt.timedelta(minutes=90)),
        ("1.5 hours", dt.timedelta(minutes=90)),
        ("1,5 часа", dt.timedelta(minutes=90)),
        ("half an hour", dt.timedelta(minutes=30)),
        ("полчаса", dt.timedelta(minutes=30)),
        ("an hour", dt.timedelta(hours=1)),
        ("час", dt.timedelta(hours=1)),
        ("за последний час", dt.timedelta(hours=1)),
        ("LAST WEEK", dt.timedelta(days=7)),
        ("неделю назад", dt.timedelta(days=7)),
        ("3 дня", dt.timedelta(days=3)),
        ("10 с", dt.timedelta(seconds=10)),
        ("  2   d  ", dt.timedelta(days=2)),
    ],
)
def test_a_duration_is_counted_back_from_now(text: str, length: dt.timedelta) -> None:
    assert moments.parse_moment(text, NOW) == NOW - length


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-29", (2026, 11, 29)),
        ("2026-11-29 14:05", (2026, 11, 29, 14, 5)),
        ("2026-11-29T14:05:59Z", (2026, 11, 29, 14, 5)),
        ("29.11.2026", (2026, 11, 29)),
        ("29.11.26 8:30", (2026, 11, 29, 8, 30)),
        ("29.11", (2026, 11, 29)),
        ("31.12", (2025, 12, 31)),
        ("29/11/2026", (2026, 11, 29)),
        ("today", (2026, 11, 30)),
        ("Вчера", (2026, 11, 29)),
        ("вчера 18:00", (2026, 11, 29, 18)),
        ("yesterday 18:00", (2026, 11, 29, 18)),
        ("14:00", (2026, 11, 30, 14)),
        ("23:00", (2026, 11, 29, 23)),
        ("<t:1764000000:R>", (2025, 11, 24, 16)),
    ],
)
def test_a_day_or_a_time_is_read(text: str, moment: tuple[int, ...]) -> None:
    assert moments.parse_moment(text, NOW) == dt.datetime(*moment, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "soon", "2", "2 3 hours", "2 bananas", "hour 2", "-", "😀", "٣ hours ٪", "tomorrow", "завтра"),
        *("2026-13-40", "30.02.2026", "29.02", "25:00", "99:99", "2027-01-01", "2026-11-30 23:00", "1700-01-01"),
        *("999999999 years", "999999999999 hours", "<t:99999999999>", "<t:x>", "2 hours; drop", "x" * 4000, "1h" * 60),
    ],
)  # fmt: skip
def test_what_is_no_moment_of_the_past_is_none(text: str) -> None:
    assert moments.parse_moment(text, NOW) is None
