"""Write dates and days of the week as people say them.

"2026-03-15" is "March 15th, 2026", "24.12" is "24 декабря", "Mon-Fri" is "Monday to Friday".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ("MONTHS", "write_out")

MONTHS: Final[Mapping[str, Sequence[str]]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
}
"""The names of the months, in Russian in the genitive."""
_SHORT_MONTHS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {name[:3]: name for name in MONTHS["en"]} | {"Sept": "September"},
    "ru": dict(
        zip(
            ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
            MONTHS["ru"],
            strict=True,
        )
    )
    | {"февр": "февраля", "сент": "сентября", "нояб": "ноября"},
}
_WEEKDAYS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "Mon": "Monday",
        "Tue": "Tuesday",
        "Tues": "Tuesday",
        "Wed": "Wednesday",
        "Thu": "Thursday",
        "Thur": "Thursday",
        "Thurs": "Thursday",
        "Fri": "Friday",
        "Sat": "Saturday",
        "Sun": "Sunday",
    },
    "ru": {
        "пн": "понедельник",
        "вт": "вторник",
        "ср": "среда",
        "чт": "четверг",
        "пт": "пятница",
        "сб": "суббота",
        "вс": "воскресенье",
    },
}
_ENDINGS: Final = {1: "st", 2: "nd", 3: "rd"}

_ISO: Final = re.compile(r"(?<![\w-])((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?![\w-])")
_EN_SLASHED: Final = re.compile(r"(?<![\w/.])(0?[1-9]|1[0-2])/(1[3-9]|2\d|3[01])(?:/((?:19|20)\d\d))?(?![\w/])")
"""The month first, as in America, and a day above 12, which says that it is so."""
_RU_DOTTED: Final = re.compile(
    r"(?<![\w.,$€£])(?<![A-Za-z] )(?:0?([1-9])|([12]\d|3[01]))\.(0[1-9]|1[0-2])(?:\.((?:19|20)\d\d|\d\d))?(?: (?:г\.|года))?(?![\w]|\.\d)(?! ?(?:[$€£₽%°]|(?:руб|долл|тыс|млн|балл|раз)\w{0,3}|р\.|[КМГТ]Б|кг|км|см|мм|мл|мс|л|м|ч)(?!\w))"
)
_EN_MONTH: Final = rf"({'|'.join((*MONTHS['en'], *sorted(_SHORT_MONTHS['en'], key=len, reverse=True)))})\.?"
_EN_DAY: Final = re.compile(
    rf"(?<!\w){_EN_MONTH} (3[01]|[12]\d|0?[1-9])(?: ?[-–—] ?(3[01]|[12]\d|0?[1-9]))?(?!\w|[:.,/]\d|[-–—])"
)
_RU_MONTH: Final = "|".join(sorted(_SHORT_MONTHS["ru"], key=len, reverse=True))
_RU_SHORT: Final = re.compile(rf"(?<!\w)(\d{{1,2}}) ({_RU_MONTH})\b\.?(?! ?[а-яё]\.)", re.IGNORECASE)
_RU_RANGE: Final = re.compile(
    rf"(?<![\w.,:-])(с )?(3[01]|[12]\d|[1-9]) ?[-–—] ?(3[01]|[12]\d|[1-9]) (?=(?:{'|'.join(MONTHS['ru'])})(?!\w))",
    re.IGNORECASE,
)
_EN_WEEKDAY: Final = rf"({'|'.join(sorted(_WEEKDAYS['en'], key=len, reverse=True))})"
_EN_WEEKDAYS: Final = re.compile(rf"(?<!\w){_EN_WEEKDAY}\.?(?: ?[-–—] ?{_EN_WEEKDAY})(?!\w)\.?(?=,?)")
_EN_ONE: Final = re.compile(rf"(?<![\w'’]){_EN_WEEKDAY}(?=\.? \d|[,:]| (?:and|or|&|closed)\b|\)|$)\.?")
"""A short name where no verb can be meant ("He sat down", "in the sun"): with a capital letter, and before what follows a day."""
_RU_WEEKDAY: Final = rf"({'|'.join(_WEEKDAYS['ru'])})"
_RU_WEEKDAYS: Final = re.compile(rf"(?<![\w.]){_RU_WEEKDAY}\.? ?[-–—] ?{_RU_WEEKDAY}(?!\w)\.?", re.IGNORECASE)
_RU_ONE: Final = re.compile(
    rf"(?<![\w.-])(?:(в|во|по) )?{_RU_WEEKDAY}(?!\w)(?!\. ?(?!и )[а-яё])(?=\.? \d|[,:]|\.? [-–—]|\.? и |\)|\.?$| с \d| в \d| до \d)\.?",
    re.IGNORECASE,
)


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its dates and days of the week written out."""
    if language == "en":
        text = _ISO.sub(lambda match: f"{_en_day(match[2], match[3])}, {match[1]}", text)
        text = _EN_SLASHED.sub(lambda match: _en_day(match[1], match[2]) + (f", {match[3]}" if match[3] else ""), text)
        text = _EN_DAY.sub(_en_named, text)
        text = _EN_WEEKDAYS.sub(lambda match: f"{_WEEKDAYS['en'][match[1]]} to {_WEEKDAYS['en'][match[2]]}", text)
        return _EN_ONE.sub(lambda match: _WEEKDAYS["en"][match[1]], text)
    text = _ISO.sub(lambda match: f"{int(match[3])} {MONTHS['ru'][int(match[2]) - 1]} {match[1]} года", text)
    text = _RU_DOTTED.sub(_ru_dotted, text)
    text = _RU_SHORT.sub(lambda match: f"{match[1]} {_SHORT_MONTHS['ru'][match[2].lower()]}", text)
    text = _RU_RANGE.sub(lambda match: f"с {match[2]} по {match[3]} ", text)
    text = _RU_WEEKDAYS.sub(_ru_weekdays, text)
    return _RU_ONE.sub(_ru_weekday, text)


def _en_day(month: str, day: str) -> str:
    return f"{MONTHS['en'][int(month) - 1]} {_en_ordinal(day)}"


def _en_ordinal(day: str) -> str:
    number = int(day)
    ending = "th" if number in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def _en_named(match: re.Match[str]) -> str:
    month = _SHORT_MONTHS["en"].get(match[1], match[1])
    last = f" to {_en_ordinal(match[3])}" if match[3] else ""
    return f"{month} {_en_ordinal(match[2])}{last}"


def _ru_dotted(match: re.Match[str]) -> str:
    year = match[4]
    if year is None and (not match[2] or match[0].endswith((".", "года"))):
        return match[0]  # "3.02" is rather a number
    day = f"{int(match[1] or match[2])} {MONTHS['ru'][int(match[3]) - 1]}"
    if year is None:
        return day
    return f"{day} {year if len(year) == 4 else f'20{year}'} года"


def _ru_weekdays(match: re.Match[str]) -> str:
    first, last = (_WEEKDAYS["ru"][one.lower()] for one in match.groups())
    return f"{_as_begun(match[1], first)} {last}"


def _ru_weekday(match: re.Match[str]) -> str:
    day = _WEEKDAYS["ru"][match[2].lower()]
    if match[1] is None:
        return _as_begun(match[2], day)
    day = day.removesuffix("а") + "у" if day.endswith("а") else day
    return f"{match[1]} {day}"


def _as_begun(written: str, said: str) -> str:
    return said.capitalize() if written[0].isupper() else said
