"""Write out money: signs and codes of currencies, alone, with a scale ("$1.5 million", "2 тыс. руб.") and as a range ("$5-10")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot.speech.tts import figures

__all__ = ("write_out",)

_Forms = tuple[str, ...]

_MONEY: Final[Mapping[str, Mapping[str, tuple[_Forms, _Forms]]]] = {
    "en": {
        "$": (("dollar", "dollars"), ("cent", "cents")),
        "US$": (("US dollar", "US dollars"), ("cent", "cents")),
        "CA$": (("Canadian dollar", "Canadian dollars"), ("cent", "cents")),
        "AU$": (("Australian dollar", "Australian dollars"), ("cent", "cents")),
        "€": (("euro", "euros"), ("cent", "cents")),
        "£": (("pound", "pounds"), ("penny", "pence")),
        "₽": (("ruble", "rubles"), ("kopeck", "kopecks")),
        "₴": (("hryvnia", "hryvnias"), ("kopiyka", "kopiykas")),
        "¥": (("yen", "yen"), ("sen", "sen")),
        "CN¥": (("yuan", "yuan"), ("fen", "fen")),
        "₸": (("tenge", "tenge"), ("tiyn", "tiyn")),
        "₹": (("rupee", "rupees"), ("paisa", "paise")),
        "CHF": (("Swiss franc", "Swiss francs"), ("centime", "centimes")),
    },
    "ru": {
        "$": (("доллар", "доллара", "долларов"), ("цент", "цента", "центов")),
        "US$": (("доллар США", "доллара США", "долларов США"), ("цент", "цента", "центов")),
        "CA$": (("канадский доллар", "канадских доллара", "канадских долларов"), ("цент", "цента", "центов")),
        "AU$": (
            ("австралийский доллар", "австралийских доллара", "австралийских долларов"),
            ("цент", "цента", "центов"),
        ),
        "€": (("евро", "евро", "евро"), ("цент", "цента", "центов")),
        "£": (("фунт", "фунта", "фунтов"), ("пенс", "пенса", "пенсов")),
        "₽": (("рубль", "рубля", "рублей"), ("копейка", "копейки", "копеек")),
        "₴": (("гривна", "гривны", "гривен"), ("копейка", "копейки", "копеек")),
        "¥": (("иена", "иены", "иен"), ("сен", "сена", "сен")),
        "CN¥": (("юань", "юаня", "юаней"), ("фынь", "фыня", "фыней")),
        "₸": (("тенге", "тенге", "тенге"), ("тиын", "тиына", "тиынов")),
        "₹": (("рупия", "рупии", "рупий"), ("пайса", "пайсы", "пайс")),
        "CHF": (("швейцарский франк", "швейцарских франка", "швейцарских франков"), ("сантим", "сантима", "сантимов")),
    },
}
"""The names of each currency's unit and of its hundredth part."""
_CODES: Final[Mapping[str, str]] = {
    "USD": "US$",
    "usd": "US$",
    "CAD": "CA$",
    "AUD": "AU$",
    "EUR": "€",
    "eur": "€",
    "GBP": "£",
    "gbp": "£",
    "RUB": "₽",
    "RUR": "₽",
    "UAH": "₴",
    "JPY": "¥",
    "CNY": "CN¥",
    "KZT": "₸",
    "INR": "₹",
    "CHF": "CHF",
}
"""The sign for each code of ISO 4217."""
_SIGNS: Final[Mapping[str, str]] = {"C$": "CA$", "A$": "AU$"} | {
    sign: sign for sign in _MONEY["en"] if not sign.isalpha()
}
_ABBREVIATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {},
    "ru": {"руб": "₽", "р": "₽", "долл": "$", "грн": "₴", "тг": "₸"},
}
"""The sign for each abbreviation after a number, with a full stop or without; "р" only with one."""
_SCALES: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...], Mapping[str, _Forms]]]] = {
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


def _any(words: Mapping[str, object] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS: Final = _any(tuple(word for words, _, _ in _SCALES.values() for word in words))
_LETTERS: Final = _any(tuple(letter for _, letters, _ in _SCALES.values() for letter in letters))
_SCALE: Final = rf"(?:{figures.GAP}({_WORDS})(?!\w)|({_LETTERS})(?!\w))?"
"""Pattern of a scale. Two groups: a word, or a letter directly after the number."""
_WHOLE: Final = r"(?![.,]?\d)"
"""Pattern of the end of a number: no more digits follow."""
_RANGE: Final = rf"(?:({_LETTERS})?([-–—])[$€£₽₴¥₸₹]?{figures.FIGURE}{_WHOLE})?"
"""Pattern of the rest of a range. Four groups: the scale of its first number, the dash, and the two groups of its last number."""

_BEFORE: Final = re.compile(
    rf"(?<![\w/$€£₽₴¥₸₹])(?:({_any(_SIGNS)})(?=\d)|(?<!\d )({_any(_SIGNS)}|{_any(_CODES)}) ?)"
    rf"{figures.FIGURE}{_WHOLE}{_RANGE}{_SCALE}(?![\w%]){figures.STOP}"
)
_AFTER: Final[Mapping[str, re.Pattern[str]]] = {
    language: re.compile(
        rf"{figures.NUMBER}{_WHOLE}{_RANGE}{_SCALE}\.?{figures.GAP}"
        rf"(?:({_any(_SIGNS)})(?!\d)|({_any({**_CODES, **names})})(?!\w)){figures.STOP}"
    )
    for language, names in _ABBREVIATIONS.items()
}


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its money written out."""
    text = _BEFORE.sub(lambda match: _before(match, language), text)
    return _AFTER[language].sub(lambda match: _after(match, language), text)


def _before(match: re.Match[str], language: str) -> str:
    name, word = match[1] or match[2], match[9]
    said = _said(match.groups()[2:10], _SIGNS.get(name) or _CODES[name], language)
    # A full stop belongs to an abbreviation only after the word of a scale: "$5 млн. в год".
    return said + (figures.stop(match, 11) if word else match[11] or "")


def _after(match: re.Match[str], language: str) -> str:
    sign, name, stop = match.group(9, 10, 11)
    if name == "р" and not stop:
        return match[0]
    currency = _SIGNS[sign] if sign else _CODES.get(name) or _ABBREVIATIONS[language][name]
    return _said(match.groups()[:8], currency, language) + (figures.stop(match, 11) if name else stop or "")


def _said(groups: Sequence[str | None], currency: str, language: str) -> str:
    """Return the words for the eight groups of `figures.FIGURE`, `_RANGE` and `_SCALE`."""
    whole, part, first_scale, dash, last, last_part, word, letter = groups
    assert whole is not None  # noqa: S101 - the only group that always matches
    big, small = _MONEY[language][currency]
    scale = word or letter
    begun = ""
    if dash is not None and last is not None:
        first = _decimal(whole, part, language) + (
            f" {_scale(first_scale, whole, part, language)}" if first_scale else ""
        )
        begun = f"{first} to " if language == "en" else f"{first} {dash} " if first_scale else f"{first}{dash}"
        whole, part = last, last_part
    number = begun + _decimal(whole, part, language)
    if scale is not None:
        return f"{number} {_scale(scale, whole, part, language)} {big[-1]}"
    if part is not None and len(part) == 2 and int(part) and not begun:
        joint = " and " if language == "en" else " "
        return f"{whole} {figures.form(whole, None, big)}{joint}{int(part)} {figures.form(part, None, small)}"
    return f"{number} {figures.form(whole, _fraction(part), big)}"


def _scale(written: str, whole: str, part: str | None, language: str) -> str:
    return figures.form(whole, _fraction(part), _SCALES[_SCALE_OF[written]][2][language])


def _fraction(part: str | None) -> str | None:
    """Return the digits of the fraction; `None` if all are zeros ("5.00")."""
    return part if part is not None and int(part) else None


def _decimal(whole: str, part: str | None, language: str) -> str:
    if _fraction(part) is None:
        return whole
    return f"{whole}.{part}" if language == "en" else f"{whole},{part}"
