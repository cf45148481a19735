"""Write times of day and scores as people say them: "9:00-17:00" is "9 AM to 5 PM", "в 20:05" is "в 20 ноль 5", "3:1" is "3 to 1".

A time of day stays as it is where every voice reads it correctly ("19:30" in English).
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ("write_out",)

_TIME: Final = r"([01]?\d|2[0-3]):([0-5]\d)(?![\d:])"
_RANGE: Final = re.compile(rf"(?<![\w:.,])(с )?{_TIME} ?[-–—] ?{_TIME}( ?[AaPp]\.?[Mm]\b)?", re.IGNORECASE)
_ALONE: Final = re.compile(rf"(?<![\w:.,]){_TIME}(?P<half> ?[AaPp]\.?[Mm]\b)?")
_FROM_TO: Final = re.compile(rf"(?<!\w)(с|до|после|около) {_TIME}", re.IGNORECASE)
_HALF: Final = re.compile(r"(?<![\w:.,])(\d{1,2})([ap]m)\b", re.IGNORECASE)
_SCORE: Final = re.compile(r"(?<![\w:.,])(\d{1,2}):(\d)(?![\w:]|[.,]\d)")
_MOSCOW: Final = re.compile(r"(?<!\w)(?:по )?МСК(?!\w)")


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its times of day and scores written out."""
    if language == "en":
        text = _RANGE.sub(_en_range, text)
        text = _ALONE.sub(lambda match: _en_time(match[1], match[2], match["half"] or "", whole_day=False), text)
        text = _HALF.sub(lambda match: f"{match[1]} {match[2].upper()}", text)
        return _SCORE.sub(r"\1 to \2", text)
    text = _RANGE.sub(lambda match: f"с {_ru_clock(match[2], match[3])} до {_ru_clock(match[4], match[5])}", text)
    text = _FROM_TO.sub(lambda match: f"{match[1]} {_ru_clock(match[2], match[3])}", text)
    text = _ALONE.sub(lambda match: _ru_time(match[1], match[2]), text)
    text = _SCORE.sub(r"\1 \2", text)
    return _MOSCOW.sub("по московскому времени", text)


def _en_range(match: re.Match[str]) -> str:
    first, first_minutes, last, last_minutes, half = match.group(2, 3, 4, 5, 6)
    if half:
        return f"{_en_time(first, first_minutes, ' ', whole_day=False)} to {_en_time(last, last_minutes, half, whole_day=False)}"
    # An hour above 12, or one with a leading zero, says that both count from 0 to 23.
    whole_day = max(int(first), int(last)) > 12 or first[0] == "0" or last[0] == "0"
    said = [_en_time(*one, "", whole_day=whole_day) for one in ((first, first_minutes), (last, last_minutes))]
    return " to ".join(said)


def _en_time(hours: str, minutes: str, half: str, *, whole_day: bool) -> str:
    """Return a time; `half` is "AM" or "PM" as it is written, and a space where the other end of a range has it."""
    hour = int(hours)
    if half:
        said = str(hour) if minutes == "00" else f"{hour}:{minutes}"
        return f"{said}{half.upper().replace('.', '')}".rstrip() if half.startswith(" ") else f"{said} {half.upper()}"
    whole_day = whole_day or hours[0] == "0"
    if minutes != "00":
        spoken = f"{hour} oh {minutes[1]}" if minutes[0] == "0" else f"{hour}:{minutes}"
        return f"{spoken} AM" if whole_day and 0 < hour < 12 else spoken
    if hour in (0, 24):
        return "midnight"
    if hour > 12:
        return f"{hour - 12} PM"
    if whole_day:
        return "noon" if hour == 12 else f"{hour} AM"
    return f"{hour} o'clock"


def _ru_clock(hours: str, minutes: str) -> str:
    """Return a time without "часов", after a preposition: "с 9", "до 18 30"."""
    return str(int(hours)) if minutes == "00" else f"{int(hours)} {_ru_minutes(minutes)}"


def _ru_time(hours: str, minutes: str) -> str:
    hour = int(hours)
    if minutes != "00":
        return f"{hour} {_ru_minutes(minutes)}"
    if hour in (1, 21):
        return f"{hour} час"
    return f"{hour} часа" if hour in (2, 3, 4, 22, 23) else f"{hour} часов"


def _ru_minutes(minutes: str) -> str:
    return f"ноль {minutes[1]}" if minutes[0] == "0" else minutes
