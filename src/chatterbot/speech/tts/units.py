"""Write out what voices would read letter by letter: units, percentages and money after a number, with the right plural.

Digits stay digits: every voice reads numbers better than a table could (Russian declines them by what follows), so no library
such as num2words is needed. Only English and Russian are written out; in other languages the text stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ("write_out",)

_EN: Final[Mapping[str, tuple[str, ...]]] = {
    "%": ("percent", "percent"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "m/s": ("meter per second", "meters per second"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "m": ("meter", "meters"),
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "ml": ("milliliter", "milliliters"),
    "ft": ("foot", "feet"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "oz": ("ounce", "ounces"),
    "ms": ("millisecond", "milliseconds"),
    "min": ("minute", "minutes"),
    "hrs": ("hour", "hours"),
    "KB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "Hz": ("hertz", "hertz"),
    "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"),
    "GHz": ("gigahertz", "gigahertz"),
    "kW": ("kilowatt", "kilowatts"),
    "kWh": ("kilowatt hour", "kilowatt hours"),
    "px": ("pixel", "pixels"),
}
_RU: Final[Mapping[str, tuple[str, ...]]] = {
    "%": ("процент", "процента", "процентов"),
    "°C": ("градус Цельсия", "градуса Цельсия", "градусов Цельсия"),
    "°F": ("градус Фаренгейта", "градуса Фаренгейта", "градусов Фаренгейта"),
    "°": ("градус", "градуса", "градусов"),
    "км/ч": ("километр в час", "километра в час", "километров в час"),
    "м/с": ("метр в секунду", "метра в секунду", "метров в секунду"),
    "км": ("километр", "километра", "километров"),
    "см": ("сантиметр", "сантиметра", "сантиметров"),
    "мм": ("миллиметр", "миллиметра", "миллиметров"),
    "м": ("метр", "метра", "метров"),
    "кг": ("килограмм", "килограмма", "килограммов"),
    "мг": ("миллиграмм", "миллиграмма", "миллиграммов"),
    "мл": ("миллилитр", "миллилитра", "миллилитров"),
    "л": ("литр", "литра", "литров"),
    "мс": ("миллисекунда", "миллисекунды", "миллисекунд"),
    "сек": ("секунда", "секунды", "секунд"),
    "мин": ("минута", "минуты", "минут"),
    "ч": ("час", "часа", "часов"),
    "тыс": ("тысяча", "тысячи", "тысяч"),
    "млн": ("миллион", "миллиона", "миллионов"),
    "млрд": ("миллиард", "миллиарда", "миллиардов"),
    "руб": ("рубль", "рубля", "рублей"),
    "коп": ("копейка", "копейки", "копеек"),
    "шт": ("штука", "штуки", "штук"),
    "КБ": ("килобайт", "килобайта", "килобайт"),
    "МБ": ("мегабайт", "мегабайта", "мегабайт"),
    "ГБ": ("гигабайт", "гигабайта", "гигабайт"),
    "ТБ": ("терабайт", "терабайта", "терабайт"),
    "Гц": ("герц", "герца", "герц"),
    "кГц": ("килогерц", "килогерца", "килогерц"),
    "МГц": ("мегагерц", "мегагерца", "мегагерц"),
    "ГГц": ("гигагерц", "гигагерца", "гигагерц"),
    "кВт": ("киловатт", "киловатта", "киловатт"),
}
_RU_LATIN: Final[Mapping[str, str]] = {
    "km/h": "км/ч",
    "km": "км",
    "cm": "см",
    "mm": "мм",
    "kg": "кг",
    "ml": "мл",
    "ms": "мс",
    "min": "мин",
    "KB": "КБ",
    "MB": "МБ",
    "GB": "ГБ",
    "TB": "ТБ",
    "Hz": "Гц",
    "kHz": "кГц",
    "MHz": "МГц",
    "GHz": "ГГц",
    "kW": "кВт",
}
"""Latin signs that are also used in Russian."""
_UNITS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "en": _EN,
    "ru": {**_RU, **{latin: _RU[own] for latin, own in _RU_LATIN.items()}},
}
_MONEY: Final[Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]]] = {
    "en": {
        "$": (("dollar", "dollars"), ("cent", "cents")),
        "€": (("euro", "euros"), ("cent", "cents")),
        "£": (("pound", "pounds"), ("penny", "pence")),
        "₽": (("ruble", "rubles"), ("kopeck", "kopecks")),
        "₴": (("hryvnia", "hryvnias"), ("kopiyka", "kopiykas")),
        "¥": (("yen", "yen"), ("sen", "sen")),
    },
    "ru": {
        "$": (("доллар", "доллара", "долларов"), ("цент", "цента", "центов")),
        "€": (("евро", "евро", "евро"), ("цент", "цента", "центов")),
        "£": (("фунт", "фунта", "фунтов"), ("пенс", "пенса", "пенсов")),
        "₽": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
        "₴": (("гривна", "гривны", "гривен"), ("копейка", "копейки", "копеек")),
        "¥": (("иена", "иены", "иен"), ("сен", "сена", "сен")),
    },
}
"""The names of each currency's unit and of its hundredth part."""

