"""Write out what voices would read letter by letter: units, percentages, money and abbreviations, with the right plural.

Digits stay digits: every voice reads numbers better than a table could (Russian declines them by what follows), so only the words and
signs around a number are written out here, in linear time. Only English and Russian are written out; in other languages the text stays
as it is.

No maintained library fits: damga (Apache-2.0) reads English and Russian best, but brings 128 MB of grammars and took 12 s for 4,000
characters chosen to be slow; nemo_text_processing (Apache-2.0) needs pynini, pandas and transformers; runorm (Apache-2.0) needs torch and
a model of its own; kitten-text-processing gets Russian cases wrong; rutextnorm (MIT) knows only Russian, turns every digit into words and
takes more than linear time; num2words (LGPL) writes out bare numbers only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chatterbot.speech.tts import abbreviations, figures, money

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
    "L": ("liter", "liters"),
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
    "m²": ("square meter", "square meters"),
    "m³": ("cubic meter", "cubic meters"),
    "km²": ("square kilometer", "square kilometers"),
    "sq m": ("square meter", "square meters"),
    "sq. m": ("square meter", "square meters"),
    "sq ft": ("square foot", "square feet"),
    "sq. ft": ("square foot", "square feet"),
    "hr": ("hour", "hours"),
    "sec": ("second", "seconds"),
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
    "стр": ("страница", "страницы", "страниц"),
    "чел": ("человек", "человека", "человек"),
    "дн": ("день", "дня", "дней"),
    "нед": ("неделя", "недели", "недель"),
    "мес": ("месяц", "месяца", "месяцев"),
    "КБ": ("килобайт", "килобайта", "килобайт"),
    "МБ": ("мегабайт", "мегабайта", "мегабайт"),
    "ГБ": ("гигабайт", "гигабайта", "гигабайт"),
    "ТБ": ("терабайт", "терабайта", "терабайт"),
    "Гц": ("герц", "герца", "герц"),
    "кГц": ("килогерц", "килогерца", "килогерц"),
    "МГц": ("мегагерц", "мегагерца", "мегагерц"),
    "ГГц": ("гигагерц", "гигагерца", "гигагерц"),
    "кВт": ("киловатт", "киловатта", "киловатт"),
    "г": ("грамм", "грамма", "граммов"),
    "га": ("гектар", "гектара", "гектаров"),
    "м²": ("квадратный метр", "квадратных метра", "квадратных метров"),
    "кв. м": ("квадратный метр", "квадратных метра", "квадратных метров"),
    "кв.м": ("квадратный метр", "квадратных метра", "квадратных метров"),
    "км²": ("квадратный километр", "квадратных километра", "квадратных километров"),
    "кв. км": ("квадратный километр", "квадратных километра", "квадратных километров"),
    "м³": ("кубический метр", "кубических метра", "кубических метров"),
    "куб. м": ("кубический метр", "кубических метра", "кубических метров"),
    "у.е": ("условная единица", "условных единицы", "условных единиц"),
    "у. е": ("условная единица", "условных единицы", "условных единиц"),
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
_AFTER_UNIT: Final = r"(?![\w/°])"


def _pattern(units: Mapping[str, object]) -> re.Pattern[str]:
    signs = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    return re.compile(rf"{figures.NUMBER}{figures.GAP}(?P<sign>{signs}){_AFTER_UNIT}(?P<stop>{figures.STOP})")


_UNIT_PATTERNS: Final[Mapping[str, re.Pattern[str]]] = {language: _pattern(units) for language, units in _UNITS.items()}
_AFTER_SCALE: Final = re.compile(
    rf"(?<!\w)(тысяч[аи]?|миллион(?:а|ов)?|миллиард(?:а|ов)?) ({'|'.join(re.escape(unit) for unit in sorted(_RU, key=len, reverse=True) if unit[0].isalpha())})"
    rf"{_AFTER_UNIT}({figures.STOP})"
)
"""Pattern of a Russian unit after a scale that is written out: "5 миллионов чел."."""


def write_out(text: str, language: str) -> str:
    """Return a text with its units and money written out; a text in a language that this module does not know is returned unchanged."""
    if language not in _UNITS:
        return text

    def unit(match: re.Match[str]) -> str:
        whole, part, sign = match.group("number", "number_part", "sign")
        if sign == "г" and whole.isdigit() and len(whole) == 4:
            return match[0]  # a year: "2020 г."
        number = match.group()[: match.start("sign") - match.start()].rstrip()
        # After a sign a full stop ends the sentence; only after letters it may belong to an abbreviation.
        stop = figures.stop(match, "stop") if sign[-1].isalpha() else match["stop"]
        return f"{number} {figures.form(whole, part, _UNITS[language][sign])}{stop}"

    def counted(match: re.Match[str]) -> str:
        return f"{match[1]} {_RU[match[2]][-1]}{figures.stop(match, 3)}"

    text = _UNIT_PATTERNS[language].sub(unit, money.write_out(text, language))
    if language == "ru":
        text = _AFTER_SCALE.sub(counted, text)
    return abbreviations.write_out(text, language)
