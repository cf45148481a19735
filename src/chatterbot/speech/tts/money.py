"""Write out money: "$5", "5 EUR", with a scale ("$1.5 million", "2 тыс. руб."), as a range ("$5-10"), and as a rate ("$5/month")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chatterbot.speech.tts import currencies, figures

__all__ = ("write_out",)

_SCALES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Mapping[str, tuple[str, ...]]]]] = {
    "thousand": (
        ("thousand", "тыс", "тысяча", "тысячи", "тысяч"),
        ("k", "K", "к", "К"),
        {"en": ("thousand", "thousand"), "ru": ("тысяча", "тысячи", "тысяч")},
    ),
    "million": (
        ("million", "mln", "mn", "млн", "миллион", "миллиона", "миллионов"),
        ("m", "M", "м", "М"),
        {"en": ("million", "million"), "ru": ("миллион", "миллиона", "миллионов")},
    ),
    "billion": (
        ("billion", "bln", "bn", "млрд", "миллиард", "миллиарда", "миллиардов"),
        ("b", "B"),
        {"en": ("billion", "billion"), "ru": ("миллиард", "миллиарда", "миллиардов")},
    ),
    "trillion": (
        ("trillion", "trn", "tn", "трлн", "триллион", "триллиона", "триллионов"),
        ("t", "T"),
        {"en": ("trillion", "trillion"), "ru": ("триллион", "триллиона", "триллионов")},
    ),
}
"""For each scale: its words, the letters written directly after a number, and what is said."""
_SCALE_OF: Final[Mapping[str, str]] = {
    word: name for name, (words, letters, _) in _SCALES.items() for word in (*words, *letters)
}
_RATES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "mo": "month",
        "wk": "week",
        "d": "day",
        "h": "hour",
        "hr": "hour",
        "min": "minute",
        "s": "second",
        "sec": "second",
        "yr": "year",
        "y": "year",
        "kg": "kilogram",
        "lb": "pound",
        "pc": "piece",
        "pcs": "piece",
    },
    "ru": {
        **dict.fromkeys(("мес", "месяц"), "в месяц"),
        **dict.fromkeys(("нед", "неделю", "неделя"), "в неделю"),
        **dict.fromkeys(("сут", "сутки"), "в сутки"),
        **dict.fromkeys(("дн", "день"), "в день"),
        **dict.fromkeys(("ч", "час"), "в час"),
        **dict.fromkeys(("мин", "минуту", "минута"), "в минуту"),
        **dict.fromkeys(("с", "сек"), "в секунду"),
        **dict.fromkeys(("г", "год"), "в год"),
        **dict.fromkeys(("шт", "штуку", "штука"), "за штуку"),
        **dict.fromkeys(("чел", "человека", "человек"), "с человека"),
        **dict.fromkeys(("кг", "килограмм"), "за килограмм"),
        **dict.fromkeys(("л", "литр"), "за литр"),
        **dict.fromkeys(("м²", "кв. м", "кв.м"), "за квадратный метр"),
    },
}
"""What is said for the abbreviations after a slash; in English any other word after "per" is said as it is."""


def _any(words: Mapping[str, object] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS: Final = _any(tuple(word for words, _, _ in _SCALES.values() for word in words))
_LETTERS: Final = _any(tuple(letter for _, letters, _ in _SCALES.values() for letter in letters))
_SIGN_LETTERS: Final = re.escape("".join(sign for sign in currencies.SIGNS if len(sign) == 1))
_SCALE: Final = rf"(?:{figures.GAP}(?P<word>{_WORDS})(?!\w)|(?P<letter>{_LETTERS})(?!\w))?"
"""Pattern of a scale: a word, or a letter directly after the number."""
_END: Final = r"(?![.,]?\d)"
"""Pattern of the end of a number: no more digits follow."""
_RANGE: Final = rf"(?:(?P<first_scale>{_LETTERS})?(?P<dash>[-–—])[{_SIGN_LETTERS}]?{figures.figure('last')}{_END})?"
"""Pattern of the rest of a range: the scale of its first number, the dash, and its last number."""
_RATE: Final[Mapping[str, str]] = {
    "en": rf"(?P<stop>{figures.STOP})(?:(?<!\.) ?/ ?(?P<rate>(?![A-Z]{{3}}\b)[A-Za-z]{{1,20}})(?:/(?P<rate2>[A-Za-z]{{1,20}}))?(?![\w/])(?P<rate_stop>))?",
    "ru": rf"(?P<stop>{figures.STOP})(?: ?/ ?(?P<rate>{_any(_RATES['ru'])})(?![\w/])(?P<rate2>)(?P<rate_stop>{figures.STOP}))?",
}
"""Pattern of the full stop after money, and of a rate."""

_BEFORE: Final[Mapping[str, re.Pattern[str]]] = {
    language: re.compile(
        rf"(?<![\w/{_SIGN_LETTERS}])"
        rf"(?:(?P<sign>{_any(currencies.SIGNS)})(?=[-−]?\d)|(?<!\d )(?P<name>{_any(currencies.SIGNS)}|{_any(currencies.CODES)}) ?)"
        rf"(?P<minus>[-−])?{figures.figure('number')}{_END}{_RANGE}{_SCALE}(?: ?(?P<code>{_any(currencies.CODES)})(?!\w))?(?![\w%])"
        rf"{rate}"
    )
    for language, rate in _RATE.items()
}
_AFTER: Final[Mapping[str, re.Pattern[str]]] = {
    language: re.compile(
        rf"{figures.NUMBER}{_END}{_RANGE}{_SCALE}\.?{figures.GAP}"
        rf"(?:(?P<sign>{_any(currencies.SIGNS)})(?!\d)|(?P<name>{_any({**currencies.CODES, **names})})(?!\w)){_RATE[language]}"
    )
    for language, names in currencies.ABBREVIATIONS.items()
}
_THOUSANDS_OF_RUBLES: Final = re.compile(rf"(?<=\d){figures.GAP}т\. ?р\.(?!\w)")
_BARE_RATE: Final = re.compile(
    rf"(?<![\w.])(?P<before>в )?руб\.? ?/ ?(?P<rate>{_any(_RATES['ru'])})(?![\w/])(?P<rate_stop>{figures.STOP})"
)


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its money written out."""
    if language == "ru":
        text = _THOUSANDS_OF_RUBLES.sub(" тыс. руб.", text)
    text = _BEFORE[language].sub(lambda match: _before(match, language), text)
    text = _AFTER[language].sub(lambda match: _after(match, language), text)
    return _BARE_RATE.sub(_bare_rate, text) if language == "ru" else text