# Each quantifier has an upper limit, so that no text makes the search slow.
_FIGURE: Final = r"(\d{1,15}(?:[ \u00a0\u202f,]\d{3}){0,4})(?:[.,](\d{1,6}))?"
_NUMBER: Final = rf"(?<![\w.,]){_FIGURE}"
_AFTER_UNIT: Final = r"(?![\w/°])"
_SIGN: Final = r"([$€£₽₴¥])"


def _pattern(units: Mapping[str, object]) -> re.Pattern[str]:
    signs = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return re.compile(rf"{_NUMBER}[ \u00a0\u202f]?({signs}){_AFTER_UNIT}")


_UNIT_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {language: _pattern(units) for language, units in _UNITS.items()}
_MONEY_BEFORE: Final = re.compile(rf"{_SIGN} ?{_FIGURE}(?!\w)")
_MONEY_AFTER: Final = re.compile(rf"{_NUMBER}[ \u00a0\u202f]?{_SIGN}(?!\d)")


def write_out(text: str, language: str) -> str:
    """Return a text with its units and money written out; a text in a language that this module does not know is returned unchanged."""
    if language not in _UNITS:
        return text

    def money(sign: str, whole: str, part: str | None) -> str:
        big, small = _MONEY[language][sign]
        if part is not None and len(part) == 2 and int(part):
            joint = " and " if language == "en" else " "
            return f"{whole} {_plural_form(whole, None, big)}{joint}{int(part)} {_plural_form(part, None, small)}"
        rest = "" if part is None or not int(part) else f".{part}" if language == "en" else f",{part}"
        return f"{whole}{rest} {_plural_form(whole, rest or None, big)}"

    def unit(match: re.Match[str]) -> str:
        whole, part, sign = match.groups()
        number = match.group()[: match.start(3) - match.start()].rstrip()
        return f"{number} {_plural_form(whole, part, _UNITS[language][sign])}"

    text = _MONEY_BEFORE.sub(lambda match: money(*match.groups()), text)
    text = _MONEY_AFTER.sub(lambda match: money(match[3], match[1], match[2]), text)
    return _UNIT_PATTERNS[language].sub(unit, text)


def _plural_form(whole: str, part: str | None, forms: tuple[str, ...]) -> str:
    """Return the plural form for a number (Unicode CLDR, "Language Plural Rules"; a Russian fraction governs the genitive)."""
    number = int(re.sub(r"\D", "", whole))
    if len(forms) == 2:
        return forms[0] if number == 1 and part is None else forms[1]
    if part is not None:
        return forms[1]
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else forms[2]
