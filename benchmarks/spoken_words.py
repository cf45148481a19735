"""Words of a text in the form in which what was heard is compared with what was to be said: small letters, numbers as digits.

A recogniser writes "$5.99", "19:30" or "15-го" for what a voice says in words, so both sides are brought to the same form first: signs become
words, numbers in digits and in words become single digits ("twenty five", "25" and "двадцать пятого" are ``2 5``), and what stands between
the digits of one number is left out ("point", "dot", "точка").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

__all__ = ("words",)

_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[ ,.:](?=\d)")
_SIGNS: Final = (
    (re.compile(r"\$ ?(\d[\d,]*)\.(\d\d)\b"), r"\1 dollars and \2 cents "),
    (re.compile(r"\$ ?(\d[\d,]*)"), r"\1 dollars "),
    (re.compile(r"€ ?(\d[\d,]*)"), r"\1 euros "),
    (re.compile(r"£ ?(\d[\d,]*)"), r"\1 pounds "),
    (re.compile(r"\bc ?#", re.IGNORECASE), "c sharp"),
    (re.compile(r"%"), " percent "),
    (re.compile(r"₽|\bруб\b\.?"), " рублей "),
    (re.compile(r"№"), " номер "),
    (re.compile(r"&"), " and "),
    (re.compile(r"@"), " at "),
    (re.compile(r"="), " equals "),
    (re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)"), " times "),
    (re.compile(r"\+"), " plus "),
    (re.compile(r"/"), " slash "),
    (re.compile(r"(?<=\d)-?(?:st|nd|rd|th|го|му|ти|ми|й|е|я|м|х|ой|ый|ое|ая)\b", re.IGNORECASE), ""),
    (re.compile(r"(?<=\d)(?=[^\W\d])|(?<=[^\W\d_])(?=\d)"), " "),
)
_SAME: Final = {
    "percents": "percent",
    "процента": "percent",
    "процентов": "percent",
    "процент": "percent",
    "equal": "equals",
    "равно": "equals",
    "равняется": "equals",
    "плюс": "plus",
    "слэш": "slash",
    "слеш": "slash",
    "gb": "gigabytes",
    "hz": "hertz",
    "km": "kilometers",
    "kilometres": "kilometers",
    "min": "minutes",
    "l": "liters",
    "литра": "литр",
    "литров": "литр",
    "л": "литр",
    "км": "километров",
    "гб": "гигабайт",
    "ок": "ok",
    "okay": "ok",
    "рубль": "рублей",
    "рубля": "рублей",
    "dr": "doctor",
    "vs": "versus",
    "prof": "professor",
    "st": "saint",
    "гигабайтами": "гигабайт",
    "ctrl": "control",
    "esc": "escape",
    "etc": "cetera",
    "log": "log",
    "ya": "ya",
}
_LEFT_OUT: Final = frozenset(("dot", "point", "точка", "точки", "целых", "целая", "десятых", "and", "port", "порт"))
"""What recognisers write as a sign, or leave out, inside a number or an address."""

_EN: Final = {
    word: number
    for number, forms in enumerate(
        [
            "zero,oh",
            "one,first",
            "two,second",
            "three,third",
            "four,fourth",
            "five,fifth",
            "six,sixth",
            "seven,seventh",
            "eight,eighth",
            "nine,ninth",
            "ten,tenth",
            "eleven,eleventh",
            "twelve,twelfth",
            "thirteen,thirteenth",
            "fourteen,fourteenth",
            "fifteen,fifteenth",
            "sixteen,sixteenth",
            "seventeen,seventeenth",
            "eighteen,eighteenth",
            "nineteen,nineteenth",
        ]
    )
    for word in forms.split(",")
} | {
    word: 10 * number
    for number, forms in enumerate(
        ["twenty,twentieth", "thirty,thirtieth", "forty,fortieth", "fifty", "sixty", "seventy", "eighty", "ninety"],
        start=2,
    )
    for word in forms.split(",")
}
_SCALES: Final = {"hundred": 100, "thousand": 1000, "million": 1_000_000} | {
    **dict.fromkeys(("тысяча", "тысячи", "тысяч", "тысячу"), 1000),
    **dict.fromkeys(("миллион", "миллиона", "миллионов"), 1_000_000),
}
_RU_STEMS: Final = (
    (r"нол\w{1,2}|нул\w{1,3}", 0),
    (r"один|одн(?:а|о|ого|ой|ому|им|ом|у)|перв\w{2,3}", 1),
    (r"дв(?:а|е|ух|ум|умя)|втор\w{2,3}", 2),
    (r"тр(?:и|ех|ем|емя)|трет(?:ий|ь\w{1,3})", 3),
    (r"четыр(?:е|ех|ем|ьмя)|четверт\w{2,3}", 4),
    *(
        (rf"{stem}(?:ь|и|ью|ый|ая|ое|ого|ой|ому|ым|ом|ую|ые|ых)", value)
        for stem, value in (
            *(
                ("пят", 5),
                ("шест", 6),
                ("сем", 7),
                ("седьм", 7),
                ("восем", 8),
                ("восьм", 8),
                ("девят", 9),
                ("десят", 10),
            ),
            *(("одиннадцат", 11), ("двенадцат", 12), ("тринадцат", 13), ("четырнадцат", 14), ("пятнадцат", 15)),
            *(("шестнадцат", 16), ("семнадцат", 17), ("восемнадцат", 18), ("девятнадцат", 19), ("двадцат", 20)),
            ("тридцат", 30),
        )
    ),
    (r"сорок\w{0,4}", 40),
    (r"пятьдесят|пятидесят\w{1,3}", 50),
    (r"шестьдесят|шестидесят\w{1,3}", 60),
    (r"семьдесят|семидесят\w{1,3}", 70),
    (r"восемьдесят|восьмидесят\w{1,3}", 80),
    (r"девяност\w{1,4}", 90),
    (r"ст[оа]|сот\w{2,3}", 100),
    (r"двести|двухсот\w{0,3}|двумстам", 200),
    (r"триста|трехсот\w{0,3}", 300),
    (r"четыреста|четырехсот\w{0,3}", 400),
    (r"пятьсот|пятисот\w{0,3}", 500),
    (r"шестьсот|шестисот\w{0,3}", 600),
    (r"семьсот|семисот\w{0,3}", 700),
    (r"восемьсот|восьмисот\w{0,3}", 800),
    (r"девятьсот|девятисот\w{0,3}", 900),
)
_RU: Final = re.compile("|".join(f"(?P<n{index}>{pattern})" for index, (pattern, _) in enumerate(_RU_STEMS)))
_WORD: Final = re.compile(r"\d+|[^\W\d_]+(?:'[^\W\d_]+)?")


def words(text: str) -> list[str]:
    """Return the words of a text in the form that is compared; each digit of a number is a word of its own."""
    text = unicodedata.normalize("NFKC", text).lower().replace("ё", "е").replace("’", "'")
    text = re.sub(r"\b([ap])\. ?m\b\.?", r"\1m", text)
    for sign, said in _SIGNS:
        text = sign.sub(said, text)
    text = _BETWEEN_DIGITS.sub(" ", text)
    found: list[str] = []
    digits = ""
    for part in _numbers([_SAME.get(str(word), str(word)) for word in _WORD.findall(text)]):
        if isinstance(part, int):
            digits += str(part)
            continue
        if part in _LEFT_OUT:
            continue
        found += [*digits, part]
        digits = ""
    return [*found, *digits]


def _value(word: str) -> int | None:
    if word.isdigit():
        return int(word) if len(word) < 15 else None
    if word in _EN:
        return _EN[word]
    match = _RU.fullmatch(word)
    return None if match is None or match.lastgroup is None else _RU_STEMS[int(match.lastgroup[1:])][1]


def _numbers(read: list[str]) -> Iterator[str | int]:
    """Yield the words, with each number as one whole number; a number with leading zeros is yielded digit by digit."""
    total, part, room = 0, 0, 0  # finished thousands; the part below; what still fits into that part
    pending = False
    for word in [*read, ""]:
        scale = _SCALES.get(word)
        if scale is not None:
            if not pending:
                pending, part = True, 1
            if scale == 100:
                part, room = part * 100, 100
            else:
                total, part, room = total + part * scale, 0, scale
            continue
        value = _value(word) if not (word.startswith("0") and len(word) > 1) else None
        if value is not None and pending and 0 < value < room:
            part, room = part + value, _room(value)
            continue
        if pending:
            yield total + part
            total, part, room, pending = 0, 0, 0, False
        if value is not None:
            part, room, pending = value, 1 if word.isdigit() else _room(value), True
        elif word.isdigit():
            yield from (int(digit) for digit in word)
        elif word:
            yield word


def _room(value: int) -> int:
    """Return the limit below which a number may follow: "twenty" five, "сто" двадцать."""
    if value >= 100 and value % 100 == 0:
        return 100
    return 10 if value >= 20 and value % 10 == 0 else 1