def _before(match: re.Match[str], language: str) -> str:
    name = match["code"] or match["sign"] or match["name"]
    said = _said(match, currencies.SIGNS.get(name) or currencies.CODES[name], language)
    # A full stop belongs to an abbreviation only after the word of a scale: "$5 млн. в год".
    return (match["minus"] or "") + said + _ending(match, language, is_abbreviation=bool(match["word"]))


def _after(match: re.Match[str], language: str) -> str:
    sign, name = match["sign"], match["name"]
    if name == "р" and not _is_rubles(match):
        return match[0]
    currency = (
        currencies.SIGNS[sign] if sign else currencies.CODES.get(name) or currencies.ABBREVIATIONS[language][name]
    )
    return _said(match, currency, language) + _ending(match, language, is_abbreviation=bool(name))


def _is_rubles(match: re.Match[str]) -> bool:
    """Tell whether "р" means rubles: with a full stop, before a rate, or directly after a number above 9 ("3р" may mean three times)."""
    glued = match.string[match.start("name") - 1].isdigit() and len(match["number"]) > 1
    return bool(match["stop"] or match["rate"]) or glued


def _ending(match: re.Match[str], language: str, *, is_abbreviation: bool) -> str:
    """Return what is said after the name of the currency: a rate, or the full stop."""
    if match["rate"]:
        return _rate(match, language)
    return figures.stop(match, "stop") if is_abbreviation else match["stop"]


def _rate(match: re.Match[str], language: str) -> str:
    words = _RATES[language]
    if language == "ru":
        return f" {words[match['rate']]}{figures.stop(match, 'rate_stop')}"
    return "".join(f" per {words.get(rate, rate)}" for rate in match.group("rate", "rate2") if rate)


def _bare_rate(match: re.Match[str]) -> str:
    """Return the words for a rate in rubles without a number."""
    return ("в рублях" if match["before"] else "рублей") + _rate(match, "ru")


def _said(match: re.Match[str], currency: str, language: str) -> str:
    """Return the words for a number, or a range of numbers, of a currency."""
    big, small = currencies.NAMES[language][currency]
    whole, part = match["number"], match["number_part"]
    scale = match["word"] or match["letter"]
    begun = ""
    if match["last"] is not None:
        first = figures.decimal(whole, part, language)
        first_scale = match["first_scale"]
        if first_scale:
            first += f" {_scale(first_scale, whole, part, language)}"
        dash = match["dash"]
        begun = f"{first} to " if language == "en" else f"{first} {dash} " if first_scale else f"{first}{dash}"
        whole, part = match["last"], match["last_part"]
    if scale is not None:
        number = figures.decimal(whole, part, language)
        return f"{begun}{number} {_scale(scale, whole, part, language)} {big[-1]}"
    if small and part is not None and len(part) == 2 and int(part) and not begun:
        hundredths = f"{int(part)} {figures.form(part, None, small)}"
        if not int(re.sub(r"\D", "", whole)):
            return hundredths
        joint = " and " if language == "en" else " "
        return f"{figures.grouped(whole, language)} {figures.form(whole, None, big)}{joint}{hundredths}"
    return f"{begun}{figures.decimal(whole, part, language)} {figures.form(whole, figures.fraction(part), big)}"


def _scale(written: str, whole: str, part: str | None, language: str) -> str:
    return figures.form(whole, figures.fraction(part), _SCALES[_SCALE_OF[written]][2][language])
