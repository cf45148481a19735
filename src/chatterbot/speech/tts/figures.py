"""Numbers in a text: patterns to find them, the plural form after them, and the full stop of an abbreviation after them."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("FIGURE", "GAP", "NUMBER", "STOP", "form", "stop")

# Each quantifier has an upper limit, so that no text makes a search slow.
FIGURE: Final = r"(\d{1,15}(?:[ \u00a0\u202f,]\d{3}){0,4})(?:[.,](\d{1,6}))?"
"""Pattern of a number. Two groups: the whole part, digits in groups of three included, and the digits of the fraction."""
NUMBER: Final = rf"(?<![\w.,]){FIGURE}"
"""Pattern of a number that is not the rest of a word or of another number. The two groups of `FIGURE`."""
GAP: Final = r"[ \u00a0\u202f]?"
"""Pattern of the space that may stand between a number and its unit."""
STOP: Final = r"(\.(?!\w))?"
"""Pattern of the full stop after an abbreviation. One group, which `stop` reads."""

_GOES_ON: Final = re.compile(r"[ \u00a0\u202f]?[a-zа-яё\d,;:!?()»—–-]")


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


def stop(match: re.Match[str], group: int) -> str:
    """Return an abbreviation's full stop if it may end the sentence, otherwise "", so that the voice makes no pause.

    Parameters
    ----------
    match
        A match that ends with the abbreviation.
    group
        The number of the group of `STOP`.
    """
    found = match[group] or ""
    return "" if _GOES_ON.match(match.string, match.end()) else found
