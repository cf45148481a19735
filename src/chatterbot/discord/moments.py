"""Moments that people write: "2 hours", "вчера", "2026-11-29 14:00"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import Final

__all__ = ("parse_moment",)

_LONGEST: Final = 100
"""Characters of a text that may be a moment."""
_OLDEST: Final = dt.timedelta(days=100 * 366)

_WORD: Final = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?|[^\W\d_]{1,20}")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::\d{2})?Z?)?", re.IGNORECASE)
_DOTTED: Final = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?(?: +(\d{1,2}):(\d{2}))?")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})")
_STAMP: Final = re.compile(r"<t:(\d{1,12})(?::[a-z])?>", re.IGNORECASE)

_MINUTE: Final = dt.timedelta(minutes=1)
_HOUR: Final = dt.timedelta(hours=1)
_DAY: Final = dt.timedelta(days=1)
_UNITS: Final[Mapping[str, dt.timedelta]] = {
    **dict.fromkeys(["s", "sec", "secs", "second", "seconds", "с", "сек", "секунда", "секунду", "секунды", "секунд"], dt.timedelta(seconds=1)),
    **dict.fromkeys(["m", "min", "mins", "minute", "minutes", "м", "мин", "минута", "минуту", "минуты", "минут"], _MINUTE),
    **dict.fromkeys(["h", "hr", "hrs", "hour", "hours", "ч", "час", "часа", "часов"], _HOUR),
    **dict.fromkeys(["d", "day", "days", "д", "дн", "день", "дня", "дней", "сутки", "суток"], _DAY),
    **dict.fromkeys(["w", "wk", "week", "weeks", "н", "нед", "неделя", "неделю", "недели", "недель"], 7 * _DAY),
    **dict.fromkeys(["month", "months", "мес", "месяц", "месяца", "месяцев"], 30 * _DAY),
    **dict.fromkeys(["y", "year", "years", "год", "года", "лет"], 365 * _DAY),
}  # fmt: skip
_ONE: Final = frozenset({"a", "an", "one", "один", "одну", "одна"})
_HALF: Final = frozenset({"half", "полчаса", "пол"})
_EMPTY: Final = frozenset({"ago", "last", "past", "the", "since", "and", "назад", "последний", "последняя", "последнюю",
                           "последние", "последних", "за", "с", "и", "прошлый", "прошлую", "прошлая"})  # fmt: skip
_DAYS: Final[Mapping[str, int]] = {"today": 0, "сегодня": 0, "yesterday": 1, "вчера": 1, "позавчера": 2}


def parse_moment(text: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that a text names, not after `now`; `None` if it names none.

    It may be a duration before now (``2 hours``, ``1h 30m``, ``3 дня назад``, ``a week``), a day (``yesterday``, ``вчера``, ``2026-11-29``,
    ``29.11.2026``, ``29.11``), a day with a time, a time of the last 24 hours (``14:00``), or a time as Discord writes it (``<t:0>``).
    Without a zone, UTC is meant.
    """
    text = " ".join(text.strip().casefold().replace("ё", "е").split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        found = _absolute(text, now) or _before(text, now)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and now - _OLDEST <= found <= now else None


def _absolute(text: str, now: dt.datetime) -> dt.datetime | None:
    if match := _STAMP.fullmatch(text):
        return dt.datetime.fromtimestamp(int(match[1]), dt.UTC)
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute = (int(part or 0) for part in match.groups())
        return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)
    if match := _DOTTED.fullmatch(text):
        day, month, year, hour, minute = (int(part or 0) for part in match.groups())
        if match[3] is None:
            found = dt.datetime(now.year, month, day, hour, minute, tzinfo=dt.UTC)
            return found if found <= now else found.replace(year=now.year - 1)
        return dt.datetime(year if year > 99 else 2000 + year, month, day, hour, minute, tzinfo=dt.UTC)
    if match := _CLOCK.fullmatch(text):
        found = now.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
        return found if found <= now else found - _DAY
    day, _, rest = text.partition(" ")
    if day in _DAYS:
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - _DAYS[day] * _DAY
        clock = _CLOCK.fullmatch(rest)
        if clock is not None:
            return midnight.replace(hour=int(clock[1]), minute=int(clock[2]))
        return None if rest else midnight
    return None


def _before(text: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that is as long ago as a text says; every word of it has to be known."""
    if _WORD.sub("", text).strip(" ,.+-~") != "":
        return None
    length, number = dt.timedelta(), 0.0
    named = waiting = False
    for word in _WORD.findall(text):
        if word[0].isdigit():
            if waiting:
                return None
            number, waiting = float(word.replace(",", ".")), True
        elif word == "полчаса":
            length, named = length + 30 * _MINUTE, True
        elif word in _HALF:
            number, waiting = 0.5, True
        elif word in _UNITS and (waiting or word not in _EMPTY):
            length += (number if waiting else 1) * _UNITS[word]
            named, waiting = True, False
        elif word in _ONE:
            if number != 0.5:
                number = 1.0
            waiting = True
        elif word not in _EMPTY:
            return None
    return now - length if named and not waiting else None
