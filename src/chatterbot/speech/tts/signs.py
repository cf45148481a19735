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
_CHECK_BOX: Final = re.compile(r"^([ \t]{0,20}[-*+] )\[[ xXхХ]\] ", re.MULTILINE)
_WITH: Final = re.compile(r"(?<!\w)w/(o(?!\w))?(?= ?\w) ?", re.IGNORECASE)
_SAINT: Final = re.compile(r"(?<!\w)St\. (?=[A-Z][a-z])")
_PHONE_LENGTHS: Final = (3, 4)
"""Digits on both sides of the dash of a phone number in North America, which is no range."""


def before_markup(text: str) -> str:
    """Return a text without the boxes of a list of tasks, and with arrows as pauses; run it while its markup is still there."""
    return _ARROW.sub(", ", _CHECK_BOX.sub(r"\1", text))


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with the signs between its words and numbers written out."""
    said = _SAID[language]
    text = _AROUND_THE_CLOCK.sub("24 7" if language == "en" else "24 на 7", text)
    text = _OUT_OF.sub(rf"\1 {said['out']} \2", text)
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
    return _PLUS_BEFORE.sub("плюс ", text)


def _en_range(match: re.Match[str]) -> str:
    first, last = (one.replace(",", "") for one in (match[1], match[4]))
    is_score = len(first) < 3 and len(last) < 3
    if match[3] == "-" and ((len(first), len(last)) == _PHONE_LENGTHS or (int(first) > int(last) and not is_score)):
        return match[0]  # "555-1234", "747-400"
    return f"{match[1]}{match[2] or ''} to "


def _shortcut(match: re.Match[str], language: str) -> str:
    keys = match[0].split("+")
    return " ".join(_KEYS[language].get(key.lower(), key) for key in keys)
