"""Write numbers of versions as people say them: "v1.20.4" is "version 1 point 20 point 4", not "one point two zero four"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

__all__ = ("write_out",)

_POINT: Final[Mapping[str, str]] = {"en": "point", "ru": "точка"}
_NAMES: Final = "Python|Java|Minecraft|Node|Node.js|PHP|Ruby|Go|Rust|Lua|Ubuntu|Debian|Fedora|iOS|macOS|Android|Forge|Fabric|Paper|Spigot"
_NUMBERS: Final = r"\d{1,4}(?:\.\d{1,5}){1,3}"
_LONG: Final = re.compile(
    r"(?<![\w.,:/-])(v\.? ?)?(\d{1,4}(?:\.\d{1,5}){2,3})(?!\.?\d|[$€£₽])(?:-(?=[a-z]))?", re.IGNORECASE
)
"""Three or four numbers: no other figure is written so, but dates and IP addresses, which are written out before."""
_SHORT: Final = re.compile(r"(?<![\w.,:/-])v\.? ?(\d{1,4}(?:\.\d{1,5})?)(?!\.?\d)(?!\w)", re.IGNORECASE)
_AFTER_NAME: Final = re.compile(
    rf"(?<!\w)((?:versions?|верси[яиюейямх]{{1,3}}|{_NAMES}) )({_NUMBERS})(?!\.?\d)((?:(?: ?[-–—] ?|, | or | and | to | или | и ){_NUMBERS}(?!\.?\d)){{0,5}})",
    re.IGNORECASE,
)
_OR_LATER: Final = re.compile(
    rf"(?<![\w.,$€£:/-])({_NUMBERS})(?!\.?\d)(?= (?:and|or) (?:later|newer|above|up|older|below)\b|\+| (?:и|или) (?:выше|новее|старше|позже|ниже)\b)"
)
_RANGE: Final = re.compile(rf"({_NUMBERS}) ?[-–—] ?(?={_NUMBERS})")
_GENITIVE_AFTER: Final = frozenset(("до", "с", "от", "после", "для", "из", "у", "в", "на", "к", "ко", "о", "об", "при"))


def write_out(text: str, language: str) -> str:
    """Return a text in English or Russian with its version numbers written out; run it after addresses and dates are."""
    point = _POINT[language]

    def said(number: str) -> str:
        return number.replace(".", f" {point} ")

    def named(match: re.Match[str]) -> str:
        more = _RANGE.sub(r"\1 - ", match[2] + match[3])
        if language == "en":
            more = _RANGE.sub(r"\1 to ", match[2] + match[3])
        return match[1] + re.sub(_NUMBERS, lambda one: said(one[0]), more.replace(" - ", " "))

    def long(match: re.Match[str]) -> str:
        tail = " " if match[0].endswith("-") else ""
        return _word(match, language) * bool(match[1]) + said(match[2]) + tail

    text = _LONG.sub(long, text)
    text = _SHORT.sub(lambda match: _word(match, language) + said(match[1]), text)
    text = _AFTER_NAME.sub(named, text)
    return _OR_LATER.sub(lambda match: said(match[1]), text)


def _word(match: re.Match[str], language: str) -> str:
    """Return "version " in the language, in the case that the word before asks for; "" if that word says it already."""
    before = match.string[max(0, match.start() - 12) : match.start()].rstrip().rpartition(" ")[2].lower()
    if before.startswith(("version", "верси")):
        return ""
    if language == "en":
        return "version "
    return "версии " if before in _GENITIVE_AFTER else "версия "
