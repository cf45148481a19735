"""Where the sentences of a text end, in a text that is whole or still grows.

A library would have rules for each language (pysbd: 22 languages, but regular expressions that take quadratic time, and its last release is
of 2021); here a wrong end only makes a short pause in speech, so simple rules do.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ("CLAUSE_BREAK", "ends")

CLAUSE_BREAK: Final = re.compile(r"[,;:—–،؛](?=\s)|[，、；：]")
"""The end of a clause, where a sentence that is too long can be cut."""

_CLOSING: Final = "\"'»”’)]"
_END: Final = re.compile(r"(?<![.!?…؟۔।])([.!?…؟۔।]++[\"'»”’)\]]*+)(?=\s)|([。！？｡]+[」』”）]*)|(\n)")
_BEFORE: Final = re.compile(r"(?<![^\s(«“\"„])([^\s(«“\"„]+)\.[\"'»”’)\]]*$")
_NUMBER_BEFORE: Final = re.compile(r"(?:\d|[IVXLC])\s*[^\s]+$")
_LETTER_BEFORE: Final = re.compile(r"(?<![^\s(«“\"„])([^\W\d_])\.\s?$")
_NEAR: Final = 80
"""Characters before an end that are looked at: longer than any abbreviation."""

_ABBREVIATIONS: Final = frozenset(
    [
        *("mr", "mrs", "ms", "dr", "prof", "st", "vs", "e.g", "i.e", "approx", "fig", "no", "vol", "gen", "rev", "hon"),
        *("capt", "lt", "col", "sgt", "cf"),
        *("т.е", "т.к", "т.н", "ул", "им", "проф", "акад", "стр", "рис", "см", "напр", "пр", "пл", "пер", "просп", "д"),
        *("кв", "тел", "ср", "св", "гр", "тов", "г-н", "г-жа"),
        *("z.b", "d.h", "bzw", "ca", "nr", "usw", "str", "evtl", "ggf"),
        *("mme", "mlle", "sra", "sr", "dra", "ud", "uds", "p.ej"),
    ]
)
"""Abbreviations after whose full stop the sentence goes on."""
_YEAR_ABBREVIATIONS: Final = frozenset(["г", "гг", "в", "вв"])
"""Russian abbreviations of year and century, which end a sentence after a number ("2020 г. Потом") and otherwise mean a town
("г. Москва")."""


def ends(text: str, *, last: bool) -> list[int]:
    """Return where the sentences of a text end, each end behind its sign and closing quotation marks.

    Parameters
    ----------
    last
        Whether nothing follows the text. Otherwise an end that the next letter decides upon is left out.
    """
    found: list[int] = []
    for match in _END.finditer(text):
        end = match.end()
        following = text[end : end + _NEAR].lstrip()[:1]
        if mark := match.group(1):
            sign = mark.rstrip(_CLOSING)
            # After "Really?!" the sentence is over; after a full stop, dots, or a closing quotation mark it may go on.
            if sign == "." or not sign.strip(".…") or sign != mark:
                if not following and not last:
                    break  # the next letter decides
                if following.islower() or (sign == "." and _goes_on(text[max(0, end - _NEAR) : end], following)):
                    continue
        elif match.group(2) and end == len(text) and not last:
            break  # a closing quotation mark may follow
        found.append(end)
    return found


def _goes_on(head: str, following: str) -> bool:
    """Tell whether the full stop at the end of `head` belongs to an abbreviation, an initial or a number in a list."""
    found = _BEFORE.search(head)
    if found is None:
        return False
    word, before = found.group(1).casefold(), head[: found.start()]
    if word in _ABBREVIATIONS:
        return True
    if (
        len(word) == 1
        and (letter := _LETTER_BEFORE.search(before))
        and f"{letter[1].casefold()}.{word}" in _ABBREVIATIONS
    ):
        return True  # "т. е."
    if word in _YEAR_ABBREVIATIONS:
        return _NUMBER_BEFORE.search(head[: found.end(1)]) is None
    if len(word) == 1 and word.isalpha():
        return found.group(1).isupper()  # an initial: "A. Pushkin"
    begins_line = not before or before.endswith("\n")
    return word.isdigit() and len(word) <= 2 and (following.isdigit() or begins_line)
