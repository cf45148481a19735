"""Write Russian numbers in words, in the case and gender that the words around them ask for: "с 9 до 17", "15 марта 2026 года", "2 недели".

The online voices decline numbers themselves. espeak-ng does not, and Piper's voices get their phonemes from espeak-ng, so the voices on this
machine say "пятнадцать марта" and "два недели"; and some programs fall silent at a figure. Only they are given this text.

What decides is close by: the preposition before, the noun after by its ending, the month, "года". Where nothing decides, the number is in the
nominative, as those voices say it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot.speech.tts import dates

__all__ = ("in_words",)

_NOMINATIVE, _GENITIVE, _DATIVE = 0, 1, 2
_UNITS: Final[Sequence[tuple[str, str, str]]] = (
    *(("ноль", "ноля", "нолю"), ("один", "одного", "одному"), ("два", "двух", "двум"), ("три", "трёх", "трём")),
    ("четыре", "четырёх", "четырём"),
    *(
        (f"{stem}ь", f"{oblique}и", f"{oblique}и")
        for stem, oblique in (
            *(
                ("пят", "пят"),
                ("шест", "шест"),
                ("сем", "сем"),
                ("восем", "восьм"),
                ("девят", "девят"),
                ("десят", "десят"),
            ),
            *(
                (f"{tens}надцат", f"{tens}надцат")
                for tens in ("один", "две", "три", "четыр", "пят", "шест", "сем", "восем")
            ),
            ("девятнадцат", "девятнадцат"),
        )
    ),
)
_TENS: Final[Sequence[tuple[str, str, str]]] = (
    *(("", "", ""), ("", "", ""), ("двадцать", "двадцати", "двадцати"), ("тридцать", "тридцати", "тридцати")),
    ("сорок", "сорока", "сорока"),
    *(
        (f"{stem}ьдесят", f"{oblique}идесяти", f"{oblique}идесяти")
        for stem, oblique in (("пят", "пят"), ("шест", "шест"), ("сем", "сем"), ("восем", "восьм"))
    ),
    ("девяносто", "девяноста", "девяноста"),
)
_HUNDREDS: Final[Sequence[tuple[str, str, str]]] = (
    *(("", "", ""), ("сто", "ста", "ста"), ("двести", "двухсот", "двумстам"), ("триста", "трёхсот", "трёмстам")),
    ("четыреста", "четырёхсот", "четырёмстам"),
    *(
        (f"{stem}ьсот", f"{oblique}исот", f"{oblique}истам")
        for stem, oblique in (("пят", "пят"), ("шест", "шест"), ("сем", "сем"), ("восем", "восьм"), ("девят", "девят"))
    ),
)
_SCALES: Final = (
    (1_000_000_000, ("миллиард", "миллиарда", "миллиардов")),
    (1_000_000, ("миллион", "миллиона", "миллионов")),
    (1_000, ("тысяча", "тысячи", "тысяч")),
)
_LARGEST: Final = 10**12
_ORDINAL_STEMS: Final[Mapping[int, str]] = {
    **dict(enumerate(("нулев", "перв", "втор", "трет", "четвёрт", "пят", "шест", "седьм", "восьм", "девят", "десят"))),
    **{number: _UNITS[number][0][:-1] for number in range(11, 20)},
    20: "двадцат",
    30: "тридцат",
    40: "сороков",
    90: "девяност",
    100: "сот",
    1000: "тысячн",
    2000: "двухтысячн",
    **{10 * tens: f"{_TENS[tens][1][:-1]}" for tens in (5, 6, 7, 8)},
    **{100 * hundreds: _HUNDREDS[hundreds][1] for hundreds in range(2, 10)},
}
"""The last word of an ordinal number without its ending."""
_STRESSED: Final = frozenset((2, 6, 7, 8, 40))
"""Ordinals whose nominative ends in "ой"."""
_ENDINGS: Final[Mapping[str, str]] = {
    "й": "ый",
    "ый": "ый",
    "я": "ая",
    "ая": "ая",
    "е": "ое",
    "ое": "ое",
    "го": "ого",
    "ого": "ого",
    "м": "ом",
    "ом": "ом",
    "му": "ому",
    "ому": "ому",
    "х": "ых",
    "ых": "ых",
    "ю": "ую",
    "ую": "ую",
    "ой": "ой",
}
"""The whole ending for what is written after the hyphen: "2-го"."""
_THIRD: Final[Mapping[str, str]] = {
    "ый": "ий",
    "ая": "ья",
    "ое": "ье",
    "ого": "ьего",
    "ом": "ьем",
    "ому": "ьему",
    "ых": "ьих",
    "ую": "ью",
    "ой": "ьей",
}
_GENITIVE_BEFORE: Final = frozenset(
    [
        *("от", "до", "после", "около", "более", "менее", "больше", "меньше", "без", "из", "для", "против", "кроме"),
        *("свыше", "порядка"),
    ]
)
_GENITIVE_AFTER_FROM: Final = re.compile(r" (?:\d{1,2} )?(?:до|лет|года?|часов|часа|утра|вечера|ночи|дня)(?!\w)")
"""What follows a number after "с" that is a beginning ("с 9 до 17", "с 13 лет"), and not what is there besides ("с 2 друзьями")."""
_PARTS: Final = (("десятая", "десятых"), ("сотая", "сотых"), ("тысячная", "тысячных"))

_NEUTER: Final = ("о", "ие", "ье", "ле", "ре")
"""Endings of most neuter nouns, and of no imperative ("откройте")."""
_FROM_DAY: Final = re.compile(
    rf"(?<!\w)(с|со) (3[01]|[12]\d|[1-9]) (?=по \d\d? (?:{'|'.join(dates.MONTHS['ru'])})(?!\w))", re.IGNORECASE
)
_PHONE: Final = re.compile(r"(?<![\d-])(\d) ?\(?(\d{3})\)? ?(\d{3})[ -](\d\d)[ -](\d\d)(?![\d-])")
_DAY: Final = re.compile(
    rf"(?<![\w.,:-])(?:(по|на) )?(3[01]|[12]\d|0?[1-9]) (?=(?:{'|'.join(dates.MONTHS['ru'])})(?!\w))", re.IGNORECASE
)
_YEAR: Final = re.compile(r"(?<![\w.,:–—-])([12]\d{3}) (?=(год[ау])(?!\w))")
_ORDINAL: Final = re.compile(
    r"(?<![\w.,])(\d{1,4})-(ый|ая|ое|ого|ому|ом|ой|ую|ых|го|му|й|я|е|м|х|ю)(?!\w)", re.IGNORECASE
)
_NUMBER: Final = re.compile(
    r"(?P<minus>(?<![\w)])[−-])?(?P<whole>\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3}(?!\d)|\d{1,40})(?:[.,](?P<part>\d{1,3})(?!\d|\.\d))?(?P<few>-(?:ти|и)(?!\w))?"
)
_BETWEEN: Final = re.compile(r"(?<=\d)[-–—](?=\d)")
_GLUED: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_BEFORE: Final = re.compile(r"(\w{1,10})\W?$")
_AFTER: Final = re.compile(r" ([а-яё]{2,30})", re.IGNORECASE)


def in_words(text: str) -> str:
    """Return a Russian text, made speakable before, with its numbers in words."""
    text = _PHONE.sub(lambda match: " ".join(_cardinal(int(part), _NOMINATIVE) for part in match.groups()), text)
    text = _FROM_DAY.sub(lambda match: f"{match[1]} {_ordinal(int(match[2]), 'ого')} ", text)
    text = _DAY.sub(_day, text)
    text = _YEAR.sub(_year, text)
    text = _ORDINAL.sub(_written_ordinal, text)
    text = text.replace("№", "номер ").replace("номер  ", "номер ")
    # Two spaces, since one would make "300 500" a single number.
    text = _GLUED.sub(" ", _BETWEEN.sub("  ", text))
    cases: dict[int, int] = {}  # the case of each number by where it ends

    def number(match: re.Match[str]) -> str:
        case = _case(match, cases)
        cases[match.end()] = case
        said = _said(match, case)
        return f"минус {said}" if match["minus"] else said

    return _NUMBER.sub(number, text).replace("  ", " ")


def _day(match: re.Match[str]) -> str:
    before, day = match[1], int(match[2])
    said = _ordinal(day, "ое" if before else "ого")
    return f"{before} {said} " if before else f"{said} "


def _year(match: re.Match[str]) -> str:
    return f"{_ordinal(int(match[1]), 'ого' if match[2] == 'года' else 'ом')} "


def _written_ordinal(match: re.Match[str]) -> str:
    number, ending = int(match[1]), match[2].lower()
    if ending == "х" and number in (2, 3, 4):
        return _UNITS[number][_GENITIVE]
    return _ordinal(number, _ENDINGS[ending]) or match[0]


def _case(match: re.Match[str], cases: Mapping[int, int]) -> int:
    """Return the case that the words around a number ask for."""
    if match["few"]:
        return _GENITIVE
    text, start, end = match.string, match.start(), match.end()
    if text.startswith(" точка", end):
        return _NOMINATIVE  # an address or a version is not declined
    for gap in (1, 2):
        if start - gap in cases and text[start - gap : start].isspace():
            return cases[start - gap]  # the minutes after the hours, the end of a range
    found = _BEFORE.search(text, max(0, start - 12), start)
    before = found[1].lower() if found else ""
    if before in _GENITIVE_BEFORE or (before in ("с", "со") and _GENITIVE_AFTER_FROM.match(text, end)):
        return _GENITIVE
    return _DATIVE if before in ("к", "ко") else _NOMINATIVE


def _said(match: re.Match[str], case: int) -> str:
    whole, part = re.sub(r"\D", "", match["whole"]), match["part"]
    if len(whole) > 1 and whole[0] == "0":
        return " ".join(_UNITS[int(digit)][_NOMINATIVE] for digit in whole) + (f" {_digits(part)}" if part else "")
    number = int(whole)
    if number >= _LARGEST:
        return _digits(whole)
    if part is not None:
        if "," not in match[0]:
            return f"{_cardinal(number, _NOMINATIVE)} точка {_digits(part) if part[0] == '0' else _cardinal(int(part), _NOMINATIVE)}"
        if not int(part):
            return _cardinal(number, case)
        return _fraction(number, part)
    following = _AFTER.match(match.string, match.end())
    return _cardinal(number, case, following[1].lower() if following else "")


def _digits(digits: str) -> str:
    return " ".join(_UNITS[int(digit)][_NOMINATIVE] for digit in digits)


def _fraction(whole: int, part: str) -> str:
    """Return a decimal fraction: "две целых пять десятых"."""
    one, many = _PARTS[len(part) - 1]
    whole_word = "целая" if whole % 10 == 1 and whole % 100 != 11 else "целых"
    share = int(part)
    share_word = one if share % 10 == 1 and share % 100 != 11 else many
    return f"{_cardinal(whole, _NOMINATIVE, 'целы')} {whole_word} {_cardinal(share, _NOMINATIVE, 'доли')} {share_word}".replace(
        "один целая", "одна целая"
    ).replace(f"один {one}", f"одна {one}")


def _cardinal(number: int, case: int, following: str = "") -> str:
    """Return a whole number; the noun that follows decides the gender of one and two."""
    words: list[str] = []
    for scale, forms in _SCALES:
        count, number = divmod(number, scale)
        if not count:
            continue
        if count > 1 or words:
            words.append(_below_thousand(count, case, _counted(count, forms, case) if scale == 1_000 else ""))
        words.append(_counted(count, forms, case))
    if number or not words:
        words.append(_below_thousand(number, case, following))
    return " ".join(words)


def _counted(count: int, forms: tuple[str, str, str], case: int) -> str:
    one, few, many = forms
    last, is_teen = count % 10, count % 100 in (11, 12, 13, 14)
    if case == _NOMINATIVE:
        return one if last == 1 and not is_teen else few if last in (2, 3, 4) and not is_teen else many
    if case == _GENITIVE:
        return few if last == 1 and not is_teen else many
    single = one[:-1] + "е" if one.endswith("а") else one + "у"
    return single if last == 1 and not is_teen else (one.removesuffix("а")) + "ам"


def _below_thousand(number: int, case: int, following: str) -> str:
    hundreds, rest = divmod(number, 100)
    words = [_HUNDREDS[hundreds][case]] if hundreds else []
    if rest >= 20:
        words.append(_TENS[rest // 10][case])
        rest %= 10
    if rest or not number:
        words.append(_gendered(rest, case, following))
    return " ".join(words)


def _gendered(number: int, case: int, following: str) -> str:
    """Return a number below 20 in the gender of the noun after it: "одна минута", "две недели", "одно место"."""
    if number == 1 and len(following) > 3 and following != "точка":
        if case == _NOMINATIVE:
            return "одна" if following.endswith(("а", "я")) else "одно" if following.endswith(_NEUTER) else "один"
        if following.endswith(("ы", "и")):
            return "одной"
    if number == 2 and case == _NOMINATIVE and following.endswith(("ы", "и")) and not following.endswith("ми"):
        return "две"
    return _UNITS[number][case]


def _ordinal(number: int, ending: str) -> str:
    """Return an ordinal number with an ending of the hard declension; "" if it is too long to be worth a rule."""
    if number not in _ORDINAL_STEMS:
        last = number % 100 if number % 100 in _ORDINAL_STEMS and number % 100 else number % 10 or number % 1000
        if not last:
            return ""  # a round number of thousands
        return f"{_cardinal(number - last, _NOMINATIVE)} {_ordinal(last, ending)}"
    stem = _ORDINAL_STEMS[number]
    if number == 3:
        return stem + _THIRD[ending]
    return stem + ("ой" if ending == "ый" and number in _STRESSED else ending)
