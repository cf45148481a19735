"""Numbers in a text: patterns to find them, the plural form after them, and the full stop of an abbreviation after them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("GAP", "NUMBER", "STOP", "decimal", "figure", "form", "fraction", "grouped", "stop")

# Each quantifier has an upper limit, so that no text makes a search slow.
_WHOLE: Final = (
    r"\d{1,3}(?:\.\d{3}){1,4}(?=,\d{1,2}(?!\d))"  # 1.234,56
    r"|\d{1,3}(?:\.\d{3}){2,4}(?![.,]?\d)"  # 1.234.567
    r"|\d{1,3}(?:[ \u00a0\u202f,'’]\d{3}){1,4}(?!\d)"  # 1 234, 1,234, 1'234
    r"|\d{1,15}"
)
GAP: Final = r"[ \u00a0\u202f]?"
"""Pattern of the space that may stand between a number and its unit."""
STOP: Final = r"(?:\.(?!\w))?"
"""Pattern of the full stop after an abbreviation; `stop` reads the group around it."""

_GOES_ON: Final = re.compile(r"[ \u00a0\u202f]?[a-zа-яё\d,;:!?()»—–-]")


def figure(name: str) -> str:
    """Return the pattern of a number. Its groups: `name`, the whole part with its digits in groups, and ``{name}_part``, the fraction."""
    return rf"(?P<{name}>{_WHOLE})(?:[.,](?P<{name}_part>\d{{1,6}}))?"


NUMBER: Final = rf"(?<![\w.,]){figure('number')}"
"""Pattern of a number that is not the rest of a word or of another number. Its groups: ``number`` and ``number_part``."""


def form(whole: str, part: str | None, forms: tuple[str, ...]) -> str:
    """Return the plural form for a number (Unicode CLDR, "Language Plural Rules"; a Russian fraction governs the genitive)."""
    number = int(re.sub(r"\D", "", whole))
    if len(forms) == 2:
        return forms[0] if number == 1 and part is None else forms[1]
    if part is not None:
        return forms[1]
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else forms[2]


def fraction(part: str | None) -> str | None:
    """Return the digits of the fraction; `None` if all are zeros ("5.00")."""
    return part if part is not None and int(part) else None


def grouped(whole: str, language: str) -> str:
    """Return the whole part of a number with the sign between groups of digits that voices know: "1,234" in English, "1 234" in Russian."""
    return re.sub(r"\D", "," if language == "en" else " ", whole)


def decimal(whole: str, part: str | None, language: str) -> str:
    """Return a number as it is written in a language: "1,234.5" in English, "1 234,5" in Russian; a fraction of zeros is left out."""
    if fraction(part) is None:
        return grouped(whole, language)
    return f"{grouped(whole, language)}{'.' if language == 'en' else ','}{part}"


def stop(match: re.Match[str], group: str | int) -> str:
    """Return an abbreviation's full stop if it may end the sentence, otherwise "", so that the voice makes no pause.

    Parameters
    ----------
    match
        A match that ends with the abbreviation.
    group
        The name or number of the group around `STOP`.
    """
    found = match[group] or ""
    return "" if _GOES_ON.match(match.string, match.end()) else found
