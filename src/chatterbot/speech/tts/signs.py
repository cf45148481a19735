"""Write signs between words and numbers as people say them: "5-10" is "5 to 10", "2 + 2 = 4" is "2 plus 2 equals 4", "Q&A" is "Q and A"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ("write_out",)

_SAID: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"+": "plus", "=": "equals", "×": "times", "&": "and", "/": "slash", "out": "out of"},
    "ru": {"+": "плюс", "=": "равно", "×": "умножить на", "&": "и", "/": "слэш", "out": "из"},
}
_COMPARED: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {">": "more than", "<": "less than", ">=": "at least", "<=": "at most", "!=": "not", "±": "plus or minus"},
    "ru": {">": "больше", "<": "меньше", ">=": "не меньше", "<=": "не больше", "!=": "не", "±": "плюс минус"},
}
_POWER: Final[Mapping[str, str]] = {"en": "to the power of", "ru": "в степени"}
_ONE_SIGN: Final = str.maketrans({"≥": ">=", "⩾": ">=", "≤": "<=", "⩽": "<=", "≠": "!="})
_FRACTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"½": "one half", "⅓": "one third", "⅔": "two thirds", "¼": "one quarter", "¾": "three quarters"},
    "ru": {"½": "одна вторая", "⅓": "одна третья", "⅔": "две третьих", "¼": "одна четвёртая", "¾": "три четвёртых"},
}
_ENDINGS_OF_CENTURIES: Final[Mapping[str, str]] = {"": "й", "а": "го", "у": "му", "е": "м", "ом": "м"}
_ROMAN: Final[Mapping[str, int]] = {"I": 1, "V": 5, "X": 10}
_KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {"ctrl": "control", "esc": "escape", "del": "delete", "ins": "insert", "win": "windows"},
    "ru": {
        "ctrl": "контрол",
        "shift": "шифт",
        "esc": "эскейп",
        "alt": "альт",
        "del": "делит",
        "tab": "таб",
        "enter": "энтер",
        "win": "вин",
        "cmd": "команд",
    },
}
_AROUND_THE_CLOCK: Final = re.compile(r"(?<![\w/])24/7(?![\w/])")
_OUT_OF: Final = re.compile(r"(?<![\w/.,])(\d{1,3})/(5|10|100)(?![\w/]|[.,]\d)")
_SHORTCUT: Final = re.compile(r"(?<!\w)(ctrl|alt|shift|cmd|win)((?:\+\w{1,9}){1,3})(?!\w)", re.IGNORECASE)
_AND_OR: Final[Mapping[str, re.Pattern[str]]] = {
    "en": re.compile(r"(?<!\w)(and)/(or)(?!\w)", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)(и)/(или)(?!\w)", re.IGNORECASE),
}
_AMPERSAND: Final = re.compile(r" ?& ?")
_SUM: Final = re.compile(r"(?<=[\d)]) ?([+=×]) ?(?=[\d(−-])")
_PLUS_AFTER: Final = re.compile(r"(?<=\d)\+(?!\w)")
_PLUS_BEFORE: Final = re.compile(r"(?<!\S)\+(?=\d)")
_NAMED_VALUE: Final = re.compile(r"(?<=\w)=(?=\w)")
_SEE_PLUS: Final = re.compile(r"(?<!\w)([CcСс])\+\+(?!\w)")
_EN_RANGE: Final = re.compile(
    r"(?<![\w.,/:+-])(\d{1,3}(?:,\d{3}){0,3}|\d{4,6})(\.\d{1,4})? ?([-–—]) ?(?=(\d{1,3}(?:,\d{3}){0,3}|\d{4,6})(?:\.\d{1,4})?(?![\w:/-]))"
)
_COMMAND: Final = re.compile(r"(?<!\S)/(?=[^\W\d])")
_EXCLAIMED: Final = re.compile(r"(?<!\S)!(?=[^\W\d])")
"""The sign before a text command: `!help`."""
_ARROW: Final = re.compile(r" ?(?:[-=]{1,3}>|<[-=]{1,3}(?!\w)|[→←⇒➜➡]) ?")
_COMPARISON: Final = re.compile(r" ?(>=|<=|!=|±) ?(?=[-−+]?[$€£₽]?\d)|(?<=\S )([<>]) (?=[-−+]?[$€£₽]?\d)")
"""A bare sign counts between blanks only: "<3" is a heart, and "> 3" at the beginning of a line a quotation."""
_RAISED: Final = re.compile(r"(?<=[\w)])\^(?=[\d(-])")
_FRACTION: Final = re.compile(r"(?:(\d) ?)?([½⅓⅔¼¾])")
_RU_FRACTION: Final = re.compile(r"(?<![\w/.,])(\d{1,4})/(\d{1,4})(?![\w/]|[.,]\d)")
_CENTURY: Final = re.compile(r"(?<!\w)(X{0,2}(?:IX|IV|V?I{1,3}|V|(?<=X)))(?=[ \u00a0]век(ом|[ауе])?(?!\w))")
_CHECK_BOX: Final = re.compile(r"^([ \t]{0,20}[-*+] )\[[ xXхХ]\] ", re.MULTILINE)
_WITH: Final = re.compile(r"(?<!\w)w/(o(?!\w))?(?= ?\w) ?", re.IGNORECASE)
_SAINT: Final = re.compile(r"(?<!\w)St\. (?=[A-Z][a-z])")
_PHONE_LENGTHS: Final = (3, 4)
"""Digits on both sides of the dash of a phone number in North America, which is no range."""


def before_markup(text: str, language: str) -> str:
    """Return a text without the boxes of a list of tasks, with arrows as pauses and comparisons in words.

    Run it while the text's markup is still there, which has some of these signs, too.
    """
    if (compared := _COMPARED.get(language)) is not None:
        text = text.translate(_ONE_SIGN)
        text = _COMPARISON.sub(lambda match: f" {compared[match[1]]} " if match[1] else f"{compared[match[2]]} ", text)
        text = _RAISED.sub(f" {_POWER[language]} ", text)
    return _ARROW.sub(", ", _CHECK_BOX.sub(r"\1", text))


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with the signs between its words and numbers written out."""
    said = _SAID[language]
    text = _AROUND_THE_CLOCK.sub("24 7" if language == "en" else "24 на 7", text)
    text = _OUT_OF.sub(rf"\1 {said['out']} \2", text)
    text = _FRACTION.sub(lambda match: _fraction(match, language), text)
    text = _SHORTCUT.sub(lambda match: _shortcut(match, language), text)
    text = _AND_OR[language].sub(r"\1 \2", text)
    text = _AMPERSAND.sub(f" {said['&']} ", text)
    text = _SEE_PLUS.sub(r"C plus plus" if language == "en" else "си плюс плюс", text)
    text = _SUM.sub(lambda match: f" {said[match[1]]} ", text)
    text = _PLUS_AFTER.sub(f" {said['+']}", text)
    text = _NAMED_VALUE.sub(f" {said['=']} ", text)
    text = _EXCLAIMED.sub("", _COMMAND.sub(f"{said['/']} ", text))
    if language == "en":
        text = _EN_RANGE.sub(_en_range, text)
        text = _SAINT.sub("Saint ", text)
        return _WITH.sub(lambda match: "without " if match[1] else "with ", text)
    text = _RU_FRACTION.sub(r"\1 дробь \2", text)
    text = _CENTURY.sub(lambda match: f"{_arabic(match[1])}-{_ENDINGS_OF_CENTURIES[match[2] or '']}", text)
    return _PLUS_BEFORE.sub("плюс ", text)


def _fraction(match: re.Match[str], language: str) -> str:
    said = _FRACTIONS[language][match[2]]
    return f"{match[1]} {'and' if language == 'en' else 'и'} {said}" if match[1] else said


def _arabic(numeral: str) -> int:
    """Return the value of a Roman numeral below 40."""
    values = [_ROMAN[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _en_range(match: re.Match[str]) -> str:
    first, last = (one.replace(",", "") for one in (match[1], match[4]))
    is_score = len(first) < 3 and len(last) < 3
    if match[3] == "-" and ((len(first), len(last)) == _PHONE_LENGTHS or (int(first) > int(last) and not is_score)):
        return match[0]  # "555-1234", "747-400"
    return f"{match[1]}{match[2] or ''} to "


def _shortcut(match: re.Match[str], language: str) -> str:
    keys = match[0].split("+")
    return " ".join(_KEYS[language].get(key.lower(), key) for key in keys)
