"""Numbers in a text: how they are found, which plural form stands behind them, and whether a sentence ends there."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("FIGURE", "GAP", "NUMBER", "STOP", "form", "stop")

# Each quantifier is bounded, so that no text makes a search slow.
FIGURE: Final = r"(\d{1,15}(?:[ \u00a0\u202f,]\d{3}){0,4})(?:[.,](\d{1,6}))?"
"""Pattern of a number, two groups: the whole with its groups of three digits, and the fraction's digits."""
NUMBER: Final = rf"(?<![\w.,]){FIGURE}"
"""Pattern of a number that begins where no other number or word goes on; two groups."""
GAP: Final = r"[ \u00a0\u202f]?"
"""Pattern of what may stand between a number and its unit."""
STOP: Final = r"(\.(?!\w))?"
"""Pattern of the full stop behind an abbreviation, one group: for `stop`."""

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
    """Return what is left of an abbreviation's full stop: nothing where the sentence goes on, so that no pause is heard there.

    Parameters
    ----------
    match
        Its end is the end of the abbreviation.
    group
        That of `STOP`.
    """
    found = match[group] or ""
    return "" if _GOES_ON.match(match.string, match.end()) else found
