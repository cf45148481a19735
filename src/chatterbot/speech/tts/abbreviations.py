"""Write out Russian abbreviations without a number or with one after them: "т. е.", "и т. д.", "на стр. 5", "в 2020 г."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from chatterbot.speech.tts import figures

__all__ = ("write_out",)

_LAST: Final[Mapping[str, str]] = {"т.д": "так далее", "т.п": "тому подобное", "др": "другие"}
"""Abbreviations that a sentence may end with."""
_NEVER_LAST: Final[Mapping[str, str]] = {
    "т.е": "то есть",
    "т.к": "так как",
    "т.о": "таким образом",
    "напр": "например",
    "им": "имени",
    "ул": "улица",
    "тел": "телефон",
    "проф": "профессор",
    "акад": "академик",
}
"""Abbreviations that no sentence ends with: their full stop is never the end of one."""
_BEFORE_NUMBER: Final[Mapping[str, tuple[str, str, str]]] = {
    "стр": ("страница", "странице", "страницы"),
    "гл": ("глава", "главе", "главы"),
    "рис": ("рисунок", "рисунке", "рисунка"),
    "табл": ("таблица", "таблице", "таблицы"),
    "п": ("пункт", "пункте", "пункта"),
    "ч": ("часть", "части", "части"),
    "кв": ("квартира", "квартире", "квартиры"),
    "ок": ("около", "около", "около"),
}
"""The nominative, the case after a word of `_LOCATIVE`, and the case after a word of `_GENITIVE`."""
_LOCATIVE: Final = frozenset(("на", "в", "во", "о", "об"))
_GENITIVE: Final = frozenset(("с", "со", "до", "от", "из", "для"))

# Each quantifier has an upper limit, so that no text makes the search slow.
_ALONE: Final = re.compile(
    rf"(?<![\w.])(т\. ?[едпко]|{'|'.join(word for word in (*_LAST, *_NEVER_LAST) if '.' not in word)}){figures.STOP}(?!\w)",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(
    rf"(?<![\w.])(?:(\w{{1,3}}) )?(?<!\d )(?<!\d)({'|'.join(_BEFORE_NUMBER)})\. ?(?=\d)", re.IGNORECASE
)
_YEAR: Final = re.compile(rf"(?<![\w.,])(?:(\w{{1,2}}) )?(1\d{{3}}|20\d\d) ?г{figures.STOP}(?!\w)", re.IGNORECASE)


def write_out(text: str) -> str:
    """Return a Russian text with its abbreviations written out; a full stop stays only where a sentence may end."""
    text = _ALONE.sub(_alone, text)
    text = _NUMBERED.sub(_numbered, text)
    return _YEAR.sub(_year, text)


def _alone(match: re.Match[str]) -> str:
    if not match[2]:
        return match[0]
    word = match[1].lower().replace(" ", "")
    said = _LAST.get(word) or _NEVER_LAST[word]
    return _as_begun(match[1], said) + (figures.stop(match, 2) if word in _LAST else "")


def _numbered(match: re.Match[str]) -> str:
    nominative, locative, genitive = _BEFORE_NUMBER[match[2].lower()]
    before = (match[1] or "").lower()
    said = locative if before in _LOCATIVE else genitive if before in _GENITIVE else nominative
    return (f"{match[1]} " if match[1] else "") + _as_begun(match[2], said) + " "


def _year(match: re.Match[str]) -> str:
    if not match[3]:
        return match[0]  # "2000 г": grams
    before = f"{match[1]} " if match[1] else ""
    said = "году" if before.lower() in ("в ", "к ") else "года"
    return f"{before}{match[2]} {said}{figures.stop(match, 3)}"


def _as_begun(written: str, said: str) -> str:
    """Return `said`, with a capital letter if the abbreviation has one."""
    return said[0].upper() + said[1:] if written[0].isupper() else said
